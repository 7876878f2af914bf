"""Changes down: the bench's copy of the center's states, page by page, never half a page.

Rows and cursor move in one local transaction. A copy that is begun anew (a new epoch, a center
that counts from less, a cursor from before the floor) marks every row, takes all again and
sweeps what did not come; it goes on after a cut and can be used all the while.
"""

import random
from dataclasses import dataclass

from app.store.engine import Store
from app.store.records import Cursor, FeedRow, Task
from app.store.session import (
    BOXES,
    CONTRACTS,
    COURIERS,
    HAND_PARCELS,
    ITEMS,
    OPERATORS,
    ORDERS,
    RATES,
    SCALE_PROFILES,
    TASKS,
    WAVES,
    WAYBILLS,
    from_json,
)
from app.sync import numbers
from app.sync.transport import CenterAwayError, CenterTransport, Page


@dataclass(frozen=True, slots=True)
class Copied:
    """What came: orders by id, open exceptions that name this station. ``more``: not all yet."""

    more: bool
    order_ids: tuple[str, ...]
    tasks: tuple[Task, ...]


class Copy:
    """One bench's copy. ``rows`` a page, at most ``pages`` of one feed at once."""

    def __init__(
        self,
        store: Store,
        transport: CenterTransport,
        station_id: str,
        rng: random.Random,
        rows: int,
        pages: int,
    ) -> None:
        self._store = store
        self._transport = transport
        self._station = station_id
        self._rng = rng
        self._rows = rows
        self._pages = pages
        self._whole: dict[str, tuple[str, int]] = {}  # feed: (epoch, head) of a whole copy
        self._floor = 0  # closed orders up to here were dropped

    def feeds(self) -> tuple[str, ...]:
        """What is copied; orders last, when the items and waves they name are here."""
        own = WAYBILLS + self._station
        files = (COURIERS, CONTRACTS, RATES)
        last = (own, WAVES, TASKS, HAND_PARCELS, ORDERS)
        return (ITEMS, BOXES, SCALE_PROFILES, OPERATORS, *files, *last)

    def epoch(self) -> str:
        """The center's epoch that this copy is of; "" for a new bench."""
        with self._store.read() as tx:
            return base(tx.feed.cursor(ORDERS).epoch)

    def note(self, epoch: str) -> None:
        """A new bench: whose center it is, kept before the first fact is delivered to it."""
        with self._store.write() as tx:
            tx.feed.apply(ORDERS, epoch, ())

    def begin_again(self, label: str) -> None:
        """Take everything anew, and offer every kept fact again: the center was restored.

        Orders come last, in one transaction with the offer: their cursor tells that it is done.
        """
        self._whole.clear()
        self._floor = 0
        for feed in self.feeds():
            with self._store.write() as tx:
                tx.mirror.begin_again(feed, label)
                if feed == ORDERS:
                    tx.outbox.offer_again()

    def once(self, epoch: str, heads: dict[str, int]) -> Copied:
        """Copy what changed. ``heads``: feeds that stand where they stood are not asked for."""
        more = False
        orders: list[str] = []
        tasks: list[Task] = []
        for feed in self.feeds():
            if heads and self._whole.get(feed) == (epoch, heads.get(feed, 0)):
                continue
            for _ in range(self._pages):
                page = self._page(feed, epoch)
                if feed == ORDERS:
                    orders += [row.id for row in page.rows]
                if feed == TASKS:
                    tasks += self._mine(page.rows)
                if not page.more:
                    break
            else:
                more = True
        return Copied(more, tuple(dict.fromkeys(orders)), tuple(tasks))

    def _mine(self, rows: tuple[FeedRow, ...]) -> list[Task]:
        found = [from_json(row.document, Task) for row in rows]
        named = ("first_station", "other_station")
        return [
            task
            for task in found
            if task.state == "open"
            and self._station in (task.station_id, *(task.details.get(name) for name in named))
        ]

    def _page(self, feed: str, epoch: str) -> Page:
        with self._store.read() as tx:
            known = tx.feed.cursor(feed)
            marked = tx.mirror.is_marked(feed)
            begun = tx.mirror.begun_at(feed)
        if marked and known.seq == 0 and feed.startswith(WAYBILLS):
            numbers.keep(self._store, self._transport, self._station)
        asked = Cursor(base(known.epoch), known.seq, known.id)
        page = self._transport.pull(feed, asked, self._rows)
        if page.after not in {None, asked}:
            raise CenterAwayError("an old answer came late: ask again")
        if epoch and page.epoch != epoch:
            raise CenterAwayError("the center was restored in the middle of a copy: begin again")
        label = known.epoch if base(known.epoch) == page.epoch else page.epoch
        if label == known.epoch and page.head < known.seq:
            # It counts from less than it did, and nobody began a new epoch: take all again.
            self.begin_again(f"{page.epoch}~{self._rng.getrandbits(32):08x}")
            return _nothing(page)
        if label == known.epoch and 0 < known.seq < page.floor and begun < page.floor:
            with self._store.write() as tx:
                tx.mirror.begin_again(feed, label, page.floor)
            return _nothing(page)
        self._take(page, known, label, marked=marked)
        return page

    def _take(self, page: Page, known: Cursor, label: str, *, marked: bool) -> None:
        last = page.rows[-1].seq if page.rows else known.seq
        reached = not page.more and page.head > last
        whole = marked and not page.more
        retired = page.feed == ORDERS and not page.more and page.floor > self._floor
        if page.rows or label != known.epoch or reached or whole or retired:
            with self._store.write() as tx:
                if marked and not known.seq:
                    tx.mirror.begin_at(page.feed, page.floor)
                tx.feed.apply(page.feed, label, page.rows)
                if reached:
                    tx.feed.reach(page.feed, label, page.head)
                if whole:
                    tx.mirror.sweep(page.feed)
                if retired or (whole and page.feed == ORDERS):
                    tx.archive.forget(page.floor)
                    tx.hand_lists.forget_retired()
                    self._floor = page.floor
        if not page.more:
            self._whole[page.feed] = (page.epoch, page.head)


def base(label: str) -> str:
    """The center's epoch in a cursor's label; what follows ``~`` is this bench's own restart."""
    return label.split("~", 1)[0]


def _nothing(page: Page) -> Page:
    return Page(page.feed, page.epoch, page.head, (), more=True, floor=page.floor)
