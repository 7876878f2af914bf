"""A WooCommerce shop over a real socket: none missed, none doubled, shipped once."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from app.domain.order import OrderState
from app.domain.values import Money
from app.remote.channels.base import (
    Pushed,
    RefusedError,
    SignInAgainError,
    StockLevel,
    ThrottledError,
)
from app.remote.channels.woo_client import WooClient, WooKeys
from app.remote.channels.woo_shop import WooShop
from app.remote.http import Http
from tests.builders import NOON
from tests.remote import own_shops
from tests.remote.servers.loopback import Reply
from tests.remote.servers.woo_platform import KEY, SECRET, WooPlatform
from tests.remote.windows import read_window

KEYS = WooKeys(KEY, SECRET)


class Rig(own_shops.Rig[WooPlatform, WooShop]):
    def add(self, number: int, minutes_ago: float = 10) -> str:
        return str(self.platform.add(number, minutes_ago).id)

    def with_keys(self, keys: WooKeys) -> WooShop:
        nonces = count(1)
        client = WooClient(
            self.http, keys, lambda: self.clock[0], self.platform.url, lambda: f"n{next(nonces)}"
        )
        return WooShop(client, "demo")


@pytest.fixture
def rig() -> Iterator[Rig]:
    with own_shops.served(WooPlatform) as (platform, http, clock):
        made = Rig(platform, None, http, clock)  # type: ignore[arg-type]
        made.shop = made.with_keys(KEYS)
        yield made


@pytest.mark.parametrize("seed", range(4))
def test_moving_rows_are_read_by_the_end_and_none_is_missed(rig: Rig, seed: int) -> None:
    rig.misses_none(seed, churn=12, rows=1500)


def test_the_ends_of_a_window_are_ours(rig: Rig) -> None:
    """The platform leaves both of its ends out: what changed at ``since`` must come."""
    number = rig.add(1, 30)
    changed = rig.platform.sold[int(number)].modified
    window = replace(own_shops.WHOLE, since=changed)
    assert read_window(rig.shop, window) == [number]
    assert read_window(rig.shop, replace(own_shops.WHOLE, until=changed)) == []


def test_a_shipment_is_told_once_with_one_note(rig: Rig) -> None:
    number = rig.add(1)
    own_shops.told_once(rig.shop, number)
    sold = rig.platform.sold[int(number)]
    assert (sold.status, sold.meta["_tracking_provider"]) == ("completed", "SF Express")
    assert [note["note"] for note in sold.notes] == ["SF Express SF1", "SF Express SF2"]


def test_a_shipment_whose_answer_is_lost_is_told_once(rig: Rig) -> None:
    number = rig.add(1)
    own_shops.a_lost_answer_is_asked_about(rig.shop, rig.platform, number)
    assert len(rig.platform.sold[int(number)].notes) == 1


def test_a_merged_parcel(rig: Rig) -> None:
    own_shops.the_same_waybill_for_both(rig.shop, rig.add(1), rig.add(2))


def test_an_order_in_two_parcels_is_done_with_the_last(rig: Rig) -> None:
    number = rig.add(1)
    first = own_shops.part(number, "SF1", "315", 1)
    assert rig.shop.push_shipment(first) == Pushed()
    assert rig.platform.sold[int(number)].status == "processing"
    rig.shop.push_shipment(own_shops.shipment(number, "SF2"))
    assert rig.platform.sold[int(number)].status == "completed"
    assert rig.shop.shipped(number) == ("SF1", "SF2")
    assert rig.shop.push_shipment(first).already
    late = replace(first, waybill="SF3")  # told after the last one, as it may happen
    assert rig.shop.push_shipment(late) == Pushed()
    assert rig.platform.sold[int(number)].status == "completed"


def test_what_is_not_sent_is_completed_without_a_number(rig: Rig) -> None:
    number = rig.add(1)
    own_shops.told_without_a_number(rig.shop, number)
    sold = rig.platform.sold[int(number)]
    assert (sold.status, sold.meta, sold.notes) == ("completed", {}, [])


@pytest.mark.parametrize("status", ["cancelled", "refunded"])
def test_an_order_that_is_over_is_not_told(rig: Rig, status: str) -> None:
    number = rig.add(1)
    rig.platform.sold[int(number)].status = status
    with pytest.raises(RefusedError, match=status):
        rig.shop.push_shipment(own_shops.shipment(number))
    with pytest.raises(RefusedError, match="unknown_order"):
        rig.shop.push_shipment(own_shops.shipment("77"))


def test_an_order_by_its_number(rig: Rig) -> None:
    rig.add(1)
    rig.platform.sold[1001].number = "SO-7"
    order = rig.shop.order("SO-7")
    assert order is not None
    assert (order.shop, order.number, order.state) == ("demo", "SO-7", OrderState.APPROVED)
    assert rig.shop.order("1001") is None
    assert rig.shop.order("nobody") is None


def test_refunds_come_with_their_orders(rig: Rig) -> None:
    number = rig.add(1)
    rig.platform.sold[int(number)].refunds = [{"id": 9, "reason": "", "total": "-19.50"}]
    (refund,) = rig.shop.refunds_changed(own_shops.WHOLE).refunds
    assert (refund.number, refund.refund_id, refund.state) == (number, "9", "refunded")
    assert refund.amount == Money(1950, "CNY")


def test_listings_with_their_variations(rig: Rig) -> None:
    page = rig.shop.listings()
    assert page.next_page is None
    assert [(one.listing_id, one.variant_id, one.code, one.stock) for one in page.listings] == [
        ("93", "", "TS", 10),
        ("94", "941", "SOCK-941", 5),
        ("94", "942", "SOCK-942", 6),
    ]
    assert [(one.spec, one.on_sale, one.picture) for one in page.listings[:2]] == [
        ("", True, ""),
        ("Size:941", False, "a.png"),
    ]
    assert page.listings[0].price == Money(5900, "CNY")


def test_stock_goes_in_batches_and_a_refusal_comes_back(rig: Rig) -> None:
    levels = [StockLevel("93", "", "TS", 3), StockLevel("94", "942", "S", 4)]
    gone = StockLevel("7", "", "X", 1)
    (refusal,) = rig.shop.push_stock([*levels, gone])
    assert (refusal.level, refusal.code) == (gone, "woocommerce_rest_product_invalid_id")
    assert rig.platform.stock == {93: 3, 941: 5, 942: 4}


def test_a_busy_server_says_how_long(rig: Rig) -> None:
    rig.platform.plans.append(Reply({}, 429, {"Retry-After": "7"}))
    with pytest.raises(ThrottledError) as told:
        rig.shop.orders_changed(own_shops.WHOLE)
    assert told.value.seconds == 7.0


@pytest.mark.parametrize("keys", [replace(KEYS, secret="x"), replace(KEYS, key="x")])
def test_wrong_keys(rig: Rig, keys: WooKeys) -> None:
    with pytest.raises(SignInAgainError):
        rig.with_keys(keys).order("1")


def test_over_https_the_keys_go_as_basic_authentication() -> None:
    with Http() as http:
        client = WooClient(http, KEYS, lambda: NOON, "https://shop.test/")
        request = client.request("GET", "orders", {"page": "1"}, None)
    assert request.url == "https://shop.test/wp-json/wc/v3/orders?page=1"
    assert (request.headers or {})["Authorization"] == "Basic Y2tfYV9rZXk6Y3NfYV9zZWNyZXQ="
    assert SECRET not in repr(KEYS)
