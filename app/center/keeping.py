"""Old orders leave the benches, closed months leave the tables of every day; nothing is forgotten.

An order that was closed ``FEED_DAYS`` ago leaves the benches' feed and their copies. Which those
are is counted, not timed: the feed's number of each day is noted, so no bench's clock decides.
What left the feed and was closed before a month goes to the archive, in small transactions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec

from app.store import health
from app.store.engine import Store
from app.store.session import ORDERS
from app.store.transaction import Transaction

MARKS = "keeping:marks"
MARK_EVERY = timedelta(hours=6)
FEED_AT_LEAST = 1
MONTHS_AT_LEAST = 1
HAND_AT_LEAST = 14
_DECEMBER = 12


class Mark(msgspec.Struct, frozen=True):
    """Where the feed of orders stood, and when."""

    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class KeepingPolicy:
    """``feed_days`` a closed order stays at the benches; ``months`` whole months are not moved.

    ``hand_days`` a packed parcel can be handed over, and its list printed again.
    """

    feed_days: int = 30
    months: int = 2
    hand_days: int = 90

    def __post_init__(self) -> None:
        if self.feed_days < FEED_AT_LEAST or self.months < MONTHS_AT_LEAST:
            raise ValueError("closed orders stay at the benches a day, and here a month, at least")
        if self.hand_days < HAND_AT_LEAST:
            raise ValueError(f"parcels can be handed over for {HAND_AT_LEAST} days at least")


@dataclass(slots=True)
class Moved:
    """What was done: ``retired`` orders left the feed; orders and facts moved to the archive.

    ``handed``: parcels that the hand-over does not know any more.
    """

    retired: int = 0
    orders: int = 0
    facts: int = 0
    handed: int = 0

    def counts(self) -> dict[str, int]:
        named = {"retired": self.retired, "orders": self.orders, "facts": self.facts}
        named["handed"] = self.handed
        return {name: count for name, count in named.items() if count}


def month(text: str) -> datetime:
    """The beginning of a month written ``YYYY-MM``, in UTC. Raises ValueError."""
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{text!r} is no month: write YYYY-MM") from None


def months_ago(now: datetime, months: int) -> datetime:
    """The beginning of the month ``months`` before this one, which is not counted itself."""
    years, index = divmod(now.year * _DECEMBER + now.month - 1 - months, _DECEMBER)
    return datetime(years, index + 1, 1, tzinfo=UTC)


def retire(store: Store, now: datetime, days: int) -> Iterator[int]:
    """Takes what was closed ``days`` ago out of the feed; how many, a transaction each."""
    upto = store.transact(lambda tx: _mark(tx, now, days))
    while upto and (done := store.transact(lambda tx: tx.archive.retire(upto))):
        yield done


def archive_orders(store: Store, before: datetime) -> Iterator[int]:
    """Moves orders that left the feed and were closed before then; how many, as above."""
    while done := store.transact(lambda tx: tx.archive.move_orders(before)):
        yield done


def archive_facts(store: Store, before: datetime) -> Iterator[int]:
    """Moves each station's facts that arrived before then; how many, as above."""
    with store.read() as tx:
        stations = health.journal_stations(tx)
    for station in stations:
        while done := store.transact(_of(station, before)):
            yield done


def forget_handed(store: Store, before: datetime) -> Iterator[int]:
    """Drops what the hand-over knows of parcels packed before then; how many, as above.

    The parcels themselves, their facts and the lists stay. Benches drop theirs with the orders.
    """
    while done := store.transact(lambda tx: tx.hand_lists.forget(before)):
        yield done


def archive(store: Store, before: datetime, now: datetime) -> Moved:
    """All of it, at once. Raises ValueError for a month that is not over."""
    if before > months_ago(now, 0):
        raise ValueError("only months that are over can be archived")
    moved = Moved()
    moved.orders = sum(archive_orders(store, before))
    moved.facts = sum(archive_facts(store, before))
    return moved


def _of(station: str, before: datetime) -> Callable[[Transaction], int]:
    return lambda tx: tx.archive.move_facts(station, before)


def _mark(tx: Transaction, now: datetime, days: int) -> int:
    """Notes where the feed stands; up to where closed orders are old enough (0: none are)."""
    kept = tx.checkpoint.get(MARKS)
    marks = msgspec.json.decode(kept, type=list[Mark]) if kept else []
    old = [one for one in marks if one.at <= now - timedelta(days=days)]
    if not marks or now - marks[-1].at >= MARK_EVERY:
        marks = [*old[-1:], *marks[len(old) :], Mark(now, tx.feed.head(ORDERS))]
        tx.checkpoint.put(MARKS, msgspec.json.encode(marks))
    if not old:
        return 0
    tx.archive.raise_floor(old[-1].seq)
    return old[-1].seq


@dataclass(slots=True)
class Keeper:
    """The same beside other work: a bounded piece of it at each ``step``, a round every hour."""

    store: Store
    policy: KeepingPolicy
    most: int = 20  # transactions a step
    every: timedelta = timedelta(hours=1)
    _round: Iterator[tuple[str, int]] | None = None
    _next: datetime | None = None
    _moved: Moved = field(default_factory=Moved)

    def step(self, now: datetime) -> Moved | None:
        """What a round did, when it is over and did anything. Raises StoreError."""
        if self._round is None:
            if self._next is not None and now < self._next <= now + self.every:
                return None
            self._round, self._moved = self._work(now), Moved()
            self._next = now + self.every
        try:
            for _ in range(self.most):
                name, count = next(self._round)
                setattr(self._moved, name, getattr(self._moved, name) + count)
        except StopIteration:
            self._round = None
            return self._moved if self._moved.counts() else None
        except BaseException:
            self._round = None  # what failed is begun anew, what is done is done
            raise
        return None

    @property
    def under_way(self) -> bool:
        """Whether a round is begun and not over."""
        return self._round is not None

    def _work(self, now: datetime) -> Iterator[tuple[str, int]]:
        before = months_ago(now, self.policy.months)
        for done in retire(self.store, now, self.policy.feed_days):
            yield "retired", done
        for done in archive_orders(self.store, before):
            yield "orders", done
        for done in archive_facts(self.store, before):
            yield "facts", done
        for done in forget_handed(self.store, now - timedelta(days=self.policy.hand_days)):
            yield "handed", done
