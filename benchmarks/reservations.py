"""Orders that get their stock reserved, a second: as approval does it, on both engines.

Each order wants one to three of 20,000 items. Afterwards the movements must add up to the
figures, and nothing may be promised that is not there.
"""

import random
import time
from datetime import UTC, datetime
from uuid import uuid4

from app.center import reserving, stock_desk
from app.domain.catalogue import Item
from app.domain.order import Order, OrderLine, OrderState, Recipient
from app.domain.stock import read_anew
from app.store.engine import Store, open_store
from app.store.erps import ErpRow
from benchmarks import rig
from benchmarks.figures import Figure
from tests.postgres import binaries, running_server

ORDERS, QUICK = 100_000, 4_000
ITEMS = 20_000
EACH = 12
"""Pieces on hand of each item: some orders go without."""

AT_ONCE = 500
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    orders = QUICK if quick else ORDERS
    with rig.home() as home:
        figures = [_against(str(home / rig.CENTER), "", orders)]
    if binaries() is not None:
        with running_server(fsync=True) as server:
            figures.append(_against(server.create(), "_pg", orders))
    return figures


def _against(place: str, tail: str, orders: int) -> Figure:
    store = open_store(place, warehouse="W1", deadline_s=120.0)
    try:
        _stock(store)
        rng, short, took = random.Random(7), 0, 0.0
        for start in range(0, orders, AT_ONCE):
            some = [_order(n, rng) for n in range(start, min(start + AT_ONCE, orders))]
            began = time.perf_counter()
            with store.write() as tx:
                short += len(reserving.reserve(tx, some, NOW, _new_id))
            took += time.perf_counter() - began
        _proved(store)
    finally:
        store.close()
    note = f"{orders:,} orders, {short:,} of them without enough"
    return Figure(f"reservations{tail}_per_s", "orders/s", value=orders / took, note=note)


def _new_id() -> str:
    return uuid4().hex


def _stock(store: Store) -> None:
    with store.write() as tx:
        tx.erps.put(ErpRow("files"), NOW)
        levels = tx.stock.locked(f"I{n:05d}" for n in range(ITEMS))
        told = [read_anew(level, EACH, (), "read-1") for level in levels.values()]
        tx.stock.put((level for _changes, level in told), NOW)
        changes = [change for some, _level in told for change in some]
        tx.stock.note(changes, NOW, "erp", iter(_new_id, None))


def _order(n: int, rng: random.Random) -> Order:
    lines = tuple(
        OrderLine(at, Item(f"I{rng.randrange(ITEMS):05d}", "item"), rng.randint(1, 2))
        for at in range(1, rng.randint(1, 3) + 1)
    )
    return Order(
        f"o{n:06d}", "W1", f"SO-{n}", "files", "shop", OrderState.APPROVED, 1, lines,
        Recipient(), "SF",
    )  # fmt: skip


def _proved(store: Store) -> None:
    with store.read() as tx:
        skus = list(tx.stock.skus())
        assert not stock_desk.unsound(tx, skus)
        assert all((one.available or 0) >= 0 for one in tx.stock.levels(skus).values())
