"""The warehouse at a glance: what each bench did last, and which orders wait longest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.store.session import Session
from app.store.tables.alerts import alert
from app.store.tables.bench import journal
from app.store.tables.orders import orders
from app.store.tables.shipping import parcel

_j, _o = journal.c, orders.c


@dataclass(frozen=True, slots=True)
class LastFact:
    """The newest fact of a station, as it arrived: ``at`` is the bench's clock."""

    station_id: str
    kind: str
    operator_id: str
    order_id: str
    at: datetime
    order_number: str | None


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order's header: enough for a list, without its document."""

    id: str
    number: str
    shop: str
    courier: str
    state: str
    cut_off: datetime | None
    updated_at: datetime
    holder: str


class Overview:
    def __init__(self, session: Session) -> None:
        self._session = session

    def last_fact(self, station_id: str) -> LastFact | None:
        """One seek in the journal's index."""
        statement = (
            select(_j.station_id, _j.kind, _j.operator_id, _j.order_id, _j.at, _o.number)
            .outerjoin(orders, (_o.warehouse == _j.warehouse) & (_o.id == _j.order_id))
            .where(_j.warehouse == self._session.warehouse, _j.station_id == station_id)
            .order_by(_j.n.desc())
            .limit(1)
        )
        row = self._session.connection.execute(statement).first()
        return None if row is None else LastFact(*row)

    def parcels(self, start: datetime, end: datetime) -> dict[str, int]:
        """Accepted parcels packed from ``start`` on and before ``end``, by station."""
        c = parcel.c
        statement = (
            select(c.station_id, func.count())
            .where(
                c.warehouse == self._session.warehouse,
                c.packed_at >= start,
                c.packed_at < end,
                c.accepted,
            )
            .group_by(c.station_id)
        )
        return {row[0]: row[1] for row in self._session.connection.execute(statement)}

    def standing(self, since: datetime) -> dict[str, tuple[str, str, datetime]]:
        """Where a bench stands still: station -> (kind, verdict, since), the newest of each."""
        c = alert.c
        statement = (
            select(c.station_id, c.kind, c.verdict, c.at)
            .where(
                c.warehouse == self._session.warehouse,
                c.cleared_at.is_(None),
                c.state != "closed",
                c.at >= since,
            )
            .order_by(c.at)
        )
        rows = self._session.connection.execute(statement)
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def waiting(self, states: Iterable[str], limit: int) -> tuple[WaitingOrder, ...]:
        """Orders in these states, the one whose courier comes first on top; each by its index."""
        names: tuple[Any, ...] = (
            _o.id, _o.number, _o.shop, _o.courier, _o.state, _o.cut_off, _o.updated_at, _o.holder,
        )  # fmt: skip
        found: list[WaitingOrder] = []
        for state in states:
            statement = (
                select(*names)
                .where(_o.warehouse == self._session.warehouse, _o.state == state)
                .order_by(_o.cut_off.asc().nulls_last())
                .limit(limit)
            )
            found += [WaitingOrder(*row) for row in self._session.connection.execute(statement)]
        found.sort(key=lambda one: (one.cut_off is None, one.cut_off or one.updated_at, one.number))
        return tuple(found[:limit])
