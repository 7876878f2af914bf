"""Orders that wait until a listing is bound, and those that a binding released."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, tuple_, update

from app.store.bulk import load_rows
from app.store.session import Session, chunks
from app.store.tables.listings import order_unbound

_u = order_unbound.c
_ROW = ("warehouse", "order_id", "line_no", "listing", "told_state", "told_reason")


@dataclass(frozen=True, slots=True)
class UnboundLine:
    """A line without an item. ``told_state``: what its order is once all of them are bound."""

    order_id: str
    line_no: int
    listing: str
    told_state: str
    told_reason: str = ""


class Unbound:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def put(self, order_id: str, lines: Iterable[UnboundLine]) -> tuple[str, ...]:
        """All that an order waits for; none: nothing. The listings whose number changes."""
        return self.put_all({order_id: tuple(lines)})

    def put_all(self, waits: Mapping[str, Sequence[UnboundLine]]) -> tuple[str, ...]:
        """The same for many orders."""
        before: set[str] = set()
        for ids in chunks(waits):
            where = (*self._here(), _u.order_id.in_(ids), _u.act == "")
            before |= set(self._ask(select(_u.listing).where(*where)).scalars())
            self._ask(delete(order_unbound).where(*where))
        lines = [line for of_one in waits.values() for line in of_one]
        for part in chunks(lines):
            same = tuple_(_u.order_id, _u.line_no).in_(
                [(one.order_id, one.line_no) for one in part]
            )
            self._ask(delete(order_unbound).where(*self._here(), same))
            load_rows(self._session, order_unbound, _ROW, [self._row(one) for one in part])
        return tuple(before | {one.listing for one in lines})

    def released(self, order_ids: Iterable[str], act: str) -> None:
        """Their lines are bound now, by this act, which may be taken back."""
        for part in chunks(order_ids):
            where = (*self._here(), _u.order_id.in_(part), _u.act == "")
            self._ask(update(order_unbound).where(*where).values(act=act))

    def waiting(self, listing_ids: Iterable[str]) -> tuple[str, ...]:
        """The orders that wait for one of these."""
        found: dict[str, None] = {}
        for part in chunks(listing_ids):
            statement = (
                select(_u.order_id)
                .where(*self._here(), _u.listing.in_(part), _u.act == "")
                .order_by(_u.order_id)
            )
            found |= dict.fromkeys(self._ask(statement).scalars())
        return tuple(found)

    def still(self, order_ids: Iterable[str]) -> frozenset[str]:
        """Those of these orders that wait for some listing."""
        found: set[str] = set()
        for part in chunks(order_ids):
            statement = select(_u.order_id).where(
                *self._here(), _u.order_id.in_(part), _u.act == ""
            )
            found |= set(self._ask(statement).scalars())
        return frozenset(found)

    def released_by(self, act: str) -> tuple[str, ...]:
        statement = select(_u.order_id).where(*self._here(), _u.act == act)
        return tuple(dict.fromkeys(self._ask(statement.order_by(_u.order_id)).scalars()))

    def lines(self, order_id: str) -> Sequence[UnboundLine]:
        """All lines of the order that wait or waited."""
        names = ("order_id", "line_no", "listing", "told_state", "told_reason")
        statement = select(*(_u[name] for name in names)).where(
            *self._here(), _u.order_id == order_id
        )
        rows = self._ask(statement.order_by(_u.line_no))
        return [UnboundLine(**{name: getattr(row, name) for name in names}) for row in rows]

    def _row(self, one: UnboundLine) -> tuple[Any, ...]:
        return (self._session.warehouse, *(getattr(one, name) for name in _ROW[1:]))

    def _here(self) -> tuple[Any, ...]:
        return (_u.warehouse == self._session.warehouse,)
