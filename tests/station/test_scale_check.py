# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""The daily check of the scale with a known weight, by scanner alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.control_code import Control
from app.domain.events import ParcelWeighed
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.scale_facts import DeviceDay, ScaleChecked
from app.domain.scale_trust import ScaleTrust, Unfit
from app.domain.verdict import Verdict
from app.station.effects import SaveBundle, ScaleCommand
from app.station.inputs import HealthHeard
from app.station.snapshot import Face, Sound
from tests.builders import an_order
from tests.station.harness import SUPERVISOR, MakeStation, Station

CHECKS = BenchPolicy(on_mismatch=OnMismatch.CORRECT, check_weight_g=1000, check_tolerance_g=2)
DAY_MS = int(timedelta(days=1).total_seconds() * 1000)
TODAY = date(2026, 11, 24)


def a_check(*, passed: bool = True, day: date = TODAY, device: str = "scale") -> ScaleChecked:
    return ScaleChecked("check-1", day, device, 1000, 1000, 2, passed)


@pytest.mark.parametrize(
    ("last", "unfit"),
    [
        (None, Unfit.DUE),
        (a_check(), None),
        (a_check(passed=False), Unfit.DRIFT),
        (a_check(day=date(2026, 11, 23)), Unfit.DUE),
        (a_check(passed=False, day=date(2026, 11, 23)), Unfit.DRIFT),
        (a_check(device="another"), Unfit.DUE),
    ],
)
def test_who_may_weigh(last: ScaleChecked | None, unfit: Unfit | None) -> None:
    trust = ScaleTrust(last=last)
    assert trust.unfit(1000, TODAY, "scale") is unfit
    assert trust.unfit(0, TODAY, "scale") is None


def check(bench: Station, grams: int) -> None:
    bench.press(Control.CHECK_SCALE)
    bench.weigh(grams)


def test_by_scanner_alone(station: MakeStation) -> None:
    bench = station(an_order(), policy=CHECKS)
    assert bench.snap.details["scale"] == "due"
    assert Control.CHECK_SCALE in bench.snap.offers
    bench.press(Control.CHECK_SCALE)
    assert bench.face is Face.CHECK_EMPTY
    bench.reading(0)
    assert bench.face is Face.CHECK_PUT
    bench.reading(500, stable=False)
    assert bench.face is Face.SETTLING
    for _ in range(5):
        bench.reading(1001)
    (fact,) = bench.facts(ScaleChecked)
    assert isinstance(fact, ScaleChecked)
    assert (fact.passed, fact.grams, fact.known_g, fact.device_id) == (True, 1001, 1000, "scale")
    assert bench.face is Face.WAIT_ORDER
    assert "scale" not in bench.snap.details
    assert Sound.COMPLETE in [snap.cue.sound for snap in bench.snapshots if snap.cue]


def test_what_lay_there_before_is_not_the_weight(station: MakeStation) -> None:
    bench = station(an_order(), policy=CHECKS)
    for _ in range(5):
        bench.reading(1000)
    bench.press(Control.CHECK_SCALE)
    for _ in range(10):
        bench.reading(1000)
    assert bench.face is Face.CHECK_EMPTY
    assert not bench.facts(ScaleChecked)


def test_an_unchecked_scale_weighs_nothing_and_says_what_to_do(station: MakeStation) -> None:
    bench = station(an_order(), policy=CHECKS)
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    assert bench.verdict is Verdict.SCALE_CHECK
    assert bench.snap.stop is not None
    assert bench.snap.stop.stop.details["reason"] == "due"
    assert bench.packing.current.weighing is None
    bench.press(Control.CHECK_SCALE)
    assert bench.face is Face.CHECK_EMPTY
    bench.weigh(1000)
    bench.weigh(100)
    (weighed,) = bench.facts(ParcelWeighed)
    (checked,) = bench.facts(ScaleChecked)
    assert isinstance(weighed, ParcelWeighed)
    assert isinstance(checked, ScaleChecked)
    assert weighed.weighing.check_id == checked.check_id
    assert bench.face is Face.STICK_LABEL


