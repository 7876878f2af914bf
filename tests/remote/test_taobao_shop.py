"""A Taobao shop read over a real socket while its trades move: none missed, none doubled."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.remote.channels.base import (
    AwayError,
    Pushed,
    RefusedError,
    Shipment,
    SignInAgainError,
    StockLevel,
    ThrottledError,
    UnknownResultError,
    Window,
    WindowTooWideError,
)
from app.remote.channels.taobao_shop import TaobaoShop
from app.remote.channels.top import TopClient, TopKeys, error_of
from app.remote.http import Http
from tests.builders import NOON
from tests.remote.servers.taobao_trades import Trades
from tests.remote.servers.top_platform import KEY, SECRET, SESSION, Fault, Once, TopPlatform
from tests.remote.windows import read_window

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def sample(name: str) -> dict[str, Any]:
    found = json.loads((SAMPLES / f"taobao_{name}.json").read_text("utf-8"))
    answer: dict[str, Any] = found.get("_response", found)
    return answer


@dataclass
class Rig:
    trades: Trades
    platform: TopPlatform
    shop: TaobaoShop


@pytest.fixture
def rig() -> Iterator[Rig]:
    trades = Trades(NOON)
    shelves = {
        "taobao.items.onsale.get": lambda _: sample("items_onsale")["items_onsale_get_response"],
        "taobao.items.inventory.get": lambda _: {"total_results": 0},
        "taobao.item.skus.get": lambda _: sample("item_skus")["item_skus_get_response"],
        "taobao.refunds.receive.get": lambda sent: (
            {"total_results": 2}
            if sent["use_has_next"] == "false"
            else sample("refunds_receive")["refunds_receive_get_response"]
        ),
        "taobao.item.quantity.update": _quantity,
    }
    handlers = {**trades.handlers(), **shelves}
    with TopPlatform(handlers, lambda: NOON) as platform, Http(deadline_s=5) as http:
        client = TopClient(http, TopKeys(KEY, SECRET, SESSION), lambda: NOON, platform.url)
        yield Rig(trades, platform, TaobaoShop(client))


def _quantity(sent: Any) -> dict[str, Any]:
    if sent["quantity"] == "-1" or sent["type"] != "1":
        raise Fault(50, "isv.invalid-quantity", "must be whole")
    return {"item": {}}


@pytest.mark.parametrize("seed", range(8))
def test_moving_rows_are_read_by_the_end_and_none_is_missed(rig: Rig, seed: int) -> None:
    rig.trades.__init__(NOON, seed, churn=3)  # type: ignore[misc]
    for number in range(180):
        rig.trades.add(number, minutes_ago=5 + number / 8)
    known: set[str] = set()
    since, end = NOON - timedelta(minutes=35), NOON + timedelta(seconds=1)
    while since < end:
        until = min(since + timedelta(minutes=10), end)
        known |= set(read_window(rig.shop, Window(since, until)))
        since = until
    assert known == set(rig.trades.trades)


def test_an_empty_window_has_no_page(rig: Rig) -> None:
    found = rig.shop.orders_changed(Window(NOON - timedelta(minutes=30), NOON))
    assert (found.orders, found.next_page) == ((), None)


def test_orders_to_ship_are_read_again_with_their_token(rig: Rig) -> None:
    trade = rig.trades.add(1, 10)
    page = rig.shop.orders_changed(Window(NOON - timedelta(minutes=30), NOON))
    assert page.again == (trade.tid,)
    order = rig.shop.order(trade.tid)
    assert order is not None
    assert order.recipient.name == "张**"
    assert rig.shop.order("1") is None


def shipment(number: str, waybill: str = "SF1") -> Shipment:
    return Shipment(number, "SF", waybill, key="parcel-1")


def test_a_shipment_is_told_once(rig: Rig) -> None:
    trade = rig.trades.add(1, 10)
    assert rig.shop.push_shipment(shipment(trade.tid)) == Pushed()
    assert rig.shop.push_shipment(shipment(trade.tid)) == Pushed(already=True)
    with pytest.raises(RefusedError, match="B04"):
        rig.shop.push_shipment(shipment(trade.tid, "SF2"))
    other = rig.trades.add(2, 10)
    other.buyer = "2"
    with pytest.raises(RefusedError, match="B60"):
        rig.shop.push_shipment(shipment(other.tid))


def test_a_merged_parcel_has_one_number_for_each_trade(rig: Rig) -> None:
    for trade in (rig.trades.add(1, 10), rig.trades.add(2, 10)):
        assert rig.shop.push_shipment(shipment(trade.tid)) == Pushed()
        assert rig.shop.push_shipment(shipment(trade.tid)).already


def test_each_kind_of_parcel_has_its_call(rig: Rig) -> None:
    trade, cod, digital = (rig.trades.add(number, 10) for number in range(3))
    rig.shop.push_shipment(shipment(trade.tid))
    renumbered = replace(shipment(trade.tid, "SF2"), replaces="SF1")
    assert rig.shop.push_shipment(renumbered) == Pushed()
    assert rig.shop.push_shipment(renumbered).already
    cod.type = "cod"
    with pytest.raises(RefusedError, match="B98"):
        rig.shop.push_shipment(shipment(cod.tid))
    rig.shop.push_shipment(replace(shipment(cod.tid), cash_on_delivery=True))
    rig.platform.calls.clear()
    nothing = replace(shipment(digital.tid, ""), digital=True)
    assert rig.shop.push_shipment(nothing) == Pushed()
    assert rig.shop.push_shipment(nothing).already
    assert rig.platform.calls == ["taobao.logistics.dummy.send"] * 2


def test_a_shipment_whose_answer_is_lost_is_asked_about(rig: Rig) -> None:
    trade = rig.trades.add(1, 10)
    rig.platform.plans.append(Once(done_first=True, cut=True))
    with pytest.raises(UnknownResultError):
        rig.shop.push_shipment(shipment(trade.tid))
    assert rig.shop.shipped(trade.tid) == ("SF1",)
    assert rig.shop.push_shipment(shipment(trade.tid)).already


def test_one_persons_orders_are_grouped_by_the_platform(rig: Rig) -> None:
    one, two, three = (rig.trades.add(number, 10) for number in range(3))
    three.buyer = "2"
    found = rig.shop.mergeable([(trade.tid, "x") for trade in (one, two, three)])
    assert found == ((one.tid, two.tid), (three.tid,))


def test_refunds_and_listings_as_recorded(rig: Rig) -> None:
    refunds = rig.shop.refunds_changed(Window(NOON - timedelta(minutes=30), NOON))
    assert [(one.number, one.state) for one in refunds.refunds] == [
        ("3051160325414220005", "open"),
        ("3051160325414220009", "refunded"),
    ]
    page = rig.shop.listings()
    assert [(one.variant_id, one.code, one.spec) for one in page.listings] == [
        ("4938271650011", "TS-BLK-L", "颜色:黑色;尺码:L"),
        ("4938271650012", "", "颜色:白色;尺码:L"),
        ("", "PT", ""),
    ]
    assert page.next_page == "inventory:1"
    assert rig.platform.calls.count("taobao.item.skus.get") == 1
    assert rig.shop.listings("inventory:1").next_page is None


def test_stock_is_pushed_whole_and_a_refusal_comes_back(rig: Rig) -> None:
    good, bad = StockLevel("1", "2", "A", 5), StockLevel("1", "3", "B", -1)
    (refusal,) = rig.shop.push_stock([good, bad])
    assert (refusal.level, refusal.code) == (bad, "isv.invalid-quantity")


@pytest.mark.parametrize(
    ("name", "kind", "seconds"),
    [
        ("error_limit_app", ThrottledError, 31062.0),
        ("error_limit_api", ThrottledError, 1.0),
        ("error_isp_timeout", AwayError, None),
        ("error_rejection", WindowTooWideError, 180.0),
        ("error_session", SignInAgainError, None),
        ("error_bad_sign", RefusedError, None),
        ("error_already_shipped", RefusedError, None),
        ("error_bad_waybill", RefusedError, None),
    ],
)
def test_recorded_errors(name: str, kind: type[Exception], seconds: float | None) -> None:
    error = error_of(sample(name)["error_response"])
    assert type(error) is kind
    assert getattr(error, "seconds", None) == seconds


def test_the_clock_may_not_be_ten_minutes_off(rig: Rig) -> None:
    late: datetime = NOON + timedelta(minutes=11)
    with Http() as http:
        keys = TopKeys(KEY, SECRET, SESSION)
        shop = TaobaoShop(TopClient(http, keys, lambda: late, rig.platform.url))
        with pytest.raises(RefusedError, match="timestamp"):
            shop.order("1")
