"""Class 18: many benches at once, one slow reader, one bench with a day's backlog."""

import random
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from app.center.desk import CenterDesk
from app.store.engine import Store, open_store
from app.store.records import Cursor, Envelope
from app.store.session import ORDERS
from tests.builders import NOON
from tests.faults.after import facts
from tests.faults.report import FaultReport, Tally, memory
from tests.faults.servers import center_at, server
from tests.sync.rig import WAREHOUSE, Bench, some_orders

NAME = "18 load"
LONG_FACTOR = 10


def run(seed: int, *, long: bool) -> FaultReport:
    benches, parcels, backlog = (200, 40, 4_000) if long else (40, 6, 300)
    tally = Tally()
    with (
        server(fsync=True) as running,
        tempfile.TemporaryDirectory(prefix="secondpass-load-", dir=memory()) as name,
    ):
        url = running.create()
        with center_at(url, orders=1) as center:
            _take_in(center, benches * parcels + backlog)
            shifts = _packed(Path(name), benches, parcels, backlog)
            seconds = _deliver(tally, random.Random(seed), url, shifts)
            _judge(tally, center, shifts)
    total = sum(map(len, shifts.values()))
    return tally.report(f"{total} facts of {len(shifts)} benches in {seconds:.1f} s")


def _take_in(center: Store, orders: int) -> None:
    every = some_orders(orders)
    for at in range(0, orders, 500):
        with center.write() as tx:
            tx.orders.upsert(every[at : at + 500], NOON)


def _packed(folder: Path, benches: int, parcels: int, backlog: int) -> dict[str, list[Envelope]]:
    """The journals of a shift; one bench was cut off for the whole day."""
    every = some_orders(benches * parcels + backlog)
    shifts, at = {}, 0
    for n in range(benches + 1):
        share = backlog if n == benches else parcels
        bench = Bench(folder, str(folder / "none"), f"l{n}")
        for order in every[at : at + share]:
            bench.pack(order)
        at += share
        shifts[bench.station] = facts(bench.store, bench.station)
        bench.close()
    return shifts


def _deliver(
    tally: Tally, rng: random.Random, url: str, shifts: dict[str, list[Envelope]]
) -> float:
    """Eight wires; a tenth of the batches come twice; one reader keeps its page open long."""
    names = list(shifts)
    rng.shuffle(names)
    counts = [0]
    lock = threading.Lock()

    def work(share: Sequence[str], seed: int) -> None:
        own = random.Random(seed)
        store = open_store(url, warehouse=WAREHOUSE)
        desk = CenterDesk(store, lambda: NOON)
        for name in share:
            rows = shifts[name]
            for at in range(0, len(rows), 50):
                for _ in range(2 if own.random() < 0.1 else 1):
                    desk.push(tuple(rows[at : at + 50]))
                    with lock:
                        counts[0] += 1
                desk.pull(ORDERS, Cursor("epoch-1", 10**9), 200)
        store.close()

    ended = threading.Event()
    slow = threading.Thread(target=_slow_reader, args=(url, ended))
    threads = [threading.Thread(target=work, args=(names[n::8], n)) for n in range(8)]
    start = time.perf_counter()
    for thread in (slow, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    ended.set()
    slow.join()
    tally.injected += counts[0]
    return seconds


def _slow_reader(url: str, ended: threading.Event) -> None:
    """Holds a view of one instant open for as long as the others work."""
    store = open_store(url, warehouse=WAREHOUSE)
    while not ended.is_set():
        with store.read() as tx:
            tx.feed.changed_after(ORDERS, Cursor("epoch-1"), 500)
            ended.wait(2.0)
    store.close()


def _judge(tally: Tally, center: Store, shifts: dict[str, list[Envelope]]) -> None:
    packed = 0
    for name, rows in shifts.items():
        there = facts(center, name)
        tally.lost += len({row.sha256 for row in rows} - {row.sha256 for row in there})
        tally.doubled += len(there) - len({row.id for row in there})
        packed += sum(row.kind == "OrderPacked" for row in rows)
    with center.read() as tx:
        states = tx.orders.count()
    tally.expect(states.get("packed", 0) == packed, f"{packed} packed, the center says {states}")
