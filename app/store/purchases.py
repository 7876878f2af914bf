"""Waybill numbers bought from couriers: the intent first, then what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update

from app.domain.purchase import TRANSITIONS, NumberWanted, PurchaseEvent, PurchaseState
from app.store.session import Session, add_once
from app.store.tables.purchases import waybill_purchase

_c = waybill_purchase.c
_COLUMNS = (
    _c.id, _c.order_id, _c.courier, _c.service, _c.state, _c.number, _c.tries, _c.reason,
    _c.made_at, _c.changed_at, _c.busy_until,
)  # fmt: skip
_ONE = (_c.warehouse == bindparam("wh"), _c.id == bindparam("which"))
_GET = select(*_COLUMNS).where(*_ONE)


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


class Purchases:
    """Rows are added once, moved on, and never deleted."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def intend(self, wanted: NumberWanted, now: datetime) -> Purchase:
        """Stores what is to be bought, or finds what was stored for this parcel before."""
        values = {"id": wanted.parcel_id, "order_id": wanted.order_id, "courier": wanted.courier}
        values |= {"service": wanted.service, "warehouse": self._session.warehouse}
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
        self, known: Purchase, event: PurchaseEvent, now: datetime, number: str = "", why: str = ""
    ) -> bool:
        """Notes what came of it. False: somebody else did before, or it cannot follow."""
        after = TRANSITIONS.get((known.state, event))
        if after is None:
            return False
        statement = (
            update(waybill_purchase)
            .where(*_ONE, _c.state == known.state.value)
            .values(
                state=after.value, number=number, reason=why[:500], changed_at=now, busy_until=None
            )
        )
        which = self._which(known.wanted.parcel_id)
        return self._session.connection.execute(statement, which).rowcount == 1

    def open(self, now: datetime, limit: int = 100) -> tuple[Purchase, ...]:
        """Those without an end that nobody works on, oldest first."""
        statement = (
            select(*_COLUMNS)
            .where(_c.warehouse == self._session.warehouse, _open(now))
            .order_by(_c.changed_at, _c.id)
            .limit(limit)
        )
        return tuple(map(_made, self._session.connection.execute(statement)))

    def _which(self, parcel_id: str) -> dict[str, str]:
        return {"wh": self._session.warehouse, "which": parcel_id}


def _open(now: datetime) -> Any:
    free = or_(_c.busy_until.is_(None), _c.busy_until < now)
    return and_(_c.state.in_(("intent", "unknown")), free)


def _made(row: Any) -> Purchase:
    wanted = NumberWanted(row.id, row.order_id, row.courier, row.service)
    return Purchase(
        wanted,
        PurchaseState(row.state),
        row.number,
        row.tries,
        row.reason,
        row.made_at,
        row.changed_at,
        row.busy_until,
    )
