"""The control card: what is offered is accepted, what is not offered says so; soft stops."""

from collections.abc import Callable

import pytest

from app.domain.control_code import Control, code_of
from app.domain.events import LeadCalled, StopCleared
from app.domain.readings import Scan
from app.domain.verdict import Verdict
from app.station.commands import ControlPressed, ScanTyped
from app.station.snapshot import Face, Sound
from tests.builders import an_item, an_order
from tests.station.harness import MakeStation, Station


def order(bench: Station) -> None:
    assert bench.face is Face.WAIT_ORDER


def item(bench: Station) -> None:
    bench.scan_all("SO-1", "TEA")


def weight(bench: Station) -> None:
    bench.scan_all("SO-1", "TEA", "TEA")


def label(bench: Station) -> None:
    bench.prints = False
    weight(bench)
    bench.weigh(200)


def proof(bench: Station) -> None:
    weight(bench)
    bench.weigh(200)


def mismatch(bench: Station) -> None:
    bench.scan_all("SO-1", "CUP")


def weight_out(bench: Station) -> None:
    weight(bench)
    bench.weigh(900)


def wrong_label(bench: Station) -> None:
    proof(bench)
    bench.scan("NO-LABEL-OF-OURS")


STEPS = [order, item, weight, label, proof, mismatch, weight_out, wrong_label]
ALWAYS = {
    Control.CALL_LEAD, Control.SIGN_OUT, Control.ZERO, Control.TARE, Control.TEST_SCAN,
    Control.CHECK_SCALE, Control.SUPPORT,
}  # fmt: skip


def at(station: MakeStation, step: Callable[[Station], None]) -> Station:
    bench = station(an_order({"TEA": 2}), extra_items=[an_item("CUP")])
    step(bench)
    return bench


@pytest.mark.parametrize("step", STEPS)
def test_what_is_offered_is_accepted(station: MakeStation, step: Callable[[Station], None]) -> None:
    for control in at(station, step).snap.offers:
        bench = at(station, step)
        bench.post(ControlPressed(control))
        assert bench.verdict is not Verdict.NOT_ALLOWED, control


@pytest.mark.parametrize("step", STEPS[:5])
def test_what_is_not_offered_says_so(station: MakeStation, step: Callable[[Station], None]) -> None:
    bench = at(station, step)
    offered = {*bench.snap.offers, *ALWAYS}
    before = bench.state
    for control in Control:
        if control in offered:
            continue
        bench.press(control)
        assert bench.verdict is Verdict.NOT_ALLOWED, control
        bench.press(Control.ACKNOWLEDGE)
    assert (bench.state.packing, bench.state.operator) == (before.packing, before.operator)


@pytest.mark.parametrize("step", STEPS[5:])
def test_at_a_stop_only_what_clears_it_counts(
    station: MakeStation, step: Callable[[Station], None]
) -> None:
    bench = at(station, step)
    stop, offered = bench.verdict, {*bench.snap.offers, Control.CALL_LEAD}
    for control in Control:
        if control not in offered:
            bench.press(control)
            assert bench.verdict is stop, control


@pytest.mark.parametrize("step", [item, proof])
def test_a_button_is_the_same_as_its_code(
    station: MakeStation, step: Callable[[Station], None]
) -> None:
    for control in Control:
        faces = []
        for press in (Station.press, lambda one, what: one.post(ControlPressed(what))):
            bench = at(station, step)
            bench.clock.advance(400)
            press(bench, control)
            faces.append((bench.face, bench.verdict, bench.snap.scanned))
        assert faces[0] == faces[1], control


def test_a_misread_control_code_is_no_command(station: MakeStation) -> None:
    bench = at(station, item)
    bench.scan(code_of(Control.CANCEL)[:-1])
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.MISREAD, "control")
    assert bench.snap.order is not None


def test_a_soft_stop_goes_with_the_next_scan(station: MakeStation) -> None:
    bench = at(station, order)
    bench.scan("NOTHING-KNOWN")
    bench.scan("SO-1")
    assert (bench.snap.stop, bench.face) == (None, Face.WAIT_ITEM)


