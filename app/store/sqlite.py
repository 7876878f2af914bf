"""SQLite as a bench needs it: every commit on the platter, one writer at a time.

WAL with ``synchronous=FULL``: with NORMAL a power cut took the last seconds of acknowledged
scans. SQLite before 3.51.3 can corrupt a WAL database when it resets the log, and Linux
distributions ship such versions, so the program brings its own (pysqlite3).
"""

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
BEGIN_OPTION = "secondpass_begin"


def check_version(version: tuple[int, ...], *, unsafe: bool) -> None:
    """Refuses a SQLite with the WAL-reset bug. Raises UnsafeSqlite."""
    if version < SAFE_VERSION and not unsafe:
        raise UnsafeSqlite(f"SQLite {'.'.join(map(str, version))} is older than 3.51.3")


def sqlite_engine(
    path: Path, *, busy_ms: int = 5_000, unsafe: bool = False, migrating: bool = False
) -> Engine:
    """An engine on one file. ``migrating``: foreign keys rest while tables are rebuilt."""
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
        # The driver must not open transactions of its own: it would leave a SELECT outside.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_ms:d}")
        cursor.execute(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA mmap_size=0")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql(options.get(BEGIN_OPTION, READ))

    return engine
