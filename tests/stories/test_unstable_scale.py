"""A scale that drifts, trembles, sticks or falls silent: no parcel ever gets a wrong weight."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.events import ParcelWeighed
from app.domain.verdict import Verdict
from app.station.snapshot import Face, PanState
from tests.builders import an_order
from tests.station.harness import CORRECT, Station

ORDERS = 8


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Station]:
    station = Station(tmp_path / "bench.db", CORRECT)
    sizes = [an_order({"TEA": n + 1}, number=f"SO-{n}") for n in range(ORDERS)]
    station.stock(sizes)
    station.sign_in()
    yield station
    station.close()


def check(bench: Station, n: int) -> int:
    """All pieces of an order scanned; what it will weigh."""
    bench.scan_all(f"SO-{n}", *["TEA"] * (n + 1))
    return 100 * (n + 1)


def weighed(bench: Station) -> list[int]:
    facts = bench.facts(ParcelWeighed)
    return [one.weighing.grams for one in facts if isinstance(one, ParcelWeighed)]


def test_trembling_hands_on_the_parcel(bench: Station) -> None:
    chance = random.Random(7)
    for n in range(ORDERS):
        grams = check(bench, n)
        bench.reading(0)
        bench.reading(0)
        for _ in range(10):
            bench.reading(grams + chance.randint(-60, 60), stable=False)
            assert bench.face is Face.SETTLING
        for _ in range(3):
            bench.reading(grams)
        assert bench.face is Face.STICK_LABEL
        bench.prove()
    assert weighed(bench) == [100 * (n + 1) for n in range(ORDERS)]


def test_no_flag_and_a_slow_drift(bench: Station) -> None:
    check(bench, 0)
    for _ in range(4):
        bench.reading(0, stable=None)
    for grams in range(30, 100, 4):  # somebody still leans on it
        bench.reading(grams, stable=None)
    assert weighed(bench) == []
    for _ in range(6):
        bench.reading(100, stable=None)
    assert weighed(bench) == [100]


def test_zero_drifts_over_the_day(bench: Station) -> None:
    for n in range(ORDERS):
        grams = check(bench, n)
        for _ in range(2):
            bench.reading(n % 5)  # dust, a strip of tape
        for _ in range(3):
            bench.reading(grams + n % 5)
        assert bench.face is Face.STICK_LABEL
        bench.prove()
    assert len(weighed(bench)) == ORDERS


def test_a_scale_that_sticks_at_the_parcel_before(bench: Station) -> None:
    check(bench, 1)
    bench.weigh(200)
    bench.prove()
    check(bench, 2)
    for _ in range(40):  # it shows 0.200 kg, stable, for ever
        bench.reading(200)
    assert (bench.face, bench.snap.weight.pan) == (Face.CLEAR_SCALE, PanState.WAIT_ZERO)
    assert weighed(bench) == [200]


def test_a_scale_that_sticks_at_the_parcel_before_of_the_same_weight(bench: Station) -> None:
    """The dangerous one: the number would fit. It is still the weight of another parcel."""
    twin = an_order({"TEA": 2}, number="SO-TWIN")
    bench.stock([twin], numbers=0)
    check(bench, 1)
    bench.weigh(200)
    bench.prove()
    bench.scan_all("SO-TWIN", "TEA", "TEA")
    for _ in range(40):
        bench.reading(200)
    assert (bench.face, weighed(bench)) == (Face.CLEAR_SCALE, [200])


def test_the_next_parcel_is_put_on_before_the_pan_was_seen_empty(bench: Station) -> None:
    check(bench, 1)
    bench.weigh(200)
    bench.prove()
    grams = check(bench, 5)
    for shown in (90, 350, 640):
        bench.reading(shown, stable=False)
    for _ in range(4):
        bench.reading(grams)
    assert weighed(bench) == [200, grams]


def test_silence_in_the_middle(bench: Station) -> None:
    check(bench, 0)
    bench.reading(0)
    bench.reading(100)
    bench.clock.advance(2_500)
    bench.reading(100)
    assert weighed(bench) == []
    bench.reading(100)
    bench.reading(100)
    assert weighed(bench) == [100]


def test_unplugged_and_back_with_the_parcel_on_it(bench: Station) -> None:
    check(bench, 0)
    bench.reading(0)
    bench.reading(100)
    bench.unplug_scale()
    assert bench.snap.weight.pan is PanState.BLANK
    for _ in range(10):
        bench.reading(100)
    assert (bench.face, weighed(bench)) == (Face.CLEAR_SCALE, [])
    bench.weigh(100)
    assert weighed(bench) == [100]


def test_a_parcel_leans_against_the_wall(bench: Station) -> None:
    check(bench, 3)
    bench.weigh(310)
    assert bench.verdict is Verdict.WEIGHT_OUT
    assert weighed(bench) == []