@pytest.mark.parametrize("grams", [997, 1003])
def test_a_drift_blocks_until_it_passes(station: MakeStation, grams: int) -> None:
    bench = station(an_order(), policy=CHECKS)
    check(bench, grams)
    assert bench.verdict is Verdict.SCALE_CHECK
    bench.press(Control.ACKNOWLEDGE)
    assert bench.snap.details["scale"] == "drift"
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    assert bench.verdict is Verdict.SCALE_CHECK
    assert bench.packing.current.weighing is None
    bench.press(Control.CHECK_SCALE)
    bench.weigh(1000)
    bench.weigh(100)
    assert bench.face is Face.STICK_LABEL


@pytest.mark.parametrize("grams", [998, 1002])
def test_the_edge_of_the_tolerance_passes(station: MakeStation, grams: int) -> None:
    bench = station(an_order(), policy=CHECKS)
    check(bench, grams)
    (fact,) = bench.facts(ScaleChecked)
    assert isinstance(fact, ScaleChecked)
    assert fact.passed


def test_it_survives_a_restart_and_lasts_for_a_day(station: MakeStation) -> None:
    bench = station(an_order(), an_order(number="SO-2"), policy=CHECKS)
    check(bench, 1000)
    bench.restart()
    bench.sign_in()
    bench.pack("SO-1", "TEA")
    assert bench.face is Face.DONE
    bench.clock.advance(DAY_MS)
    bench.sign_in()
    bench.scan_all("SO-2", "TEA")
    bench.weigh_right()
    assert bench.verdict is Verdict.SCALE_CHECK


def test_a_check_in_progress_survives_a_restart(station: MakeStation) -> None:
    bench = station(an_order(), policy=CHECKS)
    bench.press(Control.CHECK_SCALE)
    bench.restart()
    bench.sign_in()
    bench.weigh(1000)
    assert bench.facts(ScaleChecked)


def test_nothing_else_is_taken_meanwhile(station: MakeStation) -> None:
    bench = station(an_order(), policy=CHECKS)
    bench.press(Control.CHECK_SCALE)
    bench.scan("SO-1")
    assert bench.verdict is Verdict.NOT_ALLOWED
    assert bench.state.packing is None
    bench.press(Control.MODE_WEIGH)
    assert bench.state.mode == "check"
    bench.press(Control.CANCEL)
    assert bench.face is Face.WAIT_ORDER
    assert bench.scan("SO-1").face is Face.WAIT_ITEM


def test_it_can_be_checked_in_the_middle_of_an_order(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}), policy=CHECKS)
    bench.scan_all("SO-1", "TEA")
    check(bench, 1000)
    assert bench.facts(ScaleChecked)
    bench.scan("TEA")
    bench.weigh_right()
    assert bench.face is Face.STICK_LABEL


def test_without_a_check_weight_nothing_is_demanded(station: MakeStation) -> None:
    plain = replace(CHECKS, check_weight_g=0)
    bench = station(an_order(), policy=plain)
    bench.press(Control.CHECK_SCALE)
    assert bench.verdict is Verdict.NOT_ALLOWED
    bench.pack("SO-1", "TEA")
    assert bench.face is Face.DONE


def test_the_scale_can_be_zeroed_while_it_is_blocked(station: MakeStation) -> None:
    bench = station(an_order(), policy=CHECKS)
    check(bench, 1007)
    bench.press(Control.ZERO)
    assert bench.effects[-1] == ScaleCommand("zero")
    assert bench.verdict is Verdict.SCALE_CHECK


def test_no_supervisor_lets_an_unchecked_scale_weigh(station: MakeStation) -> None:
    bench = station(an_order(), policy=CHECKS)
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    bench.press(Control.FORCE_PASS)
    bench.scan(SUPERVISOR.badge)
    assert bench.verdict is Verdict.SCALE_CHECK
    assert bench.packing.current.weighing is None


def test_the_card_saves_a_bundle_for_support(station: MakeStation) -> None:
    bench = station(an_order())
    bench.press(Control.SUPPORT)
    assert bench.effects[-1] == SaveBundle()
    assert bench.snap.details["notice"] == "support"


def test_days_of_devices_are_kept_and_change_nothing(station: MakeStation) -> None:
    bench = station(an_order())
    before = bench.state
    day = DeviceDay("scale", "scale", TODAY, 3600, 36_000, 2, 1, 640)
    bench.post(HealthHeard((day,)))
    assert bench.facts(DeviceDay) == [day]
    assert bench.state == before
