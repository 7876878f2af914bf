"""What orders hold of the stock: a row an order and item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from app.store.session import Session, chunks, unindexed, upsert
from app.store.tables.orders import orders
from app.store.tables.stock import stock_reservation

_r, _o = stock_reservation.c, orders.c
_NAMES = ("quantity", "revision", "state", "at")
_ENDED = ("packed", "refunded", "cancelled", "pending")
_OPEN = ("approved", "parked", "returned")
ELSEWHERE = ("merged", "split")
"""Held because other orders are packed in its place: these hold the goods."""


@dataclass(frozen=True, slots=True)
class Held:
    """One item that an order holds. ``state``: reserved | shipped | released."""

    order_id: str
    sku: str
    quantity: int
    revision: int
    state: str
    at: datetime
    order_number: str = ""  # told where holders are asked for; not kept


_KEPT = ("order_id", "sku", *_NAMES)


class Reservations:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def of(self, order_ids: Iterable[str]) -> dict[str, dict[str, int]]:
        """What these orders hold now, by order and item."""
        found: dict[str, dict[str, int]] = {}
        for part in chunks(order_ids):
            rows = self._ask(
                select(_r.order_id, _r.sku, _r.quantity).where(
                    _r.warehouse == self._session.warehouse,
                    _r.order_id.in_(part),
                    _r.state == "reserved",
                )
            )
            for order_id, sku, quantity in rows:
                found.setdefault(order_id, {})[sku] = quantity
        return found

    def put(self, held: Sequence[Held]) -> None:
        statement = upsert(stock_reservation, self._session.dialect, _NAMES)
        for part in chunks(held):
            self._ask(statement, [self._row(one) for one in part])

    def holding(self, sku: str, limit: int = 200) -> tuple[Held, ...]:
        """Who holds an item."""
        statement = (
            select(*(stock_reservation.c[name] for name in _KEPT), _o.number)
            .join(orders, and_(_o.warehouse == _r.warehouse, _o.id == _r.order_id))
            .where(_r.warehouse == self._session.warehouse, _r.sku == sku, _r.state == "reserved")
            .order_by(_r.order_id)
            .limit(limit)
        )
        return tuple(
            Held(row.order_id, row.sku, row.quantity, row.revision, row.state, row.at, row.number)
            for row in self._ask(statement)
        )

    def astray(self, limit: int) -> Mapping[str, str]:
        """Orders whose state or content has moved since they were reserved: id and state.

        The state of one that is not among the orders of every day any more is empty.
        """
        held = (
            select(_r.order_id, func.coalesce(_o.state, "").label("state"))
            .outerjoin(orders, and_(_o.warehouse == _r.warehouse, _o.id == _r.order_id))
            .where(
                _r.warehouse == self._session.warehouse,
                _r.state == "reserved",
                or_(
                    _o.id.is_(None),
                    _o.state.in_(_ENDED),
                    and_(_o.state.in_(_OPEN), _o.revision != _r.revision),
                    and_(_o.state == "held", _o.wait_reason.in_(ELSEWHERE)),
                ),
            )
            .distinct()
            .order_by(_r.order_id)
            .limit(limit)
        )
        return {row.order_id: row.state for row in self._ask(held)}

    def waiting(self, reason: str, after: str, limit: int) -> tuple[str, ...]:
        """Held orders that wait for this reason, by their ids."""
        statement = (
            select(_o.id)
            .where(
                _o.warehouse == self._session.warehouse,
                _o.state == "held",
                _o.wait_reason == reason,
                unindexed(_o.id) > after,
            )
            .order_by(unindexed(_o.id))
            .limit(limit)
        )
        return tuple(self._ask(statement).scalars())

    def without(self, limit: int) -> tuple[str, ...]:
        """Approved orders that hold nothing yet."""
        has = (
            select(_r.order_id)
            .where(_r.warehouse == _o.warehouse, _r.order_id == _o.id, _r.state == "reserved")
            .exists()
        )
        statement = (
            select(_o.id)
            .where(_o.warehouse == self._session.warehouse, _o.state == "approved", ~has)
            .order_by(_o.cut_off.nulls_last(), _o.id)
            .limit(limit)
        )
        return tuple(self._ask(statement).scalars())

    def _row(self, one: Held) -> dict[str, object]:
        fields = {name: getattr(one, name) for name in _KEPT}
        return {"warehouse": self._session.warehouse, **fields}
