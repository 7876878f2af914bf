"""The journal: every fact of a station, one after the other, each holding the hash of the last.

A flipped byte in a page that nobody reads is not seen by SQLite; the chain sees it. The hash
covers the row as text: what is stored is exactly what was hashed.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, insert, select, update

from app.domain.recorded import (
    VERSION,
    Recorded,
    from_payload,
    to_payload,
)
from app.domain.values import Moment
from app.store.archived_facts import (
    about,
    about_archived,
    archived_facts,
    archived_page,
    last_archived,
    received_before,
)
from app.store.bulk import insert_new_rows
from app.store.errors import OutOfStep
from app.store.records import Answer, Envelope, Reception
from app.store.session import CHUNK, Session
from app.store.tables.base import iso
from app.store.tables.bench import journal

START = "0" * 64
"""What the first fact of a station stands on."""

_c = journal.c
_STATION = (_c.warehouse == bindparam("wh"), _c.station_id == bindparam("station"))
_LAST = select(_c.n, _c.sha256).where(*_STATION).order_by(_c.n.desc()).limit(1)
_NAMES = tuple(Envelope.__dataclass_fields__)
ENVELOPE = tuple(_c[name] for name in _NAMES)
"""The columns of a row as it travels, in the order of its fields."""
_AFTER = (
    select(*ENVELOPE)
    .where(*_STATION, _c.n > bindparam("after"))
    .order_by(_c.n)
    .limit(bindparam("limit"))
)
_ORDER = (
    select(*ENVELOPE)
    .where(_c.warehouse == bindparam("wh"), _c.order_id == bindparam("order"))
    .order_by(_c.recv_at, _c.station_id, _c.n)
)
_MOMENTS = (
    select(_c.at, _c.mono_ms)
    .where(*_STATION, _c.kind == bindparam("kind"), _c.at > bindparam("since"))
    .order_by(_c.n)
)
_INSERT = insert(journal)


def digest(warehouse: str, row: Envelope) -> str:
    """SHA-256 (hex) over the row before it and every field of this one, as a JSON array."""
    fields = [warehouse, row.station_id, row.n, row.id, row.kind, row.version, row.payload]
    fields += [row.order_id, row.operator_id, iso(row.at), row.mono_ms, row.boot_id]
    return hashlib.sha256(row.prev_sha256.encode() + msgspec.json.encode(fields)).hexdigest()


def enveloped(row: Row[Any]) -> Envelope:
    """A row of ENVELOPE as it travels."""
    values: Sequence[Any] = row
    return Envelope(*values)


def recorded(row: Envelope) -> Recorded:
    """The fact of a row. Raises ValueError where this program does not know it."""
    return Recorded(
        n=row.n,
        id=row.id,
        station_id=row.station_id,
        boot_id=row.boot_id,
        moment=Moment(row.at, row.mono_ms),
        operator_id=row.operator_id,
        order_id=row.order_id,
        fact=from_payload(row.kind, msgspec.json.decode(row.payload)),
    )


def _sealed(warehouse: str, record: Recorded, prev_sha256: str) -> Envelope:
    row = Envelope(
        station_id=record.station_id,
        n=record.n,
        id=record.id,
        kind=type(record.fact).__name__,
        version=VERSION,
        payload=msgspec.json.encode(to_payload(record.fact), order="sorted").decode(),
        order_id=record.order_id,
        operator_id=record.operator_id,
        at=record.moment.utc,
        mono_ms=record.moment.mono_ms,
        boot_id=record.boot_id,
        prev_sha256=prev_sha256,
        sha256="",
    )
    return replace(row, sha256=digest(warehouse, row))


def _values(warehouse: str, row: Envelope) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _NAMES}
    values["warehouse"] = warehouse
    return values


class Journal:
    """Reads and appends. There is no way to change or delete a row."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last(self, station_id: str) -> tuple[int, str]:
        """Number and hash of the last fact of a station; (0, START) where there is none."""
        values = {"wh": self._session.warehouse, "station": station_id}
        row = self._session.connection.execute(_LAST, values).first()
        row = row or last_archived(self._session, station_id)
        return (row.n, row.sha256) if row else (0, START)

    def next_n(self, station_id: str) -> int:
        return self.last(station_id)[0] + 1

    def append(self, record: Recorded) -> Envelope:
        """Adds a fact to its station's chain. Raises OutOfStep where ``n`` is not the next."""
        return self.append_all((record,))[0]

    def append_all(self, records: Sequence[Recorded]) -> tuple[Envelope, ...]:
        """Adds the facts of one scan, all of one station, in order. Raises OutOfStep."""
        last, sha256 = self.last(records[0].station_id)
        rows = []
        for record in records:
            if record.n != last + 1 or record.station_id != records[0].station_id:
                raise OutOfStep(f"fact {record.n} of {record.station_id} after {last}")
            row = _sealed(self._session.warehouse, record, sha256)
            last, sha256 = row.n, row.sha256
            rows.append(row)
        values = [_values(self._session.warehouse, row) for row in rows]
        self._session.connection.execute(_INSERT, values[0] if len(values) == 1 else values)
        return tuple(rows)

    def envelopes(self, station_id: str, after_n: int = 0, limit: int = CHUNK) -> list[Envelope]:
        """The facts of a station after ``after_n``, in order, those of closed months too."""
        values: dict[str, Any] = {"wh": self._session.warehouse, "station": station_id}
        values |= {"after": after_n, "limit": limit}
        here = [enveloped(row) for row in self._session.connection.execute(_AFTER, values)]
        old = archived_page(self._session, station_id, after_n, limit)
        if not old:
            return here
        return sorted([*map(enveloped, old), *here], key=lambda one: one.n)[:limit]

    def read(self, station_id: str, after_n: int = 0) -> Iterator[Recorded]:
        """The facts of a station from ``after_n`` + 1 on, page by page."""
        while page := self.envelopes(station_id, after_n):
            after_n = page[-1].n
            yield from map(recorded, page)

    def read_order(self, order_id: str) -> tuple[Recorded, ...]:
        """All that happened to an order, as it arrived, each station's facts in their order."""
        values = {"wh": self._session.warehouse, "order": order_id}
        rows = self._session.connection.execute(_ORDER, values).all()
        rows = [*archived_facts(self._session, order_id), *rows]
        return tuple(recorded(enveloped(row)) for row in rows)

    def moments(self, station_id: str, kind: str, since: datetime) -> tuple[Moment, ...]:
        """When a station recorded facts of one kind after ``since``, oldest first."""
        values = {"wh": self._session.warehouse, "station": station_id}
        rows = self._session.connection.execute(_MOMENTS, values | {"kind": kind, "since": since})
        return tuple(Moment(row.at, row.mono_ms) for row in rows)

    def orders_about(self, text: str) -> tuple[str, ...]:
        """The orders whose facts name a parcel, waybill or code. Reads the whole journal."""
        statement = about(journal, self._session.warehouse, text)
        found = self._session.connection.execute(statement).scalars().all()
        return tuple(dict.fromkeys((*found, *about_archived(self._session, text))))

    def verify_chain(self, station_id: str) -> int | None:
        """The first number whose row is missing or not what was written; None: all sound."""
        after, sha256 = 0, START
        while page := self.envelopes(station_id, after):
            for row in page:
                if row.n != after + 1:
                    return after + 1
                if row.prev_sha256 != sha256 or digest(self._session.warehouse, row) != row.sha256:
                    return row.n
                after, sha256 = row.n, row.sha256
        return None

    def receive(
        self, envelopes: Sequence[Mapping[str, Any] | Envelope], recv_at: datetime
    ) -> tuple[Answer, ...]:
        """Keeps what stations deliver (<= 100), once; one answer each, in the order given.

        REFUSED: no envelope, or its hash is wrong, or another fact has its number. An ACCEPTED
        answer is given to one delivery alone, however many arrive at once.
        """
        warehouse, connection = self._session.warehouse, self._session.connection
        checked = [_checked(warehouse, one) for one in envelopes]
        rows = [one for one in checked if isinstance(one, Envelope)]
        new: set[str] = set()
        there: dict[str, str] = {}
        if rows:
            values = [{**_values(warehouse, row), "recv_at": recv_at} for row in rows]
            there = insert_new_rows(self._session, journal, values, ("id", "sha256"))
            old, wrong = received_before(self._session, rows, there)
            new = set(there) - wrong
            there = {name: there[name] for name in new} | old
            if rest := {row.id for row in rows} - set(there):
                known = select(_c.id, _c.sha256).where(_c.warehouse == warehouse, _c.id.in_(rest))
                there |= {row.id: row.sha256 for row in connection.execute(known)}
        answers = []
        for one in checked:
            answers.append(one if isinstance(one, Answer) else _reception(one, new, there))
            new.discard(answers[-1].id)  # the same fact twice in one delivery
        return tuple(answers)

    def judge(self, fact_id: str, verdict: str) -> None:
        """Notes what the center made of a fact (kept, not applied, why)."""
        statement = update(journal).where(_c.warehouse == self._session.warehouse, _c.id == fact_id)
        self._session.connection.execute(statement, {"verdict": verdict})


def _checked(warehouse: str, delivered: Mapping[str, Any] | Envelope) -> Envelope | Answer:
    try:
        row = delivered if isinstance(delivered, Envelope) else msgspec.convert(delivered, Envelope)
        sound = digest(warehouse, row) == row.sha256
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        return _unreadable(delivered, str(error))
    return row if sound else _answer(row, "its hash does not match its content")


def _reception(row: Envelope, new: set[str], there: dict[str, str]) -> Answer:
    if there.get(row.id) != row.sha256:
        return _answer(row, "another fact has its number or id")
    reception = Reception.ACCEPTED if row.id in new else Reception.DUPLICATE
    return Answer(row.id, row.station_id, row.n, reception)


def _answer(row: Envelope, reason: str) -> Answer:
    return Answer(row.id, row.station_id, row.n, Reception.REFUSED, reason)


def _unreadable(delivered: Mapping[str, Any] | Envelope, reason: str) -> Answer:
    known = delivered if isinstance(delivered, Mapping) else {}
    n = known.get("n")
    return Answer(
        str(known.get("id", "")),
        str(known.get("station_id", "")),
        n if isinstance(n, int) else 0,
        Reception.REFUSED,
        reason,
    )
