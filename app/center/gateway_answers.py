"""What each question of a station leads to at the desk. Who asks was checked before."""

import logging
from collections.abc import Callable
from typing import Any

from app.center import gateway_wire as wire
from app.center.desk import CenterDesk, ClaimWord, FeedPage
from app.center.gateway_gate import NotAnsweredError
from app.center.greeting import SECOND_INSTANCE, SecondInstanceError
from app.store.records import StationNow
from app.store.session import (
    BOXES,
    CONTRACTS,
    COURIERS,
    HAND_PARCELS,
    ITEMS,
    OPERATORS,
    ORDERS,
    RATES,
    SCALE_PROFILES,
    TASKS,
    WAVES,
    WAYBILLS,
)

log = logging.getLogger(__name__)

MOST_DEVICES = 12
PUSH = "/push"
PULL = "/pull"
HELLO = "/hello"
QUIET = frozenset({HELLO, PULL})
"""What changes nothing that another bench waits for."""

FEEDS = frozenset({ITEMS, BOXES, SCALE_PROFILES, OPERATORS, RATES, WAVES, TASKS, ORDERS}) | {
    CONTRACTS,
    COURIERS,
    HAND_PARCELS,
}


def questions(
    desk: CenterDesk,
) -> dict[str, tuple[type[Any], Callable[[str, Any], object]]]:
    """By path: what is asked, and who answers it to a station."""
    answers = _Answers(desk)
    return {
        HELLO: (wire.HelloAsk, answers.hello),
        PUSH: (wire.PushAsk, answers.push),
        PULL: (wire.PullAsk, answers.pull),
        "/claim": (wire.OrderAsk, answers.claim),
        "/release": (wire.OrderAsk, answers.release),
        "/numbers/keep": (wire.NumbersAsk, answers.keep_numbers),
        "/numbers/return": (wire.NumbersAsk, answers.give_back),
    }


class _Answers:
    """A station's word counts for itself alone: its facts, its claims, its numbers."""

    def __init__(self, desk: CenterDesk) -> None:
        self._desk = desk

    def hello(self, station_id: str, ask: wire.HelloAsk) -> wire.HelloSay:
        says = _says(station_id, ask)
        try:
            word = self._desk.hello(station_id, ask.program[:80], ask.at, ask.waiting, says)
        except SecondInstanceError as error:
            raise NotAnsweredError(409, SECOND_INSTANCE, str(error)) from error
        if not word.epoch:
            raise NotAnsweredError(409, "not_set_up", "the center was not set up: `center init`")
        return wire.HelloSay(word.epoch, wire.PROTOCOL, word.clock, word.heads)

    def push(self, station_id: str, ask: wire.PushAsk) -> wire.PushSay:
        if any(fact.station_id != station_id for fact in ask.facts):
            log.warning("refused: station %s brought facts of another station", station_id)
            raise NotAnsweredError(403, "not_yours", "a bench brings its own facts only")
        return wire.PushSay(self._desk.push(ask.facts))

    def pull(self, station_id: str, ask: wire.PullAsk) -> FeedPage:
        if ask.feed not in FEEDS and ask.feed != WAYBILLS + station_id:
            raise NotAnsweredError(404, "no_such_feed", f"no feed {ask.feed[:60]} for this bench")
        return self._desk.pull(ask.feed, ask.after, ask.limit)

    def claim(self, station_id: str, ask: wire.OrderAsk) -> ClaimWord:
        return self._desk.claim(ask.order_id, station_id)

    def release(self, station_id: str, ask: wire.OrderAsk) -> wire.Done:
        return wire.Done(self._desk.release(ask.order_id, station_id))

    def keep_numbers(self, station_id: str, ask: wire.NumbersAsk) -> wire.Done:
        self._desk.keep_numbers(station_id, ask.numbers)
        return wire.Done()

    def give_back(self, station_id: str, ask: wire.NumbersAsk) -> wire.Done:
        self._desk.give_back(station_id, ask.numbers)
        return wire.Done()


def _says(station_id: str, ask: wire.HelloAsk) -> StationNow | None:
    """What a bench says of itself, cut to what a row may hold; None: its program says nothing."""
    if not ask.instance:
        return None
    devices = {name[:20]: state[:20] for name, state in list(ask.devices.items())[:MOST_DEVICES]}
    return StationNow(station_id, ask.instance[:80], None, devices, ask.data_age_s)
