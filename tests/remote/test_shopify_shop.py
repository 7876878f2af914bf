"""A Shopify shop over a real socket: none missed, none doubled, shipped once, never too dear."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.domain.order import OrderState
from app.domain.values import Money
from app.remote.channels.base import (
    AwayError,
    Pushed,
    RefusedError,
    SignInAgainError,
    StockLevel,
    ThrottledError,
    UnknownResultError,
)
from app.remote.channels.shopify_client import ShopifyClient, ShopifyKeys
from app.remote.channels.shopify_shop import ShopifyShop
from tests.builders import NOON
from tests.remote import own_shops
from tests.remote.servers.loopback import Reply
from tests.remote.servers.shopify_platform import MOST_COST, TOKEN, ShopifyPlatform
from tests.remote.windows import read_window


class Rig(own_shops.Rig[ShopifyPlatform, ShopifyShop]):
    def add(self, number: int, minutes_ago: float = 10) -> str:
        return self.platform.add(number, minutes_ago).name


@pytest.fixture
def rig() -> Iterator[Rig]:
    with own_shops.served(ShopifyPlatform) as (platform, http, clock):
        client = ShopifyClient(http, ShopifyKeys(TOKEN), platform.url)
        yield Rig(platform, ShopifyShop(client, lambda: clock[0], "demo"), http, clock)


@pytest.mark.parametrize("seed", range(4))
def test_moving_rows_are_read_behind_cursors_and_none_is_missed(rig: Rig, seed: int) -> None:
    rig.misses_none(seed, churn=8, rows=600)


def test_a_page_becomes_as_small_as_the_shop_allows(rig: Rig) -> None:
    """Twenty orders with thirty lines each would cost too much: fewer are asked for."""
    placed = own_shops.fill(rig.add, 15)
    assert set(read_window(rig.shop, own_shops.WHOLE)) == placed
    assert rig.platform.asked == ["Orders"] * 5  # 20, 10, then three pages of 5
    assert MOST_COST < 20 * (15 + 30 * 4)


def test_an_order_of_many_lines_is_read_alone_and_whole(rig: Rig) -> None:
    name = rig.platform.add(1, 10, lines=75).name
    page = rig.shop.orders_changed(own_shops.WHOLE)
    assert (page.orders, page.again) == ((), (name,))
    order = rig.shop.order(name)
    assert order is not None
    assert (order.shop, len({line.line_id for line in order.lines})) == ("demo", 75)


def test_an_order_by_its_name_alone(rig: Rig) -> None:
    """The search finds the like too."""
    rig.platform.sold["#50010"] = replace(rig.platform.add(1, 10), id=50010)
    order = rig.shop.order("#5001")
    assert order is not None
    assert (order.number, order.state) == ("#5001", OrderState.APPROVED)
    assert rig.shop.order("#500") is None


def test_a_shipment_is_told_once(rig: Rig) -> None:
    own_shops.told_once(rig.shop, rig.add(1))


def test_a_shipment_whose_answer_is_lost_is_told_once(rig: Rig) -> None:
    own_shops.a_lost_answer_is_asked_about(rig.shop, rig.platform, name := rig.add(1))
    assert len(rig.platform.sold[name].parcels) == 1


def test_a_merged_parcel(rig: Rig) -> None:
    own_shops.the_same_waybill_for_both(rig.shop, rig.add(1), rig.add(2))


def test_an_order_in_two_parcels(rig: Rig) -> None:
    sold = rig.platform.add(1, 10, lines=2)
    first, second = sold.left
    half = own_shops.part(sold.name, "SF1", first, 1)
    assert rig.shop.push_shipment(half) == Pushed()
    assert sold.left == {first: 1, second: 2}
    assert rig.shop.push_shipment(half).already
    rig.shop.push_shipment(own_shops.shipment(sold.name, "SF2"))
    assert (sold.left, rig.shop.shipped(sold.name)) == ({first: 0, second: 0}, ("SF1", "SF2"))


def test_what_is_not_sent_is_fulfilled_without_a_number(rig: Rig) -> None:
    own_shops.told_without_a_number(rig.shop, name := rig.add(1))
    assert rig.shop.shipped(name) == ()
    with pytest.raises(RefusedError, match="unknown_order"):
        rig.shop.push_shipment(own_shops.digital("#1"))


def test_refunds_come_with_their_orders(rig: Rig) -> None:
    name = rig.add(1)
    money = {"shopMoney": {"amount": "18.0", "currencyCode": "CNY"}}
    given = {"id": "gid://shopify/Refund/7", "createdAt": "2026-03-02T11:00:00Z"}
    rig.platform.sold[name].refunds = [{**given, "totalRefundedSet": money}]
    (refund,) = rig.shop.refunds_changed(own_shops.WHOLE).refunds
    assert (refund.number, refund.refund_id, refund.amount) == (name, "7", Money(1800, "CNY"))


def test_listings_page_by_page(rig: Rig) -> None:
    first = rig.shop.listings()
    second = rig.shop.listings(first.next_page)
    assert second.next_page is None
    found = [*first.listings, *second.listings]
    assert [(one.variant_id, one.code, one.spec, one.stock) for one in found] == [
        ("1", "TS-1", "Size 1", 10),
        ("2", "TS-2", "Size 2", 20),
    ]
    assert (found[0].listing_id, found[0].price) == ("9", Money(5900, "EUR"))


def test_stock_is_set_whole_and_a_refusal_comes_back(rig: Rig) -> None:
    """A refused batch is tried row by row: one bad row stops no other."""
    levels = [
        StockLevel("9", "1", "", 3),
        StockLevel("9", "2", "", -1),
        StockLevel("9", "8", "", 1),
    ]
    refused = rig.shop.push_stock(levels)
    assert {one.level.variant_id: one.code for one in refused} == {
        "2": "INVALID_QUANTITY_NEGATIVE",
        "8": "unknown_variant",
    }
    assert rig.platform.stock == {"1": 3, "2": 20}


def test_an_empty_bucket_says_how_long(rig: Rig) -> None:
    rig.platform.points = 2.0
    with pytest.raises(ThrottledError) as told:
        rig.shop.listings()
    assert told.value.seconds == 0.03  # three points, a hundred a second


def test_a_fault_of_the_server_leaves_a_change_unknown(rig: Rig) -> None:
    fault = Reply({"errors": [{"extensions": {"code": "INTERNAL_SERVER_ERROR"}}]})
    rig.platform.plans.append(fault)
    with pytest.raises(AwayError):
        rig.shop.listings()
    rig.platform.plans.extend(["", "", fault])
    with pytest.raises(UnknownResultError):
        rig.shop.push_shipment(own_shops.shipment(rig.add(1)))


def test_a_wrong_token(rig: Rig) -> None:
    keys = ShopifyKeys("another")
    shop = ShopifyShop(ShopifyClient(rig.http, keys, rig.platform.url), lambda: NOON)
    with pytest.raises(SignInAgainError):
        shop.order("#1")
    assert "another" not in repr(keys)
