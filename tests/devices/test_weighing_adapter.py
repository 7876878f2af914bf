"""Grams are exact, units are never guessed, and what is no weight says why."""

from decimal import Decimal

import pytest

from app.devices.base import ScaleFrame
from app.devices.scales.registry import scale_protocol
from app.devices.weighing_adapter import WeightMaker
from app.domain.readings import WeightFault, WeightReading


def reading(
    weight: str, unit: str | None, profile: str | None = None, *, under: bool | None = None
) -> WeightReading:
    frame = ScaleFrame(
        "weight", b"raw", weight=Decimal(weight), unit=unit, stable=True, under=under
    )
    made = WeightMaker("scale", profile).reading(frame, 7)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("weight", "unit", "grams", "division"),
    [
        ("1.234", "kg", 1234, 1),
        ("1.23", "kg", 1230, 10),
        ("0.5", "g", 1, 1),  # half up, as a person rounds
        ("0.4", "g", 0, 1),
        ("-0.5", "g", -1, 1),
        ("7.8", "oz", 221, 3),
        ("1", "lb", 454, 454),
        ("5.10", "lb", 2313, 5),
        ("144", "mg", 0, 1),
        ("1100", "g", 1100, 1),
        ("0.001", "t", 1000, 1000),
    ],
)
def test_grams(weight: str, unit: str, grams: int, division: int) -> None:
    made = reading(weight, unit)
    assert (made.grams, made.division_g, made.fault) == (grams, division, None)
    assert (made.shown, made.unit) == (Decimal(weight), unit)


def test_a_missing_unit_comes_from_the_profile_or_is_a_fault() -> None:
    assert reading("1.234", None, "KG").grams == 1234
    silent = reading("1.234", None)
    assert (silent.grams, silent.fault) == (None, WeightFault.NO_UNIT)


def test_the_unit_sent_wins_over_the_profile() -> None:
    assert reading("500", "g", "kg").grams == 500


@pytest.mark.parametrize("unit", ["pcs", "%", "tael", "ton", "furlong"])
def test_what_is_no_mass_is_the_wrong_unit(unit: str) -> None:
    made = reading("12", unit, "kg")
    assert (made.grams, made.fault) == (None, WeightFault.WRONG_UNIT)


def test_under_zero_of_a_hid_scale_is_no_weight() -> None:
    made = reading("-7.8", "oz", under=True)
    assert (made.grams, made.fault) == (None, WeightFault.UNDER)


def of_8217(stream: bytes) -> list[WeightReading | None]:
    maker = WeightMaker("scale", "kg")
    decoder = scale_protocol("toledo_8217").decoder()
    return [maker.reading(frame, 7) for frame in decoder.feed(stream)]


def test_states_of_an_8217() -> None:
    moving, over, under, zero = of_8217(b"\x02?A\r\x02?B\r\x02?D\r\x02?P\r")
    assert moving
    assert (moving.grams, moving.stable, moving.fault) == (None, False, None)
    assert over
    assert (over.grams, over.fault) == (None, WeightFault.OVER)
    assert under
    assert (under.grams, under.fault) == (None, WeightFault.UNDER)
    assert zero
    assert (zero.grams, zero.zero, zero.stable) == (0, True, True)


def test_an_8217_that_gives_a_weight_once_keeps_it_until_it_moves() -> None:
    weight, same, moving, nothing = of_8217(b"\x0201.234\r\x02?@\r\x02?A\r\x02?@\r")
    assert weight
    assert same
    assert weight.grams == same.grams == 1234
    assert moving
    assert moving.grams is None
    assert nothing is None


def test_a_lost_port_forgets_the_last_weight() -> None:
    maker = WeightMaker("scale", "kg")
    decoder = scale_protocol("toledo_8217").decoder()
    weight, quiet = decoder.feed(b"\x0201.234\r\x02?@\r")
    assert maker.reading(weight, 1)
    maker.reset()
    assert maker.reading(quiet, 2) is None


def test_answers_that_are_no_weight_make_no_reading() -> None:
    maker = WeightMaker("scale", "kg")
    frames = scale_protocol("mt_sics").decoder().feed(b'Z A\r\nI4 A "1"\r\nS I\r\nSI\r\n')
    assert [maker.reading(frame, 1) for frame in frames] == [None] * 4
