"""A Vendure shop over a real socket: none missed, none doubled, shipped once.

The real server is driven by ``make test-vendure``; here rows move and lines are cut.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.order import OrderState
from app.domain.values import Money
from app.remote.channels.base import (
    Pushed,
    RefusedError,
    SignInAgainError,
    StockLevel,
    Window,
)
from app.remote.channels.vendure_client import VendureClient, VendureKeys
from app.remote.channels.vendure_shop import VendureShop
from tests.builders import NOON
from tests.remote import own_shops
from tests.remote.servers.vendure_platform import PASSWORD, USER, VendurePlatform
from tests.remote.windows import read_window

KEYS = VendureKeys(USER, PASSWORD)


class Rig(own_shops.Rig[VendurePlatform, VendureShop]):
    def add(self, number: int, minutes_ago: float = 10) -> str:
        return self.platform.add(number, minutes_ago).code


@pytest.fixture
def rig() -> Iterator[Rig]:
    with own_shops.served(VendurePlatform) as (platform, http, clock):
        shop = VendureShop(VendureClient(http, KEYS, platform.url), "demo")
        yield Rig(platform, shop, http, clock)


@pytest.mark.parametrize("seed", range(3))
def test_moving_rows_are_read_by_the_end_and_none_is_missed(rig: Rig, seed: int) -> None:
    rig.misses_none(seed, churn=9, rows=450, width=timedelta(hours=2))


def test_what_moves_no_time_of_the_order_is_found_by_its_history(rig: Rig) -> None:
    """Paid two days after it was placed: within the week that is followed."""
    sold = rig.platform.add(1, 2 * 24 * 60)
    window = Window(NOON - timedelta(minutes=10), NOON)
    assert read_window(rig.shop, window) == []
    sold.moved = NOON - timedelta(minutes=5)
    assert read_window(rig.shop, window) == [sold.code]
    order = rig.shop.order(sold.code)
    assert order is not None
    assert order.revision_at == sold.moved
    beyond = VendureShop(VendureClient(rig.http, KEYS, rig.platform.url), reread_days=1)
    assert read_window(beyond, window) == []


def test_a_new_refund_holds_the_order(rig: Rig) -> None:
    sold = rig.platform.add(1, 24 * 60)
    changed = (NOON - timedelta(minutes=1)).isoformat()
    refund = {"id": "9", "total": 1000, "updatedAt": changed, "lines": [{"orderLineId": "21"}]}
    sold.refunds = [{**refund, "state": "Pending"}]
    window = Window(NOON - timedelta(minutes=10), NOON)
    order = rig.shop.order(read_window(rig.shop, window)[0])
    assert order is not None
    assert (order.state, order.reason) == (OrderState.HELD, "refund_open")
    (told,) = rig.shop.refunds_changed(window).refunds
    assert (told.number, told.state, told.line) == (sold.code, "open", "21")
    assert told.amount == Money(1000, "EUR")
    sold.refunds = [{**refund, "state": "Settled", "total": 12300}]
    order = rig.shop.order(sold.code)
    assert order is not None
    assert order.state is OrderState.REFUNDED


def test_a_session_that_ended_is_begun_again(rig: Rig) -> None:
    number = rig.add(1)
    assert rig.shop.order(number) is not None
    rig.platform.sessions.clear()
    assert rig.shop.order(number) is not None
    with pytest.raises(SignInAgainError):
        VendureShop(VendureClient(rig.http, replace(KEYS, password="x"), rig.platform.url)).order(
            number
        )
    assert PASSWORD not in repr(KEYS)


def test_a_shipment_is_told_once(rig: Rig) -> None:
    own_shops.told_once(rig.shop, rig.add(1))


def test_a_shipment_whose_answer_is_lost_is_told_once(rig: Rig) -> None:
    """Also where the line was cut between the two steps of it."""
    own_shops.a_lost_answer_is_asked_about(rig.shop, rig.platform, number := rig.add(1))
    assert [one["state"] for one in rig.platform.sold[number].parcels] == ["Shipped"]


def test_a_merged_parcel(rig: Rig) -> None:
    own_shops.the_same_waybill_for_both(rig.shop, rig.add(1), rig.add(2))


def test_an_order_in_two_parcels(rig: Rig) -> None:
    sold = rig.platform.add(1, 10)
    half = own_shops.part(sold.code, "SF1", f"{sold.id}1", 1)
    assert rig.shop.push_shipment(half) == Pushed()
    assert rig.shop.push_shipment(half).already
    rig.shop.push_shipment(own_shops.shipment(sold.code, "SF2"))
    assert rig.shop.shipped(sold.code) == ("SF1", "SF2")
    with pytest.raises(RefusedError, match="ITEMS_ALREADY_FULFILLED"):
        rig.shop.push_shipment(replace(half, waybill="SF3"))


def test_what_is_not_sent_is_fulfilled_without_a_number(rig: Rig) -> None:
    own_shops.told_without_a_number(rig.shop, number := rig.add(1))
    assert rig.shop.shipped(number) == ()


def test_listings_and_stock_for_sale(rig: Rig) -> None:
    """What the shop has promised its buyers already is added to what is for sale."""
    found = rig.shop.listings().listings
    assert [(one.listing_id, one.variant_id, one.stock, one.on_sale) for one in found] == [
        ("7", "1", 7, True),
        ("7", "2", 17, False),
    ]
    good, gone = StockLevel("7", "1", "TS-1", 5), StockLevel("7", "9", "", 5)
    (refusal,) = rig.shop.push_stock([good, gone])
    assert (refusal.level, refusal.code) == (gone, "unknown_variant")
    assert rig.platform.on_hand == {"1": 8, "2": 20}
