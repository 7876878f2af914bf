"""What a database says of its own health, and what the center's tables say of theirs.

Everything here is read by an index or is bounded, so that it can be asked while benches work;
what reads whole tables says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, func, select

from app.domain.order import OrderState
from app.store import migrate
from app.store.engine import Store
from app.store.feed import TABLES
from app.store.journal import START, Journal, digest
from app.store.session import WAYBILLS, Session
from app.store.tables.archive import journal_archive
from app.store.tables.bench import journal
from app.store.tables.orders import orders
from app.store.tables.schema import SCHEMA
from app.store.tables.shipping import parcel, rate_card, waybill_number
from app.store.tables.system import feed_head
from app.store.tables.trouble import exception_task
from app.store.transaction import Transaction

PAGE = 500
POSTGRES_SETTINGS = (
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "data_checksums",
    "max_connections",
    "server_version_num",
)
SQLITE_SETTINGS = ("journal_mode", "synchronous", "foreign_keys")


@dataclass(frozen=True, slots=True)
class Engine:
    """``kind``: sqlite | postgresql. ``clock`` is the server's own (SQLite: none)."""

    kind: str
    version: tuple[int, ...]
    revision: str
    newest: str
    settings: dict[str, str]
    bytes: int
    clock: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedCount:
    """The number a feed gave last, and the largest one that a row has."""

    feed: str
    head: int
    largest: int


@dataclass(frozen=True, slots=True)
class Card:
    courier: str
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Chain:
    """``changed``: the first fact that is not what its bench wrote (0: none).

    ``missing`` facts were refused here, or will come: their bench still has them.
    """

    changed: int = 0
    missing: int = 0
    first_missing: int = 0


def _session(tx: Transaction) -> Session:
    return tx._session  # noqa: SLF001 - this module is part of the store


