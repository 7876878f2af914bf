"""Which orders walk together, in which sequence, and which stay out and why."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.waving import (
    MIXED,
    Candidate,
    Out,
    Plan,
    WavePolicy,
    Zoning,
    fetches,
    place_key,
    plan,
    zone_of,
)
from tests.builders import NOON, a_kit, a_line, an_item, an_order

ONE_BY_ONE = WavePolicy(by=Zoning.NONE, singles=False)


def a_candidate(name: str, **more: object) -> Candidate:
    plain = Candidate(name, "sf", 2, NOON + timedelta(hours=4), "P", ("A-1", "A-2"))
    return replace(plain, **more)  # type: ignore[arg-type]


def waves(found: Plan) -> list[tuple[str, ...]]:
    return [one.orders for one in found.waves]


def test_couriers_and_zones_are_apart() -> None:
    some = [
        a_candidate("a"),
        a_candidate("b", courier="yd"),
        a_candidate("c", places=("B-1",)),
        a_candidate("d", places=("A-9", "B-1")),
        a_candidate("e", places=()),
    ]
    found = {(one.courier, one.zone): one.orders for one in plan(some, WavePolicy(), NOON).waves}
    assert found == {
        ("sf", "A"): ("a",), ("yd", "A"): ("b",), ("sf", "B"): ("c",), ("sf", MIXED): ("d",),
        ("sf", ""): ("e",),
    }  # fmt: skip
    by_region = plan([*some, a_candidate("f", region="Q")], WavePolicy(by=Zoning.REGION), NOON)
    assert {one.zone: len(one.orders) for one in by_region.waves if one.courier == "sf"} == {
        "P": 4,
        "Q": 1,
    }


def test_the_most_urgent_come_first_and_limits_hold() -> None:
    some = [a_candidate(f"o{n}", cut_off=NOON + timedelta(minutes=n)) for n in range(7)]
    some.append(a_candidate("never", cut_off=None))
    random.Random(5).shuffle(some)
    few = replace(ONE_BY_ONE, orders=3)
    assert waves(plan(some, few, NOON)) == [
        ("o0", "o1", "o2"), ("o3", "o4", "o5"), ("o6", "never"),
    ]  # fmt: skip
    small = plan(some, replace(ONE_BY_ONE, pieces=4), NOON)
    assert [one.pieces for one in small.waves] == [4, 4, 4, 4]
    assert small.waves[0].cut_off == NOON


def test_an_order_larger_than_any_wave_stands_alone() -> None:
    some = [a_candidate("a"), a_candidate("b", pieces=999), a_candidate("c")]
    assert waves(plan(some, replace(ONE_BY_ONE, pieces=10), NOON)) == [("a",), ("b",), ("c",)]


def test_orders_of_one_piece_are_apart_item_by_item() -> None:
    late = NOON + timedelta(hours=9)
    some = [
        a_candidate("a", single_sku="TEA", pieces=1, cut_off=late),
        a_candidate("b", single_sku="CUP", pieces=1, cut_off=late),
        a_candidate("c", single_sku="TEA", pieces=1, cut_off=NOON),
        a_candidate("d"),
    ]
    found = plan(some, WavePolicy(), NOON)
    assert [(one.single, one.orders) for one in found.waves] == [
        (True, ("c", "a", "b")),
        (False, ("d",)),
    ]
    together = plan(some, WavePolicy(singles=False), NOON)
    assert [len(one.orders) for one in together.waves] == [4]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"begun": True}, Out.BEGUN),
        ({"courier": ""}, Out.NO_COURIER),
        ({"pieces": 0}, Out.NO_GOODS),
        ({"cut_off": NOON + timedelta(hours=9)}, Out.FEW),
        ({"cut_off": None}, Out.FEW),
    ],
)
def test_what_stays_out_and_why(changes: dict[str, object], why: Out) -> None:
    found = plan([a_candidate("a", **changes)], WavePolicy(least=2), NOON)
    assert (found.waves, found.out) == ((), {why: 1})


def test_few_that_hurry_go_all_the_same() -> None:
    hurry = a_candidate("a", cut_off=NOON + timedelta(minutes=60))
    assert plan([hurry], WavePolicy(least=9, hurry_min=60), NOON).orders == 1
    assert plan([hurry], WavePolicy(least=9, hurry_min=59), NOON).orders == 0


def test_the_same_orders_give_the_same_plan_whatever_their_sequence() -> None:
    dice = random.Random(3)
    some = [
        a_candidate(
            f"o{n}", courier=dice.choice("xyz"), pieces=dice.randint(1, 9),
            places=(dice.choice("ABC") + "-1",), single_sku=dice.choice(["", "TEA"]),
            cut_off=NOON + timedelta(minutes=dice.randrange(300)),
        )
        for n in range(300)
    ]  # fmt: skip
    policy = WavePolicy(orders=7, pieces=30, least=3)
    first = plan(some, policy, NOON)
    dice.shuffle(some)
    assert plan(some, policy, NOON) == first
    ids = [one for wave in first.waves for one in wave.orders]
    assert len(ids) == len(set(ids)) == 300 - sum(first.out.values())
    assert all(len(one.orders) <= 7 for one in first.waves)


def test_places_sort_as_people_walk() -> None:
    places = ["B-1", "", "A-10", "a-2", "A-2-3", "7"]
    assert sorted(places, key=place_key) == ["7", "a-2", "A-2-3", "A-10", "B-1", ""]
    assert [zone_of(one) for one in ("A-03-2", "b1.07", "C", "")] == ["A", "B1", "C", ""]


def test_what_to_fetch_is_summed_place_by_place_with_kits_exploded() -> None:
    tea, cup = an_item("TEA", location="B-2"), an_item("CUP", location="A-10")
    first = an_order((a_line(1, tea, 2), a_kit(2, parts={"TEA": 1, "CUP": 2}, quantity=2)))
    second = an_order((a_line(1, cup, 1), a_line(2, "GIFT", 1, gift=True)), number="SO-2")
    found = fetches([(2, second), (1, first)])
    assert [(one.place, one.sku, one.pieces, one.slots) for one in found] == [
        ("A-10", "CUP", 5, ((1, 4), (2, 1))),
        ("B-2", "TEA", 4, ((1, 4),)),
        ("", "GIFT", 1, ((2, 1),)),
    ]