def test_a_soft_stop_can_be_acknowledged_and_that_is_all(station: MakeStation) -> None:
    bench = at(station, order)
    bench.scan("NOTHING-KNOWN")
    bench.press(Control.ACKNOWLEDGE)
    assert (bench.snap.stop, bench.face) == (None, Face.WAIT_ORDER)


def test_the_lead_sees_the_soft_stop_too(station: MakeStation) -> None:
    bench = at(station, order)
    bench.scan("NOTHING-KNOWN")
    bench.press(Control.CALL_LEAD)
    assert bench.verdict is Verdict.ORDER_UNKNOWN
    assert bench.snap.stop is not None
    assert bench.snap.stop.lead_called


def test_calling_the_lead_at_a_stop(station: MakeStation) -> None:
    bench = at(station, mismatch)
    bench.press(Control.CALL_LEAD)
    assert bench.snap.stop is not None
    assert (bench.verdict, bench.snap.stop.lead_called) == (Verdict.WRONG_ITEM, True)
    assert bench.snap.cue is not None
    assert bench.snap.cue.sound is Sound.ALERT
    assert bench.facts(LeadCalled) == [LeadCalled("id-SO-1")]


def test_the_test_scan_only_says_that_it_was_read(station: MakeStation) -> None:
    bench = at(station, item)
    facts = len(bench.facts())
    bench.press(Control.TEST_SCAN)
    assert bench.snap.details["notice"] == "test_scan"
    assert len(bench.facts()) == facts


def test_the_same_code_twice_within_a_moment_is_one_scan(station: MakeStation) -> None:
    bench = at(station, item)
    bench.scan("TEA", after_ms=400)
    bench.scan("CUP", after_ms=10)
    assert bench.verdict is Verdict.WRONG_ITEM
    fresh = bench.snap.scanned
    bench.scan("CUP", after_ms=100)
    assert (bench.snap.details["notice"], bench.snap.scanned) == ("doubled", fresh)


def test_a_trembling_scanner_counts_once(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 5}))
    bench.scan("SO-1")
    for _ in range(4):
        bench.scan("TEA", after_ms=200)
    assert bench.snap.scanned == 1
    bench.scan("TEA", after_ms=300)
    assert bench.snap.scanned == 2


def test_two_scanners_may_read_the_same_code(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan("SO-1")
    at_ms = bench.clock.advance(400).mono_ms
    bench.post(Scan("TEA", "scanner-1", at_ms))
    bench.post(Scan("TEA", "scanner-2", at_ms + 10))
    assert bench.snap.scanned == 2


@pytest.mark.parametrize("reason", ["input_method", "cut"])
def test_a_suspicious_scan_is_read_again(station: MakeStation, reason: str) -> None:
    bench = at(station, item)
    bench.post(Scan("TEA", "scanner", bench.clock.advance(400).mono_ms, suspicious=reason))
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.MISREAD, reason)
    bench.scan("TEA")
    assert (bench.snap.stop, bench.snap.scanned) == (None, 2)


def test_a_suspicious_scan_clears_no_hard_stop(station: MakeStation) -> None:
    bench = at(station, mismatch)
    bench.post(Scan("TEA", "scanner", bench.clock.advance(400).mono_ms, suspicious="cut"))
    assert bench.verdict is Verdict.WRONG_ITEM


def test_a_typed_scan_counts_like_any_other(station: MakeStation) -> None:
    bench = at(station, item)
    bench.post(ScanTyped("tea", bench.clock.advance(400).mono_ms))
    assert bench.snap.scanned == 2


def test_an_acknowledgement_is_a_fact(station: MakeStation) -> None:
    bench = at(station, mismatch)
    bench.press(Control.ACKNOWLEDGE)
    assert bench.facts(StopCleared) == [StopCleared("wrong_item", Control.ACKNOWLEDGE)]


def test_nothing_but_an_event_is_known(station: MakeStation) -> None:
    bench = at(station, item)
    bench.post("not an event")
    assert bench.face is Face.ACCEPTED
