# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""Step 5: the weight is taken by itself, judged, and never another parcel's."""

from decimal import Decimal

import pytest

from app.domain.control_code import Control, code_of
from app.domain.events import ParcelWeighed, Stopped
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.readings import WeightFault, WeightReading
from app.station.effects import ScaleCommand
from app.station.snapshot import Face, PanState, Sound
from tests.builders import a_line, an_item, an_order
from tests.station.harness import MakeStation, Station

NARROW = BenchPolicy(on_mismatch=OnMismatch.CORRECT, tolerance_g=10, tolerance_permille=0)


def checked(station: MakeStation, policy: BenchPolicy = NARROW) -> Station:
    bench = station(an_order({"TEA": 2, "CUP": 1}), policy=policy)
    bench.scan_all("SO-1", "TEA", "TEA", "CUP")
    return bench


def test_the_weight_is_taken_by_itself_with_its_evidence(station: MakeStation) -> None:
    bench = checked(station)
    bench.weigh(304)
    (weighed,) = bench.facts(ParcelWeighed)
    assert isinstance(weighed, ParcelWeighed)
    kept = weighed.weighing
    assert (kept.grams, kept.shown, kept.unit, kept.device_id) == (304, "0.304", "kg", "scale")
    assert bytes.fromhex(kept.raw) == b"ST,GS,+000304 g\r\n"
    assert (kept.expected_g, kept.tolerance_g, kept.manual) == (300, 10, False)
    assert kept.stable_for_ms >= 200
    assert bench.snap.weight.pan is PanState.TAKEN


@pytest.mark.parametrize("grams", [290, 300, 310])
def test_the_edge_of_the_band_is_inside(station: MakeStation, grams: int) -> None:
    bench = checked(station)
    bench.weigh(grams)
    assert bench.face is Face.STICK_LABEL


def test_the_widest_tolerance_counts(station: MakeStation) -> None:
    wide = BenchPolicy(on_mismatch=OnMismatch.CORRECT, tolerance_g=10, tolerance_permille=100)
    bench = checked(station, wide)
    bench.weigh(330)
    assert bench.face is Face.STICK_LABEL


def test_filler_is_expected(station: MakeStation) -> None:
    filled = BenchPolicy(on_mismatch=OnMismatch.CORRECT, filler_g=80)
    bench = checked(station, filled)
    assert (bench.snap.weight.expected_g, bench.snap.weight.items_g) == (380, 300)


def test_unknown_weights_are_not_judged(station: MakeStation) -> None:
    lines = (a_line(1, an_item("TEA", grams=None), 1),)
    bench = station(an_order(lines))
    bench.scan_all("SO-1", "TEA")
    assert bench.snap.weight.expected_g is None
    bench.weigh(4321)
    assert bench.face is Face.STICK_LABEL
    (weighed,) = bench.facts(ParcelWeighed)
    assert isinstance(weighed, ParcelWeighed)
    assert weighed.weighing.expected_g is None


def test_the_parcel_before_is_never_weighed_again(station: MakeStation) -> None:
    bench = station(an_order(), an_order(number="SO-2"))
    bench.pack("SO-1", "TEA")
    bench.scan_all("SO-2", "TEA")
    for _ in range(10):
        bench.reading(100)
    assert (bench.face, bench.snap.weight.pan) == (Face.CLEAR_SCALE, PanState.WAIT_ZERO)
    bench.weigh(100)
    assert bench.face is Face.STICK_LABEL


def test_after_a_restart_nobody_knows_whose_parcel_lies_there(station: MakeStation) -> None:
    bench = checked(station)
    bench.reading(0)
    bench.restart()
    for _ in range(6):
        bench.reading(300)
    assert bench.face is Face.CLEAR_SCALE


@pytest.mark.parametrize("control", [Control.CANCEL, Control.PARK, Control.RETURN])
def test_a_parcel_that_left_is_not_the_next_ones_weight(
    station: MakeStation, control: Control
) -> None:
    bench = station(an_order(), an_order(number="SO-2"), policy=NARROW)
    bench.scan("SO-1")
    bench.reading(0)
    for _ in range(5):
        bench.reading(100)
    for code in (code_of(control), "SO-2", "TEA"):
        bench.scan(code, after_ms=50)
        bench.reading(100)
    assert (bench.face, bench.packing.current.weighing) == (Face.CLEAR_SCALE, None)


