"""Which courier takes a parcel: rules first, then the cheapest; the price of a rule is kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.places import Destination, ZoneLevel
from app.domain.quotes import RatedParcel
from app.domain.rate_card import RateCard, RateRow, WeightStep, Zone, ZoneMember
from app.domain.routing import Choice, Offer, Routed, RoutingRule, RuleKind, choose
from tests.domain.rate_sheets import card_of

DAY = date(2026, 3, 2)


def flat(courier: str, yuan: int, *provinces: str, currency: str = "CNY") -> RateCard:
    members = tuple(ZoneMember(ZoneLevel.PROVINCE, one) for one in provinces or ("四川", "西藏"))
    row = RateRow("1", Decimal(0), None, Decimal(yuan))
    steps = (WeightStep(None, None),)
    return RateCard(courier, courier, currency, "kg", steps, (Zone("1", members),), (row,))


OFFERS = (
    Offer("SF", flat("SF", 12)),
    Offer("YUNDA", flat("YUNDA", 3, "四川"), cod=False),
    Offer("BEST", flat("BEST", 4)),
    Offer("JT", None),
)


def wanted(province: str = "四川", grams: int = 1000, **more: Any) -> Routed:
    to = Destination(province=province, city=more.pop("city", ""))
    return Routed(RatedParcel(to, grams, DAY), **more)


def rule(kind: RuleKind, *couriers: str, **more: Any) -> RoutingRule:
    return RoutingRule(more.pop("id", "r1"), kind, couriers, **more)


def names(choice: Choice) -> tuple[str, str]:
    assert choice.chosen is not None
    assert choice.cheapest is not None
    return choice.chosen.courier, choice.cheapest.courier


def test_the_cheapest_that_serves_the_address() -> None:
    assert names(choose(wanted(), OFFERS, ())) == ("YUNDA", "YUNDA")
    assert names(choose(wanted("西藏"), OFFERS, ())) == ("BEST", "BEST")
    nowhere = choose(wanted("台湾"), OFFERS, ())
    assert nowhere.chosen is None
    refused = {one.courier: one.refused for one in nowhere.options}
    assert refused == {"SF": "no_zone", "YUNDA": "no_zone", "BEST": "no_zone", "JT": "no_card"}


def test_cash_goes_with_those_who_collect_it() -> None:
    choice = choose(wanted(cod=True), OFFERS, ())
    assert names(choice) == ("BEST", "BEST")
    assert [one.refused for one in choice.options] == ["", "no_cod", "", "no_card"]


def test_a_preference_costs_what_it_costs() -> None:
    choice = choose(wanted(shop="A"), OFFERS, [rule(RuleKind.PREFER, "SF", shops=("A",))])
    assert names(choice) == ("SF", "YUNDA")
    assert (choice.rule, choice.costs_more_minor) == ("r1", 900)
    assert names(choose(wanted(shop="B"), OFFERS, [rule(RuleKind.PREFER, "SF", shops=("A",))])) == (
        "YUNDA",
        "YUNDA",
    )


def test_a_courier_that_does_not_serve_is_not_preferred() -> None:
    preferred = rule(RuleKind.PREFER, "YUNDA", "SF")
    choice = choose(wanted("西藏"), OFFERS, [preferred])
    assert names(choice) == ("SF", "BEST")


def test_what_is_forbidden_is_shown_and_not_taken() -> None:
    choice = choose(wanted(), OFFERS, [rule(RuleKind.FORBID, "YUNDA")])
    assert names(choice) == ("BEST", "YUNDA")
    assert [one.forbidden_by for one in choice.options] == ["", "r1", "", ""]
    preferred = rule(RuleKind.PREFER, "YUNDA", id="r2", priority=9)
    assert names(choose(wanted(), OFFERS, [rule(RuleKind.FORBID, "YUNDA"), preferred]))[0] == "BEST"


def test_only_these_couriers() -> None:
    only = rule(RuleKind.ONLY, "SF", items=("GLASS",))
    assert names(choose(wanted(items=frozenset({"GLASS", "TEA"})), OFFERS, [only])) == (
        "SF",
        "YUNDA",
    )
    assert choose(wanted(), OFFERS, [rule(RuleKind.ONLY, "JT")]).chosen is None


def test_the_highest_priority_is_asked_first() -> None:
    rules = [
        rule(RuleKind.PREFER, "BEST", id="low", priority=1),
        rule(RuleKind.PREFER, "SF", id="high", priority=2),
    ]
    assert choose(wanted(), OFFERS, rules).rule == "high"


@pytest.mark.parametrize(
    ("given", "met"),
    [
        ({"grams_over": 1000}, False),
        ({"grams_over": 999}, True),
        ({"grams_to": 1000}, True),
        ({"grams_to": 999}, False),
        ({"cod": False}, True),
        ({"cod": True}, False),
        ({"value_over_minor": 5000}, False),
        ({"value_over_minor": 4999}, True),
        ({"channels": ("taobao",)}, True),
        ({"channels": ("jd",)}, False),
        ({"places": (ZoneMember(ZoneLevel.CITY, "成都"),)}, True),
        ({"places": (ZoneMember(ZoneLevel.CITY, "绵阳"),)}, False),
        ({"starts": DAY, "ends": DAY}, True),
        ({"starts": date(2026, 3, 3)}, False),
        ({"active": False}, False),
        ({"service": "express"}, False),
    ],
)
def test_each_condition(given: dict[str, Any], met: bool) -> None:
    parcel = wanted(city="成都市", channel="taobao", value_minor=5000)
    found = choose(parcel, OFFERS, [rule(RuleKind.PREFER, "SF", **given)])
    assert (found.rule == "r1") is met


def test_equal_prices_go_to_the_first_and_other_money_is_not_compared() -> None:
    equal = (Offer("B", flat("B", 5)), Offer("A", flat("A", 5)))
    assert names(choose(wanted(), equal, ())) == ("B", "B")
    mixed = (*equal, Offer("C", flat("C", 1, currency="USD")))
    choice = choose(wanted(), mixed, ())
    assert names(choice) == ("B", "B")
    assert choice.options[2].refused == "other_currency"


def test_a_service_of_a_courier_can_be_preferred() -> None:
    two = (
        replace(OFFERS[0], service="land", card=flat("SF", 9)),
        replace(OFFERS[0], service="air"),
    )
    choice = choose(wanted(), two, [rule(RuleKind.PREFER, "SF", service="air")])
    assert choice.chosen is not None
    assert choice.chosen.service == "air"
    assert choose(wanted(), two, ()).chosen == choice.cheapest


def test_no_card_of_the_day_is_no_offer() -> None:
    old = Offer("SF", card_of("cn_sf_ecom_chengdu_2020-01-01"))
    choice = choose(wanted(), (old,), ())
    assert choice.chosen is None
    assert choice.costs_more_minor == 0
    assert choice.options[0].refused == "not_in_force"
