"""A page of the list of orders out of a million, and what its indexes cost a write (both engines).

Every question that a person asks of it: as it opens, by tab, of one shop, by the beginning of a
number, at the end. A few thousand orders are written by our code, and copied by the engine.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, inspect, make_url, text

from app.center import order_desk
from app.domain.order import Order, OrderState, Recipient
from app.domain.paging import ColumnFilter, PageQuery
from app.store.engine import Store, open_store
from app.store.records import IntakeNote
from benchmarks import cache, rig, stock
from benchmarks.figures import Figure, spread
from tests.postgres import binaries, running_server

ROWS, QUICK = 1_000_000, 20_000
KINDS: Final = 2_000
"""Orders that differ; the rest are their like."""

WRITTEN: Final = 2_000
AT_ONCE: Final = 500
SHOPS: Final = 20
_MARK = "99999999"
_STATES: Final = ("packed",) * 90 + ("approved",) * 5 + ("held",) * 3 + ("cancelled",) * 2
_REASONS: Final = ("no_stock", "address", "review_hold", "refund_open")
_INDEXES: Final = (
    "updated_at_id_state", "state_updated_at_id_cut_off_wait_reason", "shop_updated_at_id_state",
)  # fmt: skip
_SHOP = (ColumnFilter("shop", values=("shop-7",)),)
_END: Final = 90_000
_QUESTIONS: tuple[dict[str, Any], ...] = (
    {}, {"group": "waiting"}, {"group": "ready"}, {"group": "packed"}, {"group": "ended"},
    {"filters": _SHOP}, {"filters": _SHOP, "group": "packed"}, {"text": "SO-0000"},
    {"text": "SO-00004711"}, {"offset": _END}, {"descending": False},
    {"sort": "cut_off", "group": "waiting", "descending": False},
)  # fmt: skip


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    rows = QUICK if quick else ROWS
    cache.FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="orders-", dir=cache.FOLDER) as home:
        figures = _against(str(Path(home) / rig.CENTER), "", rows)
    if binaries() is not None:
        with running_server(fsync=True) as server:
            figures += _against(server.create(), "_pg", rows)
    return figures


def _against(place: str, tail: str, rows: int) -> list[Figure]:
    with _opened(place) as store:
        _kinds(store)
    _copy(place, rows)
    with _opened(place) as store:
        asked = _asked(store)
        with_lists = _written(store)
    _drop_lists(place)
    with _opened(place) as store:
        without = _written(store)
    slowest = max(range(len(asked)), key=asked.__getitem__)
    note = f"{rows:,} orders; one sample a question, the slowest: {_QUESTIONS[slowest]}"
    more = f"{rows:,} orders; {without:,.0f} orders/s without the indexes of the lists"
    return [
        spread(f"orders_page{tail}_ms", asked, note=note),
        Figure(f"orders_written{tail}_per_s", "orders/s", value=with_lists, note=more),
    ]


@contextmanager
def _opened(place: str) -> Iterator[Store]:
    store = open_store(place, warehouse=stock.WAREHOUSE, deadline_s=600.0)
    try:
        yield store
    finally:
        store.close()


def _asked(store: Store) -> list[float]:
    """Milliseconds of each question, the second time that it is asked."""
    times = []
    for asked in _QUESTIONS:
        read = order_desk.read_holds if asked.get("sort") == "cut_off" else order_desk.read
        for _round in range(2):
            began = time.perf_counter_ns()
            with store.read() as tx:
                read(tx, PageQuery(**asked))
            took = (time.perf_counter_ns() - began) / 1e6
        times.append(took)
    return times


def _written(store: Store) -> float:
    """Orders a second that are told anew, as a shop tells them."""
    took, at = 0.0, stock.START + timedelta(days=1)
    for start in range(0, WRITTEN, AT_ONCE):
        some = [replace(_order(n), revision=9) for n in range(start, start + AT_ONCE)]
        began = time.perf_counter()
        with store.write() as tx:
            tx.orders.upsert(some, at + timedelta(seconds=start))
        took += time.perf_counter() - began
    return WRITTEN / took


def _order(n: int) -> Order:
    name = f"{_MARK}-{n:04d}"
    return replace(
        stock.order(0),
        id=f"o-{name}",
        number=f"SO-{name}",
        slip=f"PS-{name}",
        tote="",
        wave="",
        shop=f"shop-{n % SHOPS}",
        state=OrderState(_STATES[n % len(_STATES)]),
        cut_off=stock.START + timedelta(minutes=n),
        recipient=Recipient(province="四川省", city="成都市"),  # a sealed person has no like
        lines=stock.order(0).lines[:2],
    )


def _kinds(store: Store) -> None:
    for n in range(0, KINDS, AT_ONCE):
        with store.write() as tx:
            for order in map(_order, range(n, n + AT_ONCE)):
                tx.orders.upsert([order], stock.START - timedelta(minutes=_place(order)))
                if order.state is OrderState.HELD:
                    reason = _REASONS[_place(order) % len(_REASONS)]
                    tx.orders.keep_note(order.id, IntakeNote(reason))


def _copy(place: str, rows: int) -> None:
    with _raw(place) as connection:
        for table, key in (("orders", "id"), ("order_code", "order_id")):
            columns = ", ".join(_copied(inspect(connection).get_columns(table)))
            numbers = "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < :n)"
            connection.execute(
                text(
                    f"INSERT INTO {table} {numbers} SELECT {columns} FROM {table}, g"
                    f" WHERE {key} LIKE 'o-{_MARK}-%'"
                ),
                {"n": rows // KINDS - 1},
            )
    with _raw(place) as connection:
        connection.execute(text("ANALYZE"))


@contextmanager
def _raw(place: str) -> Iterator[Connection]:
    """For what our store has no words for; nobody else has it open."""
    server = "://" in place
    url = make_url(place).set(drivername="postgresql+psycopg") if server else f"sqlite:///{place}"
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _place(order: Order) -> int:
    return int(order.id[-4:])


def _copied(columns: list[Any]) -> Iterator[str]:
    """The eight digits that nothing else contains stand for the number itself."""
    padded = "substr(cast(100000000 + g.n AS text), 2)"
    for one in columns:
        name = one["name"]
        told = name in {"id", "number", "slip", "document", "code", "order_id"}
        yield f"replace({name}, '{_MARK}', {padded})" if told else name


def _drop_lists(place: str) -> None:
    with _raw(place) as connection:
        for name in _INDEXES:
            connection.execute(text(f"DROP INDEX ix_orders_warehouse_{name}"))
