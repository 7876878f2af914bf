"""Class 9: a bench's clock jumps by a day, a year, back before its own facts, past 2038."""

import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.store.engine import Store, open_store
from tests.builders import NOON
from tests.faults.after import compare
from tests.faults.report import FaultReport, Tally, memory
from tests.sync.rig import WAREHOUSE, Bench, a_center, some_orders

NAME = "9 clock jumps"
JUMPS = (
    NOON - timedelta(days=1), NOON + timedelta(days=1), NOON, NOON + timedelta(hours=1),
    datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    NOON - timedelta(days=400), NOON + timedelta(seconds=61),
)  # fmt: skip


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="secondpass-clock-", dir=memory()) as name:
        for again in range(30 if long else 2):
            folder = Path(name) / str(again)
            folder.mkdir()
            _jumps(tally, random.Random(seed + again), folder)
    return tally.report()


def _jumps(tally: Tally, rng: random.Random, folder: Path) -> None:
    """Pack at every time there is, deliver some of it; at the end the center is restored."""
    place = folder / "center.db"
    every = some_orders(len(JUMPS))
    center = a_center(str(place), orders=len(every))
    bench = Bench(folder, str(place), "b1")
    bench.run(steps=1)
    center.copy_to(folder / "backup.db")
    for order, at in zip(every, rng.sample(JUMPS, len(JUMPS)), strict=True):
        bench.now = at
        bench.pack(order)
        if rng.random() < 0.8:
            bench.run(steps=1)
        tally.injected += 1
    bench.now = NOON
    bench.run(steps=2)
    center = _restored(center, bench, folder)
    bench.run(steps=4)
    compare(tally, center, [("b1", bench.store)])
    bench.close()
    center.close()


def _restored(center: Store, bench: Bench, folder: Path) -> Store:
    """The center from before the jumps: what was forgotten by a wrong clock would be missing."""
    center.close()
    bench.transport.close()
    for suffix in ("-wal", "-shm"):
        (folder / f"center.db{suffix}").unlink(missing_ok=True)
    (folder / "center.db").write_bytes((folder / "backup.db").read_bytes())
    store = open_store(folder / "center.db", warehouse=WAREHOUSE)
    with store.write() as tx:
        tx.center.begin_epoch("epoch-2", NOON)
    return store
