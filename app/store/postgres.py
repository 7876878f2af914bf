"""PostgreSQL with a deadline on every answer.

A frozen server hangs libpq for ever: its kernel still acknowledges our bytes, so neither
keepalives nor ``statement_timeout`` fire. The clock that ends the wait must be ours.
"""

import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import OperationalError
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.pool import QueuePool

from app.store.errors import WrongStoreUrl

RV = TypeVar("RV")
POOLED = "pooled"


class DeadlineConnection(psycopg.Connection[Any]):
    """A connection whose waits end at ``deadline`` (seconds of the monotonic clock)."""

    deadline: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Waits for the server, but not past the deadline.

        Raises:
            OperationalError: the time is over. The connection is closed: nobody knows what
                the server did with the last statement.
        """
        if self.deadline is None:
            return super().wait(gen, interval, timeout)
        left = max(0.0, self.deadline - time.monotonic())
        try:
            return super().wait(gen, interval, left if timeout is None else min(left, timeout))
        except OperationalError:
            if time.monotonic() >= self.deadline:
                self.pgconn.finish()
                raise OperationalError("no answer from the server in time") from None
            raise


def postgres_engine(
    url: URL, *, connect_s: int = 5, statement_ms: int = 30_000, pool: int = 8
) -> Engine:
    """An engine on one server (or several hosts of one cluster). ``pool`` 0: no pool.

    With ``pooled=true`` in its address a transaction pooler (pgbouncer) stands in between: nothing
    is said of a session that the next transaction may not find again. Time-outs and the time
    zone of its sessions are the role's then (docs/scaling.md).
    """
    url = url.set(drivername="postgresql+psycopg")
    pooled = through_pooler(url)[1]
    sizes: dict[str, Any] = (
        {"poolclass": QueuePool, "pool_size": pool, "max_overflow": 0, "pool_timeout": 10}
        if pool
        else {"poolclass": NullPool}
    )
    engine = create_engine(url, use_native_hstore=False, hide_parameters=True, **sizes)
    options = (
        f"-c statement_timeout={statement_ms:d} -c timezone=UTC"
        f" -c idle_in_transaction_session_timeout={statement_ms:d}"
    )
    wanted: dict[str, Any] = {
        "connect_timeout": connect_s,
        "application_name": "secondpass",
        **({} if pooled else {"options": options}),
        # A statement pooler may hand the next transaction to another server process.
        "prepare_threshold": None,
    }

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, parameters: Any) -> Any:
        parameters.pop(POOLED, None)  # ours, not libpq's
        connection = DeadlineConnection.connect(*arguments, **{**wanted, **parameters})
        connection.deadline = time.monotonic() + connect_s  # the first questions of the dialect
        return connection

    return engine


def through_pooler(url: URL) -> tuple[URL, bool]:
    """The address as libpq knows it, and whether ``pooled=true`` stood in it.

    Raises WrongStoreUrl for another value.
    """
    said = url.query.get(POOLED, "false")
    if said not in {"true", "false"}:
        raise WrongStoreUrl(f"{POOLED} is true or false, not {said}")
    return url.difference_update_query([POOLED]), said == "true"


def set_deadline(connection: Connection, seconds: float) -> None:
    """How long this transaction may wait for the server, all in all. SQLite: nothing to do."""
    raw = connection.connection.driver_connection
    if isinstance(raw, DeadlineConnection):
        raw.deadline = time.monotonic() + seconds


def take_time(connection: Connection, seconds: int) -> None:
    """A transaction that may take longer than any other: an upgrade of the schema."""
    set_deadline(connection, seconds)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{seconds:d}s'")
