"""A day of two benches and a center in bad weather, from one seed; and what must hold after it.

Real programs and real databases, one thread: the seed alone decides what happens when.
"""

import random
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

from app.domain.order import Order, OrderState
from app.store.engine import Store
from app.store.records import Cursor
from app.store.session import ORDERS
from app.sync.transport import CenterTransport, Page
from app.sync.worker import SyncPolicy
from tests.builders import NOON
from tests.sync.rig import Bench, FaultyTransport, a_center, some_orders


class BrokenError(AssertionError):
    """An invariant does not hold; the message names it."""


class Replaying(FaultyTransport):
    """Some answers come a second time, late: a page that was asked for long ago."""

    def __init__(self, inner: CenterTransport, like: FaultyTransport) -> None:
        super().__init__(inner, like._faults, like._rng)
        self._pages: dict[str, list[Page]] = {}
        self.replays = False

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        page = super().pull(feed, after, limit)
        kept = self._pages.setdefault(feed, [])
        kept.append(page)
        if self.replays and self._rng.random() < 0.4:
            old = self._rng.choice(kept)
            return replace(old, head=page.head, epoch=page.epoch, after=after, more=True)
        return page


class Weather:
    """``began`` is called when a writer at the center begins, long before it commits."""

    def __init__(
        self, folder: Path, seed: int, began: Callable[["Weather"], Callable[[], None]]
    ) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        folder.mkdir()
        place = str(folder / "center.db")
        self.center = a_center(place, orders=4)
        self._seen: dict[tuple[str, str], tuple[int, str]] = {}
        self.benches = [Bench(folder, place, name) for name in ("b1", "b2")]
        for bench in self.benches:
            bench.rng = self.rng
            bench.transport = Replaying(bench.transport._inner, bench.transport)
            bench.transport._rng = self.rng
            bench.policy = SyncPolicy(rows_down=2)
            bench.restart()
            bench.faults.committed = self._check_cursors
        self._began = began
        self._writing: list[Generator[None, None, None]] = []
        self._revision = 1

    def day(self, steps: int = 40) -> None:
        """Raises BrokenError as soon as something does not hold."""
        acts = (self._sync, self._sync, self._pack, self._claim, self._write, self._go_on)
        for _ in range(steps):
            self.rng.choice(acts)()
        self._heal()
        self._check_facts()
        self._check_parcels()
        self._check_copies()

    def close(self) -> None:
        for bench in self.benches:
            bench.close()
        self.center.close()

    def _sync(self) -> None:
        bench = self.rng.choice(self.benches)
        transport = bench.transport
        assert isinstance(transport, Replaying)
        transport.replays = self.rng.random() < 0.7
        transport.away = self.rng.random() < 0.2
        bench.faults.at = bench.faults.passed + self.rng.randrange(1, 60)
        bench.run(steps=1)

    def _pack(self) -> None:
        bench = self.rng.choice(self.benches)
        order = self.rng.choice(some_orders(4))
        with bench.store.read() as tx:
            done = {row.order_id for row in tx.journal.envelopes(bench.station)}
        if order.id not in done:
            bench.pack(order)

    def _claim(self) -> None:
        self.rng.choice(self.benches).worker.ask_claim(self.rng.choice(some_orders(4)).id)

    def _write(self) -> None:
        self._writing.append(self._writer(self.rng.choice(some_orders(4))))
        next(self._writing[-1])

    def _go_on(self) -> None:
        if self._writing:
            writer = self._writing.pop(self.rng.randrange(len(self._writing)))
            next(writer, None)

    def _writer(self, order: Order) -> Generator[None, None, None]:
        commit = self._began(self)
        yield
        self._revision += 1
        with self.center.write() as tx:
            stored = tx.orders.get(order.id)
            assert stored is not None
            changed = replace(stored.order, revision=self._revision, tote=f"T{self._revision}")
            tx.orders.upsert([changed], NOON)
            commit()

    def _heal(self) -> None:
        while self._writing:
            self._go_on()
        for _ in range(3):
            for bench in self.benches:
                bench.faults.at = 0
                bench.transport.away = False
                assert isinstance(bench.transport, Replaying)
                bench.transport.replays = False
                bench.run(steps=2)

    def _check_cursors(self) -> None:
        for bench in self.benches:
            with bench.store.read() as tx:
                now = tx.feed.cursor(ORDERS)
            key, stands = (bench.station, now.epoch), (now.seq, now.id)
            if stands < self._seen.get(key, (0, "")):
                raise BrokenError(f"seed {self.seed}: a cursor went back to {now}")
            self._seen[key] = stands

    def _check_facts(self) -> None:
        for bench in self.benches:
            with bench.store.read() as tx:
                here = [row.id for row in tx.journal.envelopes(bench.station)]
                counts = tx.outbox.count()
            with self.center.read() as tx:
                there = [row.id for row in tx.journal.envelopes(bench.station)]
            if here != there:
                lost = sorted(set(here) - set(there))
                raise BrokenError(f"seed {self.seed}: facts never arrived: {lost}")
            if counts["waiting"] or counts["quarantined"]:
                raise BrokenError(f"seed {self.seed}: the queue does not drain: {counts}")

    def _check_parcels(self) -> None:
        with self.center.read() as tx:
            parcels = [one for order in some_orders(4) for one in tx.parcels.of_order(order.id)]
            tasks = {task.parcel_id for task in tx.tasks.in_state("open")}
        counted = [(one.order_id, one.parcel_no) for one in parcels if one.accepted]
        if len(counted) != len(set(counted)):
            raise BrokenError(f"seed {self.seed}: a parcel counts twice")
        if unseen := {one.id for one in parcels if not one.accepted} - tasks:
            raise BrokenError(f"seed {self.seed}: packed twice and nobody told: {unseen}")

    def _check_copies(self) -> None:
        truth = _states(self.center)
        for bench in self.benches:
            copy = _states(bench.store)
            if copy != truth:
                wrong = [key for key in truth if copy.get(key) != truth[key]]
                raise BrokenError(f"seed {self.seed}: {bench.station} has {wrong} wrong")


def _states(store: Store) -> dict[str, tuple[object, ...]]:
    """What must be equal at center and bench; a closed order leaves its recipient behind."""
    with store.read() as tx:
        return {
            one.order.id: (one.seq, one.order.state, one.order.revision, one.order.tote,
                           one.holder, one.fence, one.by_station)
            for one in tx.orders.listed(list(OrderState))
        }  # fmt: skip


def nothing(_weather: Weather) -> Callable[[], None]:
    """A writer that takes its number where it must: inside its transaction."""
    return lambda: None
