"""Class 19: bench, sync and devices as threads that are switched every microsecond."""

import queue
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.events import ParcelPacked
from app.domain.readings import Scan
from app.station.effects import Effect, PrintLabel
from app.station.inputs import LabelDone
from app.station.mailbox import Mailbox
from app.station.snapshot import BenchSnapshot
from app.store.engine import open_store
from app.store.journal import recorded
from tests.faults.after import compare, facts
from tests.faults.host import Host, open_shop
from tests.faults.report import FaultReport, Tally, memory
from tests.sync.rig import WAREHOUSE, empty_database

NAME = "19 threads switched every microsecond"
ORDERS = 25
PATIENCE_S = 20.0


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    orders = ORDERS * (20 if long else 1)
    with (
        _hasty(),
        tempfile.TemporaryDirectory(prefix="secondpass-threads-", dir=memory()) as name,
    ):
        folder = Path(name)
        for file in ("b1.db", "center.db"):
            empty_database(folder / file)
        center = open_store(folder / "center.db", warehouse=WAREHOUSE)
        open_shop(center, orders)
        host = Host(folder, "b1", str(folder / "center.db"), busy_ms=20_000)
        host.deliver()
        steps = _work(tally, host, orders)
        host.deliver()
        compare(tally, center, [("b1", host.store)])
        packed = [
            fact.order_id
            for row in facts(host.store, "b1")
            if isinstance(fact := recorded(row).fact, ParcelPacked)
        ]
        tally.lost += orders - len(set(packed))
        tally.doubled += len(packed) - len(set(packed))
        host.close()
        center.close()
    return tally.report(f"{orders} parcels beside {steps} sync steps")


@contextmanager
def _hasty() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _work(tally: Tally, host: Host, orders: int) -> int:
    """The bench in its mailbox's thread; scans, readings and the sync each from their own."""
    shown: queue.SimpleQueue[BenchSnapshot] = queue.SimpleQueue()
    box = Mailbox(host.bench, host.moment, shown.put, lambda effect: _print(box, effect))
    stop = threading.Event()
    counts = [0]

    def sync() -> None:
        while not stop.is_set():
            host.sync.step()
            counts[0] += 1

    def weigh() -> None:
        while not stop.wait(0.002):
            box.post(host.reading())
            host.mono_ms += 40

    threads = [threading.Thread(target=one, name=one.__name__) for one in (sync, weigh)]
    box.start()
    for thread in threads:
        thread.start()
    try:
        for n in range(orders):
            done = _pack(host, box, shown, f"SO-{n}")
            tally.expect(done, f"SO-{n} was not packed")
            tally.injected += 1
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        box.stop()
    return counts[0]


def _print(box: Mailbox, effect: Effect) -> None:
    if isinstance(effect, PrintLabel):
        box.post(LabelDone(effect.job_id))


def _pack(host: Host, box: Mailbox, shown: "queue.SimpleQueue[BenchSnapshot]", number: str) -> bool:
    """Look at the newest screen, act, wait for the next one."""
    acted: tuple[object, ...] = ()
    for _ in range(4_000):
        snap = _newest(shown)
        if snap.previous and snap.previous.number == number and snap.order is None:
            return True
        key = (snap.face, snap.scanned, snap.stop)
        if key == acted and snap.number % 50:
            continue  # what was scanned is still on its way
        acted = key
        hands = host.look(snap, number)
        if hands.scan:
            host.mono_ms += 400
            box.post(Scan(hands.scan, "scanner", host.mono_ms))
    return False


def _newest(shown: "queue.SimpleQueue[BenchSnapshot]") -> BenchSnapshot:
    snap = shown.get(timeout=PATIENCE_S)
    while not shown.empty():
        snap = shown.get()
    return snap
