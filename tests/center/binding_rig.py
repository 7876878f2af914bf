"""Listings and orders of one shop, told to a center and acted on by a clerk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from app.center.bind_desk import Bound
from app.center.intake import Intake
from app.center.listings import ListingCount, Reading, take
from app.center.office_center import Act, OfficeCenter
from app.domain.catalogue import Item, ItemBarcode, KitPart
from app.domain.listing import listing_key
from app.domain.order import Operator, OrderState, Role
from app.domain.trade import Trade
from app.domain.values import Grams, Money
from app.remote.channels.base import Listing, ListingPage
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from app.store.listings import ShopListing
from app.store.records import StoredOrder
from app.store.shops import Shop
from tests.builders import NOON, a_recipient

SHOP = Shop("home", "taobao", "home shop")
CLERK = "C1"
TEA = Item("TEA-250", "绿茶", "250g", Grams(260), barcodes=(ItemBarcode("06900000001011"),))
CUP = Item("CUP-WH", "陶瓷马克杯", "350ml 白色", Grams(310))
SET = Item("SET-1", "茶具套装", "一壶两杯")


class ClerksCenter:
    """A center with a few items, a shop and a clerk."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._ids = count(1)
        self.center = OfficeCenter(store, lambda: NOON, self.new_id)
        with store.write() as tx:
            tx.catalogue.put([TEA, CUP, SET])
            tx.catalogue.put_kit("SET-1", [KitPart(TEA, 1), KitPart(CUP, 2)])
            tx.operators.put([Operator(CLERK, "ZB-C1", "Clerk", Role.CLERK)])

    def new_id(self) -> str:
        return f"id-{next(self._ids):06d}"

    def offers(self, *listings: Listing, later: int = 0) -> ListingCount:
        now = NOON + timedelta(minutes=later)
        with self.store.write() as tx:
            page = ListingPage(listings, None)
            return take(tx, SHOP, page, now, Reading(self.new_id))

    def orders(self, *orders: IncomingOrder) -> None:
        with self.store.write() as tx:
            Intake(tx, self.new_id, NOON).take(orders)

    def order(self, number: str) -> StoredOrder:
        with self.store.read() as tx:
            found = tx.orders.by_number(SHOP.platform, SHOP.id, number)
        assert found is not None
        return found

    def state(self, number: str) -> OrderState:
        return self.order(number).order.state

    def listing(self, listing_id: str, variant_id: str = "", code: str = "") -> ShopListing:
        key = key_of(listing_id, variant_id, code)
        with self.store.read() as tx:
            return tx.listings.of([key])[key]

    def change(self, work: Callable[..., Any], **more: Any) -> Any:
        return self.center.change(lambda tx, act: work(tx, act, **more), CLERK)

    def bind(self, work: Callable[..., Bound], listing_id: str, **more: Any) -> Bound:
        variant = more.pop("variant_id", "")
        found: Bound = self.change(work, listing=key_of(listing_id, variant), **more)
        return found

    def act(self) -> Act:
        return Act(CLERK, NOON, self.new_id)


def key_of(listing_id: str, variant_id: str = "", code: str = "") -> str:
    return listing_key(SHOP.platform, SHOP.id, listing_id, variant_id, code)


def a_listing(listing_id: str = "L1", name: str = "绿茶 礼盒", **more: Any) -> Listing:
    plain = Listing(listing_id, "", "", name, price=Money(5900, "CNY"), stock=10)
    return replace(plain, **more)


def an_incoming(number: str, *lines: IncomingLine, **more: Any) -> IncomingOrder:
    plain = IncomingOrder(
        channel=SHOP.platform,
        shop=SHOP.id,
        number=number,
        state=OrderState.APPROVED,
        revision_at=NOON,
        lines=lines,
        recipient=a_recipient(),
        paid=Money(5900, "CNY"),
        trade=Trade(created_at=NOON, paid_at=NOON, paid=Money(5900, "CNY")),
    )
    return replace(plain, **more)


def a_sold(listing_id: str = "L1", quantity: int = 1, **more: Any) -> IncomingLine:
    plain = IncomingLine("", "绿茶 礼盒", quantity, listing_id=listing_id, line_id=f"s{listing_id}")
    return replace(plain, **more)
