"""Orders as rows: what a header repeats of the document, and how states travel."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete

from app.domain.catalogue import normalise_code
from app.domain.order import Order, OrderState
from app.store.bulk import load_rows, put_rows
from app.store.records import FeedRow, Progress, StoredOrder
from app.store.session import Session, chunks, from_json, to_json
from app.store.tables.orders import order_code, order_line, orders
from app.store.vault import Vault, VaultError, sealed_of, with_person, without_person

log = logging.getLogger(__name__)

_c = orders.c
HEADER = (
    "channel",
    "shop",
    "number",
    "state",
    "revision",
    "courier",
    "tote",
    "slip",
    "wave",
    "cut_off",
    "single_sku",
    "document",
    "private",
    "updated_at",
)
"""What an order as the shop sees it fills in; the rest is the warehouse's own."""

AROUND = ("seq", "holder", "fence", "lease_until", "progress", "by_operator", "by_station")
COLUMNS = (
    _c.id,
    _c.document,
    _c.private,
    _c.state,
    _c.revision,
    _c.updated_at,
    *(_c[name] for name in AROUND),
)
PAPER = ("number", "slip", "tote", "waybill")
"""The fields of an order that are printed somewhere as a code."""
_CODE = ("warehouse", "code", "order_id", "kind")
_LINE = ("warehouse", "order_id", "line_no", "sku", "name", "quantity", "gift")


CLOSED = frozenset({"packed", "cancelled", "refunded"})


def header(order: Order, updated_at: datetime | None, vault: Vault | None = None) -> dict[str, Any]:
    """The row of an order, without what the warehouse adds to it. The person is sealed."""
    values = {name: getattr(order, name) for name in HEADER if hasattr(order, name)}
    single = order.pieces == 1 and not any(line.parts for line in order.lines)
    sku = next((line.item.sku for line in order.lines if line.quantity), "") if single else ""
    return values | {
        "warehouse": order.warehouse,
        "id": order.id,
        "state": order.state.value,
        "single_sku": sku,
        "document": to_json(without_person(order) if vault else order),
        "private": sealed_of(vault, order) if vault else "",
        "updated_at": updated_at,
    }


def write_rows(
    session: Session, rows: Sequence[dict[str, Any]], columns: tuple[str, ...], newer: str = ""
) -> None:
    """Writes order rows. An open order that comes without a person keeps the one it has."""
    keeping = [not row["private"] and row["state"] not in CLOSED for row in rows]
    fewer = tuple(name for name in columns if name != "private")
    for keep, names in ((False, columns), (True, fewer)):
        part = [row for row, kept in zip(rows, keeping, strict=True) if kept is keep]
        if part:
            values = [{k: v for k, v in row.items() if not keep or k != "private"} for row in part]
            put_rows(session, orders, names, values, newer)


def stored(row: Row[Any]) -> StoredOrder:
    """An order as it stands now, without its person: the columns are newer than the document."""
    return _stored(row, without_person(from_json(row.document, Order)))


def stored_whole(session: Session, row: Row[Any]) -> StoredOrder:
    """The same with its person; ``sealed`` is what cannot be opened on this computer."""
    order = from_json(row.document, Order)
    if not row.private or session.vault is None:
        return _stored(row, order)
    try:
        return _stored(row, with_person(session.vault, order, row.private))
    except VaultError as error:
        log.warning("the recipient of order %s stays closed: %s", order.id, error)
        return replace(_stored(row, order), sealed=row.private)


def seen(session: Session, row: Row[Any]) -> StoredOrder:
    """As this store's own program works with it: the person is the center's to see."""
    return stored(row) if session.station else stored_whole(session, row)


def _stored(row: Row[Any], order: Order) -> StoredOrder:
    if order.state.value != row.state:
        order = replace(order, state=OrderState(row.state))
    return StoredOrder(
        order=order,
        progress=None if row.progress is None else from_json(row.progress, Progress),
        seq=row.seq,
        holder=row.holder,
        fence=row.fence,
        lease_until=row.lease_until,
        by_operator=row.by_operator,
        by_station=row.by_station,
        updated_at=row.updated_at,
    )


def write_codes(session: Session, written: Sequence[Order]) -> None:
    """Rebuilds the codes that open these orders; tickets, which the warehouse gave, stay."""
    for part in chunks(written):
        session.connection.execute(
            delete(order_code).where(
                order_code.c.warehouse == session.warehouse,
                order_code.c.order_id.in_([order.id for order in part]),
                order_code.c.kind.in_(PAPER),
            )
        )
    rows = [
        {
            "warehouse": session.warehouse,
            "code": normalise_code(code),
            "order_id": order.id,
            "kind": kind,
        }
        for order in written
        for kind, code in _paper(order)
        if code
    ]
    add_codes(session, rows)


def _paper(order: Order) -> Iterator[tuple[str, str]]:
    """What may be printed before the order is packed; a bought number is a waybill, too."""
    yield from ((kind, getattr(order, kind)) for kind in PAPER)
    yield from (("waybill", one.number) for one in order.bought if one.number != order.waybill)


def add_codes(session: Session, rows: Sequence[dict[str, str]]) -> None:
    if rows:
        load_rows(session, order_code, _CODE, [tuple(row[name] for name in _CODE) for row in rows])


def write_lines(session: Session, written: Sequence[Order]) -> None:
    """Replaces the lines that the center's reports count."""
    ids = [order.id for order in written]
    of = (order_line.c.warehouse == session.warehouse, order_line.c.order_id.in_(ids))
    session.connection.execute(delete(order_line).where(*of))
    rows = [
        (
            session.warehouse, order.id, line.line_no, line.item.sku, line.item.name,
            line.quantity, line.gift,
        )
        for order in written
        for line in order.lines
    ]  # fmt: skip
    if rows:
        load_rows(session, order_line, _LINE, rows)


def apply_orders(session: Session, rows: Sequence[FeedRow]) -> None:
    """Takes states over as the center has them, with the codes that open them."""
    taken = [from_json(row.document, StoredOrder) for row in rows]
    values = [
        header(one.order, one.updated_at, session.vault)
        | ({"private": one.sealed} if one.sealed else {})
        | {name: getattr(one, name) for name in AROUND}
        | {
            "seq": row.seq,
            "progress": None if one.progress is None else to_json(one.progress),
        }
        for row, one in zip(rows, taken, strict=True)
    ]
    columns = tuple(name for name in (*HEADER, *AROUND) if name != "id")
    write_rows(session, values, columns)
    write_codes(session, [one.order for one in taken])
    tickets = [
        {
            "warehouse": session.warehouse,
            "code": normalise_code(one.progress.ticket),
            "order_id": one.order.id,
            "kind": "ticket",
        }
        for one in taken
        if one.progress is not None and one.progress.ticket
    ]
    add_codes(session, tickets)
