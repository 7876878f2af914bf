# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""A weight outside the band: why, what to do, and who may let it pass."""

import pytest

from app.domain.card_key import PassReason, reason_code
from app.domain.control_code import Control
from app.domain.events import ForcePassed, WeightRejected
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.verdict import Verdict
from app.station.snapshot import Face
from tests.builders import a_line, an_item, an_order
from tests.station.harness import OTHER_PACKER, SUPERVISOR, MakeStation, Station

NARROW = BenchPolicy(on_mismatch=OnMismatch.CORRECT, tolerance_g=10, tolerance_permille=0)


def checked(station: MakeStation, policy: BenchPolicy = NARROW) -> Station:
    bench = station(an_order({"TEA": 2, "CUP": 1}), policy=policy)
    bench.scan_all("SO-1", "TEA", "TEA", "CUP")
    return bench


@pytest.mark.parametrize("grams", [289, 311])
def test_outside_the_band_is_a_stop(station: MakeStation, grams: int) -> None:
    bench = checked(station)
    bench.weigh(grams)
    assert (bench.face, bench.verdict) == (Face.STOP, Verdict.WEIGHT_OUT)
    assert bench.labels == []
    assert len(bench.facts(WeightRejected)) == 1
    known = bench.stop.details
    assert (known["shown_g"], known["expected_g"], known["tolerance_g"]) == (
        str(grams),
        "300",
        "10",
    )


def test_the_stop_says_what_is_probably_missing(station: MakeStation) -> None:
    lines = (a_line(1, an_item("TEA", grams=100), 1), a_line(2, an_item("POT", grams=700), 1))
    bench = station(an_order(lines), policy=NARROW)
    bench.scan_all("SO-1", "TEA", "POT")
    bench.weigh(700)
    known = bench.stop.details
    assert (known["explain_kind"], known["explain_item"]) == ("omission", "tea")
    assert bench.stop.expected is not None
    assert bench.stop.expected.sku == "TEA"


def test_the_stop_says_what_is_probably_too_many(station: MakeStation) -> None:
    lines = (a_line(1, an_item("TEA", grams=100), 1), a_line(2, an_item("POT", grams=700), 1))
    bench = station(an_order(lines), policy=NARROW)
    bench.scan_all("SO-1", "TEA", "POT")
    bench.weigh(900)
    known = bench.stop.details
    assert (known["explain_kind"], known["explain_item"]) == ("extra", "tea")


def test_a_swap_is_said_the_right_way_round(station: MakeStation) -> None:
    lines = (a_line(1, an_item("TEA", grams=100), 1), a_line(2, an_item("POT", grams=700), 1))
    bench = station(an_order(lines), policy=NARROW)
    bench.scan_all("SO-1", "TEA", "POT")
    bench.weigh(200)
    known = bench.stop.details
    assert known["explain_kind"] == "swap"
    assert (known["explain_item"], known["explain_item2"]) == ("tea", "pot")  # tea for pot


def test_weigh_again_after_the_piece_was_found(station: MakeStation) -> None:
    bench = checked(station)
    bench.weigh(200)
    assert bench.snap.offers[0] is Control.REWEIGH
    bench.press(Control.REWEIGH)
    assert bench.face is Face.CLEAR_SCALE
    bench.weigh(300)
    assert bench.face is Face.STICK_LABEL


def test_a_stop_over_weight_needs_more_than_a_nod(station: MakeStation) -> None:
    bench = checked(station)
    bench.weigh(200)
    bench.press(Control.ACKNOWLEDGE)
    assert bench.verdict is Verdict.WEIGHT_OUT
    bench.weigh(300)
    assert bench.verdict is Verdict.WEIGHT_OUT


@pytest.mark.parametrize("control", [Control.RETURN, Control.SHORT])
def test_a_wrong_weight_can_send_the_order_back(station: MakeStation, control: Control) -> None:
    bench = checked(station)
    bench.weigh(200)
    bench.press(control)
    assert bench.face is Face.RETURNED
    assert len(bench.slips) == 1


def test_a_supervisors_badge_lets_a_weight_pass(station: MakeStation) -> None:
    bench = checked(station)
    bench.weigh(200)
    bench.sign_in(SUPERVISOR)
    assert bench.verdict is Verdict.WEIGHT_OUT
    bench.scan(reason_code(PassReason.COUNTED))
    assert bench.face is Face.STICK_LABEL
    assert bench.packing.current.weighing is not None
    assert bench.packing.current.weighing.grams == 200
    (passed,) = bench.facts(ForcePassed)
    assert passed == ForcePassed("weight_out", SUPERVISOR, "counted", None, 1)
    assert bench.state.operator is not None
    assert bench.state.operator.name == "Packer 1"


def test_nobody_elses_badge_does(station: MakeStation) -> None:
    bench = checked(station)
    bench.weigh(200)
    bench.sign_in(OTHER_PACKER)
    assert bench.verdict is Verdict.WEIGHT_OUT
    assert bench.facts(ForcePassed) == []


def test_a_supervisor_forces_no_wrong_item(station: MakeStation) -> None:
    bench = station(an_order(), extra_items=[an_item("CUP")])
    bench.scan_all("SO-1", "CUP", SUPERVISOR.badge)
    assert bench.verdict is Verdict.WRONG_ITEM


def test_a_refund_heard_meanwhile_cannot_be_forced(station: MakeStation) -> None:
    order = an_order()
    bench = station(order, policy=NARROW)
    bench.scan_all("SO-1", "TEA")
    bench.weigh(200)
    bench.refund(order)
    assert bench.verdict is Verdict.WEIGHT_OUT
    bench.sign_in(SUPERVISOR)
    bench.scan(reason_code(PassReason.SCALE))
    assert (bench.verdict, bench.labels) == (Verdict.REFUNDED, [])
