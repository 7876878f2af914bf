"""A Douyin shop over a real socket: none missed, none doubled, shipped once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
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
from app.remote.channels.douyin_shop import DouyinKeys, DouyinShop, error_of
from app.remote.http import Http
from tests.builders import NOON
from tests.remote.servers.douyin_platform import APP, BUSY, SECRET, TOKEN, DouyinPlatform, product
from tests.remote.servers.loopback import Reply
from tests.remote.windows import all_listings, all_refunds, read_window, waits

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
KEYS = DouyinKeys(APP, SECRET, TOKEN)
WINDOW = Window(NOON - timedelta(minutes=60), NOON - timedelta(minutes=3))


@dataclass
class Rig:
    platform: DouyinPlatform
    shop: DouyinShop
    http: Http


@pytest.fixture
def rig() -> Iterator[Rig]:
    with DouyinPlatform(lambda: NOON) as platform, Http(deadline_s=5) as http:
        yield Rig(platform, DouyinShop(http, KEYS, lambda: NOON, "", platform.url), http)


@pytest.mark.parametrize("seed", range(6))
def test_moving_rows_are_read_by_the_end_and_none_is_missed(rig: Rig, seed: int) -> None:
    rig.platform.churn = 5
    rig.platform.chance.seed(seed)
    for number in range(450):
        rig.platform.add(number, minutes_ago=5 + number / 9)
    first = Window(NOON - timedelta(minutes=60), NOON - timedelta(minutes=3))
    known = set(read_window(rig.shop, first))
    rig.platform.churn = 0
    known |= set(read_window(rig.shop, Window(first.until, NOON + timedelta(seconds=1))))
    assert known == set(rig.platform.sold)


def test_an_empty_window_has_no_page(rig: Rig) -> None:
    found = rig.shop.orders_changed(Window(NOON - timedelta(minutes=30), NOON))
    assert (found.orders, found.next_page) == ((), None)


def test_a_shipment_is_told_once_and_renumbered_on_purpose(rig: Rig) -> None:
    shipment = Shipment(rig.platform.add(1, 10).number, "shunfeng", "SF1", key="parcel-1")
    assert rig.shop.push_shipment(shipment) == Pushed()
    assert rig.shop.push_shipment(shipment).already
    other = replace(shipment, waybill="SF2")
    with pytest.raises(RefusedError, match="已发货"):
        rig.shop.push_shipment(other)
    assert rig.shop.push_shipment(replace(other, replaces="SF1")) == Pushed()
    assert rig.shop.push_shipment(replace(other, replaces="SF1")).already
    with pytest.raises(NotOfferedError):
        rig.shop.push_shipment(replace(shipment, digital=True))


def test_parts_are_told_once_by_their_key(rig: Rig) -> None:
    sold = rig.platform.add(1, 10)
    sold.pieces = sold.left = 2
    part = Shipment(sold.number, "shunfeng", "SF1", "parcel-1", (ShippedLine(sold.number, 1),))
    for shipment in (part, part, replace(part, waybill="SF2", key="parcel-2")):
        assert rig.shop.push_shipment(shipment) == Pushed()
    assert (rig.shop.shipped(sold.number), sold.left) == (("SF1", "SF2"), 0)


def test_a_shipment_whose_answer_is_lost_may_be_repeated(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    shipment = Shipment(number, "shunfeng", "SF1", key="parcel-1")
    rig.platform.plans.append("cut after")
    with pytest.raises(UnknownResultError):
        rig.shop.push_shipment(shipment)
    assert rig.shop.shipped(number) == ("SF1",)
    assert rig.shop.push_shipment(shipment).already


def test_one_order(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    order = rig.shop.order(number)
    assert order is not None
    assert (order.number, order.recipient.name) == (number, "王*")
    assert rig.shop.order("nobody") is None


def test_refunds_of_a_window_are_each_seen_once(rig: Rig) -> None:
    told = [rig.platform.after_sale(number, 4 + number / 9) for number in range(350)]
    seen = [one.refund_id for one in all_refunds(rig.shop, WINDOW)]
    assert sorted(seen) == [one.id for one in told]
    empty = Window(WINDOW.since - timedelta(minutes=20), WINDOW.since)
    assert all_refunds(rig.shop, empty) == []


@pytest.mark.parametrize("seed", range(4))
def test_refunds_that_move_are_not_missed(rig: Rig, seed: int) -> None:
    rig.platform.churn = 5
    rig.platform.chance.seed(seed)
    for number in range(350):
        rig.platform.after_sale(number, 5 + number / 9)
    known = {one.refund_id for one in all_refunds(rig.shop, WINDOW)}
    rig.platform.churn = 0
    later = Window(WINDOW.until, NOON + timedelta(seconds=1))
    known |= {one.refund_id for one in all_refunds(rig.shop, later)}
    assert known == set(rig.platform.after_sales)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((status, "open") for status in (3, 6, 7, 8, 11, 13)),
        (12, "refunded"),
        *((status, "closed") for status in (14, 27, 28, 29)),
    ],
)
def test_what_a_refund_says(rig: Rig, status: int, state: str) -> None:
    told = rig.platform.after_sale(
        1, 10, status=status, amount=805, lines=("4784618213154999",), waybill="SF9"
    )
    (found,) = all_refunds(rig.shop, WINDOW)
    assert found == IncomingRefund(
        number=told.number,
        refund_id=told.id,
        state=state,
        amount=Money(805, "CNY"),
        revision_at=NOON - timedelta(minutes=10),
        line="4784618213154999",
        goods_back=True,
        returning_waybill="SF9",
    )


def test_a_refund_of_several_lines_names_none(rig: Rig) -> None:
    rig.platform.after_sale(1, 10, kind=2, lines=("1", "2"))
    (found,) = all_refunds(rig.shop, WINDOW)
    assert (found.line, found.goods_back) == ("", False)


def test_listings_are_read_over_their_pages(rig: Rig) -> None:
    rig.platform.products = [product(number) for number in range(103)]
    found = all_listings(rig.shop)
    assert [one.variant_id for one in found] == [
        str((3539925204033339000 + number) * 10 + at) for number in range(103) for at in (1, 2)
    ]
    assert found[0].spec == "黑色,L"
    assert (found[0].stock, found[0].on_sale) == (7, True)
    assert found[3] == Listing(
        listing_id="3539925204033339001",
        variant_id="35399252040333390012",
        code="TS-M",
        name="纯棉T恤1",
        spec="白色,M",
        price=Money(6900, "CNY"),
        stock=5,
        on_sale=False,
        picture="http://img/1.jpg",
        revision_at=datetime.fromtimestamp(1_772_000_000, UTC),
    )


def test_stock_is_pushed_whole_and_a_refusal_is_named(rig: Rig) -> None:
    good, unknown = StockLevel("1", "11", "A", 5), StockLevel("1", "99", "B", 1)
    below, none = StockLevel("1", "12", "C", -1), StockLevel("1", "", "D", 1)
    refused = rig.shop.push_stock([unknown, below, none, good])
    assert [one.level for one in refused] == [unknown, below, none]
    assert "sku不存在" in refused[0].words
    assert "不能小于0" in refused[1].words
    assert rig.platform.stock == {(1, 11): 5, (1, 12): 4}


def test_stock_whose_answer_is_lost_is_told_again_without_harm(rig: Rig) -> None:
    level = StockLevel("1", "11", "A", 5)
    rig.platform.plans.append("cut after")
    with pytest.raises(UnknownResultError):
        rig.shop.push_stock([level])
    assert rig.shop.push_stock([level]) == ()
    assert rig.platform.stock[(1, 11)] == 5


def test_a_throttle_has_its_seconds(rig: Rig) -> None:
    told = waits(rig.shop, WINDOW, lambda: rig.platform.plans.append(Reply(BUSY)))
    assert told == [1, 1, 1]
    assert rig.platform.stock[(1, 11)] == 3


@pytest.mark.parametrize(
    ("keys", "kind"),
    [(replace(KEYS, secret="x"), RefusedError), (replace(KEYS, token="x"), SignInAgainError)],
)
def test_wrong_keys(rig: Rig, keys: DouyinKeys, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        DouyinShop(rig.http, keys, lambda: NOON, "", rig.platform.url).order("1")


def test_the_recorded_error() -> None:
    document = json.loads((SAMPLES / "douyin_error.json").read_text("utf-8"))
    assert type(error_of(document)) is SignInAgainError
