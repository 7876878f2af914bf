"""The stations that the center knows: what they said last, and by what secret they are known."""

from datetime import datetime

from sqlalchemy import select, update

from app.store.records import Enrolment, StationSeen
from app.store.session import Session, add_once, upsert
from app.store.tables.stations import enrolment
from app.store.tables.system import station

_s, _e = station.c, enrolment.c
_STATION = tuple(StationSeen.__dataclass_fields__)
_SAID = ("program", "seen_at", "skew_ms", "waiting")
_ENROLMENT = tuple(Enrolment.__dataclass_fields__)


class Stations:
    """``saw`` and ``set_token`` write different columns, so that neither undoes the other."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, seen: StationSeen) -> None:
        """Adds a station or replaces all that is known of it."""
        values = {name: getattr(seen, name) for name in _STATION}
        self._session.connection.execute(
            upsert(station, self._session.dialect, _STATION[1:]),
            {"warehouse": self._session.warehouse, **values},
        )

    def saw(self, seen: StationSeen) -> None:
        """Notes what a station said of itself; its token and its name stay."""
        values = {name: getattr(seen, name) for name in ("id", *_SAID)}
        self._session.connection.execute(
            upsert(station, self._session.dialect, _SAID),
            {"warehouse": self._session.warehouse, **values},
        )

    def set_token(self, station_id: str, token_hash: str) -> None:
        """From now on this is the station's secret; "" lets nobody in under its name."""
        values = {"warehouse": self._session.warehouse, "id": station_id}
        add_once(self._session, station, {**values, "name": station_id})
        self._session.connection.execute(
            update(station)
            .where(_s.warehouse == self._session.warehouse, _s.id == station_id)
            .values(token_hash=token_hash)
        )

    def get(self, station_id: str) -> StationSeen | None:
        found = self._select(_s.id == station_id)
        return found[0] if found else None

    def every(self) -> tuple[StationSeen, ...]:
        return self._select()

    def _select(self, *where: object) -> tuple[StationSeen, ...]:
        statement = (
            select(*(_s[name] for name in _STATION))
            .where(_s.warehouse == self._session.warehouse, *where)  # type: ignore[arg-type]
            .order_by(_s.id)
        )
        return tuple(StationSeen(*row) for row in self._session.connection.execute(statement))


class Enrolments:
    """One code a station; a new one takes the place of the last."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, code: Enrolment) -> None:
        values = {name: getattr(code, name) for name in _ENROLMENT}
        self._session.connection.execute(
            upsert(enrolment, self._session.dialect, _ENROLMENT[1:]),
            {"warehouse": self._session.warehouse, **values},
        )

    def get(self, station_id: str) -> Enrolment | None:
        """The code, and its row locked until the transaction ends: tries are counted once."""
        statement = (
            select(*(_e[name] for name in _ENROLMENT))
            .where(_e.warehouse == self._session.warehouse, _e.station_id == station_id)
            .with_for_update()
        )
        row = self._session.connection.execute(statement).first()
        return Enrolment(*row) if row else None

    def tried(self, station_id: str, tries: int, used_at: datetime | None) -> None:
        self._session.connection.execute(
            update(enrolment)
            .where(_e.warehouse == self._session.warehouse, _e.station_id == station_id)
            .values(tries=tries, used_at=used_at)
        )

    def drop(self, station_id: str) -> None:
        """The code, if there is one, is of no use any more."""
        statement = enrolment.delete().where(
            _e.warehouse == self._session.warehouse, _e.station_id == station_id
        )
        self._session.connection.execute(statement)
