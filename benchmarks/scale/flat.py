"""Does a parcel cost more when the center holds ten times as many orders?"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TypeVar

from app.center import keeping
from app.center.desk import CenterDesk
from app.store.engine import Store, open_store
from app.store.records import Cursor, Envelope
from app.store.session import ORDERS
from benchmarks.scale import world
from benchmarks.scale.crew import sealed
from benchmarks.scale.processor import processor
from tests.postgres import running_server

T = TypeVar("T")
STEPS = (100_000, 1_000_000)
HUGE = 10_000_000
PARCELS = 400
MOVED = 50_000


def flat(engine: str, sizes: Sequence[int] = STEPS, *, huge: bool) -> None:
    """Prints the cost of a parcel, a claim and a page at each size. PostgreSQL alone."""
    if engine != "pg":
        sys.stderr.write("flat: needs PostgreSQL\n")
        return
    with running_server(fsync=True) as server:
        url = server.create()
        store = open_store(url, warehouse=world.WAREHOUSE, deadline_s=600.0)
        world.set_up(store)
        filled = 0
        for size in (*sizes, *((HUGE,) if huge else ())):
            began = time.monotonic()
            world.fill(store, url, filled, size)
            world.history(store, url, filled, size)
            took = time.monotonic() - began
            filled = size
            cost = _cost(store, size, server.pid)
            print(f"flat: {size:,} orders (filled in {took:.0f} s): {cost}", flush=True)
        _archived(store, url, filled, server.pid)
        store.close()


def _archived(store: Store, url: str, size: int, pid: int) -> None:
    """Some closed orders leave; how fast, and what a parcel costs beside that and after it."""
    world.closed(url, size // 10, size // 10 + min(MOVED, size // 4))
    began, beside = time.monotonic(), Keeping(store)
    beside.start()
    during = _cost(store, size // 10, pid, 1)
    beside.join()
    took = time.monotonic() - began
    with store.read() as tx:
        left = tx.archive.waiting()[0]
    print(f"flat: {beside.moved:,} orders archived in {took:.0f} s ({left} left)")
    print(f"flat: beside it: {during}")
    print(f"flat: after it: {_cost(store, size // 10, pid, 2)}", flush=True)


class Keeping(Thread):
    """The job of the center, as fast as it goes."""

    def __init__(self, store: Store) -> None:
        super().__init__(name="keeping")
        self._store = store
        self.moved = 0

    def run(self) -> None:
        self.moved = sum(keeping.archive_orders(self._store, datetime.now(UTC)))


def _cost(store: Store, size: int, pid: int, run: int = 0) -> str:
    """Medians after a warm-up, and processor time of both sides, which other work hardly moves.

    Orders are spread over the whole table; every ``run`` (of three) has its own.
    """
    desk = CenterDesk(store, lambda: datetime.now(UTC))
    step = size // (PARCELS * 2)
    for warm in (True, False):
        first = step // 2 + (0 if warm else step) + run * step // 3
        numbers = range(first, size, 2 * step)
        deliveries = list(_deliveries(f"F{size}r{run}{'w' if warm else ''}", numbers))
        here, there = time.process_time(), processor(pid)
        push = _median(desk.push, deliveries)
        here, there = time.process_time() - here, processor(pid) - there
        others = [world.order(min(number + 1, size - 1)).id for number in numbers]
        claim = _median(lambda order_id: desk.claim(order_id, "F"), others)
        with store.read() as tx:
            head = tx.feed.head(ORDERS)
        cursors = [Cursor(world.EPOCH, head - 60 + back) for back in range(50)]
        pull = _median(lambda cursor: desk.pull(ORDERS, cursor, 10), cursors)
    spent = (here + there) / len(deliveries)
    words = [f"parcel {push * 1000:.2f} ms (processor {spent * 1000:.2f} ms)"]
    words += [f"claim {claim * 1000:.2f} ms", f"page {pull * 1000:.2f} ms"]
    return f"{', '.join(words)} (load {os.getloadavg()[0]:.1f})"


def _median(ask: Callable[[T], object], questions: Sequence[T]) -> float:
    took = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _deliveries(station: str, numbers: Sequence[int]) -> Iterator[tuple[Envelope, ...]]:
    """The facts of each parcel, as a bench's own journal has them."""
    with tempfile.TemporaryDirectory(prefix="scale-flat-") as folder:
        bench = open_store(Path(folder) / "b.db", warehouse=world.WAREHOUSE, station=station)
        for number in numbers:
            with bench.write() as tx:
                first = tx.journal.next_n(station)
                facts = enumerate(world.parcel(number, station), start=first)
                rows = [sealed(station, n, world.order(number).id, fact) for n, fact in facts]
                yield tx.journal.append_all(rows)
        bench.close()
