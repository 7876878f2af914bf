"""The center's epoch: it changes when the center was restored and may have lost what it had."""

from datetime import datetime

from sqlalchemy import bindparam, select

from app.store.held_numbers import HeldNumbers
from app.store.session import Session, upsert
from app.store.tables.system import center

_EPOCH = select(center.c.epoch).where(center.c.warehouse == bindparam("wh"))
_MAY_ASK = (
    "SELECT COALESCE(has_function_privilege(to_regprocedure('pg_control_system()'), 'execute'),"
    " false)"
)
_WHERE = (
    "SELECT system_identifier || '/' || (SELECT oid FROM pg_database"
    " WHERE datname = current_database()) FROM pg_control_system()"
)


class Center:
    def __init__(self, session: Session) -> None:
        self._session = session

    def epoch(self) -> str:
        """The epoch's id; "" before the center was set up."""
        values = {"wh": self._session.warehouse}
        return self._session.connection.execute(_EPOCH, values).scalar() or ""

    def begin_epoch(self, epoch: str, now: datetime) -> int:
        """Starts an epoch: benches will pull everything and offer what they kept again.

        Where another went before it, the unused waybill numbers are held (``tx.held``); how many.
        """
        before = self.epoch()
        self._session.connection.execute(
            upsert(center, self._session.dialect, ("epoch", "since", "database")),
            {
                "warehouse": self._session.warehouse,
                "epoch": epoch,
                "since": now,
                "database": self.database(),
            },
        )
        return HeldNumbers(self._session).begin(now) if before else 0

    def begun_in(self) -> str:
        """The database in which the epoch began; "" where that was not noted."""
        statement = select(center.c.database).where(center.c.warehouse == self._session.warehouse)
        return self._session.connection.execute(statement).scalar() or ""

    def database(self) -> str:
        """What tells this database from a copy of it on a server; "" where nothing does."""
        if self._session.dialect != "postgresql":
            return ""  # a copied file is the file
        ask = self._session.connection.exec_driver_sql
        return str(ask(_WHERE).scalar()) if ask(_MAY_ASK).scalar() else ""
