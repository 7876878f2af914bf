"""Orders by the hundred thousand, and the facts of packing one of them.

A server fills its own tables from one order that our code wrote; a million take a minute.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import psycopg

from app.domain import events as e
from app.domain.order import Order, Recipient
from app.domain.recorded import Recorded
from app.domain.values import Grams, Moment, Money
from app.domain.weighing_record import Weighing
from app.store.engine import Store
from app.store.records import Cursor, FeedRow, StoredParcel
from benchmarks import stock

WAREHOUSE = stock.WAREHOUSE
EPOCH = "epoch-1"
LINES = 6
FACTS = LINES + 10
"""What a parcel of six lines leaves in the journal."""

_MARK = "99999999"
_BATCH = 2_000
_TEMPLATE = replace(
    stock.order(0),
    id=f"o-{_MARK}",
    number=f"SO-{_MARK}",
    slip=f"PS-{_MARK}",
    wave="",
    recipient=Recipient(province="四川省", city="成都市"),  # a sealed person could not be copied
    lines=stock.order(0).lines[:LINES],
)


def order(number: int) -> Order:
    text = f"{number:08d}"
    return replace(_TEMPLATE, id=f"o-{text}", number=f"SO-{text}", slip=f"PS-{text}")


def waybill(number: int) -> str:
    return f"SF{number:013d}"


def parcel(number: int, station: str) -> tuple[e.Fact, ...]:
    """The facts of packing one order; ``station`` is part of the parcel's id."""
    packed, name, job = order(number), f"p-{station}-{number:08d}", f"j-{number:08d}"
    checked = tuple(
        e.ItemChecked(line.item.barcodes[0].code, line.item.sku, {str(line.line_no): line.quantity})
        for line in packed.lines
    )
    weighing = Weighing(Grams(512), "0.512", "kg", "00" * 24, "scale-1", 800, 92, 510, 12)
    money = Money.of("6.50", "CNY")
    return (
        e.OrderOpened(packed, name, packed.slip),
        *checked,
        e.ParcelWeighed(name, weighing),
        e.ParcelPriced(name, packed.courier, "1", "0.6", money, "h" * 64),
        e.WaybillAssigned(name, packed.courier, waybill(number)),
        e.LabelRequested(name, job),
        e.LabelPrinted(name, job),
        e.LabelProven(name, waybill(number)),
        e.ParcelPacked(
            name, packed.id, packed.number, 1, 1, packed.courier, waybill(number), Grams(512),
            "F1", {line.item.sku: line.quantity for line in packed.lines}, 650, "CNY", "h" * 64,
        ),
        e.OrderPacked(packed.id, 1),
        e.ModeChosen("check"),
    )  # fmt: skip


def set_up(store: Store) -> None:
    """A center with people, cards and the items of the one kind of order."""
    with store.write() as tx:
        tx.center.begin_epoch(EPOCH, datetime.now(UTC))
        tx.catalogue.put([line.item for line in _TEMPLATE.lines])
        tx.operators.put((stock.OPERATOR,))
        tx.rates.put(stock.cards())
        tx.orders.upsert([_TEMPLATE], datetime.now(UTC))
        tx.waybills.add(_TEMPLATE.courier, [waybill(int(_MARK))])


def fill(store: Store, url: str, first: int, last: int) -> None:
    """Orders from ``first`` on and before ``last``, with a waybill number each."""
    if "://" in url:
        _fill_server(url, first, last)
        return
    for start in range(first, last, _BATCH):
        numbers = range(start, min(start + _BATCH, last))
        with store.write() as tx:
            tx.orders.upsert(map(order, numbers), datetime.now(UTC))
            tx.waybills.add(_TEMPLATE.courier, map(waybill, numbers))


def history(store: Store, url: str, first: int, last: int) -> None:
    """Years of parcels, each with one of its facts: what a delivery's indexes must bear."""
    name, at = f"h-{_MARK}", datetime(2020, 1, 1, tzinfo=UTC)
    moment = Moment(at, 0)
    fact = Recorded(1, f"f-{_MARK}", "H", "boot", moment, "", name, e.OrderPacked(name, 1))
    packed = StoredParcel(
        f"p-{_MARK}", name, name, 1, 1, {}, Grams(512), "F1", "SF", f"H{_MARK}", "1", 650, "CNY",
        "", "H", "", fact.id, at,
    )  # fmt: skip
    with store.write() as tx:
        if not tx.journal.last("H")[0]:
            tx.journal.append(fact)
            tx.parcels.accept(packed, at, name)
    _copy(url, first, last, {"journal": f"id = 'f-{_MARK}'", "parcel": f"id = 'p-{_MARK}'"})


def closed(url: str, first: int, last: int) -> None:
    """Orders that were packed years ago and left the benches' feed."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(
            "UPDATE orders SET state = 'packed', seq = -1, updated_at = '2020-01-01Z'"
            f" WHERE id >= 'o-{first:08d}' AND id < 'o-{last:08d}'".encode()
        )
        for step in ("VACUUM ANALYZE orders", "CHECKPOINT"):
            server.execute(step.encode())


def _fill_server(url: str, first: int, last: int) -> None:
    keys = {
        "orders": f"id = 'o-{_MARK}'",
        "order_code": f"order_id = 'o-{_MARK}'",
        "order_line": f"order_id = 'o-{_MARK}'",
        "waybill_number": f"number = '{waybill(int(_MARK))}'",
    }
    _copy(url, first, last, keys)


def _copy(url: str, first: int, last: int, keys: dict[str, str]) -> None:
    """Rows of these tables, each once for every number."""
    with psycopg.connect(url, autocommit=True) as server:
        for table, key in keys.items():
            columns = ", ".join(_copied(server, table))
            # Six digits of a number that nothing else contains stand for the number itself.
            server.execute(
                f"INSERT INTO {table} SELECT {columns} FROM {table},"
                f" generate_series({first}, {last - 1}) AS g(n) WHERE {key}".encode()
            )
        for step in ("VACUUM ANALYZE", "CHECKPOINT"):  # what was filled is not measured
            server.execute(step.encode())


def _copied(server: psycopg.Connection[tuple[object, ...]], table: str) -> Iterator[str]:
    rows = server.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = 'public' ORDER BY ordinal_position",
        (table,),
    )
    for name, kind in rows.fetchall():
        if name == "n":
            yield "g.n + 2"  # the first is the template
            continue
        padded = "lpad(g.n::text, 8, '0')"
        yield f"replace({name}, '{_MARK}', {padded})" if kind == "text" else str(name)


def start(epoch: str) -> Cursor:
    return Cursor(epoch)


def after(epoch: str, row: FeedRow) -> Cursor:
    return Cursor(epoch, row.seq, row.id)
