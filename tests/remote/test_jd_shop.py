"""A JD shop over a real socket: none missed, none doubled, shipped once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.remote.channels.base import (
    NotOfferedError,
    Pushed,
    RefusedError,
    Shipment,
    ShippedLine,
    SignInAgainError,
    UnknownResultError,
    Window,
)
from app.remote.channels.jd_shop import JdKeys, JdShop, error_of
from app.remote.http import Http
from tests.builders import NOON
from tests.remote.servers.jd_platform import APP, SECRET, TOKEN, JdPlatform
from tests.remote.windows import read_window

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
KEYS = JdKeys(APP, SECRET, TOKEN)


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
