"""The center's epoch: it changes when the center was restored and may have lost what it had."""

from datetime import datetime

from sqlalchemy import select

from app.store.session import Session, upsert
from app.store.tables.system import center


class Center:
    def __init__(self, session: Session) -> None:
        self._session = session

    def epoch(self) -> str:
        """The epoch's id; "" before the center was set up."""
        statement = select(center.c.epoch).where(center.c.warehouse == self._session.warehouse)
        return self._session.connection.execute(statement).scalar() or ""

    def begin_epoch(self, epoch: str, now: datetime) -> None:
        """Starts an epoch: benches will pull everything and offer what they kept again."""
        self._session.connection.execute(
            upsert(center, self._session.dialect, ("epoch", "since")),
            {"warehouse": self._session.warehouse, "epoch": epoch, "since": now},
        )
