"""Orders and refunds of a shop, window by window; and the look back that nothing was missed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from app.center.intake import Intake
from app.center.shop_access import FIRST_DAYS, NEW_COURIER, Opener
from app.center.shop_tasks import MISSED, open_task
from app.center.turns import Did, Turn
from app.center.windows import Reach, read_on
from app.remote.channels.base import (
    ChannelAdapter,
    IncomingRefund,
    NotOfferedError,
    OrderPage,
    RefundPage,
    RefusedError,
    Window,
)
from app.remote.channels.incoming import IncomingOrder
from app.store.orders_told import Known
from app.store.refunds import Refund
from app.store.shops import Shop
from app.store.transaction import Transaction

ORDERS, REFUNDS, GAP_AUDIT = "orders", "refunds", "gap_audit"
FIRST = 3.0  # days that are read of a new shop
AUDIT_BEHIND = timedelta(hours=1)
A_DAY_S = 86_400.0


P = TypeVar("P", OrderPage, RefundPage)


@dataclass(slots=True)
class ShopReading:
    """The kinds ``orders``, ``refunds`` and ``gap_audit``. ``new_id`` makes UUIDv7 texts."""

    open: Opener
    new_id: Callable[[], str]

    def orders(self, turn: Turn) -> Did:
        """What changed since the cursor, taken in page by page."""
        return self._read(turn, _Reader.orders)

    def refunds(self, turn: Turn) -> Did:
        """The same for refunds; each order concerned is read again as it is now."""
        try:
            return self._read(turn, _Reader.refunds)
        except NotOfferedError:
            return Did(again_s=A_DAY_S, reason="the orders themselves carry their refunds")

    def _read(self, turn: Turn, read: "Callable[[_Reader, Window, str], None]") -> Did:
        with closing(_Reader(turn, shop_of(turn), self.open, self.new_id)) as reader:
            limits = reader.shop_adapter.limits
            end = turn.clock() - limits.lag
            done = read_on(turn, limits, end - first(reader.shop), end, partial(read, reader))
            return Did(reader.counts, None if done else 0)

    def gap_audit(self, turn: Turn) -> Did:
        """Each past moment is read once more, an hour later: ``missed`` must be 0."""
        shop = shop_of(turn)
        with turn.store.read() as tx:
            row = tx.job_rows.get(job_id(ORDERS, shop.id))
        reach = Reach.of(row.cursor) if row else None
        if reach is None:
            return Did(reason="no order was read yet")
        with closing(_Reader(turn, shop, self.open, self.new_id)) as reader:
            reader.known = reach
            end = reach.upto - AUDIT_BEHIND
            limits = reader.shop_adapter.limits
            done = read_on(turn, limits, end, end, reader.audit, timedelta(0))
            return Did(reader.counts, None if done else 0)


@dataclass(slots=True)
class _Reader:
    """One shop opened for one turn. Each window is asked page by page, and each page stored."""

    turn: Turn
    shop: Shop
    opener: Opener
    new_id: Callable[[], str]
    shop_adapter: ChannelAdapter = field(init=False)
    counts: dict[str, int] = field(default_factory=dict)
    known: Reach | None = None

    def __post_init__(self) -> None:
        self.shop_adapter = self.opener(self.shop)

    def close(self) -> None:
        self.shop_adapter.close()

    def orders(self, window: Window, cursor: str) -> None:
        for found in _pages(self.shop_adapter.orders_changed, window):
            self._store(self._whole(found), (), None if found.next_page else cursor)

    def refunds(self, window: Window, cursor: str) -> None:
        for found in _pages(self.shop_adapter.refunds_changed, window):
            refunds = tuple(_refund(self.shop, one) for one in found.refunds)
            with self.turn.store.read() as tx:
                news = tx.refunds.news(refunds)
            told = self._one_by_one(list(dict.fromkeys(one.number for one in news)))
            self._store(told, news, None if found.next_page else cursor)

    def audit(self, window: Window, cursor: str) -> None:
        for found in _pages(self.shop_adapter.orders_changed, window):
            numbers = [one.number for one in found.orders]
            with self.turn.store.read() as tx:
                known = tx.told.known(self.shop.platform, self.shop.id, numbers)
            missed = [one for one in found.orders if self._is_missed(one, known.get(one.number))]
            self._count(looked_at=len(found.orders), missed=len(missed))
            told = self._whole(OrderPage(tuple(missed), None, found.again))
            self._store(told, (), None if found.next_page else cursor, missed)

    def _whole(self, found: OrderPage) -> list[IncomingOrder]:
        """The orders of a page; where a list leaves out what a parcel needs, each by itself."""
        again = set(found.again)
        plain = [one for one in found.orders if one.number not in again]
        by_number = {one.number: one for one in found.orders}
        asked = [number for number in found.again if number in by_number]
        singly = self._one_by_one(asked)
        gone = set(asked) - {one.number for one in singly}
        return [*plain, *singly, *(by_number[number] for number in asked if number in gone)]

    def _one_by_one(self, numbers: Sequence[str]) -> list[IncomingOrder]:
        found = []
        for n, number in enumerate(numbers):
            if n % 5 == 4:  # noqa: PLR2004 -- five questions may take as long as a lease allows
                self.turn.keep()
            one = self.shop_adapter.order(number)
            if one is not None:
                found.append(one)
        return found

    def _store(
        self,
        told: Sequence[IncomingOrder],
        refunds: Sequence[Refund],
        cursor: str | None,
        missed: Sequence[IncomingOrder] = (),
    ) -> None:
        """A page is stored whole; with the last one of a window, how far the shop was read."""
        ours = [replace(one, channel=self.shop.platform, shop=self.shop.id) for one in told]
        now = self.turn.clock()

        def store(tx: Transaction) -> dict[str, int]:
            self.turn.hold(tx, cursor)
            tx.shops.lock(self.shop.id)
            tx.refunds.put(refunds)
            courier = self.shop.options.get(NEW_COURIER, "")
            count = Intake(tx, self.new_id, now, courier).take(ours)
            for one in missed:
                _missed(tx, self.shop, one, now)
            return {"new": count.new, "changed": count.changed, "refunds": len(refunds)}

        self._count(**self.turn.store.transact(store))

    def _count(self, **more: int) -> None:
        for name, count in more.items():
            if count:
                self.counts[name] = self.counts.get(name, 0) + count

    def _is_missed(self, told: IncomingOrder, stored: Known | None) -> bool:
        """Whether this word of the shop ought to be here, and is not."""
        at = told.revision_at
        if at is None or self.known is None or at >= self.known.upto:
            return False
        if stored is None:
            return True
        heard = stored.note.told_at
        return heard is not None and heard < at


def _pages(ask: Callable[[Window, str | None], P], window: Window) -> Iterator[P]:
    """All of a window, one after the other; the last one names no other."""
    page: str | None = None
    while True:
        found = ask(window, page)
        yield found
        page = found.next_page
        if page is None:
            return


def shop_of(turn: Turn) -> Shop:
    """The shop of a job. Raises RefusedError for one that is not there any more."""
    with turn.store.read() as tx:
        found = tx.shops.get(turn.job.shop)
    if found is None:
        raise RefusedError("no_shop", f"there is no shop {turn.job.shop}")
    return found


def first(shop: Shop) -> timedelta:
    """How far back a new shop is read."""
    return timedelta(days=float(shop.options.get(FIRST_DAYS, FIRST)))


def job_id(kind: str, shop: str) -> str:
    return f"{kind}:{shop}"


def _refund(shop: Shop, told: IncomingRefund) -> Refund:
    return Refund(
        shop.platform,
        shop.id,
        told.number,
        told.refund_id,
        told.state,
        told.amount,
        told.line,
        told.goods_back,
        told.returning_waybill,
        told.revision_at,
    )


def _missed(tx: Transaction, shop: Shop, told: IncomingOrder, now: datetime) -> None:
    """A person must know: somewhere an order can be lost."""
    at = told.revision_at or now
    task_id = f"missed:{shop.id}:{told.number}:{at:%Y%m%d%H%M%S}"
    open_task(tx, task_id, MISSED, now, {"number": told.number, "shop": shop.id})