def test_motion_is_shown_and_not_taken(station: MakeStation) -> None:
    bench = checked(station)
    bench.reading(0)
    for grams in (150, 280, 320, 300, 295):
        bench.reading(grams, stable=False)
    assert (bench.face, bench.snap.weight.pan) == (Face.SETTLING, PanState.MOVING)


def test_without_a_flag_time_tells(station: MakeStation) -> None:
    bench = checked(station)
    bench.reading(0, stable=None)
    bench.reading(0, stable=None)
    bench.reading(0, stable=None)
    bench.reading(300, stable=None)
    bench.reading(300, stable=None)
    bench.reading(300, stable=None)
    assert bench.packing.current.weighing is None
    for _ in range(4):
        bench.reading(300, stable=None)
    assert bench.face is Face.STICK_LABEL


@pytest.mark.parametrize("fault", list(WeightFault))
def test_what_is_no_weight_is_shown_as_such(station: MakeStation, fault: WeightFault) -> None:
    bench = checked(station)
    bench.reading(0)
    for _ in range(5):
        at = bench.clock.advance(150).mono_ms
        bench.post(WeightReading(None, Decimal(3), "?", True, at, "scale", b"??", fault=fault))
    assert (bench.snap.weight.pan, bench.snap.weight.fault) == (PanState.FAULT, fault)
    assert bench.packing.current.weighing is None


def test_a_stale_weight_goes_blank(station: MakeStation) -> None:
    bench = checked(station)
    bench.reading(0)
    bench.reading(300)
    bench.clock.advance(1_500)
    bench.scan("SO-1")
    assert bench.snap.weight.pan is PanState.BLANK
    assert bench.packing.current.weighing is None


def test_unplugged_in_the_middle(station: MakeStation) -> None:
    bench = checked(station)
    bench.reading(0)
    bench.reading(300)
    bench.unplug_scale()
    assert bench.snap.weight.pan is PanState.BLANK
    for _ in range(5):
        bench.reading(300)
    assert bench.face is Face.CLEAR_SCALE
    bench.weigh(300)
    assert bench.face is Face.STICK_LABEL


def test_too_light_to_be_a_parcel(station: MakeStation) -> None:
    lines = (a_line(1, an_item("TEA", grams=None), 1),)
    bench = station(an_order(lines))
    bench.scan_all("SO-1", "TEA")
    bench.weigh(15)
    assert bench.packing.current.weighing is None


def test_weighing_goes_on_whatever_the_screen_shows(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan("SO-1")
    bench.reading(0)
    for _ in range(4):
        bench.reading(100)
    bench.scan("TEA")
    assert bench.face is Face.STICK_LABEL
    assert bench.snap.scanned == 1


def test_weigh_again_prints_again_under_the_same_number(station: MakeStation) -> None:
    bench = checked(station)
    bench.weigh(300)
    number = bench.waybill
    bench.press(Control.REWEIGH)
    assert bench.packing.current.weighing is None
    bench.weigh(305)
    assert bench.waybill == number
    assert [(label.copy, label.grams) for label in bench.labels] == [(1, 300), (2, 305)]
    bench.prove()
    assert bench.face is Face.DONE


@pytest.mark.parametrize(("control", "name"), [(Control.ZERO, "zero"), (Control.TARE, "tare")])
def test_the_card_commands_the_scale(station: MakeStation, control: Control, name: str) -> None:
    bench = station()
    bench.press(control)
    assert ScaleCommand(name) in bench.effects


def test_a_weight_is_heard(station: MakeStation) -> None:
    bench = station(an_order(), prints=False)
    bench.scan_all("SO-1", "TEA")
    bench.reading(0)
    heard = []
    for _ in range(5):
        bench.reading(100)
        heard.append(bench.snap.cue and bench.snap.cue.sound)
    assert heard.count(Sound.WEIGHT) == 1
    assert len(bench.facts(Stopped)) == 0
