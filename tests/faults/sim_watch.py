"""What is watched and passed on beside a simulated bench: cursors, openings, the center's news."""

from collections.abc import Iterable

from sqlalchemy import select

from app.domain.events import OrderOpened
from app.station.inputs import CenterHeard, ClaimHeard, OrdersHeard
from app.station.snapshot import BenchSnapshot
from app.store.records import Cursor
from app.store.tables.bench import sync_cursor
from app.sync.messages import ClaimAnswered, LinkState, Message, OrdersChanged
from tests.faults.sim_store import SimStore
from tests.station.harness import CORRECT

_c = sync_cursor.c
_CURSORS = select(_c.scope, _c.epoch, _c.seq, _c.id)


class CursorWatch:
    """A cursor goes forward as long as its label stays and nothing is copied anew."""

    def __init__(self, name: str, store: SimStore) -> None:
        self._name = name
        self._store = store
        self._seen: dict[str, Cursor] = {}
        self.broken: list[str] = []

    def look(self, feeds: Iterable[str]) -> None:
        with self._store.read() as tx:
            rows = tx._session.connection.execute(_CURSORS)
            there = {row.scope: Cursor(row.epoch, row.seq, row.id) for row in rows}
            for feed in feeds:
                at, seen = there.get(feed, Cursor()), self._seen.get(feed, Cursor())
                back = seen.epoch == at.epoch and (at.seq, at.id) < (seen.seq, seen.id)
                if back and not tx.mirror.is_marked(feed):
                    self.broken.append(f"I4 {self._name} {feed} went back to {at.seq}")
                self._seen[feed] = at


class ApartWatch:
    """Apart, and known to be for long enough, only what is lent or claimed is opened."""

    def __init__(self, name: str, store: SimStore) -> None:
        self._name = name
        self._store = store
        self._since_ms: int | None = None  # the program was told that nobody answers
        self._order: str | None = None
        self.broken: list[str] = []

    def started(self) -> None:
        """A new program, which may stand in an order that was opened before."""
        self._since_ms, self._order = None, None

    def heard(self, event: object, now_ms: int) -> None:
        if isinstance(event, CenterHeard):
            since = now_ms if self._since_ms is None else self._since_ms
            self._since_ms = None if event.reachable else since

    def shown(self, snapshot: BenchSnapshot) -> None:
        """What was opened is judged by the clock that it was opened at.

        The snapshot may be later than that: several events can be handled before one is shown,
        and the clock may have jumped a day between them.
        """
        before, self._order = self._order, snapshot.order.number if snapshot.order else ""
        if before != "" or not self._order or self._since_ms is None:
            return
        with self._store.read() as tx:
            (order_id,) = tx.orders.by_code(self._order)
            told = tx.journal.read_order(order_id)
            opened = [one for one in told if isinstance(one.fact, OrderOpened)]
            moment = opened[-1].moment
            if moment.mono_ms - self._since_ms < CORRECT.apart_after_s * 1000:
                return
            stored = tx.orders.get(order_id)
            assert stored is not None
            until, wave = stored.lease_until, stored.order.wave
            held = stored.holder == self._name and until is not None and until > moment.utc
            if wave and not held and tx.waves.holder(wave, moment.utc) != self._name:
                self.broken.append(f"I2 {self._name} opened {self._order} of {wave} while apart")


def word_of(message: Message, synced_to: int) -> object | None:
    """The station host's own translation of the sync's messages."""
    match message:
        case OrdersChanged(order_ids=order_ids):
            return OrdersHeard(order_ids)
        case ClaimAnswered():
            holder = message.packed_by or message.holder_station
            packed = message.state == "packed"
            return ClaimHeard(message.order_id, message.granted, holder, packed)
        case LinkState():
            return CenterHeard(
                message.reachable,
                message.data_age_s,
                message.waiting,
                message.refused,
                synced_to,
            )
        case _:
            return None
