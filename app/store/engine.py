"""Opening a store, and its transactions. Bench and center use the same ones."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.store import migrate
from app.store.errors import (
    StoreConflict,
    StoreDamaged,
    StoreLocked,
    StoreTooOld,
    StoreUnreachable,
    WrongStoreUrl,
)
from app.store.postgres import postgres_engine, set_deadline
from app.store.session import Session
from app.store.sqlite import BEGIN_OPTION, WRITE, sqlite_engine
from app.store.transaction import Transaction
from app.store.translate import translated
from app.store.vault import Vault
from app.store.vault_keys import key_place

T = TypeVar("T")
RETRIED = (StoreConflict, StoreUnreachable, StoreLocked)


class Store:
    """One database in one warehouse. Threads may share it; each transaction has its connection.

    ``deadline_s`` ends every transaction on a server that does not answer.
    """

    def __init__(
        self,
        engine: Engine,
        place: str,
        warehouse: str,
        station: str,
        deadline_s: float,
        vault: Vault,
    ) -> None:
        self.vault = vault
        self.place = place
        self.warehouse = warehouse
        self.station = station
        self._deadline_s = deadline_s
        self._reading = engine
        # On a server a view that stores nothing needs no BEGIN and no ROLLBACK: two round trips.
        server = engine.dialect.name == "postgresql"
        self._view: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"} if server else {}
        self.writers = 2 if server else 1
        """How many transactions that write are worth beginning at once."""
        self._writing = engine.execution_options(**{BEGIN_OPTION: WRITE})

    @contextmanager
    def read(self, warehouse: str = "") -> Iterator[Transaction]:
        """A view of one instant; nothing may be stored. Raises StoreError.

        On a server every statement sees what is committed as it begins.
        """
        with self._translating(), self._reading.connect() as connection:
            set_deadline(connection, self._deadline_s)
            connection.execution_options(**self._view)
            with connection.begin() as running:
                yield Transaction(self._session(connection, warehouse))
                running.rollback()

    @contextmanager
    def write(self, warehouse: str = "") -> Iterator[Transaction]:
        """All that the block does is stored when it ends, or nothing of it. Raises StoreError."""
        with self._translating(), self._writing.connect() as connection:
            set_deadline(connection, self._deadline_s)
            with connection.begin():
                tx = Transaction(self._session(connection, warehouse))
                yield tx
                tx.feed.stamp()

    def transact(
        self, work: Callable[[Transaction], T], *, within_s: float = 10.0, warehouse: str = ""
    ) -> T:
        """Runs ``work`` in a write transaction, the whole of it again where two met.

        ``work`` may run several times, and once more after a commit whose outcome nobody knows:
        what it writes must carry ids made before. Raises the last StoreError after ``within_s``.
        """
        end = time.monotonic() + within_s
        pause = 0.01
        while True:
            try:
                with self.write(warehouse) as tx:
                    return work(tx)
            except RETRIED:
                pause = min(pause * 2, 1.0) * random.uniform(0.5, 1.0)  # noqa: S311
                if time.monotonic() + pause >= end:
                    raise
                time.sleep(pause)

    def check(self) -> None:
        """Reads through the file once (SQLite). Raises StoreDamaged."""
        with self._translating(), self._reading.connect() as connection:
            if connection.dialect.name != "sqlite":
                return
            answer = connection.exec_driver_sql("PRAGMA quick_check").scalar()
            if answer != "ok":
                raise StoreDamaged(str(answer), self.place)

    def copy_to(self, path: Path) -> None:
        """A second copy of a SQLite file, while the bench works. Raises StoreError."""
        with self._translating():
            migrate.copy_file(self._reading, path)

    def close(self) -> None:
        """Closes every connection; the store cannot be used after."""
        self._reading.dispose()

    def _session(self, connection: Connection, warehouse: str) -> Session:
        name = warehouse or self.warehouse
        return Session(connection, name, self.station, vault=self.vault)

    @contextmanager
    def _translating(self) -> Iterator[None]:
        with translating(self.place):
            yield


@contextmanager
def translating(place: str) -> Iterator[None]:
    """Turns the drivers' errors into store errors."""
    try:
        yield
    except (DBAPIError, PoolTimeout, dbapi2.Error) as error:
        raise translated(error, place) from error
    except StatementError as error:  # a value that no column takes: our own mistake
        raise (error.orig or error) from None
    except UnicodeDecodeError as error:  # a page of text that is none
        raise StoreDamaged(str(error), place) from error


def open_store(
    url_or_path: str | Path,
    *,
    warehouse: str,
    station: str = "",
    upgrade: bool = False,
    busy_ms: int = 5_000,
    deadline_s: float = 10.0,
    connect_s: int = 5,
    unsafe_sqlite: bool = False,
    again: bool = False,
) -> Store:
    """Opens a SQLite file (a path) or a PostgreSQL database (``postgresql://...``).

    An empty database gets its tables. An older one is refused, or with ``upgrade`` copied and
    upgraded. ``station`` is whose outbox and checkpoints the store holds.

    Raises:
        StoreError: with advice. StoreTooNew, StoreTooOld, WrongStoreUrl, StoreDamaged, ...
    """
    url = _server(url_or_path)
    place = url.render_as_string(hide_password=True) if url else str(url_or_path)
    if url is None:
        path = Path(url_or_path)
        if path.is_dir() or not path.parent.is_dir():
            raise WrongStoreUrl("not a file in a folder that is there", place)
        engine = sqlite_engine(path, busy_ms=busy_ms, unsafe=unsafe_sqlite, again=again)
    else:
        path = None
        engine = postgres_engine(url, connect_s=connect_s, statement_ms=int(deadline_s * 1000))
    store = Store(engine, place, warehouse, station, deadline_s, _vault(warehouse, path))
    try:
        with translating(place):
            _bring_up(engine, path, upgrade=upgrade, unsafe=unsafe_sqlite)
    except BaseException:
        store.close()
        raise
    return store


def _vault(warehouse: str, path: Path | None) -> Vault:
    """The keys beside a file, or the user's own for a server; looked for when first needed."""
    own = platformdirs.user_data_dir("SecondPass", appauthor=False)
    return Vault(lambda: key_place(warehouse, path.parent if path else Path(own)))


def _server(url_or_path: str | Path) -> URL | None:
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return None
    try:
        url = make_url(url_or_path)
    except (ArgumentError, ValueError) as error:
        raise WrongStoreUrl(f"not understood: {error}") from None
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise WrongStoreUrl(f"{url.get_backend_name()} is not a kind of store")
    return url


def _bring_up(engine: Engine, path: Path | None, *, upgrade: bool, unsafe: bool) -> None:
    with engine.connect() as connection:
        found = migrate.current(connection)
        behind = migrate.is_behind(connection)
    if not behind:
        return
    if found and not upgrade:
        raise StoreTooOld(f"schema {found}")
    if path is None:
        migrate.upgrade(engine)
        return
    if found:
        migrate.backup(engine, path, found)
    migrating = sqlite_engine(path, unsafe=unsafe, migrating=True)
    migrate.upgrade(migrating)
    migrating.dispose()
