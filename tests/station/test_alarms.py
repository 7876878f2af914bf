"""An exception at the center that names this bench is shown here once, and loudly."""

from app.domain.control_code import Control
from app.domain.policy import OnMismatch
from app.domain.verdict import Verdict
from app.station.alarms import Alarm, AlarmsHeard
from app.station.snapshot import Face, Sound
from tests.builders import a_policy, an_order
from tests.station.harness import MakeStation

DOUBLE = AlarmsHeard((Alarm("task-1", "double_pack", "SO-9", "B02"),))


def test_a_double_pack_stops_the_bench_with_its_own_sound(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1}))
    shown = bench.post(DOUBLE)
    assert shown.face is Face.STOP
    assert shown.stop is not None
    assert shown.stop.stop.verdict is Verdict.DOUBLE_PACK
    assert shown.stop.stop.details["bench"] == "B02"
    assert shown.cue is not None
    assert shown.cue.sound is Sound.ALERT


def test_it_is_shown_once_even_after_a_restart(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1}))
    bench.post(DOUBLE)
    bench.press(Control.ACKNOWLEDGE)
    assert bench.post(DOUBLE).stop is None
    bench.restart()
    assert bench.post(DOUBLE).stop is None


def test_it_waits_for_a_stop_that_stands_and_leaves_the_open_order_alone(
    station: MakeStation,
) -> None:
    bench = station(an_order({"TEA": 1}), policy=a_policy(on_mismatch=OnMismatch.CORRECT))
    bench.scan("SO-1")
    bench.scan("NOBODY")
    shown = bench.post(DOUBLE)
    assert shown.stop is not None
    assert shown.stop.stop.verdict is Verdict.UNKNOWN_CODE
    shown = bench.press(Control.ACKNOWLEDGE)
    assert shown.stop is not None
    assert shown.stop.stop.verdict is Verdict.DOUBLE_PACK


def test_what_only_the_office_must_see_does_not_stop_a_bench(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1}))
    assert bench.post(AlarmsHeard((Alarm("task-2", "came_late"),))).stop is None
