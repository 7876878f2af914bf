"""SQLite as a bench needs it: every commit on the platter, one writer at a time.

WAL with ``synchronous=FULL``: with NORMAL a power cut took the last seconds of acknowledged
scans. SQLite before 3.51.3 can corrupt a WAL database when it resets the log, and Linux
distributions ship such versions, so the program brings its own (pysqlite3).
"""

import time
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, Engine, NullPool, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool

from app.store.errors import UnsafeSqlite

SAFE_VERSION = (3, 51, 3)
WRITE = "BEGIN IMMEDIATE"  # takes the write lock at once: read-then-write cannot lose an update
READ = "BEGIN"
_TRY_S = 0.0005
BEGIN_OPTION = "secondpass_begin"


def check_version(version: tuple[int, ...], *, unsafe: bool) -> None:
    """Refuses a SQLite with the WAL-reset bug. Raises UnsafeSqlite."""
    if version < SAFE_VERSION and not unsafe:
        raise UnsafeSqlite(f"SQLite {'.'.join(map(str, version))} is older than 3.51.3")


def sqlite_engine(
    path: Path,
    *,
    busy_ms: int = 5_000,
    unsafe: bool = False,
    migrating: bool = False,
    again: bool = False,
) -> Engine:
    """An engine on one file. ``migrating``: foreign keys rest while tables are rebuilt.

    ``again``: what is written can be had again from elsewhere (a copy, an answer), so a commit
    need not wait for the disk; it is in order with the commits that do.
    """
    check_version(dbapi2.sqlite_version_info, unsafe=unsafe)
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=dbapi2,
        hide_parameters=True,  # names and addresses do not belong in an error message
        poolclass=NullPool if migrating else QueuePool,
        connect_args={"timeout": busy_ms / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _connected(dbapi_connection: Any, _record: Any) -> None:
        _set_up(dbapi_connection, busy_ms, migrating=migrating, again=again)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get(BEGIN_OPTION, READ) == WRITE:
            begin_write(connection.connection.driver_connection, busy_ms)
        else:
            connection.exec_driver_sql(READ)

    return engine


def _set_up(dbapi_connection: Any, busy_ms: int, *, migrating: bool, again: bool) -> None:
    # The driver must not open transactions of its own: it would leave a SELECT outside.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={busy_ms:d}")
    cursor.execute(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA synchronous={'NORMAL' if again else 'FULL'}")
    cursor.execute("PRAGMA mmap_size=0")
    cursor.execute("PRAGMA secure_delete=ON")  # who received an order does not stay in free pages
    cursor.close()


def begin_write(raw: Any, busy_ms: int) -> None:
    """Take the write lock, trying every half millisecond.

    SQLite's own handler waits 1, 2, 5, 10, 15, 20, 25 ms and so on: a scan that meets the end
    of another program's short transaction would sleep long past it.

    Raises:
        dbapi2.OperationalError: another program held the lock for all of ``busy_ms``.
    """
    end = time.monotonic() + busy_ms / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                raw.execute(WRITE)
            except dbapi2.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() >= end:
                    raise
                time.sleep(_TRY_S)
            else:
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout={busy_ms:d}")
