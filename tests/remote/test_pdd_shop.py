"""A Pinduoduo shop over a real socket: none missed, none doubled, shipped once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    WindowTooWideError,
)
from app.remote.channels.pdd_shop import LIMITS, PddKeys, PddShop, error_of
from app.remote.http import Http
from tests.builders import NOON
from tests.remote.servers.pdd_platform import CLIENT, SECRET, TOKEN, PddPlatform
from tests.remote.windows import read_window

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
KEYS = PddKeys(CLIENT, SECRET, TOKEN)


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
