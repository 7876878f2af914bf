"""Stock is promised to orders, given back, and leaves with the parcel: only ever what is free.

Every function may run again: what an order holds already is compared with what it wants. One
after the other: whoever promises or lets go has the row of the ERP until his transaction ends,
and reads what is held after that.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from app.domain.order import Order
from app.domain.stock import (
    Change,
    Level,
    Shortage,
    moved,
    needs,
    reserved_anew,
    shipped,
    shortages,
)
from app.domain.stock_document import DocumentKind, DocumentLine, StockDocument
from app.store.records import StoredOrder, StoredParcel
from app.store.reservations import Held
from app.store.transaction import Transaction

BY = "center"
DELIVERY = "D-"
NO_STOCK = "no_stock"
NewId = Callable[[], str]


def is_kept(tx: Transaction) -> bool:
    """Whether stock is kept here at all: without an ERP nobody tells what there is."""
    erp = tx.erps.get()
    return erp is not None and erp.enabled


def taken(tx: Transaction) -> bool:
    """The same, and until this transaction ends nobody else moves what is promised."""
    erp = tx.erps.locked()
    return erp is not None and erp.enabled


def reserve(
    tx: Transaction, orders: Sequence[Order], now: datetime, new_id: NewId
) -> Mapping[str, tuple[Shortage, ...]]:
    """Reserves each order whole, or nothing of it; what lacks, by order, where something does.

    An order that holds something already is brought to what it wants now. Orders come first as
    they are given. Items that the ERP never told are promised without limit.
    Where no stock is kept nothing is promised, and nothing lacks.
    """
    if not taken(tx):
        return {}
    held = tx.reservations.of(order.id for order in orders)
    wanted = {order.id: needs(order) for order in orders}
    skus = {sku for some in (*wanted.values(), *held.values()) for sku in some if sku}
    levels = dict(tx.stock.locked(skus))
    before = dict(levels)
    changes: list[Change] = []
    rows: list[Held] = []
    short: dict[str, tuple[Shortage, ...]] = {}
    for order in orders:
        has = held.get(order.id, {})
        if lacking := shortages(wanted[order.id], has, levels):
            short[order.id] = lacking
            continue
        mine = reserved_anew(order.id, wanted[order.id], has)
        for change in mine:
            levels[change.sku] = moved(levels[change.sku], change)
        changes += mine
        held[order.id] = wanted[order.id]
        rows += _rows(order, wanted[order.id], has, now)
    _write(tx, changes, before, now, new_id)
    tx.reservations.put(rows)
    return short


def release(tx: Transaction, order_ids: Iterable[str], now: datetime, new_id: NewId) -> int:
    """What these orders hold is free again; how many held something."""
    taken(tx)
    held = tx.reservations.of(order_ids)
    changes = [
        change for order_id, has in held.items() for change in reserved_anew(order_id, {}, has)
    ]
    _write(tx, changes, tx.stock.locked(change.sku for change in changes), now, new_id)
    tx.reservations.put(
        [
            Held(order_id, sku, pieces, 0, "released", now)
            for order_id, has in held.items()
            for sku, pieces in has.items()
        ]
    )
    return len(held)


def ship(tx: Transaction, stored: StoredOrder, now: datetime, new_id: NewId) -> bool:
    """The order has left as packed: its goods are gone, and the ERP is to hear of it once.

    Without a parcel nothing left: what is packed as another order, or was never sent, only gives
    back what it holds. False: there was nothing to tell, or it was told already.
    """
    taken(tx)
    order = stored.order
    has = tx.reservations.of([order.id]).get(order.id, {})
    elsewhere = tx.groups.of_source(order.id)
    parcels = [
        one for one in tx.parcels.of_order(order.id) if one.accepted and not elsewhere
    ]  # fmt: skip
    packed: Counter[str] = Counter()
    for parcel in parcels:
        packed.update(parcel.contents)
    out = {sku: n for sku, n in packed.items() if sku and n > 0}
    if parcels and not out:
        out = needs(order)  # a bench that does not tell what is in it
    document = _delivery(tx, order, out, parcels, now)
    new = bool(out) and tx.stock_documents.add(document, order.id, now)
    changes = shipped(order.id, has, out if new else {})
    _write(tx, changes, tx.stock.locked(change.sku for change in changes), now, new_id)
    left = "shipped" if parcels else "released"
    tx.reservations.put(
        [Held(order.id, sku, n, order.revision, left, now) for sku, n in has.items()]
    )
    return new


def _rows(
    order: Order, wanted: Mapping[str, int], has: Mapping[str, int], now: datetime
) -> list[Held]:
    rows = [
        # An order that wants nothing has a row too: it was looked at.
        Held(order.id, sku, n, order.revision, "reserved", now)
        for sku, n in (wanted or {"": 0}).items()
    ]
    gone = has.keys() - wanted.keys()
    return rows + [Held(order.id, sku, 0, order.revision, "released", now) for sku in gone]


def _write(
    tx: Transaction,
    changes: Sequence[Change],
    levels: Mapping[str, Level],
    now: datetime,
    new_id: NewId,
) -> None:
    if changes:
        tx.stock.move(changes, levels, now, BY, iter(new_id, None))


def _delivery(
    tx: Transaction,
    order: Order,
    out: Mapping[str, int],
    parcels: Sequence[StoredParcel],
    now: datetime,
) -> StockDocument:
    return StockDocument(
        key=f"{DELIVERY}{order.id}",
        kind=DocumentKind.DELIVERY,
        order_number=order.number,
        channel=order.channel,
        shop=order.shop,
        day=now.date(),
        lines=tuple(DocumentLine(sku, n) for sku, n in sorted(out.items())),
        waybills=tuple(one.waybill for one in parcels),
        courier=order.courier,
        texts=_bought(tx, order.id),
    )


def _bought(tx: Transaction, order_id: str) -> dict[str, str]:
    """What the shop calls the orders that are packed as this one, where that is another name."""
    sources = dict.fromkeys(share.source_id for share in tx.groups.of_made([order_id]))
    found = [stored.order.number for stored in tx.orders.some(sources)]
    return {"orders": ", ".join(found)} if found else {}
