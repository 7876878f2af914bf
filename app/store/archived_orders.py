"""Orders of closed months: found like any other, brought back when something happens to them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, exists, insert, select, update

from app.domain.order import Order
from app.store.orders_feed import COLUMNS, write_lines
from app.store.records import IntakeNote
from app.store.session import Session, chunks, from_json
from app.store.tables.archive import order_code_archive, orders_archive
from app.store.tables.orders import order_code, orders

_a, _k = orders_archive.c, order_code_archive.c
SAME = tuple(_a[one.name] for one in COLUMNS)
_THESE = select(*SAME).where(
    _a.warehouse == bindparam("wh"), _a.id.in_(bindparam("ids", expanding=True))
)
_BY_CODE = (
    select(_k.order_id, _k.kind, _a.state, _a.updated_at)
    .join(orders_archive, (_a.warehouse == _k.warehouse) & (_a.id == _k.order_id))
    .where(_k.warehouse == bindparam("wh"), _k.code == bindparam("wanted"))
    .order_by(_a.updated_at.desc(), _a.id)
)
_BY_NUMBER = select(_a.id).where(
    _a.warehouse == bindparam("wh"),
    _a.channel == bindparam("of_channel"),
    _a.shop == bindparam("of_shop"),
    _a.number == bindparam("wanted"),
)


def archived(session: Session, ids: Iterable[str]) -> dict[str, Any]:
    """The rows of these orders that are archived; a bench has none. Columns as in COLUMNS."""
    if session.station:
        return {}
    found: dict[str, Any] = {}
    for part in chunks(ids):
        values = {"wh": session.warehouse, "ids": part}
        found |= {row.id: row for row in session.connection.execute(_THESE, values)}
    return found


def archived_by_code(session: Session, code: str) -> Sequence[Any]:
    """What a normalised code opened once: (order_id, kind, state, updated_at), newest first."""
    if session.station:
        return ()
    values = {"wh": session.warehouse, "wanted": code}
    return session.connection.execute(_BY_CODE, values).all()


def archived_by_number(session: Session, channel: str, shop: str, number: str) -> str | None:
    values = {"of_channel": channel, "of_shop": shop, "wanted": number}
    values["wh"] = session.warehouse
    return session.connection.execute(_BY_NUMBER, values).scalar()


def note_of(session: Session, order_id: str) -> IntakeNote:
    for c in (orders.c, _a):
        statement = select(c.wait_reason, c.told_state, c.told_at).where(
            c.warehouse == session.warehouse, c.id == order_id
        )
        row = session.connection.execute(statement).first()
        if row is not None:
            return IntakeNote(*row)
    return IntakeNote()


def keep_note(session: Session, order_id: str, note: IntakeNote) -> None:
    values = {"wait_reason": note.reason, "told_state": note.told, "told_at": note.told_at}
    for table in (orders, orders_archive):
        statement = update(table).where(
            table.c.warehouse == session.warehouse, table.c.id == order_id
        )
        if session.connection.execute(statement.values(values)).rowcount:
            return


def recall(session: Session, ids: Iterable[str]) -> None:
    """Orders go back among the others: a refund, a second parcel, a word of the shop came late."""
    for part in chunks(sorted(ids)):
        carry(session, orders_archive, orders, _a.id.in_(part))
        carry(session, order_code_archive, order_code, _k.order_id.in_(part))
        documents = select(orders.c.document).where(
            orders.c.warehouse == session.warehouse, orders.c.id.in_(part)
        )
        rows = session.connection.execute(documents).scalars().all()
        write_lines(session, [from_json(text, Order) for text in rows])


def carry(
    session: Session, source: Table, target: Table, *which: Any, same: tuple[str, ...] = ()
) -> int:
    """Moves rows from one table to another of the same columns; how many.

    Only what is there now leaves here: a row that came in between stays, and so does one whose
    key is another row's there (``same`` tells them apart).
    """
    keys = (*(one.name for one in source.primary_key), *same)
    there = exists().where(*(target.c[name] == source.c[name] for name in keys))
    taken = exists().where(
        *(target.c[one.name] == source.c[one.name] for one in source.primary_key)
    )
    here = (source.c.warehouse == session.warehouse, *which)
    names = [one.name for one in source.columns]
    session.connection.execute(
        insert(target).from_select(names, select(*source.columns).where(*here, ~taken))
    )
    return session.connection.execute(delete(source).where(*here, there)).rowcount
