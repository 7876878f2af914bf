"""A JD shop over a real socket: none missed, none doubled, shipped once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.values import Money
from app.remote.channels.base import (
    IncomingRefund,
    Listing,
    NotOfferedError,
    Pushed,
    RefusedError,
    Shipment,
    ShippedLine,
    SignInAgainError,
    StockLevel,
    UnknownResultError,
    Window,
)
from app.remote.channels.jd_shop import JdKeys, JdShop, error_of
from app.remote.http import Http
from tests.builders import NOON
from tests.remote.servers.jd_platform import APP, BUSY, SECRET, TOKEN, JdPlatform, sku
from tests.remote.servers.loopback import Reply
from tests.remote.windows import all_listings, all_refunds, read_window, waits

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
KEYS = JdKeys(APP, SECRET, TOKEN)
WINDOW = Window(NOON - timedelta(minutes=60), NOON - timedelta(minutes=3))


@dataclass
class Rig:
    platform: JdPlatform
    shop: JdShop
    http: Http


@pytest.fixture
def rig() -> Iterator[Rig]:
    with JdPlatform(lambda: NOON) as platform, Http(deadline_s=5) as http:
        yield Rig(platform, JdShop(http, KEYS, lambda: NOON, gateway=platform.url), http)


@pytest.mark.parametrize("seed", range(6))
def test_moving_rows_are_read_by_the_end_and_none_is_missed(rig: Rig, seed: int) -> None:
    rig.platform.churn = 5
    rig.platform.chance.seed(seed)
    for number in range(230):
        rig.platform.add(number, minutes_ago=5 + number / 9)
    first = Window(NOON - timedelta(minutes=60), NOON - timedelta(minutes=3))
    known = set(read_window(rig.shop, first))
    rig.platform.churn = 0
    known |= set(read_window(rig.shop, Window(first.until, NOON + timedelta(seconds=1))))
    assert known == set(rig.platform.sold)


def test_an_empty_window_has_no_page(rig: Rig) -> None:
    found = rig.shop.orders_changed(Window(NOON - timedelta(minutes=30), NOON))
    assert (found.orders, found.next_page) == ((), None)


def test_a_refusal_inside_a_good_answer_is_seen(rig: Rig) -> None:
    with pytest.raises(RefusedError, match="一个月"):
        rig.shop.orders_changed(Window(NOON - timedelta(days=40), NOON))


def test_a_shipment_is_told_once(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    shipment = Shipment(number, "467", "SF1", key="parcel-1")
    assert rig.shop.push_shipment(shipment) == Pushed()
    assert rig.shop.push_shipment(shipment).already
    with pytest.raises(RefusedError, match="已出库"):
        rig.shop.push_shipment(replace(shipment, waybill="SF2"))
    other = rig.platform.add(2, 10).number
    with pytest.raises(RefusedError, match="物流公司"):
        rig.shop.push_shipment(Shipment(other, "SF", "SF3", key="parcel-2"))


def test_more_parcels_and_other_numbers_are_told_together(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    first = Shipment(number, "467", "SF1", key="parcel-1", lines=(ShippedLine("1", 1),))
    assert rig.shop.push_shipment(first) == Pushed()
    assert rig.shop.push_shipment(replace(first, courier="2100", waybill="YD2")) == Pushed()
    assert rig.shop.push_shipment(replace(first, waybill="SF3")) == Pushed()
    assert rig.platform.sold[number].waybill == "SF1,SF3|YD2"
    assert rig.shop.push_shipment(replace(first, waybill="SF4", replaces="SF1")) == Pushed()
    assert rig.shop.shipped(number) == ("SF3", "SF4", "YD2")
    assert rig.shop.push_shipment(replace(first, waybill="SF4", replaces="SF1")).already
    with pytest.raises(NotOfferedError):
        rig.shop.push_shipment(replace(first, digital=True))


def test_a_shipment_whose_answer_is_lost_is_asked_about(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    rig.platform.plans.append("cut after")
    with pytest.raises(UnknownResultError):
        rig.shop.push_shipment(Shipment(number, "467", "SF1", key="parcel-1"))
    assert rig.shop.shipped(number) == ("SF1",)


def test_one_order(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    order = rig.shop.order(number)
    assert order is not None
    assert (order.number, order.recipient.name) == (number, "李*")
    assert rig.shop.order("nobody") is None


def test_refunds_of_a_window_are_each_seen_once(rig: Rig) -> None:
    """Those applied for in the window, and those of the fifteen days before it."""
    told = [rig.platform.refund(number, 0.1 + number / 300) for number in range(230)]
    told += [rig.platform.refund(230 + number, 2 + number * 5) for number in range(72)]
    seen = [one.refund_id for one in all_refunds(rig.shop, WINDOW)]
    assert sorted(seen) == [str(one.id) for one in told]
    older = Window(WINDOW.since - timedelta(days=40), WINDOW.since - timedelta(days=39))
    assert all_refunds(rig.shop, older) == []


def test_a_refund_applied_for_earlier_is_seen_when_it_is_settled(rig: Rig) -> None:
    told = rig.platform.refund(1, 240)
    (found,) = all_refunds(rig.shop, WINDOW)
    assert found.state == "open"
    told.status, told.modified = 3, NOON - timedelta(minutes=10)
    (found,) = all_refunds(rig.shop, WINDOW)
    assert (found.state, found.revision_at) == ("refunded", told.modified)


@pytest.mark.parametrize("seed", range(4))
def test_refunds_that_move_are_not_missed(rig: Rig, seed: int) -> None:
    """One that the first window misses is read by the next one: it reads back."""
    rig.platform.churn = 5
    rig.platform.chance.seed(seed)
    for number in range(230):
        rig.platform.refund(number, 0.1 + number / 20)
    all_refunds(rig.shop, WINDOW)
    rig.platform.churn = 0
    later = all_refunds(rig.shop, Window(WINDOW.until, NOON + timedelta(seconds=1)))
    assert sorted(one.refund_id for one in later) == sorted(rig.platform.refunds)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((status, "open") for status in (0, 1, 5, 6, 7, 8, 10)),
        *((status, "refunded") for status in (3, 9)),
        *((status, "closed") for status in (2, 4, 11)),
    ],
)
def test_what_a_refund_says(rig: Rig, status: int, state: str) -> None:
    told = rig.platform.refund(1, 0.5, status=status, fen=805)
    assert all_refunds(rig.shop, WINDOW) == [
        IncomingRefund(
            number=told.number,
            refund_id=str(told.id),
            state=state,
            amount=Money(805, "CNY"),
            revision_at=told.modified,
        )
    ]


def test_a_refused_question_for_refunds_is_no_empty_window(rig: Rig) -> None:
    answer = {"success": False, "chineseErrCode": "系统繁忙", "numberCode": 9}
    whole = {"jingdong_pop_afs_soa_refundapply_queryPageList_responce": {"queryResult": answer}}
    rig.platform.plans.append(Reply(whole))
    with pytest.raises(RefusedError, match="系统繁忙"):
        rig.shop.refunds_changed(WINDOW)


def test_listings_are_read_over_their_pages(rig: Rig) -> None:
    rig.platform.skus = [sku(number) for number in range(103)]
    found = all_listings(rig.shop)
    assert [one.code for one in found] == [f"TS-{number}" for number in range(103)]
    assert found[1].on_sale
    assert found[3] == Listing(
        listing_id="11387765003",
        variant_id="25416150003",
        code="TS-3",
        name="纯棉T恤3",
        barcode="6900000000003",
        price=Money(5950, "CNY"),
        stock=3,
        on_sale=False,
    )


def test_stock_is_pushed_whole_and_a_refusal_is_named(rig: Rig) -> None:
    good, unknown = StockLevel("1", "11", "A", 5), StockLevel("1", "99", "B", 1)
    below = StockLevel("1", "12", "C", -1)
    refused = rig.shop.push_stock([unknown, below, good])
    assert [one.level for one in refused] == [unknown, below]
    assert "sku不存在" in refused[0].words
    assert "不能小于0" in refused[1].words
    assert rig.platform.stock == {"11": 5, "12": 4}


def test_stock_whose_answer_is_lost_is_told_again_without_harm(rig: Rig) -> None:
    level = StockLevel("1", "11", "A", 5)
    rig.platform.plans.append("cut after")
    with pytest.raises(UnknownResultError):
        rig.shop.push_stock([level])
    assert rig.shop.push_stock([level]) == ()
    assert rig.platform.stock["11"] == 5


def test_a_throttle_has_its_seconds(rig: Rig) -> None:
    told = waits(rig.shop, WINDOW, lambda: rig.platform.plans.append(Reply(BUSY)))
    assert told == [60, 60, 60]
    assert rig.platform.stock["11"] == 3


@pytest.mark.parametrize(
    ("keys", "kind"),
    [(replace(KEYS, secret="x"), RefusedError), (replace(KEYS, token="x"), SignInAgainError)],
)
def test_wrong_keys(rig: Rig, keys: JdKeys, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        JdShop(rig.http, keys, lambda: NOON, gateway=rig.platform.url).order("1")


def test_the_recorded_error() -> None:
    document = json.loads((SAMPLES / "jd_error.json").read_text("utf-8"))
    assert type(error_of(document["error_response"])) is SignInAgainError
