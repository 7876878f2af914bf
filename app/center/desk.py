"""The center's counter: the questions of the benches, answered over one store.

Every call is one short transaction with the store's own deadline. Any wire may stand in front.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.center import alert_exceptions, ingest, pool, restoring
from app.center.greeting import Greetings, Standing, Word
from app.center.pool import PoolPolicy
from app.center.results import OPENABLE
from app.domain.order import OrderState
from app.store.engine import Store
from app.store.errors import StoreError, StoreRefused
from app.store.records import (
    Answer,
    Cursor,
    Envelope,
    FeedRow,
    Reception,
    StationNow,
    StationSeen,
)
from app.store.transaction import Transaction

MOST_UP = 100
MOST_DOWN = 500
ABOUT_A_FACT = (ValueError, LookupError, TypeError, ArithmeticError, AssertionError)
"""What a strange fact may make the rules fail with (a number no database can hold, ...)."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Rows above a cursor; ``head`` is the number the feed gave last.

    ``floor``: rows up to this number may be gone; a cursor below it needs a full copy.
    ``after`` is the question, so that nobody takes a late answer for another one's.
    """

    epoch: str
    head: int
    rows: tuple[FeedRow, ...]
    more: bool
    floor: int = 0
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class ClaimWord:
    """The answer to a claim; ``state`` is "" for an order the center does not know."""

    granted: bool
    holder: str = ""
    fence: int = 0
    state: str = ""
    packed_by: str = ""
    packed_at: datetime | None = None


class CenterDesk:
    """``clock`` gives aware UTC time: the center's, which alone decides when a claim ends."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], policy: PoolPolicy | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._greetings = Greetings(store, clock, policy or PoolPolicy())

    def hello(
        self,
        station_id: str,
        program: str,
        bench_time: datetime,
        waiting: int,
        says: StationNow | None = None,
    ) -> Word:
        """Notes the station, fills up its waybill numbers; says where the feeds stand.

        Raises SecondInstanceError when another installation speaks for the station.
        """
        seen = StationSeen(station_id, program=program, waiting=waiting)
        return self._greetings.hello(seen, bench_time, says)

    def standing(self) -> Standing:
        """Where everything stands now: one small question, whoever asks."""
        return self._greetings.standing()

    def push(self, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        """Keeps and applies facts; an answer each. One that cannot be applied stops no other.

        Raises ValueError for more than MOST_UP facts at once.
        """
        if len(batch) > MOST_UP:
            raise ValueError(f"at most {MOST_UP} facts at once")
        now = self._clock()
        try:
            return self._store.transact(lambda tx: ingest.ingest(tx, batch, now))
        except (StoreError, *ABOUT_A_FACT) as error:
            if _is_about_the_center(error):
                raise
            return tuple(self._one(row, now) for row in batch)

    def _one(self, row: Envelope, now: datetime) -> Answer:
        """One fact alone: applied, or else kept with the reason, or else refused with it."""
        applied = self._tried(lambda tx: ingest.ingest(tx, (row,), now))
        if isinstance(applied, Answer):
            return applied
        kept = self._tried(lambda tx: ingest.keep_only(tx, (row,), now, applied))
        if isinstance(kept, Answer):
            return kept
        self._tried(lambda tx: alert_exceptions.refused(tx, row, kept, now))
        return Answer(row.id, row.station_id, row.n, Reception.REFUSED, kept)

    def _tried(self, work: Callable[[Transaction], tuple[Answer, ...]]) -> Answer | str:
        """The one answer, or what went wrong with this fact."""
        try:
            return self._store.transact(work)[0]
        except (StoreError, *ABOUT_A_FACT) as error:
            if _is_about_the_center(error):
                raise
            return f"{type(error).__name__}: {error}"

    def pull(self, feed: str, after: Cursor, limit: int) -> FeedPage:
        """States above the cursor. A cursor of another epoch counts as none."""
        limit = max(1, min(limit, MOST_DOWN))
        with self._store.read() as tx:
            epoch, head, floor = tx.feed.state(feed)  # before the rows: none is passed over
            start = after if after.epoch == epoch else Cursor(epoch)
            rows = tx.feed.changed_after(feed, start, limit)
        restoring.asked(self._store, feed, after, Cursor(epoch, head), self._clock())
        return FeedPage(epoch, head, rows, len(rows) == limit, floor, after)

    def claim(self, order_id: str, station_id: str) -> ClaimWord:
        now = self._clock()

        def ask(tx: Transaction) -> ClaimWord:
            stored = tx.orders.get(order_id)
            if stored is None:
                return ClaimWord(granted=False)
            lent_to = tx.waves.holder(stored.order.wave, now)
            if lent_to not in {"", station_id} and stored.order.state in OPENABLE:
                return ClaimWord(
                    granted=False,
                    holder=lent_to,
                    fence=stored.fence,
                    state=stored.order.state.value,
                )
            claim = tx.orders.claim(order_id, station_id, now, now + ingest.LEASE)
            state = stored.order.state
            packed = state is OrderState.PACKED
            return ClaimWord(
                granted=claim.granted,
                holder=claim.holder,
                fence=claim.fence,
                state=state.value,
                packed_by=stored.by_station if packed else "",
                packed_at=stored.updated_at if packed else None,
            )

        return self._store.transact(ask)

    def release(self, order_id: str, station_id: str) -> bool:
        """Gives a claim back, if it is still this station's."""

        def give_back(tx: Transaction) -> bool:
            stored = tx.orders.get(order_id)
            if stored is None or stored.holder != station_id:
                return False
            return tx.orders.release(order_id, stored.fence)

        return self._store.transact(give_back)

    def keep_numbers(self, station_id: str, held: tuple[str, ...]) -> None:
        """A bench tells a restored center which lent numbers it has, unused."""
        self._store.transact(lambda tx: pool.keep(tx, station_id, held))

    def give_back(self, station_id: str, numbers: tuple[str, ...]) -> None:
        """A bench returns what it did not use; it is lent nothing until it greets again."""
        self._store.transact(lambda tx: pool.take_back(tx, station_id, numbers))


def _is_about_the_center(error: Exception) -> bool:
    """Whether the database as a whole is the trouble, not what one fact wants from it."""
    return isinstance(error, StoreError) and type(error) not in {StoreError, StoreRefused}
