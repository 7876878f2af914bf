"""A bench's copy taken anew: mark every row, take all again, sweep what did not come.

A restored center knows less than it did: what it does not send any more must go from the copy.
The copy stays usable all the while, and a cut at any point goes on where it was. Facts, the
outbox and numbers that were used are never swept.
"""

from sqlalchemy import delete, update

from app.store.checkpoint import Checkpoint
from app.store.feed import TABLES, Feed, kind_of
from app.store.records import Cursor
from app.store.session import WAYBILLS, Session
from app.store.tables.shipping import waybill_number


class Mirror:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._pending = Checkpoint(session)

    def begin_again(self, feed: str, epoch: str, floor: int = 0) -> None:
        """Marks every row of a feed as not seen yet, and starts from nothing.

        ``floor`` is where the center's stood: when it rises meanwhile, rows went that were copied.
        """
        table, _key = TABLES[kind_of(feed)]
        marked = update(table).where(table.c.warehouse == self._session.warehouse).values(seq=0)
        if feed.startswith(WAYBILLS):
            station = feed.removeprefix(WAYBILLS)
            marked = marked.where(waybill_number.c.station_id == station)
        self._session.connection.execute(marked)
        Feed(self._session).move_cursor(feed, Cursor(epoch))
        self.begin_at(feed, floor)

    def begin_at(self, feed: str, floor: int) -> None:
        """The copy that was begun anew takes its first page, and the floor stands there."""
        self._pending.put(_name(feed), str(floor))

    def begun_at(self, feed: str) -> int:
        """The floor at the beginning of a copy anew; 0 where none is under way."""
        return int(self._pending.get(_name(feed)) or 0)

    def is_marked(self, feed: str) -> bool:
        """Whether a copy was begun anew and is not whole yet."""
        return self._pending.get(_name(feed)) is not None

    def sweep(self, feed: str) -> int:
        """The copy is whole: drops what the center did not send; how many rows."""
        table, _key = TABLES[kind_of(feed)]
        dropped = delete(table).where(
            table.c.warehouse == self._session.warehouse, table.c.seq == 0
        )
        if feed.startswith(WAYBILLS):
            dropped = dropped.where(
                waybill_number.c.station_id == feed.removeprefix(WAYBILLS),
                waybill_number.c.state == "leased",  # a used number is history, and stays
            )
        self._pending.drop(_name(feed))
        return self._session.connection.execute(dropped).rowcount


def _name(feed: str) -> str:
    return f"sync:sweep:{feed}"
