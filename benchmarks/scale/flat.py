"""Does a parcel cost more when the center holds ten times as many orders?"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from app.center.desk import CenterDesk
from app.store.engine import Store, open_store
from app.store.records import Cursor, Envelope
from app.store.session import ORDERS
from benchmarks.scale import world
from benchmarks.scale.crew import sealed
from tests.postgres import running_server

T = TypeVar("T")
STEPS = (100_000, 1_000_000)
HUGE = 10_000_000
PARCELS = 400


def flat(engine: str, *, huge: bool) -> None:
    """Prints the cost of a parcel, a claim and a page at each size. PostgreSQL alone."""
    if engine != "pg":
        sys.stderr.write("flat: needs PostgreSQL\n")
        return
    with running_server(fsync=True) as server:
        url = server.create()
        store = open_store(url, warehouse=world.WAREHOUSE, deadline_s=600.0)
        world.set_up(store)
        filled = 0
        for size in (*STEPS, *((HUGE,) if huge else ())):
            began = time.monotonic()
            world.fill(store, url, filled, size)
            took = time.monotonic() - began
            filled = size
            print(
                f"flat: {size:,} orders (filled in {took:.0f} s): {_cost(store, size)}", flush=True
            )
        store.close()


def _cost(store: Store, size: int) -> str:
    """Medians after a warm-up. Orders are spread over the whole table."""
    desk = CenterDesk(store, lambda: datetime.now(UTC))
    step = size // (PARCELS * 2)
    for warm in (True, False):
        numbers = range(step // 2 + (0 if warm else step), size, 2 * step)
        deliveries = list(_deliveries(f"F{size}{'w' if warm else ''}", numbers))
        push = _median(desk.push, deliveries)
        others = [world.order(min(number + 1, size - 1)).id for number in numbers]
        claim = _median(lambda order_id: desk.claim(order_id, "F"), others)
        with store.read() as tx:
            head = tx.feed.head(ORDERS)
        cursors = [Cursor(world.EPOCH, head - 60 + back) for back in range(50)]
        pull = _median(lambda cursor: desk.pull(ORDERS, cursor, 10), cursors)
    return f"parcel {push * 1000:.2f} ms, claim {claim * 1000:.2f} ms, page {pull * 1000:.2f} ms"


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
