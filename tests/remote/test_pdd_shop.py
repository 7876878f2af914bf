"""A Pinduoduo shop over a real socket: none missed, none doubled, shipped once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    WindowTooWideError,
)
from app.remote.channels.pdd_shop import LIMITS, PddKeys, PddShop, error_of
from app.remote.http import Http
from tests.builders import NOON
from tests.remote.servers.loopback import Reply
from tests.remote.servers.pdd_platform import (
    BUSY,
    CLIENT,
    SECRET,
    TOKEN,
    PddPlatform,
    goods,
)
from tests.remote.windows import all_listings, all_refunds, read_window, waits

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
KEYS = PddKeys(CLIENT, SECRET, TOKEN)
WINDOW = Window(NOON - timedelta(minutes=30), NOON - LIMITS.lag)


@dataclass
class Rig:
    platform: PddPlatform
    shop: PddShop
    http: Http
    clock: list[datetime]


@pytest.fixture
def rig() -> Iterator[Rig]:
    clock = [NOON]
    with PddPlatform(lambda: clock[0]) as platform, Http(deadline_s=5) as http:
        shop = PddShop(http, KEYS, lambda: clock[0], "demo", platform.url)
        yield Rig(platform, shop, http, clock)


@pytest.mark.parametrize("seed", range(6))
def test_moving_rows_are_read_by_the_end_and_none_is_missed(rig: Rig, seed: int) -> None:
    rig.platform.churn = 4
    rig.platform.chance.seed(seed)
    for number in range(350):
        rig.platform.add(number, minutes_ago=4 + number / 12)
    known: set[str] = set()
    since = NOON - timedelta(minutes=40)
    while since < NOON:
        until = min(since + timedelta(minutes=15), rig.clock[0] - LIMITS.lag)
        known |= set(read_window(rig.shop, Window(since, until)))
        since = until
        if until > NOON - LIMITS.lag:
            break
        rig.clock[0] += timedelta(minutes=5)
    rig.platform.churn = 0
    rig.clock[0] += timedelta(minutes=10)
    known |= set(read_window(rig.shop, Window(since, rig.clock[0] - LIMITS.lag)))
    assert known == set(rig.platform.sold)


def test_a_window_too_wide_or_too_new_is_told_apart(rig: Rig) -> None:
    with pytest.raises(WindowTooWideError):
        rig.shop.orders_changed(Window(NOON - timedelta(hours=2), NOON - LIMITS.lag))
    with pytest.raises(RefusedError, match="3分钟"):
        rig.shop.orders_changed(Window(NOON - timedelta(minutes=5), NOON))


def shipment(number: str, waybill: str = "SF1", replaces: str = "") -> Shipment:
    return Shipment(number, "44", waybill, key="parcel-1", replaces=replaces)


def test_a_shipment_is_told_once_and_replaced_on_purpose(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    assert rig.shop.push_shipment(shipment(number)) == Pushed()
    assert rig.shop.push_shipment(shipment(number)).already
    with pytest.raises(RefusedError, match="已发货"):
        rig.shop.push_shipment(shipment(number, "SF2"))
    assert rig.shop.push_shipment(shipment(number, "SF2", "SF1")) == Pushed()
    assert rig.shop.shipped(number) == ("SF2",)


def test_more_parcels_are_told_beside_the_first(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    first = replace(shipment(number), lines=(ShippedLine("1", 1),))
    for waybill in ("SF1", "SF2"):
        assert rig.shop.push_shipment(replace(first, waybill=waybill)) == Pushed()
        assert rig.shop.push_shipment(replace(first, waybill=waybill)).already
    assert rig.shop.shipped(number) == ("SF1", "SF2")
    with pytest.raises(NotOfferedError):
        rig.shop.push_shipment(replace(first, digital=True))


def test_a_shipment_whose_answer_is_lost_is_asked_about(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    rig.platform.plans.append("cut after")
    with pytest.raises(UnknownResultError):
        rig.shop.push_shipment(shipment(number))
    assert rig.shop.shipped(number) == ("SF1",)


def test_one_order_with_its_sealed_recipient(rig: Rig) -> None:
    number = rig.platform.add(1, 10).number
    order = rig.shop.order(number)
    assert order is not None
    assert (order.shop, order.recipient.name) == ("demo", "~AgAAAAKx~name~1~~")
    assert rig.shop.order("nobody") is None


def test_refunds_of_a_window_are_each_seen_once(rig: Rig) -> None:
    told = [rig.platform.refund(number, 4 + number / 12) for number in range(250)]
    seen = [one.refund_id for one in all_refunds(rig.shop, WINDOW)]
    assert sorted(seen) == sorted(str(one.id) for one in told)
    empty = Window(WINDOW.since - timedelta(minutes=20), WINDOW.since)
    assert all_refunds(rig.shop, empty) == []


@pytest.mark.parametrize("seed", range(4))
def test_refunds_that_move_are_not_missed(rig: Rig, seed: int) -> None:
    rig.platform.churn = 4
    rig.platform.chance.seed(seed)
    for number in range(250):
        rig.platform.refund(number, 4 + number / 12)
    known = {one.refund_id for one in all_refunds(rig.shop, WINDOW)}
    rig.platform.churn = 0
    rig.clock[0] += timedelta(minutes=10)
    later = Window(WINDOW.until, rig.clock[0] - LIMITS.lag)
    assert known | {one.refund_id for one in all_refunds(rig.shop, later)} == set(
        rig.platform.refunds
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((status, "open") for status in (2, 3, 4, 5, 6, 7, 8, 14, 18, 31)),
        (10, "refunded"),
        *((status, "closed") for status in (9, 11, 12, 13, 16, 17)),
    ],
)
def test_what_a_refund_says(rig: Rig, status: int, state: str) -> None:
    told = rig.platform.refund(1, 10, status=status, kind=3, amount="8.05", waybill="SF9")
    (found,) = all_refunds(rig.shop, WINDOW)
    assert found == IncomingRefund(
        number=told.number,
        refund_id=str(told.id),
        state=state,
        amount=Money(805, "CNY"),
        revision_at=NOON - timedelta(minutes=10),
        goods_back=True,
        returning_waybill="SF9",
    )


def test_a_window_of_refunds_has_its_limit(rig: Rig) -> None:
    with pytest.raises(WindowTooWideError):
        rig.shop.refunds_changed(Window(NOON - timedelta(hours=2), NOON - LIMITS.lag))


def test_listings_are_read_over_their_pages(rig: Rig) -> None:
    rig.platform.goods = [goods(number) for number in range(203)]
    found = all_listings(rig.shop)
    assert [one.variant_id for one in found] == [
        str(number * 10 + at) for number in range(203) for at in (1, 2)
    ]
    assert found[7] == Listing(
        listing_id="863369488",
        variant_id="32",
        code="TS-3-2",
        name="纯棉T恤3",
        spec="白色 L",
        stock=14,
        on_sale=False,
        picture="http://img/3.jpg",
    )


def test_stock_is_pushed_whole_and_a_refusal_is_named(rig: Rig) -> None:
    good, unknown = StockLevel("1", "11", "A", 5), StockLevel("1", "99", "B", 1)
    below = StockLevel("1", "12", "C", -1)
    refused = rig.shop.push_stock([unknown, below, good])
    assert [one.level for one in refused] == [unknown, below]
    assert "商品sku不存在" in refused[0].words
    assert "大于等于0" in refused[1].words
    assert rig.platform.stock == {("1", "11"): 5, ("1", "12"): 4}


def test_stock_whose_answer_is_lost_is_told_again_without_harm(rig: Rig) -> None:
    level = StockLevel("1", "11", "A", 5)
    rig.platform.plans.append("cut after")
    with pytest.raises(UnknownResultError):
        rig.shop.push_stock([level])
    assert rig.shop.push_stock([level]) == ()
    assert rig.platform.stock[("1", "11")] == 5


def test_stock_that_was_not_taken_is_a_refusal(rig: Rig) -> None:
    rig.platform.plans.append(Reply({"goods_quantity_update_response": {"is_success": False}}))
    (refused,) = rig.shop.push_stock([StockLevel("1", "11", "A", 5)])
    assert refused.code == "not_taken"


def test_a_throttle_has_its_seconds(rig: Rig) -> None:
    told = waits(rig.shop, WINDOW, lambda: rig.platform.plans.append(Reply(BUSY)))
    assert told == [1, 1, 1]
    assert rig.platform.stock[("1", "11")] == 3


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (replace(KEYS, secret="x"), RefusedError),
        (replace(KEYS, token="x"), SignInAgainError),
    ],
)
def test_wrong_keys(rig: Rig, keys: PddKeys, kind: type[Exception]) -> None:
    shop = PddShop(rig.http, keys, lambda: NOON, "demo", rig.platform.url)
    with pytest.raises(kind):
        shop.order("1")


@pytest.mark.parametrize(
    ("name", "kind"), [("pdd_error", RefusedError), ("pdd_error_window", WindowTooWideError)]
)
def test_recorded_errors(name: str, kind: type[Exception]) -> None:
    document = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    assert type(error_of(document["error_response"])) is kind


def test_keys_are_never_shown() -> None:
    assert SECRET not in repr(KEYS)
    assert TOKEN not in repr(KEYS)
