"""One bench's link to the center: facts up, changed rows down, claims asked. One step at a time.

Every step is a short local transaction, a call with the transport's deadline, and another short
local transaction. A cut anywhere between leaves a state from which the same step goes on: what
was delivered is delivered again and answered as known, rows at or below the cursor are ignored.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.store.engine import Store
from app.store.records import Cursor
from app.store.session import BOXES, ITEMS, OPERATORS, ORDERS, RATES, WAYBILLS
from app.sync.delivery import Delivery
from app.sync.messages import ClaimAnswered, LinkState, Message, OrdersChanged
from app.sync.transport import (
    BATCH_UP,
    PROTOCOL,
    ROWS_DOWN,
    CenterAwayError,
    CenterRefusedError,
    CenterTransport,
    Greeting,
    Page,
)

KEEP_ANSWERED = timedelta(days=14)
FORGET_EVERY = timedelta(hours=1)
KEEP_AGE_EVERY = timedelta(seconds=30)
FRESH = "sync:fresh_at"


@dataclass(frozen=True, slots=True)
class Station:
    """Who this bench is to the center. ``program`` is its version."""

    id: str
    program: str = ""


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
        self._rng = rng
        self._notify = notify
        self._policy = policy or SyncPolicy()
        self.behind = False  # more rows wait at the center: do not pause
        self._epoch = ""
        self._fresh_at = _kept_age(store)
        self._kept_at = self._fresh_at
        self._forgot_at: datetime | None = None
        self._claims: deque[str] = deque(maxlen=self._policy.most_claims)
        delivery = Delivery(
            store, transport, clock, self._policy.batch_up, self._policy.give_up_after
        )
        self._delivery = delivery

    def feeds(self) -> tuple[str, ...]:
        """What is copied down; orders last, when the items they name are here."""
        return (ITEMS, BOXES, OPERATORS, RATES, WAYBILLS + self._station.id, ORDERS)

    def ask_claim(self, order_id: str) -> None:
        """Remember to ask; the answer comes by message, or never while the center is away."""
        if order_id not in self._claims:
            self._claims.append(order_id)

    def step(self) -> bool:
        """Everything once: greet, claims, facts up, rows down. False: the center is away.

        Raises StoreError when the bench's own disk fails.
        """
        try:
            self.greet_once()
            self.claim_once()
            while self.push_once() >= self._policy.batch_up:
                self.claim_once()
            self.behind = self.pull_once()
            if not self.behind:
                self._fresh()
        except (CenterAwayError, CenterRefusedError) as error:
            self._epoch = ""
            self.behind = False
            self._tell(reachable=isinstance(error, CenterRefusedError), detail=str(error))
            return False
        self._forget()
        self._tell(reachable=True)
        return True

    def greet_once(self) -> None:
        """Say who asks, learn the epoch. A new one makes the bench offer its kept facts again."""
        with self._store.read() as tx:
            counts = tx.outbox.count()
            known = tx.feed.cursor(ORDERS).epoch
        station = self._station
        welcome = self._transport.hello(
            Greeting(station.id, station.program, PROTOCOL, self._clock(), counts["waiting"])
        )
        if abs(welcome.protocol - PROTOCOL) > 1:
            raise CenterRefusedError(
                f"the center speaks protocol {welcome.protocol}, this bench {PROTOCOL}: update"
            )
        self._epoch = welcome.epoch
        if known and _base(known) != welcome.epoch:
            self._begin_again(welcome.epoch)

    def _begin_again(self, epoch: str) -> None:
        """The center was restored: it may have lost facts it had, and rows this bench has."""
        with self._store.write() as tx:
            tx.outbox.offer_again()
            for feed in self.feeds():
                tx.feed.apply(feed, epoch, ())  # the cursor of another epoch starts from nothing

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

    def pull_once(self) -> bool:
        """Copy what changed, page by page. True: there is more to come."""
        more = False
        changed: list[str] = []
        for feed in self.feeds():
            for _ in range(self._policy.pages_a_feed):
                page = self._pull_page(feed, changed)
                if not page.more:
                    break
            else:
                more = True
        if changed:
            self._notify(OrdersChanged(tuple(dict.fromkeys(changed))))
        return more

    def _pull_page(self, feed: str, changed: list[str]) -> Page:
        with self._store.read() as tx:
            known = tx.feed.cursor(feed)
        asked = Cursor(_base(known.epoch), known.seq, known.id)
        page = self._transport.pull(feed, asked, self._policy.rows_down)
        if self._epoch and page.epoch != self._epoch:
            raise CenterAwayError("the center was restored in the middle of a copy: begin again")
        label = known.epoch if _base(known.epoch) == page.epoch else page.epoch
        if label == known.epoch and page.head < known.seq:
            # It counts from less than it did, and nobody began a new epoch: take all again.
            label = f"{page.epoch}~{self._rng.getrandbits(32):08x}"
            self._begin_again(label)
            return Page(feed, page.epoch, page.head, (), more=True)
        if page.rows or label != known.epoch:
            with self._store.write() as tx:
                tx.feed.apply(feed, label, page.rows)
            if feed == ORDERS:
                changed.extend(row.id for row in page.rows)
        return page

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

    def _tell(self, *, reachable: bool, detail: str = "") -> None:
        with self._store.read() as tx:
            counts = tx.outbox.count()
        now = self._clock()
        age = (
            None if self._fresh_at is None else max(0, int((now - self._fresh_at).total_seconds()))
        )
        waiting, refused = counts["waiting"], counts["quarantined"]
        self._notify(LinkState(reachable, now, age, waiting, refused, detail))


def _base(label: str) -> str:
    """The center's epoch in a cursor's label; what follows ``~`` is this bench's own restart."""
    return label.split("~", 1)[0]


def _kept_age(store: Store) -> datetime | None:
    with store.read() as tx:
        kept = tx.checkpoint.get(FRESH)
    return datetime.fromisoformat(kept.decode()) if kept else None
