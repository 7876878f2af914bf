"""Waves lent to stations: whose orders these are while the center cannot be asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, tuple_

from app.store.records import Cursor, FeedRow, WaveLease
from app.store.session import WAVES, Session, chunks, from_json, to_json, upsert
from app.store.tables.stations import wave_lease

_c = wave_lease.c
_COLUMNS = ("station_id", "until", "seq")


class Waves:
    """At the center the truth, on a bench its copy."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lend(self, wave: str, station_id: str, until: datetime) -> None:
        """Lends a wave to a station (center); whoever had it has it no more."""
        self._put(WaveLease(wave, station_id, until))

    def end(self, wave: str) -> None:
        """Takes a wave back (center). A bench that is away hears of it when it is back."""
        self._put(WaveLease(wave))

    def get(self, wave: str) -> WaveLease | None:
        statement = select(_c.wave, _c.station_id, _c.until).where(
            _c.warehouse == self._session.warehouse, _c.wave == wave
        )
        row = self._session.connection.execute(statement).first()
        return WaveLease(*row) if row else None

    def holder(self, wave: str, now: datetime) -> str:
        """The station that may pack the wave without asking; "" when nobody has it."""
        return self.holders((wave,), now).get(wave, "") if wave else ""

    def holders(self, waves: Iterable[str], now: datetime) -> dict[str, str]:
        """The same of many, by the wave; one that nobody has is not in it."""
        found: dict[str, str] = {}
        for part in chunks(waves):
            statement = select(_c.wave, _c.station_id).where(
                _c.warehouse == self._session.warehouse, _c.wave.in_(part), _c.until > now
            )
            rows = self._session.connection.execute(statement)
            found |= {row.wave: row.station_id for row in rows}
        return found

    def every(self) -> tuple[WaveLease, ...]:
        statement = (
            select(_c.wave, _c.station_id, _c.until)
            .where(_c.warehouse == self._session.warehouse, _c.station_id != "")
            .order_by(_c.wave)
        )
        return tuple(WaveLease(*row) for row in self._session.connection.execute(statement))

    def _put(self, lease: WaveLease) -> None:
        _write(self._session, [(lease, 0)])
        self._session.touch(WAVES, (lease.wave,))


def waves_after(session: Session, cursor: Cursor, limit: int) -> tuple[FeedRow, ...]:
    """The waves above a cursor."""
    statement = (
        select(_c.seq, _c.wave, _c.station_id, _c.until)
        .where(
            _c.warehouse == session.warehouse,
            tuple_(_c.seq, _c.wave) > tuple_(bindparam("s", cursor.seq), bindparam("i", cursor.id)),
        )
        .order_by(_c.seq, _c.wave)
        .limit(limit)
    )
    return tuple(
        FeedRow(row.seq, row.wave, to_json(WaveLease(row.wave, row.station_id, row.until)))
        for row in session.connection.execute(statement)
    )


def apply_waves(session: Session, rows: Sequence[FeedRow]) -> None:
    """Takes leases over as the center has them."""
    _write(session, [(from_json(row.document, WaveLease), row.seq) for row in rows])


def _write(session: Session, leases: Sequence[tuple[WaveLease, int]]) -> None:
    session.connection.execute(
        upsert(wave_lease, session.dialect, _COLUMNS),
        [
            {
                "warehouse": session.warehouse,
                "wave": lease.wave,
                "station_id": lease.station_id,
                "until": lease.until,
                "seq": seq,
            }
            for lease, seq in leases
        ],
    )
