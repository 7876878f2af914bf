"""A bench says who it is: noted, lent what it needs, told where the feeds stand. One computer each.

A copied disk makes two computers speak as one station, with the same numbers for other facts.
Whoever was heard last keeps the station while it lives; the other one is refused. Only when the
first one is heard again after that are there surely two, and a person is called: a bench that
was quickly started anew on another computer is no reason for an alarm.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.center import alert_exceptions, pool, restoring
from app.center.pool import PoolPolicy
from app.store.engine import Store
from app.store.records import StationNow, StationSeen, Task
from app.store.session import WAYBILLS
from app.store.transaction import Transaction

NOTE_EVERY = timedelta(seconds=5)
ALIVE = timedelta(seconds=20)
"""An installation that was not heard for so long gives way to another."""

SECOND_INSTANCE = "second_instance"


class SecondInstanceError(ValueError):
    """Another computer speaks as this station."""


@dataclass(frozen=True, slots=True)
class Word:
    """The answer to a greeting; ``epoch`` is "" while the center is not set up."""

    epoch: str
    clock: datetime
    heads: dict[str, int] = field(default_factory=dict)


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


class Greetings:
    """``clock`` gives aware UTC time: the center's."""

    def __init__(self, store: Store, clock: Callable[[], datetime], policy: PoolPolicy) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy

    def hello(self, seen: StationSeen, bench_time: datetime, says: StationNow | None) -> Word:
        """Notes a station, fills up its waybill numbers; says where the feeds stand.

        ``says`` is None for a program that says nothing of itself yet.

        Raises:
            SecondInstanceError: another installation speaks for the station.
        """
        now = self._clock()
        skew = round((bench_time - now).total_seconds() * 1000)
        seen = replace(seen, seen_at=now, skew_ms=skew)
        with self._store.read() as tx:
            known, said = tx.stations.known(seen.id)
            standing = Standing(*tx.feed.standing())
        if known is not None and _is_old_news(known, seen, said, says):
            return Word(standing.epoch, now, standing.of(seen.id))
        try:
            lent = self._store.transact(lambda tx: self._note(tx, known, seen, said, says))
        except SecondInstanceError:
            assert says is not None
            self._store.transact(lambda tx: tx.stations.rival(seen.id, says.instance))
            raise
        if lent:
            standing = self.standing()
        return Word(standing.epoch, now, standing.of(seen.id))

    def standing(self) -> Standing:
        """Where everything stands now: one small question, whoever asks."""
        with self._store.read() as tx:
            return Standing(*tx.feed.standing())

    def _note(
        self,
        tx: Transaction,
        known: StationSeen | None,
        seen: StationSeen,
        said: StationNow | None,
        says: StationNow | None,
    ) -> bool:
        """Whether the station was lent numbers."""
        now = self._clock()
        if says is not None:
            if not tx.stations.says(replace(says, heard_at=now), now - ALIVE):
                raise SecondInstanceError("another computer works under this bench's name")
            if said and said.rival and said.instance == says.instance:
                _two(tx, says, said.rival, now)
        if known is None:
            seen = replace(seen, name=seen.id)
            tx.stations.put(seen)
        tx.stations.saw(seen)
        pool.awake(tx, seen.id)
        restoring.greeted(tx, seen.id, seen.waiting, now)
        return bool(pool.top_up(tx, seen.id, self._policy))


def _is_old_news(
    known: StationSeen, seen: StationSeen, said: StationNow | None, says: StationNow | None
) -> bool:
    """A moment ago it said the same: how many facts wait exactly, and their age, may wait too."""
    if known.seen_at is None or seen.seen_at is None:
        return False
    if not timedelta(0) <= seen.seen_at - known.seen_at < NOTE_EVERY:
        return False
    if (known.program, bool(known.waiting)) != (seen.program, bool(seen.waiting)):
        return False
    if says is None:
        return True
    return (
        said is not None
        and not said.rival
        and (said.instance, said.devices) == (says.instance, says.devices)
    )


def _two(tx: Transaction, says: StationNow, rival: str, now: datetime) -> None:
    """The first one lives although a second one was heard: a person must end it."""
    name = f"{says.station_id}:{SECOND_INSTANCE}:{rival}"[:120]
    details = {"instance": says.instance, "other": rival}
    task = Task(name, SECOND_INSTANCE, now, station_id=says.station_id, details=details)
    if tx.tasks.open(task):
        alert_exceptions.of_task(tx, name, now)
