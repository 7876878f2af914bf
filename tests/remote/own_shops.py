"""What every shop on a server of its own must do, whichever platform it runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import pytest

from app.remote.channels.base import (
    ChannelAdapter,
    Pushed,
    RefusedError,
    Shipment,
    ShippedLine,
    UnknownResultError,
    Window,
)
from app.remote.http import Http
from tests.builders import NOON
from tests.remote.servers.loopback import CUT, CUT_AFTER, Loopback
from tests.remote.windows import read_window

P = TypeVar("P", bound=Loopback)
S = TypeVar("S", bound=ChannelAdapter)

WHOLE = Window(NOON - timedelta(hours=6), NOON + timedelta(hours=1))


@dataclass
class Rig(Generic[P, S]):
    """A shop, the platform behind it, and the clock they go by."""

    platform: P
    shop: S
    http: Http
    clock: list[datetime]

    def add(self, number: int, minutes_ago: float = 10) -> str:
        """The number of the order that is placed."""
        raise NotImplementedError

    def misses_none(
        self, seed: int, *, churn: int, rows: int, width: timedelta = timedelta(minutes=30)
    ) -> None:
        """All is read by the end, though rows change before every page."""
        self.platform.churn = churn
        self.platform.chance.seed(seed)
        placed = fill(self.add, rows)
        assert read_while_it_moves(self.shop, self.platform, self.clock, width) == placed


@contextmanager
def served(
    make: Callable[[Callable[[], datetime]], P],
) -> Iterator[tuple[P, Http, list[datetime]]]:
    """A platform, the line to it, and the clock it goes by."""
    clock = [NOON]
    with make(lambda: clock[0]) as platform, Http(deadline_s=5) as http:
        yield platform, http, clock


def shipment(number: str, waybill: str = "SF1", replaces: str = "") -> Shipment:
    return Shipment(number, "SF Express", waybill, key="parcel-1", replaces=replaces)


def digital(number: str) -> Shipment:
    """What is not sent."""
    return Shipment(number, "", "", key="parcel-1", digital=True)


def part(number: str, waybill: str, line: str, pieces: int) -> Shipment:
    """A parcel that is not the last one of its order."""
    return replace(shipment(number, waybill), lines=(ShippedLine(line, pieces),), last=False)


def read_while_it_moves(
    shop: ChannelAdapter,
    platform: Loopback,
    clock: list[datetime],
    width: timedelta,
) -> set[str]:
    """Window by window while rows change, then once more what changed meanwhile."""
    known: set[str] = set()
    since, end = WHOLE.since, NOON - timedelta(minutes=5)
    while since < end:
        until = min(since + width, end)
        known |= set(read_window(shop, Window(since, until)))
        clock[0] += timedelta(seconds=20)
        since = until
    platform.churn = 0
    return known | set(read_window(shop, Window(since, clock[0] + timedelta(seconds=2))))


def told_once(shop: ChannelAdapter, number: str) -> None:
    assert shop.push_shipment(shipment(number)) == Pushed()
    assert shop.push_shipment(shipment(number)).already
    with pytest.raises(RefusedError, match="already_shipped"):
        shop.push_shipment(shipment(number, "SF2"))
    assert shop.push_shipment(shipment(number, "SF2", replaces="SF1")) == Pushed()
    assert shop.shipped(number) == ("SF2",)


def told_without_a_number(shop: ChannelAdapter, number: str) -> None:
    assert shop.push_shipment(digital(number)) == Pushed()
    assert shop.push_shipment(digital(number)).already


def a_lost_answer_is_asked_about(shop: ChannelAdapter, platform: Loopback, number: str) -> None:
    """Every call of the telling is cut in turn, before and after the work: it is told once."""
    for cut in (CUT, CUT_AFTER):
        for good in range(9):
            platform.plans.clear()
            platform.plans.extend(["" for _ in range(good)])
            platform.plans.append(cut)
            try:
                shop.push_shipment(shipment(number))
            except UnknownResultError:
                continue
            if platform.plans:
                break
    platform.plans.clear()
    shop.push_shipment(shipment(number))
    assert shop.shipped(number) == ("SF1",)


def the_same_waybill_for_both(shop: ChannelAdapter, one: str, other: str) -> None:
    """One parcel of two orders."""
    for number in (one, other):
        assert shop.push_shipment(shipment(number)) == Pushed()
    for number in (one, other):
        assert shop.push_shipment(shipment(number)).already


Make = Callable[[int, float], str]


def fill(add: Make, rows: int) -> set[str]:
    """So many orders in the last five and a half hours."""
    return {add(number, 6 + number * 320 / rows) for number in range(rows)}
