"""A Douyin shop over a real socket: none missed, none doubled, shipped once."""

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
from app.remote.channels.douyin_shop import DouyinKeys, DouyinShop, error_of
from app.remote.http import Http
from tests.builders import NOON
from tests.remote.servers.douyin_platform import APP, SECRET, TOKEN, DouyinPlatform
from tests.remote.windows import read_window

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
KEYS = DouyinKeys(APP, SECRET, TOKEN)


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
