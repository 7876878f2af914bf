"""The center's counter: the questions of the benches, answered over one store.

Every call is one short transaction with the store's own deadline. Any wire may stand in front.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.center import ingest, pool
from app.center.pool import PoolPolicy
from app.center.results import OPENABLE
from app.domain.order import OrderState
from app.store.engine import Store
from app.store.errors import StoreError, StoreRefused
from app.store.records import Answer, Cursor, Envelope, FeedRow, Reception, StationSeen
from app.store.session import WAYBILLS
from app.store.transaction import Transaction

MOST_UP = 100
MOST_DOWN = 500
NOTE_EVERY = timedelta(seconds=5)
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
class Word:
    """The answer to a greeting; ``epoch`` is "" while the center is not set up."""

    epoch: str
    clock: datetime
    heads: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimWord:
    """The answer to a claim; ``state`` is "" for an order the center does not know."""

    granted: bool
    holder: str = ""
    fence: int = 0
    state: str = ""
    packed_by: str = ""
    packed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The heads of all feeds of the warehouse, those of single stations too."""

    epoch: str
    heads: dict[str, int]

    def of(self, station_id: str) -> dict[str, int]:
        """The heads that concern a station."""
        return {
            feed: seq
            for feed, seq in self.heads.items()
            if not feed.startswith(WAYBILLS) or feed == WAYBILLS + station_id
        }

    def mark(self, station_id: str) -> str:
        """Changes whenever anything for the station does: what a bench that listens waits for."""
        heads = sorted(self.of(station_id).items())
        return "|".join((self.epoch, *(f"{feed}={seq}" for feed, seq in heads)))


class CenterDesk:
    """``clock`` gives aware UTC time: the center's, which alone decides when a claim ends."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], policy: PoolPolicy | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy or PoolPolicy()

    def hello(self, station_id: str, program: str, bench_time: datetime, waiting: int) -> Word:
        """Notes the station, fills up its waybill numbers; says where the feeds stand."""
        now = self._clock()
        skew = round((bench_time - now).total_seconds() * 1000)
        with self._store.read() as tx:
            known = tx.stations.get(station_id)
            epoch = tx.center.epoch()
            word = Word(epoch, now, Standing(epoch, tx.feed.heads()).of(station_id))
        if known is not None and known.seen_at is not None:
            same = (known.program, known.waiting) == (program, waiting)
            if same and timedelta(0) <= now - known.seen_at < NOTE_EVERY:
                return word

        def note(tx: Transaction) -> bool:
            seen = StationSeen(
                station_id, program=program, seen_at=now, skew_ms=skew, waiting=waiting
            )
            if known is None:
                seen = replace(seen, name=station_id)
                tx.stations.put(seen)
            tx.stations.saw(seen)
            pool.awake(tx, station_id)
            return bool(pool.top_up(tx, station_id, self._policy))

        if self._store.transact(note):
            return Word(word.epoch, now, self.standing().of(station_id))
        return word

    def standing(self) -> Standing:
        """Where everything stands now: one small question, whoever asks."""
        with self._store.read() as tx:
            return Standing(tx.center.epoch(), tx.feed.heads())

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
            epoch = tx.center.epoch()
            head = tx.feed.head(feed)
            floor = tx.feed.floor(feed)
            start = after if after.epoch == epoch else Cursor(epoch)
            rows = tx.feed.changed_after(feed, start, limit)
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
