"""Facts up, rows down: how many a second, against a center in SQLite and one in PostgreSQL.

The facts are those of real parcels of twelve lines; every call goes the bench's own way: local
transaction, transport, the center's desk, local transaction.
"""

import random
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.entrypoints.center_link import SqlTransport
from app.entrypoints.station_host import DATABASE
from app.store.engine import open_store
from app.store.records import Cursor
from app.store.session import ORDERS
from app.sync.transport import Page
from app.sync.worker import Station, SyncPolicy, SyncWorker
from benchmarks import cache, rig, stock
from benchmarks.figures import Figure
from benchmarks.outbox import fill_outbox
from tests.postgres import binaries, running_server

PARCELS = 150
SINGLES = 400
ROWS = 10_000
PG_ORDERS = 12_000
QUICK_PARCELS = 20
QUICK_ROWS = 1_000
QUICK_ORDERS = 3_000


class CountingTransport(SqlTransport):
    """The real transport; counts the orders that came down, or keeps them back for a while."""

    orders = 0
    holds = False

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        page = super().pull(feed, after, limit)
        if feed == ORDERS and self.holds:
            return replace(page, head=after.seq, rows=(), more=False)
        self.orders += len(page.rows) if feed == ORDERS else 0
        return page


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    with rig.home() as home:
        bench = home / DATABASE
        fill_outbox(bench, QUICK_PARCELS if quick else PARCELS)
        center = cache.copy_to(home / rig.CENTER)
        figures = _against(str(center), bench, "", quick=quick)
        if binaries() is not None:
            with running_server(fsync=True) as server:
                url = server.create()
                _fill_postgres(url, QUICK_ORDERS if quick else PG_ORDERS)
                figures += _against(url, bench, "_pg", quick=quick)
    return figures


def _fill_postgres(url: str, orders: int) -> None:
    store = open_store(url, warehouse=stock.WAREHOUSE, deadline_s=120.0)
    try:
        cache.fill(store, orders=orders)
    finally:
        store.close()


def _against(center: str, bench: Path, tail: str, *, quick: bool) -> list[Figure]:
    """All three rates against one center. The bench's file is copied first, its outbox is full."""
    local = shutil.copyfile(bench, bench.with_name(f"bench{tail}-copy.db"))
    return [
        *_push(center, local, tail),
        _pull(center, bench.with_name(f"new{tail}.db"), tail, QUICK_ROWS if quick else ROWS),
    ]


def _push(center: str, local: Path, tail: str) -> list[Figure]:
    """First one fact a call, then a hundred."""
    one, close = _worker(center, local, batch_up=1)
    one.greet_once()
    began = time.perf_counter()
    for _ in range(SINGLES):
        one.push_once()
    single = SINGLES / (time.perf_counter() - began)
    close()
    many, close = _worker(center, local, batch_up=100)
    many.greet_once()
    began, done = time.perf_counter(), 0
    while count := many.push_once():
        done += count
    batch = done / (time.perf_counter() - began)
    close()
    _must_be_delivered(local)
    return [
        Figure(f"push_single{tail}_per_s", "1/s", single, note=f"{SINGLES} facts, one a call"),
        Figure(f"push_batch{tail}_per_s", "1/s", batch, note=f"{done:,} facts, 100 a call"),
    ]


def _must_be_delivered(local: Path) -> None:
    store = open_store(local, warehouse=stock.WAREHOUSE, station=stock.STATION)
    with store.read() as tx:
        left = tx.outbox.count()
    store.close()
    if left["waiting"] or left["quarantined"]:
        raise RuntimeError(f"facts were not taken: {left}")


def _pull(center: str, local: Path, tail: str, rows: int) -> Figure:
    """Orders of twelve lines into an empty bench, when its items are there."""
    transport = CountingTransport(center, stock.WAREHOUSE)
    worker, close = _worker(center, local, transport=transport)
    worker.greet_once()
    transport.holds = True
    while worker.pull_once():
        pass
    transport.holds = False
    worker.greet_once()
    began = time.perf_counter()
    while transport.orders < rows and worker.pull_once():
        pass
    rate = transport.orders / (time.perf_counter() - began)
    close()
    note = f"{transport.orders:,} orders of twelve lines, 200 a call"
    return Figure(f"pull_rows{tail}_per_s", "1/s", rate, note=note)


def _worker(
    center: str,
    local: Path,
    *,
    batch_up: int = 100,
    transport: CountingTransport | None = None,
) -> tuple[SyncWorker, Callable[[], None]]:
    store = open_store(local, warehouse=stock.WAREHOUSE, station=stock.STATION)
    wire = transport or CountingTransport(center, stock.WAREHOUSE)
    worker = SyncWorker(
        store,
        wire,
        Station(stock.STATION),
        lambda: datetime.now(UTC),
        random.Random(1),
        lambda _message: None,
        SyncPolicy(batch_up=batch_up),
    )

    def close() -> None:
        wire.close()
        store.close()

    return worker, close
