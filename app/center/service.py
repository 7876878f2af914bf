"""The headless center between the benches' questions: leases end, numbers are lent, news is told.

Facts are applied the moment a bench delivers them; this loop does what no question starts.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import msgspec

from app.center import pool, regrouping, restoring
from app.center.jobs_run import KEEPING, LEASES, Jobs
from app.center.keeping import Keeper
from app.center.pool import PoolPolicy
from app.domain.order import OrderState
from app.store.engine import Store
from app.store.errors import StoreError
from app.store.records import Cursor, StoredOrder
from app.store.session import ORDERS
from app.store.transaction import Transaction

log = logging.getLogger(__name__)

EVERY_S = 2.0
SEEN_WITHIN = timedelta(days=1)
OPENABLE = (OrderState.APPROVED, OrderState.PARKED, OrderState.RETURNED)
_MOST = 100_000


class CenterService:
    """``say`` gets one line an event. ``clock`` gives aware UTC time.

    ``jobs`` notes the rounds in which something happened; ``keeper`` sends old orders away.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        say: Callable[[str], None],
        policy: PoolPolicy | None = None,
        *,
        jobs: Jobs | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        self._jobs = jobs
        self._keeper = keeper
        self._store = store
        self._clock = clock
        self._say = say
        self._policy = policy or PoolPolicy()
        with store.read() as tx:
            head = tx.feed.head(ORDERS)
            self._told = Cursor(tx.center.epoch(), head, chr(0x10FFFF))
        self._tasks: set[str] = set()

    def step(self) -> None:
        """Everything once. Raises StoreError."""
        done = self.leases()
        if self._jobs is not None and done:
            self._jobs.note(LEASES, "completed", "", **done)
        self._keep(self._clock())
        self.news()

    def leases(self) -> dict[str, int]:
        """Ends claims whose time is over, lends numbers, closes what is packed as another order.

        What was done, named; nothing of it where nothing was. Raises StoreError.
        """
        now = self._clock()
        ended = self._store.transact(lambda tx: _expire(tx, now))
        for order_id in ended:
            self._say(f"claim of order {order_id} ran out")
        free = self._store.transact(lambda tx: restoring.release_if_told(tx, now))
        if free:
            self._say(f"every bench has told its numbers: {free} are lent again")
        lent = self._store.transact(lambda tx: self._lend(tx, now))
        for station, numbers in lent.items():
            for courier, count in numbers.items():
                self._say(f"lent {count} {courier} numbers to {station}")
        count = sum(sum(numbers.values()) for numbers in lent.values())
        closed = self._store.transact(lambda tx: regrouping.close_packed(tx, now))
        done = {"claims_ended": len(ended), "numbers_lent": count, "numbers_released": free,
                "merged_packed": closed}  # fmt: skip
        return {name: number for name, number in done.items() if number}

    def run(self, stop: Event) -> None:
        """Tell the news until ``stop`` is set; a store that fails is tried again.

        The work itself is done by the jobs (``app.center.scheduler``).
        """
        while not stop.is_set():
            try:
                self.news()
            except StoreError as error:
                log.exception("the center's database failed")
                self._say(f"database: {error.advice} {error}")
            stop.wait(EVERY_S)

    def _keep(self, now: datetime) -> None:
        moved = None if self._keeper is None else self._keeper.step(now)
        if moved is not None:
            done = ", ".join(f"{name}: {count}" for name, count in moved.counts().items())
            self._say(f"old orders and facts put away ({done})")
            if self._jobs is not None:
                self._jobs.note(KEEPING, "completed", "", **moved.counts())

    def _lend(self, tx: Transaction, now: datetime) -> dict[str, dict[str, int]]:
        lent = {}
        for station in tx.stations.every():
            if station.seen_at is not None and now - station.seen_at <= SEEN_WITHIN:
                given = pool.top_up(tx, station.id, self._policy)
                if given:
                    lent[station.id] = given
        return lent

    def news(self) -> None:
        """Says a line for each order that changed and each exception that came."""
        with self._store.read() as tx:
            rows = tx.feed.changed_after(ORDERS, self._told)
            tasks = [task for task in tx.tasks.in_state("open") if task.id not in self._tasks]
        for row in rows:
            self._say(_line(msgspec.json.decode(row.document, type=StoredOrder)))
            self._told = Cursor(self._told.epoch, row.seq, row.id)
        for task in tasks:
            self._tasks.add(task.id)
            self._say(f"exception {task.kind}: order {task.order_id} at {task.station_id or '-'}")


def _expire(tx: Transaction, now: datetime) -> tuple[str, ...]:
    """Ends claims whose time is over, so that lists do not show them; opening never waited."""
    over = [
        stored
        for stored in tx.orders.listed(OPENABLE, limit=_MOST)
        if stored.holder and stored.lease_until and stored.lease_until < now
    ]
    return tuple(
        stored.order.number for stored in over if tx.orders.release(stored.order.id, stored.fence)
    )


def _line(stored: StoredOrder) -> str:
    order = stored.order
    words = [f"order {order.number} is {order.state.value}"]
    if stored.holder:
        words.append(f"at {stored.holder}")
    if stored.by_station:
        words.append(f"by {stored.by_operator or '-'} at {stored.by_station}")
    return " ".join(words)
