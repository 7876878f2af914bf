"""What is watched and passed on beside a simulated bench: cursors, and the center's news."""

from collections.abc import Iterable

from app.station.inputs import CenterHeard, ClaimHeard, OrdersHeard
from app.store.records import Cursor
from app.sync.messages import ClaimAnswered, LinkState, Message, OrdersChanged
from tests.faults.sim_store import SimStore


class CursorWatch:
    """A cursor goes forward as long as its label stays and nothing is copied anew."""

    def __init__(self, name: str, store: SimStore) -> None:
        self._name = name
        self._store = store
        self._seen: dict[str, Cursor] = {}
        self.broken: list[str] = []

    def look(self, feeds: Iterable[str]) -> None:
        with self._store.read() as tx:
            for feed in feeds:
                at = tx.feed.cursor(feed)
                seen = self._seen.get(feed, Cursor())
                back = seen.epoch == at.epoch and (at.seq, at.id) < (seen.seq, seen.id)
                if back and not tx.mirror.is_marked(feed):
                    self.broken.append(f"I4 {self._name} {feed} went back to {at.seq}")
                self._seen[feed] = at


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
