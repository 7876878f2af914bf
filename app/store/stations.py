"""The stations that the center knows: what they said last, and by what secret they are known."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.records import Enrolment, StationNow, StationSeen
from app.store.session import Session, add_once, from_json, to_json, upsert
from app.store.tables.stations import enrolment, station_now
from app.store.tables.system import station

_s, _e, _n = station.c, enrolment.c, station_now.c
_STATION = tuple(StationSeen.__dataclass_fields__)
_SAID = ("program", "seen_at", "skew_ms", "waiting")
_NOW = tuple(StationNow.__dataclass_fields__)
_ONE_NOW = select(*(_n[name] for name in _NOW)).where(
    _n.warehouse == bindparam("wh"), _n.station_id == bindparam("one")
)
_ONE = select(*(_s[name] for name in _STATION)).where(
    _s.warehouse == bindparam("wh"), _s.id == bindparam("one")
)
_BOTH = (
    select(*(_s[name] for name in _STATION), *(_n[name] for name in _NOW))
    .select_from(
        station.outerjoin(station_now, (_n.warehouse == _s.warehouse) & (_n.station_id == _s.id))
    )
    .where(_s.warehouse == bindparam("wh"), _s.id == bindparam("one"))
)
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
        values = {"wh": self._session.warehouse, "one": station_id}
        row = self._session.connection.execute(_ONE, values).first()
        return StationSeen(*row) if row else None

    def every(self) -> tuple[StationSeen, ...]:
        return self._select()

    def known(self, station_id: str) -> tuple[StationSeen | None, StationNow | None]:
        """What is known of a station, and what it said of itself last, in one question."""
        values = {"wh": self._session.warehouse, "one": station_id}
        row = self._session.connection.execute(_BOTH, values).first()
        if row is None:
            return None, None
        seen, said = row[: len(_STATION)], row[len(_STATION) :]
        return StationSeen(*seen), _said(said) if said[0] is not None else None

    def now(self, station_id: str) -> StationNow | None:
        """What the station said of itself last."""
        values = {"wh": self._session.warehouse, "one": station_id}
        row = self._session.connection.execute(_ONE_NOW, values).first()
        return _said(row) if row else None

    def every_now(self) -> dict[str, StationNow]:
        """The same of every station that speaks of itself, by its id."""
        statement = select(*(_n[name] for name in _NOW)).where(
            _n.warehouse == self._session.warehouse
        )
        return {row.station_id: _said(row) for row in self._session.connection.execute(statement)}

    def says(self, said: StationNow, alive_since: datetime) -> bool:
        """Keeps what a station says. False: another installation speaks for it.

        One that was not heard since ``alive_since`` gives way. The guard stands in the statement,
        so two that ask at once cannot both be let in.
        """
        values = {name: getattr(said, name) for name in _NOW}
        values |= {
            "warehouse": self._session.warehouse,
            "devices": to_json(said.devices),
            "alive_since": alive_since,
        }
        statement = _says(self._session.dialect)
        return self._session.connection.execute(statement, values).first() is not None

    def rival(self, station_id: str, instance: str) -> None:
        """Notes that this installation was refused: is the other one still alive?"""
        self._session.connection.execute(
            update(station_now)
            .where(_n.warehouse == self._session.warehouse, _n.station_id == station_id)
            .values(rival=instance)
        )

    def _select(self, *where: object) -> tuple[StationSeen, ...]:
        statement = (
            select(*(_s[name] for name in _STATION))
            .where(_s.warehouse == self._session.warehouse, *where)  # type: ignore[arg-type]
            .order_by(_s.id)
        )
        return tuple(StationSeen(*row) for row in self._session.connection.execute(statement))


def _said(row: Any) -> StationNow:
    station_id, instance, heard_at, devices, *rest = row
    return StationNow(station_id, instance, heard_at, from_json(devices, dict[str, str]), *rest)


@cache
def _says(dialect: str) -> sqlite.Insert | postgresql.Insert:
    makers = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    statement: Any = makers[dialect](station_now)
    statement = statement.values({name: bindparam(name) for name in ("warehouse", *_NOW)})
    new = statement.excluded
    done: sqlite.Insert | postgresql.Insert = statement.on_conflict_do_update(
        index_elements=["warehouse", "station_id"],
        set_={name: new[name] for name in _NOW if name != "station_id"},
        where=or_(_n.instance.in_(("", new.instance)), _n.heard_at < bindparam("alive_since")),
    ).returning(_n.station_id)
    return done


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
