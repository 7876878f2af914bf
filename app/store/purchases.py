"""Waybill numbers bought from couriers: the intent first, then what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from app.domain.order import BoughtNumber, Order
from app.domain.purchase import TRANSITIONS, NumberWanted, PurchaseEvent, PurchaseState, Sold
from app.store.order_rules import OPENABLE
from app.store.orders_feed import write_codes
from app.store.session import ORDERS, Session, add_once, from_json, to_json
from app.store.tables.orders import orders
from app.store.tables.purchases import waybill_purchase
from app.store.tables.shipping import waybill_number

_c = waybill_purchase.c
_COLUMNS = (
    _c.id, _c.order_id, _c.courier, _c.service, _c.state, _c.number, _c.tries, _c.reason,
    _c.made_at, _c.changed_at, _c.busy_until, _c.made_for, _c.sorting_code, _c.told_g,
)  # fmt: skip
_ONE = (_c.warehouse == bindparam("wh"), _c.id == bindparam("which"))
_GET = select(*_COLUMNS).where(*_ONE)
_OF_ORDER = and_(orders.c.warehouse == _c.warehouse, orders.c.id == _c.order_id)
_OF_NUMBER = and_(
    waybill_number.c.warehouse == _c.warehouse,
    waybill_number.c.id == _c.courier + "/" + _c.number,
)
LIVE = ("intent", "unknown", "done", "failed", "used")
"""A purchase in one of these is its order's; another is bought where it is in none."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase as it is stored. ``number`` is "" until it is known."""

    wanted: NumberWanted
    state: PurchaseState
    number: str
    tries: int
    reason: str
    made_at: datetime
    changed_at: datetime
    busy_until: datetime | None
    sorting_code: str = ""
    told_g: int = 0  # the weight that the courier was told