def engine(tx: Transaction) -> Engine:
    """Version, settings and size of the database behind a transaction."""
    connection = _session(tx).connection
    revision, newest = migrate.current(connection), migrate.head(migrate.alembic_config())
    if connection.dialect.name == "sqlite":
        settings = {name: str(_one(connection, f"PRAGMA {name}")) for name in SQLITE_SETTINGS}
        pages = int(_one(connection, "PRAGMA page_count"))
        size = pages * int(_one(connection, "PRAGMA page_size"))
        return Engine("sqlite", dbapi2.sqlite_version_info, revision, newest, settings, size)
    settings = {name: str(_one(connection, f"SHOW {name}")) for name in POSTGRES_SETTINGS}
    number = int(settings["server_version_num"])
    size = int(_one(connection, "SELECT pg_database_size(current_database())"))
    clock = _one(connection, "SELECT clock_timestamp()")
    version = (number // 10_000, number % 10_000)
    return Engine("postgresql", version, revision, newest, settings, size, clock)


def _one(connection: Connection, statement: str) -> Any:
    return connection.exec_driver_sql(statement).scalar()


def journal_stations(tx: Transaction) -> tuple[str, ...]:
    """Whose facts are kept here. One index probe a station, however long the journal is."""
    session = _session(tx)
    found: set[str] = set()
    for table in (journal, journal_archive):
        last: str | None = ""
        while last is not None:
            statement = select(func.min(table.c.station_id)).where(
                table.c.warehouse == session.warehouse, table.c.station_id > last
            )
            last = session.connection.execute(statement).scalar()
            found |= {last} if last else set()
    return tuple(sorted(found))


def chain(store: Store, station: str, tail: int = 0) -> Chain:
    """Follows a station's facts. ``tail``: only the last so many (0: all of them).

    Short transactions, page by page: a long journal holds up nobody.
    """
    with store.read() as tx:
        last = tx.journal.last(station)[0]
        after = max(0, last - tail) if tail else 0
        first = tx.journal.envelopes(station, after - 1, 1) if after else []
    before = START if not after else ""
    if first and first[0].n == after:
        before = first[0].sha256
    missing, first_missing = 0, 0
    while True:
        with store.read() as tx:
            page, warehouse = tx.journal.envelopes(station, after, PAGE), tx.warehouse
        if not page:
            return Chain(missing=missing, first_missing=first_missing)
        for row in page:
            if row.n != after + 1:
                missing, first_missing = missing + row.n - after - 1, first_missing or after + 1
                before = ""
            follows = not before or row.prev_sha256 == before
            if not follows or digest(warehouse, row) != row.sha256:
                return Chain(row.n, missing, first_missing)
            after, before = row.n, row.sha256


def set_aside(tx: Transaction, station: str, tail: int = 0) -> int:
    """How many facts of a station are kept without being applied (of the last ``tail``; 0: all)."""
    session = _session(tx)
    statement = (
        select(func.count())
        .select_from(journal)
        .where(
            journal.c.warehouse == session.warehouse,
            journal.c.station_id == station,
            journal.c.verdict.like("not %"),
        )
    )
    if tail:
        last = Journal(session).last(station)[0]
        statement = statement.where(journal.c.n > last - tail)
    return int(session.connection.execute(statement).scalar_one())


def feeds(tx: Transaction) -> Iterator[FeedCount]:
    """Every feed that has given a number. A row above its feed's head would never be told."""
    session = _session(tx)
    heads = select(feed_head.c.scope, feed_head.c.seq).where(
        feed_head.c.warehouse == session.warehouse
    )
    for scope, head in session.connection.execute(heads.order_by(feed_head.c.scope)).all():
        kind = WAYBILLS if scope.startswith(WAYBILLS) else scope
        if kind not in TABLES:
            continue
        table = TABLES[kind][0]
        largest = select(func.max(table.c.seq)).where(table.c.warehouse == session.warehouse)
        if kind == WAYBILLS:
            largest = largest.where(table.c.station_id == scope.removeprefix(WAYBILLS))
        found = session.connection.execute(largest).scalar() or 0
        yield FeedCount(scope, head, int(found))


def open_tasks(tx: Transaction) -> dict[str, tuple[int, datetime]]:
    """Open exceptions by kind: how many, and since when the oldest."""
    _c = exception_task.c
    statement = (
        select(_c.kind, func.count(), func.min(_c.opened_at))
        .where(_c.warehouse == _session(tx).warehouse, _c.state == "open")
        .group_by(_c.kind)
    )
    rows = _session(tx).connection.execute(statement)
    return {row[0]: (row[1], row[2]) for row in rows}


def couriers_to_pack(tx: Transaction) -> dict[str, int]:
    """Couriers of orders that are approved, with their number."""
    _c = orders.c
    statement = (
        select(_c.courier, func.count())
        .where(_c.warehouse == _session(tx).warehouse, _c.state == OrderState.APPROVED.value)
        .group_by(_c.courier)
    )
    return {row[0]: row[1] for row in _session(tx).connection.execute(statement)}


def cards(tx: Transaction) -> tuple[Card, ...]:
    """Every rate card's courier and last day."""
    statement = select(rate_card.c.courier, rate_card.c.valid_to).where(
        rate_card.c.warehouse == _session(tx).warehouse
    )
    return tuple(Card(*row) for row in _session(tx).connection.execute(statement))


def numbers_left(tx: Transaction) -> dict[tuple[str, str], int]:
    """Numbers that can still be used, by (courier, station); station "" is the pool."""
    _c = waybill_number.c
    statement = (
        select(_c.courier, _c.station_id, func.count())
        .where(_c.warehouse == _session(tx).warehouse, _c.state.in_(("pool", "leased")), ~_c.held)
        .group_by(_c.courier, _c.station_id)
    )
    rows = _session(tx).connection.execute(statement)
    return {(row[0], row[1]): row[2] for row in rows}


def parcels_since(tx: Transaction, since: datetime) -> dict[bool, int]:
    """Parcels packed since then: accepted, and not (packed twice)."""
    _c = parcel.c
    statement = (
        select(_c.accepted, func.count())
        .where(_c.warehouse == _session(tx).warehouse, _c.packed_at >= since)
        .group_by(_c.accepted)
    )
    counted = {bool(row[0]): row[1] for row in _session(tx).connection.execute(statement)}
    return {True: counted.get(True, 0), False: counted.get(False, 0)}


def last_facts(tx: Transaction) -> dict[str, int]:
    """The number of the last fact kept of each station. Facts are numbered without a gap."""
    return {station: tx.journal.last(station)[0] for station in journal_stations(tx)}


def rows(tx: Transaction) -> dict[str, int]:
    """How many rows each table has, all warehouses together. Reads whole tables."""
    return count_rows(_session(tx).connection)


def count_rows(connection: Connection) -> dict[str, int]:
    return {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in sorted(SCHEMA.tables.items())
    }


def integrity(store: Store) -> str:
    """SQLite's own check of the whole file: "" when sound. Reads everything; no server has it."""
    with store.read() as tx:
        connection = _session(tx).connection
        if connection.dialect.name != "sqlite":
            return ""
        answer = str(_one(connection, "PRAGMA integrity_check(5)"))
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if answer != "ok":
        return answer
    return "" if broken is None else f"rows without what they refer to: {broken[0]}"


def probe(store: Store, now: datetime) -> None:
    """One tiny transaction with a commit: can the store be written? Raises StoreError."""
    with store.write() as tx:
        tx.checkpoint.put("probe", now.isoformat().encode())
