"""One day with the shop: bought, taken in, packed, told as shipped, refunded, stock pushed.

All of it by the center's own jobs, as `center serve` does them.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uuid_utils

from app.center import differences, share_desk, stock_desk
from app.center.job_kinds import LISTINGS, PUSH_STOCK
from app.center.shop_reading import GAP_AUDIT, ORDERS, REFUNDS
from app.domain.order import OrderState
from app.domain.paging import PageQuery
from app.domain.stock import Share
from app.remote.channels.base import RefusedError, Shipment
from app.remote.channels.shops import open_shop
from app.remote.http import Http
from tests.remote.servers.loopback import CUT, CUT_AFTER
from tests.vendure.buyers import LATER, Buyer
from tests.vendure.center import METHOD, ON_HAND, SHOP, Center
from tests.vendure.clerk import Clerk
from tests.vendure.server import VendureServer
from tests.vendure.wire import Wire

BASKETS = ({"1": 2, "3": 1}, {"4": 3}, {"2": 1}, {"3": 2, "4": 1}, {"1": 1}, {"2": 2})
GONE = "GONE"  # a listing that the shop does not have


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return str(uuid_utils.uuid7())


class Day:
    def __init__(self, server: VendureServer, folder: Path) -> None:
        self._server, self._times, self._moved = server, list[tuple[str, float]](), False
        self._buyers: dict[str, Buyer] = {}
        with ExitStack() as opened:
            self._http = opened.enter_context(Http())
            self._wire = opened.enter_context(Wire(server.url, now))
            access = replace(server.access(SHOP), base_url=self._wire.url)
            self._keys = access.keys
            self._shop = opened.enter_context(closing(open_shop(access, now)))
            self._clerk = Clerk(self._http, server)
            self._center = opened.enter_context(closing(Center(folder, new_id, now)))
            self._opened = opened.pop_all()

    def close(self) -> None:
        self._opened.close()

    def run(self) -> None:
        with self._timed("the shop added, its listings read and bound by their codes"):
            count = self._center.has_shop(self._wire.url, self._keys)
            assert (count["seen"], count["bound"]) == (4, 4), count
        with self._timed("the stock told for the first time"):
            self._stock_told(4)
        with self._timed(f"{len(BASKETS) + 2} orders placed, one of them unpaid"):
            numbers = [self._buy(basket) for basket in BASKETS]
            refunded, unpaid = self._buy({"1": 1}), self._buy({"4": 1}, LATER)
        placed = {*numbers, refunded, unpaid}
        with self._timed("taken in, reviewed, their goods promised"):
            count = self._center.take_in()
            assert (count["new"], count["approve"]) == (len(placed), len(placed) - 1), count
        assert self._center.state_of(unpaid) is OrderState.PENDING
        with self._timed("read again: nothing new, nothing changed"):
            count = self._center.take_in()
            assert not +count, count
        self._paid_later(unpaid)
        self._refunded(refunded)
        assert self._center.free()["TEA"] == ON_HAND - 5
        self._packed_and_told([*numbers, unpaid], twice=numbers[0])
        with self._timed("stock pushed and seen, a share of it, and a refusal"):
            self._stock()
        with self._timed("looked back over the whole day"):
            self._looked_back(placed)

    def _packed_and_told(self, numbers: list[str], twice: str) -> None:
        with self._timed("packed at the bench; the ERP has its documents"):
            self._center.pack(self._center.orders(OrderState.APPROVED), {twice: 2})
            assert self._center.documents() == len(numbers)
        with self._timed("shipments told over a wire that is cut at every call"):
            assert self._told_over_cuts() > 0
        with self._timed("told again: nothing doubled"):
            calls = self._wire.calls
            assert not self._center.tell()
            assert self._wire.calls == calls
        with self._timed("tracking seen by the buyers"):
            for number in numbers:
                self._seen(number)
        self._not_twice(numbers[1])

    def _buy(self, basket: dict[str, int], method: str = "at-once") -> str:
        buyer = Buyer(self._http, self._server.url, f"buyer{len(self._buyers) + 1:02d}")
        number = buyer.buys(basket, method)
        self._buyers[number] = buyer
        return number

    def _paid_later(self, number: str) -> None:
        """The order's own ``updatedAt`` stays where it was: its history must tell."""
        before = self._clerk.updated_at(number)
        with self._timed("a late payment noticed"):
            self._clerk.settle(number)
            self._center.take_in()
        assert self._center.state_of(number) is OrderState.APPROVED
        self._moved = self._clerk.updated_at(number) != before

    def _refunded(self, number: str) -> None:
        with self._timed("a refund before packing noticed, its goods free again"):
            self._clerk.refund(number)
            count = self._center.take_in(REFUNDS, ORDERS)
        assert count["refunds"] == 1, count
        assert self._center.state_of(number) in {OrderState.HELD, OrderState.REFUNDED}

    def _told_over_cuts(self) -> int:
        """The line is cut ever later, before the work and after; how many runs lost an answer."""
        lost = 0
        for good in range(60):
            self._wire.plans.clear()
            self._wire.plans.extend([*[""] * (good // 2), (CUT, CUT_AFTER)[good % 2]])
            left = self._center.tell()
            lost += not self._wire.plans
            if not left:
                self._wire.plans.clear()
                return lost
        raise AssertionError(left)

    def _seen(self, number: str) -> None:
        waybills = {parcel.waybill for parcel in self._center.parcels(number)}
        assert set(self._shop.shipped(number)) == waybills
        state, codes = self._buyers[number].sees(number)
        assert (state, set(codes)) == ("Shipped", waybills), (state, codes, waybills)

    def _not_twice(self, number: str) -> None:
        try:
            self._shop.push_shipment(Shipment(number, METHOD, "ANOTHER", "parcel-x"))
        except RefusedError:
            return
        raise AssertionError("the same goods were told as shipped with a second number")

    def _stock_told(self, listings: int) -> None:
        """So many levels change hands, and every variant is for sale as often as we say."""
        count = self._center.jobs.run(PUSH_STOCK)
        assert (count["told"], count["refused"]) == (listings, 0), count
        assert not +self._center.jobs.run(PUSH_STOCK)
        with self._center.store.read() as tx:
            offered = stock_desk.offered(tx, SHOP, sorted(self._center.free()))
        seen = {one.code: one.stock for one in self._shop.listings().listings}
        assert seen == offered, (seen, offered)

    def _stock(self) -> None:
        self._stock_told(4)
        self._center.jobs.change(share_desk.put, share=Share(SHOP, "TEA", percent=50))
        self._stock_told(1)
        with self._center.store.write() as tx:
            (known,) = tx.listings.bound_to("CUP")
            gone = replace(known, id=GONE, variant_id="99", told_stock=None)
            tx.listings.told([gone])
            tx.listings.bind([{"id": GONE, "state": "bound", "sku": "CUP", "pieces": 1}])
        assert self._center.jobs.run(PUSH_STOCK)["refused"] == 1
        assert not +self._center.jobs.run(PUSH_STOCK)  # until a person looks
        with self._center.store.read() as tx:
            page = differences.read(tx, PageQuery("id", descending=False, group="pushing"))
        assert [(one.id, bool(one.push_words)) for one in page.rows] == [(GONE, True)]
        assert self._center.jobs.run(LISTINGS)["gone"] == 1

    def _looked_back(self, placed: set[str]) -> None:
        self._center.ahead += timedelta(hours=1)
        count = self._center.jobs.run(ORDERS, GAP_AUDIT)
        assert (count["new"], count["missed"]) == (0, 0), count
        assert count["looked_at"] >= len(placed), count

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self._times.append((what, time.monotonic() - begun))

    def report(self) -> Iterator[str]:
        for what, seconds in self._times:
            yield f"  {seconds:6.2f} s  {what}"
        yield f"  the shop's server takes {self._server.memory_mb()} MB"
        yield f"  paying moved the order's updatedAt: {'yes' if self._moved else 'no'}"
