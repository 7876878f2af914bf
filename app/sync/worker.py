"""One bench's link to the center: facts up, changed rows down, claims asked. One step at a time.

Every step is a short local transaction, a call with the transport's deadline, and another short
local transaction. A cut anywhere between leaves a state from which the same step goes on: what
was delivered is delivered again and answered as known, rows at or below the cursor are ignored.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.store.engine import Store
from app.sync import numbers
from app.sync.copying import Copy
from app.sync.delivery import Delivery
from app.sync.messages import (
    SECOND_INSTANCE,
    ClaimAnswered,
    LinkState,
    Message,
    OrdersChanged,
    TasksChanged,
)
from app.sync.transport import (
    BATCH_UP,
    PROTOCOL,
    ROWS_DOWN,
    BenchTwiceError,
    CenterAwayError,
    CenterBusyError,
    CenterRefusedError,
    CenterTransport,
    FactsRefusedError,
    Greeting,
)

KEEP_ANSWERED = timedelta(days=14)
FORGET_EVERY = timedelta(hours=1)
KEEP_AGE_EVERY = timedelta(seconds=30)
FRESH = "sync:fresh_at"


@dataclass(frozen=True, slots=True)
class Station:
    """Who this bench is to the center. ``program`` is its version, ``instance`` which computer."""

    id: str
    program: str = ""
    instance: str = ""


@dataclass(frozen=True, slots=True)
class SyncPolicy:
    """``pages_a_feed`` ends a step early, so that facts are never kept waiting by a full copy."""

    batch_up: int = BATCH_UP
    rows_down: int = ROWS_DOWN
    give_up_after: int = 5
    pages_a_feed: int = 10
    most_claims: int = 50


class SyncWorker:
    """``clock`` gives aware UTC time. ``notify`` must not block. Not for two threads at once."""

    def __init__(
        self,
        store: Store,
        transport: CenterTransport,
        station: Station,
        clock: Callable[[], datetime],
        rng: random.Random,
        notify: Callable[[Message], None],
        policy: SyncPolicy | None = None,
    ) -> None:
        self._store = store
        self._transport = transport
        self._station = station
        self._clock = clock
        self._notify = notify
        self._policy = policy or SyncPolicy()
        self.behind = False  # more rows wait at the center: do not pause
        self.pause_s = 0.0  # the center asked not to come back before that
        self.devices: dict[str, str] = {}  # the state of each kind, for the office
        self._epoch = ""
        self._heads: dict[str, int] = {}
        self._greeting = Greeting(station.id, station.program, PROTOCOL, clock())
        self._fresh_at = _kept_age(store)
        self._kept_at = self._fresh_at
        self._forgot_at: datetime | None = None
        self._claims: deque[str] = deque(maxlen=self._policy.most_claims)
        policy = self._policy
        self._delivery = Delivery(store, transport, clock, policy.batch_up, policy.give_up_after)
        self._copy = Copy(store, transport, station.id, rng, policy.rows_down, policy.pages_a_feed)

    def ask_claim(self, order_id: str) -> None:
        """Remember to ask; the answer comes by message, or never while the center is away."""
        if order_id not in self._claims:
            self._claims.append(order_id)

    def step(self) -> bool:
        """Everything once: greet, claims, facts up, rows down. False: the center is away.

        Raises StoreError when the bench's own disk fails.
        """
        self.pause_s = 0.0
        try:
            self.greet_once()
            numbers.finish_giving_back(self._store, self._transport, self._station.id)
            self.claim_once()
            trouble = self._push_all()
            self.behind = self.pull_once()
            if not self.behind:
                self._fresh()
        except (CenterAwayError, CenterRefusedError) as error:
            self._epoch = ""
            self.behind = False
            if isinstance(error, CenterBusyError):
                self.pause_s = error.retry_after_s
            there = isinstance(error, CenterRefusedError | CenterBusyError)
            twice = SECOND_INSTANCE if isinstance(error, BenchTwiceError) else ""
            self._tell(reachable=there and not twice, detail=str(error), problem=twice)
            return False
        self._forget()
        self._tell(reachable=True, detail=trouble)
        return True

    def greet_once(self) -> None:
        """Say who asks, learn the epoch. A new one makes the bench offer its kept facts again."""
        with self._store.read() as tx:
            counts = tx.outbox.count()
        station = self._station
        now = self._clock()
        self._greeting = Greeting(
            station.id, station.program, PROTOCOL, now, counts["waiting"],
            station.instance, self.devices, self._age_s(now),
        )  # fmt: skip
        welcome = self._transport.hello(self._greeting)
        if abs(welcome.protocol - PROTOCOL) > 1:
            raise CenterRefusedError(
                f"the center speaks protocol {welcome.protocol}, this bench {PROTOCOL}: update"
            )
        self._epoch, self._heads = welcome.epoch, welcome.heads
        known = self._copy.epoch()
        if not known:
            self._copy.note(welcome.epoch)
        elif known != welcome.epoch:
            self._copy.begin_again(welcome.epoch)

    def claim_once(self) -> int:
        """Ask every waiting claim; how many were answered."""
        answered = 0
        while self._claims:
            order_id = self._claims[0]
            reply = self._transport.claim(order_id, self._station.id)
            self._claims.popleft()
            answered += 1
            self._notify(
                ClaimAnswered(
                    order_id,
                    granted=reply.granted,
                    holder_station=reply.holder,
                    state=reply.state,
                    packed_by=reply.packed_by,
                    packed_at=reply.packed_at,
                    fence=reply.fence,
                )
            )
        return answered

    def push_once(self) -> int:
        """Deliver the oldest facts; how many have their answer now."""
        answered, synced = self._delivery.once()
        if synced is not None:
            self._notify(synced)
        return answered

    def _push_all(self) -> str:
        """Deliver until the queue is short; why the center took nothing, if so: changes still come.

        What was delivered moved some feeds: which ones, is asked once more and once only.
        """
        pushed, trouble = False, ""
        try:
            while answered := self.push_once():
                pushed = True
                if answered < self._policy.batch_up:
                    break
                self.claim_once()
        except FactsRefusedError as error:
            trouble = str(error)
        if pushed and self._heads:
            self._heads = self._transport.hello(replace(self._greeting, at=self._clock())).heads
        return trouble

    def pull_once(self) -> bool:
        """Copy what changed, page by page. True: there is more to come."""
        copied = self._copy.once(self._epoch, self._heads)
        if copied.order_ids:
            self._notify(OrdersChanged(copied.order_ids))
        if copied.tasks:
            self._notify(TasksChanged(copied.tasks))
        return copied.more

    def _fresh(self) -> None:
        """All is copied as of now. A restarted bench must know how old its copy is, about."""
        self._fresh_at = self._clock()
        if self._kept_at is None or self._fresh_at - self._kept_at >= KEEP_AGE_EVERY:
            self._kept_at = self._fresh_at
            with self._store.write() as tx:
                tx.checkpoint.put(FRESH, self._fresh_at.isoformat())

    def _forget(self) -> None:
        """Drop what was answered long ago; until then it can be offered to a restored center."""
        now = self._clock()
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            with self._store.write() as tx:
                tx.outbox.forget(now - KEEP_ANSWERED)

    def _age_s(self, now: datetime) -> int | None:
        if self._fresh_at is None:
            return None
        return max(0, int((now - self._fresh_at).total_seconds()))

    def _tell(self, *, reachable: bool, detail: str = "", problem: str = "") -> None:
        with self._store.read() as tx:
            counts = tx.outbox.count()
        now = self._clock()
        waiting, refused = counts["waiting"], counts["quarantined"]
        self._notify(LinkState(reachable, now, self._age_s(now), waiting, refused, detail, problem))


def _kept_age(store: Store) -> datetime | None:
    with store.read() as tx:
        kept = tx.checkpoint.get(FRESH)
    return datetime.fromisoformat(kept.decode()) if kept else None