class Purchases:
    """Rows are added once, moved on, and never deleted."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def intend(self, wanted: NumberWanted, now: datetime) -> Purchase:
        """Stores what is to be bought, or finds what was stored for this parcel before."""
        values = {"id": wanted.parcel_id, "order_id": wanted.order_id, "courier": wanted.courier}
        values |= {"service": wanted.service, "warehouse": self._session.warehouse}
        values |= {"made_for": wanted.made_for}
        times = {"made_at": now, "changed_at": now}
        add_once(self._session, waybill_purchase, {**values, **times})
        found = self.get(wanted.parcel_id)
        assert found is not None
        return found

    def get(self, parcel_id: str, *, lock: bool = False) -> Purchase | None:
        """``lock``: nobody changes it until this transaction ends."""
        statement = _GET.with_for_update() if lock else _GET
        row = self._session.connection.execute(statement, self._which(parcel_id)).first()
        return None if row is None else _made(row)

    def seize(self, parcel_id: str, now: datetime, until: datetime) -> Purchase | None:
        """Takes an open purchase, to ask the courier until then; None: another one does.

        The guard stands in the statement: two programs cannot both be the one who asks.
        """
        statement = (
            update(waybill_purchase)
            .where(*_ONE, _open(now))
            .values(busy_until=until, changed_at=now, tries=_c.tries + 1)
        )
        taken = self._session.connection.execute(statement, self._which(parcel_id)).rowcount
        return self.get(parcel_id) if taken else None

    def move(
        self,
        known: Purchase,
        event: PurchaseEvent,
        now: datetime,
        sold: Sold | None = None,
        why: str = "",
        until: datetime | None = None,
    ) -> bool:
        """Notes what came of it. False: somebody else did before, or it cannot follow.

        ``until``: nobody asks the courier again before that.
        """
        after = TRANSITIONS.get((known.state, event))
        if after is None:
            return False
        told = {"number": sold.number, "sorting_code": sold.sorting_code} if sold else {}
        statement = (
            update(waybill_purchase)
            .where(*_ONE, _c.state == known.state.value)
            .values(state=after.value, reason=why[:500], changed_at=now, busy_until=until, **told)
        )
        which = self._which(known.wanted.parcel_id)
        return self._session.connection.execute(statement, which).rowcount == 1

    def looked_at(self, parcel_id: str, seq: int) -> None:
        """Its order was looked at as it stood at ``seq`` of the feed, and nothing follows."""
        statement = update(waybill_purchase).where(*_ONE).values(seen_seq=seq)
        self._session.connection.execute(statement, self._which(parcel_id))

    def weight_told(self, parcel_id: str, grams: int) -> None:
        statement = update(waybill_purchase).where(*_ONE).values(told_g=grams)
        self._session.connection.execute(statement, self._which(parcel_id))

    def of_order(self, order_id: str) -> tuple[Purchase, ...]:
        """Every purchase for an order, the oldest first."""
        statement = (
            select(*_COLUMNS)
            .where(_c.warehouse == self._session.warehouse, _c.order_id == order_id)
            .order_by(_c.made_at, _c.id)
        )
        return tuple(map(_made, self._session.connection.execute(statement)))

    def changed_since(self, courier: str, limit: int = 500) -> tuple[Purchase, ...]:
        """Numbers bought, or refused, whose order or ledger entry changed since it was looked at.

        The oldest first. An order that is not here any more counts as changed.
        """
        statement = (
            select(*_COLUMNS)
            .join_from(waybill_purchase, orders, _OF_ORDER, isouter=True)
            .join(waybill_number, _OF_NUMBER, isouter=True)
            .where(
                _c.warehouse == self._session.warehouse,
                _c.courier == courier,
                _c.state.in_(("done", "failed")),
                or_(
                    orders.c.id.is_(None),
                    orders.c.seq > _c.seen_seq,
                    waybill_number.c.state != "assigned",
                ),
            )
            .order_by(_c.changed_at, _c.id)
            .limit(limit)
        )
        return tuple(map(_made, self._session.connection.execute(statement)))

    def orders_without(self, courier: str, ahead: int, limit: int = 100) -> tuple[str, ...]:
        """Open orders of a courier that have fewer than ``ahead`` numbers; the most urgent first.

        A refused one counts: it waits for a person. So does a used one.
        """
        of = (
            select(func.count())
            .where(_OF_ORDER, _c.courier == courier, _c.state.in_(LIVE))
            .correlate(orders)
            .scalar_subquery()
        )
        statement = (
            select(orders.c.id)
            .where(
                orders.c.warehouse == self._session.warehouse,
                orders.c.state.in_(OPENABLE),
                orders.c.courier == courier,
                of < ahead,
            )
            .order_by(orders.c.cut_off.nulls_last(), orders.c.id)
            .limit(limit)
        )
        return tuple(self._session.connection.execute(statement).scalars())

    def join(self, order_id: str, numbers: Iterable[BoughtNumber]) -> bool:
        """Puts an order's numbers where the benches get them; False: nothing changed.

        The order's revision stays: what is to be packed is the same.
        """
        mine = (orders.c.warehouse == self._session.warehouse, orders.c.id == order_id)
        row = self._session.connection.execute(
            select(orders.c.document).where(*mine).with_for_update()
        ).first()
        order = None if row is None else from_json(row.document, Order)
        bought = tuple(numbers)
        if order is None or order.bought == bought:
            return False
        order = replace(order, bought=bought)
        written = update(orders).where(*mine).values(document=to_json(order))
        self._session.connection.execute(written)
        write_codes(self._session, (order,))
        self._session.touch(ORDERS, (order_id,))
        return True

    def counts(self) -> dict[tuple[str, str], int]:
        """How many purchases are in which state, by (courier, state)."""
        statement = (
            select(_c.courier, _c.state, func.count().label("n"))
            .where(_c.warehouse == self._session.warehouse)
            .group_by(_c.courier, _c.state)
        )
        rows = self._session.connection.execute(statement)
        return {(row.courier, row.state): row.n for row in rows}

    def refused(self, courier: str, limit: int = 1_000) -> tuple[Purchase, ...]:
        """What the courier refused to sell, the oldest first."""
        statement = (
            select(*_COLUMNS)
            .where(
                _c.warehouse == self._session.warehouse,
                _c.courier == courier,
                _c.state == "failed",
            )
            .order_by(_c.changed_at, _c.id)
            .limit(limit)
        )
        return tuple(map(_made, self._session.connection.execute(statement)))

    def open(self, now: datetime, limit: int = 100, courier: str = "") -> tuple[Purchase, ...]:
        """Those without an end that nobody works on, oldest first; of all couriers, or of one."""
        own = (_c.courier == courier,) if courier else ()
        statement = (
            select(*_COLUMNS)
            .where(_c.warehouse == self._session.warehouse, _open(now), *own)
            .order_by(_c.changed_at, _c.id)
            .limit(limit)
        )
        return tuple(map(_made, self._session.connection.execute(statement)))

    def _which(self, parcel_id: str) -> dict[str, str]:
        return {"wh": self._session.warehouse, "which": parcel_id}


def _open(now: datetime) -> Any:
    free = or_(_c.busy_until.is_(None), _c.busy_until < now)
    return and_(_c.state.in_(("intent", "unknown", "cancelling")), free)


def _made(row: Any) -> Purchase:
    wanted = NumberWanted(row.id, row.order_id, row.courier, row.service, row.made_for)
    return Purchase(
        wanted,
        PurchaseState(row.state),
        row.number,
        row.tries,
        row.reason,
        row.made_at,
        row.changed_at,
        row.busy_until,
        row.sorting_code,
        row.told_g,
    )
