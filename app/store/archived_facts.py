"""Facts of closed months: read with the others, and known again when a bench delivers them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, select

from app.store.records import Envelope
from app.store.session import Session
from app.store.tables.archive import journal_archive
from app.store.tables.bench import journal

_a = journal_archive.c
_NAMES = tuple(Envelope.__dataclass_fields__)
_ROW = tuple(_a[name] for name in _NAMES)
_STATION = (_a.warehouse == bindparam("wh"), _a.station_id == bindparam("station"))
_LAST = select(_a.n, _a.sha256).where(*_STATION).order_by(_a.n.desc()).limit(1)
_AFTER = (
    select(*_ROW)
    .where(*_STATION, _a.n > bindparam("after"))
    .order_by(_a.n)
    .limit(bindparam("limit"))
)
_ORDER = (
    select(*_ROW)
    .where(_a.warehouse == bindparam("wh"), _a.order_id == bindparam("order"))
    .order_by(_a.recv_at, _a.station_id, _a.n)
)
_THESE = select(_a.id, _a.n, _a.sha256).where(*_STATION, _a.n.in_(bindparam("ns", expanding=True)))


def last_archived(session: Session, station_id: str) -> Any:
    """Number and hash (n, sha256) of the last archived fact of a station; None: there is none."""
    if session.station:
        return None
    values = {"wh": session.warehouse, "station": station_id}
    return session.connection.execute(_LAST, values).first()


def archived_page(session: Session, station_id: str, after_n: int, limit: int) -> Sequence[Any]:
    if session.station:
        return ()
    values = {"wh": session.warehouse, "station": station_id, "after": after_n, "limit": limit}
    return session.connection.execute(_AFTER, values).all()


def archived_facts(session: Session, order_id: str) -> Sequence[Any]:
    """What happened to an order in closed months, as it arrived."""
    if session.station:
        return ()
    values = {"wh": session.warehouse, "order": order_id}
    return session.connection.execute(_ORDER, values).all()


def about(table: Table, warehouse: str, text: str) -> Select[Any]:
    """The orders whose facts in this table name a text."""
    return (
        select(table.c.order_id)
        .distinct()
        .where(
            table.c.warehouse == warehouse,
            table.c.order_id != "",
            table.c.payload.contains(f'"{text}"', autoescape=True),
        )
    )


def about_archived(session: Session, text: str) -> Sequence[str]:
    if session.station:
        return ()
    statement = about(journal_archive, session.warehouse, text)
    return session.connection.execute(statement).scalars().all()


def received_before(
    session: Session, rows: Sequence[Envelope], inserted: Mapping[str, str]
) -> tuple[dict[str, str], set[str]]:
    """Hashes of those facts that a closed month has; and what was inserted in their places.

    The latter is taken out again. Asked after the insert: a month that is being moved is in one of
    the two places by then. For the facts of today it is one look into an index.
    """
    found: dict[str, str] = {}
    numbers: dict[str, list[int]] = {}
    for row in rows:
        numbers.setdefault(row.station_id, []).append(row.n)
    wrong: set[str] = set()
    for station, ns in numbers.items():
        last = last_archived(session, station)
        if last is None or last.n < min(ns):
            continue
        values: dict[str, Any] = {"wh": session.warehouse, "station": station, "ns": ns}
        old = session.connection.execute(_THESE, values).all()
        found |= {row.id: row.sha256 for row in old}
        places = {row.n for row in old}
        wrong |= {one.id for one in rows if one.station_id == station and one.n in places}
    if wrong := wrong & set(inserted):
        session.connection.execute(
            delete(journal).where(
                journal.c.warehouse == session.warehouse, journal.c.id.in_(sorted(wrong))
            )
        )
    return found, wrong
