"""Class 1: kill -9 at every step: scan, weigh, number, label, commit, push sent, answer received.

Runs in a program of its own that forks: each child packs an order on a real file and kills
itself at one point; the next child starts on what is left and must come to the same end.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import cast

from app.store.engine import Store, open_store
from app.store.transaction import Transaction
from app.sync.transport import CenterTransport
from tests.faults.after import compare, facts
from tests.faults.host import Host, as_store, open_shop
from tests.faults.report import FaultReport, Tally, memory
from tests.sync.rig import WAREHOUSE, empty_database

NAME = "1 kill -9 at every step"
ORDERS = 2
ROOT = Path(__file__).parents[2]


class Points:
    """Counts the points passed; at number ``at`` the process is gone."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.passed = 0

    def here(self, _name: str = "") -> None:
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


class MinedStore:
    """A store with a mine before, inside and after every transaction."""

    def __init__(self, store: Store, points: Points) -> None:
        self._store = store
        self._points = points

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self._store.read() as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        self._points.here()
        with self._store.write() as tx:
            yield tx
            self._points.here()
        self._points.here()


class MinedCalls:
    """Questions to the center, each with a mine before it is sent and before it is heard."""

    def __init__(self, inner: object, points: Points) -> None:
        self._inner = inner
        self._points = points

    def __getattr__(self, name: str) -> Callable[..., object]:
        ask = getattr(self._inner, name)

        def mined(*args: object) -> object:
            self._points.here()
            answer = ask(*args)
            self._points.here()
            return answer

        return mined


def run(seed: int, *, long: bool) -> FaultReport:
    command = [sys.executable, "-m", "tests.faults.kill_nine", str(seed), str(int(long))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout.splitlines()[-1])
    return FaultReport(**{**found, "broken": tuple(found["broken"])})


def main() -> None:
    seed, long = int(sys.argv[1]), sys.argv[2] == "1"
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="secondpass-kill-", dir=memory()) as folder:
        every = _count(Path(folder) / "all")
        step, times = (1, 3) if long else (3, 1)
        for again in range(times):
            for at in range(1 + (seed + again) % step, every + 1, step):
                _one(tally, Path(folder) / f"{again}-{at}", at)
    sys.stdout.write(json.dumps(asdict(tally.report(f"{tally.injected} of {every} points"))) + "\n")


def _count(folder: Path) -> int:
    """How many points an undisturbed day has."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        os.write(write, str(_day(folder, 0, 1)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        found = int(told.read())
    os.waitpid(child, 0)
    return found


def _one(tally: Tally, folder: Path, at: int) -> None:
    for attempt, mine in enumerate((at, 0), start=1):
        if (child := os.fork()) == 0:
            _day(folder, mine, attempt)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        tally.injected += killed
        tally.expect(killed or status == 0, f"point {at}: ended with {status}")
    _judge(tally, folder, at)


def _day(folder: Path, at: int, attempt: int) -> int:
    """Pack and deliver. Returns the points passed."""
    center = str(folder / "center.db")
    if attempt == 1:
        folder.mkdir()
        empty_database(folder / "center.db")
        empty_database(folder / "b1.db")
        store = open_store(center, warehouse=WAREHOUSE)
        open_shop(store, ORDERS)
        store.close()
    points = Points(0)
    with (folder / "told").open("a", buffering=1) as told:
        host = Host(
            folder, "b1", center, run=attempt,
            wrap=lambda store: as_store(MinedStore(store, points)),
            wrap_link=lambda link: cast("CenterTransport", MinedCalls(link, points)),
            told=lambda n: print(n, file=told), before_print=points.here,
        )  # fmt: skip
        if attempt == 1:
            host.deliver()  # the first copy, before anything is scanned
            points.passed, points.at = 0, at
        for n in range(ORDERS):
            with host.store.read() as tx:
                packed = [
                    r for r in tx.journal.read("b1") if type(r.fact).__name__ == "OrderPacked"
                ]
            if len(packed) <= n:
                host.pack(f"SO-{n}")
        host.deliver()
        host.close()
    return points.passed


def _judge(tally: Tally, folder: Path, at: int) -> None:
    bench = open_store(folder / "b1.db", warehouse=WAREHOUSE, station="b1")
    center = open_store(folder / "center.db", warehouse=WAREHOUSE)
    told = max(map(int, (folder / "told").read_text().split()))
    with bench.read() as tx:
        last = tx.journal.last("b1")[0]
    packed = sum(row.kind == "ParcelPacked" for row in facts(bench, "b1"))
    tally.lost += max(0, told - last) + max(0, ORDERS - packed)
    tally.doubled += max(0, packed - ORDERS)
    jobs = (folder / "b1.paper").read_text().split()
    tally.doubled += len(jobs) - len(set(jobs))
    tally.expect(len(set(jobs)) == ORDERS, f"point {at}: labels {jobs}")
    compare(tally, center, [("b1", bench)])
    bench.close()
    center.close()


if __name__ == "__main__":
    main()
