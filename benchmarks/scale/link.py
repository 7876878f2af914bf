"""A bench's wire as a gateway would be: few connections for many benches, every call timed."""

import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.center.desk import CenterDesk
from app.entrypoints.center_link import SqlTransport
from app.store.engine import Store
from app.store.records import Answer, Cursor, Envelope
from app.sync.transport import ClaimReply, Greeting, Page, Welcome

T = TypeVar("T")


class Times:
    """When calls of each kind began, and how long they took, in seconds."""

    def __init__(self) -> None:
        self.of: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.rows = 0
        self.again = 0

    def timed(self, name: str, call: Callable[[], T]) -> T:
        began = time.monotonic()
        answer = call()
        self.of[name].append((began, time.monotonic() - began))
        return answer


class TimedTransport(SqlTransport):
    """Asks over a store that the benches of a process share; repeats some deliveries."""

    def __init__(self, store: Store, times: Times, again: float, seed: int) -> None:
        super().__init__(store.place, store.warehouse)
        self._shared = CenterDesk(store, lambda: datetime.now(UTC))
        self._times = times
        self._again = again
        self._rng = random.Random(seed)

    def hello(self, greeting: Greeting) -> Welcome:
        return self._times.timed("hello", lambda: super(TimedTransport, self).hello(greeting))

    def push(self, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        """A lost answer makes a bench deliver the same again; so does this, at random."""
        answers = self._times.timed("push", lambda: super(TimedTransport, self).push(batch))
        if self._rng.random() < self._again:
            self._times.again += len(batch)
            return super().push(batch)
        return answers

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        page = self._times.timed(
            "pull", lambda: super(TimedTransport, self).pull(feed, after, limit)
        )
        self._times.rows += len(page.rows)
        return page

    def claim(self, order_id: str, station_id: str) -> ClaimReply:
        return self._times.timed(
            "claim", lambda: super(TimedTransport, self).claim(order_id, station_id)
        )

    def close(self) -> None:
        """The store is shared: who opened it closes it."""

    def _desk(self, *_: Any) -> CenterDesk:
        return self._shared
