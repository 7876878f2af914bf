"""Waybill numbers of before a restore: whose each is, nobody knows until the benches have spoken.

What the backup calls free may have been lent since, and what it calls lent may have come back. So
no such number is lent, and no bench is sent one that it does not say it has.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import false, func, select, true, update

from app.store.session import Session, upsert
from app.store.tables.restore import station_told
from app.store.tables.shipping import waybill_number
from app.store.tables.system import center

_c, _t = waybill_number.c, station_told.c
_UNUSED = ("pool", "leased")


class HeldNumbers:
    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, now: datetime) -> int:
        """Holds every unused number; how many."""
        statement = (
            update(waybill_number)
            .where(_c.warehouse == self._session.warehouse, _c.state.in_(_UNUSED))
            .values(held=true())
        )
        count = self._session.connection.execute(statement).rowcount
        self._since(now if count else None)
        return count

    def since(self) -> datetime | None:
        """Since when numbers are held; None: none is."""
        statement = select(center.c.held_since).where(center.c.warehouse == self._session.warehouse)
        return self._session.connection.execute(statement).scalar()

    def count(self) -> dict[str, int]:
        """How many numbers of each courier are held."""
        statement = (
            select(_c.courier, func.count())
            .where(_c.warehouse == self._session.warehouse, _c.held)
            .group_by(_c.courier)
        )
        return {row[0]: row[1] for row in self._session.connection.execute(statement)}

    def confirm(self, number_id: str, station_id: str) -> bool:
        """The station has this number, unused. False: it is not held."""
        statement = (
            update(waybill_number)
            .where(
                _c.warehouse == self._session.warehouse,
                _c.id == number_id,
                _c.held,
                _c.state.in_(_UNUSED),
            )
            .values(state="leased", station_id=station_id, held=false())
        )
        return self._session.connection.execute(statement).rowcount == 1

    def told(self, station_id: str, epoch: str, now: datetime) -> None:
        """The station has said which numbers it has, in this epoch."""
        self._session.connection.execute(
            upsert(station_told, self._session.dialect, ("epoch", "told_at", "settled_at")),
            {
                "warehouse": self._session.warehouse,
                "station_id": station_id,
                "epoch": epoch,
                "told_at": now,
                "settled_at": None,
            },
        )

    def settle(self, station_id: str, epoch: str, now: datetime) -> bool:
        """After that the station had no fact left to deliver: all its used numbers are known.

        True the first time only.
        """
        statement = (
            update(station_told)
            .where(
                _t.warehouse == self._session.warehouse,
                _t.station_id == station_id,
                _t.epoch == epoch,
                _t.settled_at.is_(None),
            )
            .values(settled_at=now)
        )
        return self._session.connection.execute(statement).rowcount == 1

    def stations(self, epoch: str) -> dict[str, bool]:
        """Stations that told their numbers in this epoch, and whether they are settled."""
        statement = select(_t.station_id, _t.settled_at).where(
            _t.warehouse == self._session.warehouse, _t.epoch == epoch
        )
        rows = self._session.connection.execute(statement)
        return {row.station_id: row.settled_at is not None for row in rows}

    def release(self, settled: Iterable[str]) -> int:
        """Ends the hold; how many numbers are free.

        What a settled station does not say it has is in nobody's hands any more. What the others
        were lent stays held until they come.
        """
        held = (_c.warehouse == self._session.warehouse, _c.held)
        free = (
            update(waybill_number)
            .where(*held, _c.state == "leased", _c.station_id.in_(sorted(settled)))
            .values(state="pool", station_id="")
        )
        self._session.connection.execute(free)
        pool = update(waybill_number).where(*held, _c.state == "pool").values(held=false())
        self._since(None)
        return self._session.connection.execute(pool).rowcount

    def _since(self, moment: datetime | None) -> None:
        self._session.connection.execute(
            update(center)
            .where(center.c.warehouse == self._session.warehouse)
            .values(held_since=moment)
        )
