"""Class 6: the center's server crashes while it is written to, or comes back from a backup."""

import os
import random
import signal
import tempfile
import threading
from contextlib import closing
from pathlib import Path

from app.store.engine import open_store
from tests.builders import NOON
from tests.faults.after import compare
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import bench_at, center_at, server
from tests.postgres import Server, children, wait_until_up
from tests.sync.rig import WAREHOUSE, Bench, some_orders

NAME = "6 center crashed, restored"
CRASHES, RESTORES = 6, 6


def run(seed: int, *, long: bool) -> FaultReport:
    rng, tally = random.Random(seed), Tally()
    times = 10 if long else 1
    with (
        server(fsync=True) as running,
        tempfile.TemporaryDirectory(prefix="secondpass-lost-", dir=memory()) as name,
    ):
        _crashes(tally, rng, running, Path(name), CRASHES * times)
        for again in range(times):
            folder = Path(name) / str(again)
            folder.mkdir()
            _restores(tally, rng, running, folder)
    return tally.report(f"{CRASHES * times} crashes, {RESTORES * times} restores")


def _crashes(
    tally: Tally, rng: random.Random, running: Server, folder: Path, how_many: int
) -> None:
    """A server process is killed in the middle: the whole server recovers from its log."""
    url = running.create()
    every = some_orders(how_many * 4)
    with center_at(url, orders=len(every)) as center, bench_at(folder, url, "b1") as bench:
        bench.run(steps=1)
        for at in range(how_many):
            for order in every[at * 4 : at * 4 + 4]:
                bench.pack(order)
            working = threading.Thread(target=bench.run, kwargs={"steps": 2})
            working.start()
            _kill_one(rng, running)
            working.join()
            tally.injected += 1
            wait_until_up(running)
        bench.run(steps=4)
        center.close()  # its connections are those of the server before
        with closing(open_store(url, warehouse=WAREHOUSE)) as again:
            compare(tally, again, [("b1", bench.store)])


def _kill_one(rng: random.Random, running: Server) -> None:
    workers = children(running.pid)
    try:
        os.kill(rng.choice(workers), signal.SIGKILL)
    except ProcessLookupError:
        os.kill(workers[0], signal.SIGKILL)


def _restores(tally: Tally, rng: random.Random, running: Server, folder: Path) -> None:
    """An older copy takes the center's place; benches offer what it has lost."""
    url = running.create()
    every = some_orders(RESTORES * 3)
    with (
        center_at(url, orders=len(every)) as center,
        bench_at(folder, url, "b1") as first,
        bench_at(folder, url, "b2") as second,
    ):
        benches = (first, second)
        center.close()
        for bench in benches:
            bench.run(steps=1)
        for at in range(RESTORES):
            _close(benches)
            backup = running.create(url.rsplit("/", 1)[1])
            for order in every[at * 3 : at * 3 + 3]:
                for bench in benches:
                    if rng.random() < 0.7:
                        bench.pack(order)
                    if rng.random() < 0.7:
                        bench.run(steps=1)
            _close(benches)
            running.drop(url)
            running.execute(
                f"ALTER DATABASE {backup.rsplit('/', 1)[1]} RENAME TO {url.rsplit('/', 1)[1]}"
            )
            _new_epoch(url, f"epoch-{at + 2}")
            tally.injected += 1
        for bench in benches:
            bench.run(steps=6)
        with closing(open_store(url, warehouse=WAREHOUSE)) as restored:
            compare(tally, restored, [(bench.station, bench.store) for bench in benches])
        _close(benches)
    running.drop(url)


def _close(benches: tuple[Bench, ...]) -> None:
    for bench in benches:
        bench.transport.close()


def _new_epoch(url: str, epoch: str) -> None:
    store = open_store(url, warehouse=WAREHOUSE)
    with store.write() as tx:
        tx.center.begin_epoch(epoch, NOON)
    store.close()
