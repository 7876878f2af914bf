"""Orders a page at a time: what is known of those that a shop tells of, and what is new of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.domain.order import Order
from app.store.archived_orders import archived, recall
from app.store.bulk import update_rows
from app.store.orders_feed import (
    COLUMNS,
    HEADER,
    header,
    seen,
    write_codes,
    write_lines,
    write_rows,
)
from app.store.records import IntakeNote, StoredOrder
from app.store.session import ORDERS, Session, chunks
from app.store.tables.archive import orders_archive
from app.store.tables.orders import orders

_c = orders.c
_PART = 1_000
_NOTE = ("wait_reason", "told_state", "told_at")
_BOTH = tuple(
    select(table.c.number, *(table.c[one.name] for one in COLUMNS), *(table.c[n] for n in _NOTE))
    .where(table.c.warehouse == bindparam("wh"), table.c.channel == bindparam("of_channel"))
    .where(table.c.shop == bindparam("of_shop"))
    .where(table.c.number.in_(bindparam("numbers", expanding=True)))
    for table in (orders, orders_archive)
)


@dataclass(frozen=True, slots=True)
class Known:
    """An order as it stands, and why it waits."""

    stored: StoredOrder
    note: IntakeNote


class OrdersTold:
    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, channel: str, shop: str, numbers: Iterable[str]) -> dict[str, Known]:
        """By number, those that are here, archived or not."""
        found: dict[str, Known] = {}
        for part in chunks(dict.fromkeys(numbers)):
            left: Sequence[str] = part
            for statement in _BOTH:
                values = {"wh": self._session.warehouse, "of_channel": channel, "of_shop": shop}
                rows = self._session.connection.execute(statement, {**values, "numbers": left})
                for row in rows:
                    note = IntakeNote(row.wait_reason, row.told_state, row.told_at)
                    found[row.number] = Known(seen(self._session, row), note)
                left = [one for one in left if one not in found]
                if not left:
                    break
        return found

    def put(self, written: Mapping[str, tuple[Order, IntakeNote]], now: datetime) -> None:
        """As ``tx.orders.upsert``, with the note of each; by the order's id."""
        notes = {order_id: note for order_id, (_order, note) in written.items()}
        put_orders(self._session, (order for order, _note in written.values()), now, notes)

    def keep_notes(self, notes: Mapping[str, IntakeNote]) -> None:
        """As ``tx.orders.keep_note``: benches do not hear of it."""
        for part in chunks(notes.items()):
            rows = [{"id": order_id, **_values(note)} for order_id, note in part]
            for table in (orders, orders_archive):  # an order is in one of them
                update_rows(self._session, table, "id", rows)


def put_orders(
    session: Session,
    written: Iterable[Order],
    now: datetime,
    notes: Mapping[str, IntakeNote] | None = None,
) -> None:
    """Adds or replaces orders that are newer than what is stored. ``notes``: of every one."""
    names = HEADER if notes is None else (*HEADER, *_NOTE)
    for part in chunks(written, _PART):
        if any(order.warehouse != session.warehouse for order in part):
            raise ValueError("an order of another warehouse")
        known = _revisions(session, [order.id for order in part])
        newer = [order for order in part if order.revision >= known.get(order.id, 0)]
        if not newer:
            continue
        rows = [
            header(order, now, session.vault) | (_values(notes[order.id]) if notes else {})
            for order in newer
        ]
        write_rows(session, rows, names, "revision")
        write_codes(session, newer)
        write_lines(session, newer)
        session.touch(ORDERS, (order.id for order in newer))


def _revisions(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """Of those that are here; archived ones come back first."""
    known = _asked(session, ids)
    if (unknown := set(ids) - set(known)) and (old := archived(session, unknown)):
        recall(session, old)
        known |= _asked(session, list(old))
    return known


def _asked(session: Session, ids: Sequence[str]) -> dict[str, int]:
    statement = select(_c.id, _c.revision).where(_c.warehouse == session.warehouse, _c.id.in_(ids))
    return {row.id: row.revision for row in session.connection.execute(statement)}


def _values(note: IntakeNote) -> dict[str, Any]:
    return {"wait_reason": note.reason, "told_state": note.told, "told_at": note.told_at}
