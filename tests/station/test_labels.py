# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""Steps 6 and 7: a number from the own lease, one label, and only its scan packs the parcel."""

import pytest

from app.domain.control_code import Control
from app.domain.events import (
    LabelDoubted,
    LabelFailed,
    LabelPrinted,
    LabelProven,
    LabelRequested,
    OrderPacked,
    ParcelPacked,
    ParcelPriced,
)
from app.domain.packing import LabelState
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.readings import DeviceKind, DeviceState
from app.domain.values import Money
from app.domain.verdict import Verdict
from app.domain.waybill_number import NumberState
from app.station.effects import WakeSync
from app.station.inputs import LabelDone, LabelTrouble, LabelUnclear
from app.station.snapshot import Face, LabelStep
from tests.builders import a_line, an_item, an_order
from tests.station.harness import MakeStation, Station, a_rate_card

NO_PROOF = BenchPolicy(on_mismatch=OnMismatch.CORRECT, prove_label=False)
FIRST, SECOND = "sf000000000001", "sf000000000002"


def weighed(station: MakeStation, **more: object) -> Station:
    bench = station(an_order(), **more)
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    return bench


def number_state(bench: Station, number: str) -> NumberState:
    with bench.store.read() as tx:
        known = tx.waybills.get("sf", number)
    assert known is not None
    return known.state


def test_a_price_a_number_and_a_label_follow_the_weight(station: MakeStation) -> None:
    bench = weighed(station)
    (priced,) = bench.facts(ParcelPriced)
    assert isinstance(priced, ParcelPriced)
    assert (priced.total, priced.zone) == (Money(600, "CNY"), "1")
    assert priced.card_hash == a_rate_card().content_hash()
    (label,) = bench.labels
    assert (label.waybill, label.courier, label.grams) == (FIRST, "sf", 100)
    assert (label.copy, label.parcel_no, label.parcel_of) == (1, 1, 1)
    assert number_state(bench, FIRST) is NumberState.PRINTED


def test_the_label_on_the_box_is_the_end(station: MakeStation) -> None:
    bench = weighed(station)
    assert bench.face is Face.STICK_LABEL
    assert bench.facts(ParcelPacked) == []
    bench.prove()
    assert bench.face is Face.DONE
    (packed,) = bench.facts(ParcelPacked)
    assert isinstance(packed, ParcelPacked)
    assert (packed.waybill, packed.grams, packed.contents) == (FIRST, 100, {"TEA": 1})
    assert (packed.charge_minor, packed.currency) == (600, "CNY")
    assert bench.facts(OrderPacked) == [OrderPacked("id-SO-1", 1)]
    assert bench.effects[-1] == WakeSync()
    assert number_state(bench, FIRST) is NumberState.PROVEN


def test_the_label_may_be_scanned_in_any_case(station: MakeStation) -> None:
    bench = weighed(station)
    bench.scan(FIRST.upper())
    assert bench.face is Face.DONE


@pytest.mark.parametrize("code", [SECOND, "78901234567890", "TEA", "SO-1"])
def test_another_label_is_a_stop(station: MakeStation, code: str) -> None:
    bench = weighed(station)
    bench.scan(code)
    assert bench.verdict is Verdict.WRONG_LABEL
    assert bench.stop.details["expected_waybill"] == FIRST
    bench.press(Control.ACKNOWLEDGE)
    bench.prove()
    assert bench.face is Face.DONE


def test_the_number_of_another_kind_of_courier_proves_too(station: MakeStation) -> None:
    """Fourteen digits without a check digit: a waybill number is no trade item number."""
    order = an_order(courier="7890123456")  # numbers are made from the courier's name here
    bench = station(order, cards=[a_rate_card("7890123456")], numbers=1)
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    bench.prove()
    assert bench.face is Face.DONE


def test_reprint_is_copy_two_and_the_first_is_void(station: MakeStation) -> None:
    bench = weighed(station)
    bench.press(Control.REPRINT)
    assert [label.copy for label in bench.labels] == [1, 2]
    assert len({label.job_id for label in bench.labels}) == 2
    assert len({label.waybill for label in bench.labels}) == 1
    assert bench.snap.shipping is not None
    assert bench.snap.shipping.copy == 2
    bench.prove()
    assert bench.face is Face.DONE


def test_a_wrong_label_can_be_printed_anew(station: MakeStation) -> None:
    bench = weighed(station)
    bench.scan("ANOTHER-LABEL")
    bench.press(Control.REPRINT)
    assert (bench.snap.stop, [label.copy for label in bench.labels]) == (None, [1, 2])


def test_nothing_to_print_again_before_the_first_label(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.REPRINT)
    assert (bench.verdict, bench.labels) == (Verdict.NOT_ALLOWED, [])


def test_printing_until_the_printer_answers(station: MakeStation) -> None:
    bench = weighed(station, prints=False)
    assert (bench.face, bench.packing.current.label) == (Face.PRINTING, LabelState.REQUESTED)
    bench.printed()
    assert bench.face is Face.STICK_LABEL
    assert len(bench.facts(LabelPrinted)) == 1


def test_a_fast_packer_scans_before_the_printer_answers(station: MakeStation) -> None:
    bench = weighed(station, prints=False)
    bench.scan(FIRST)
    assert bench.face is Face.DONE
    bench.printed()
    assert bench.face is Face.DONE
    assert len(bench.facts(LabelPrinted)) == 1


def test_out_of_paper_waits_and_goes_on(station: MakeStation) -> None:
    bench = weighed(station, prints=False)
    bench.printer_trouble("out_of_paper")
    assert bench.face is Face.LABEL_WAITS
    assert bench.snap.details["problem"] == "out_of_paper"
    pill = next(pill for pill in bench.snap.pills if pill.kind is DeviceKind.PRINTER)
    assert pill.state is DeviceState.OUT_OF_PAPER
    bench.printer_trouble("out_of_paper")
    assert len(bench.facts(LabelFailed)) == 1
    bench.printed()
    assert bench.face is Face.STICK_LABEL
    assert len(bench.labels) == 1


def test_another_trouble_is_said(station: MakeStation) -> None:
    bench = weighed(station, prints=False)
    bench.printer_trouble("out_of_paper")
    bench.printer_trouble("head_open")
    assert bench.snap.details["problem"] == "head_open"


def test_doubt_prints_nothing_by_itself(station: MakeStation) -> None:
    bench = weighed(station, prints=False)
    bench.label_unclear()
    assert bench.face is Face.LABEL_DOUBT
    assert len(bench.labels) == 1
    bench.scan(FIRST)
    assert bench.face is Face.DONE
    assert len(bench.labels) == 1


def test_doubt_ends_with_a_reprint_when_asked(station: MakeStation) -> None:
    bench = weighed(station, prints=False)
    bench.label_unclear()
    bench.press(Control.REPRINT)
    assert [label.copy for label in bench.labels] == [1, 2]
    bench.printed()
    assert bench.face is Face.STICK_LABEL


@pytest.mark.parametrize("answer", ["trouble", "unclear", "done"])
def test_words_about_an_older_copy_change_nothing(station: MakeStation, answer: str) -> None:
    bench = weighed(station, prints=False)
    old = bench.labels[0].job_id
    bench.press(Control.REPRINT)
    said = {"trouble": LabelTrouble(old, "jam"), "unclear": LabelUnclear(old)}
    bench.post(said.get(answer, LabelDone(old)))
    assert bench.packing.current.label is LabelState.REQUESTED


@pytest.mark.parametrize("late", [LabelTrouble, LabelUnclear])
def test_late_trouble_does_not_unprint_a_label(station: MakeStation, late: type) -> None:
    bench = weighed(station)
    job = bench.labels[-1].job_id
    bench.post(late(job, "stuck") if late is LabelTrouble else late(job))
    assert bench.face is Face.STICK_LABEL
    assert bench.facts(LabelFailed, LabelDoubted) == []


def test_after_a_restart_an_unanswered_label_is_asked_about(station: MakeStation) -> None:
    bench = weighed(station, prints=False)
    bench.restart()
    first, again = bench.labels
    assert (first.doubted, again.doubted) == (False, True)
    assert again.job_id == first.job_id
    assert len(bench.facts(LabelRequested)) == 1


def test_after_a_restart_a_printed_label_is_left_alone(station: MakeStation) -> None:
    bench = weighed(station)
    bench.restart()
    assert (bench.face, len(bench.labels)) == (Face.STICK_LABEL, 1)


def test_without_the_proof_the_printed_label_is_the_end(station: MakeStation) -> None:
    bench = weighed(station, policy=NO_PROOF)
    assert bench.face is Face.DONE
    assert len(bench.facts(ParcelPacked)) == 1
    assert bench.facts(LabelProven) == []


def test_without_the_proof_a_doubted_label_is_still_looked_at(station: MakeStation) -> None:
    bench = weighed(station, policy=NO_PROOF, prints=False)
    bench.label_unclear()
    assert (bench.face, bench.facts(ParcelPacked)) == (Face.LABEL_DOUBT, [])
    bench.scan(FIRST)
    assert bench.face is Face.DONE


def test_the_snapshot_follows_the_label(station: MakeStation) -> None:
    bench = station(an_order(lines=(a_line(1, an_item("TEA"), 1),)), prints=False)
    steps = []
    bench.scan_all("SO-1", "TEA")
    steps.append(bench.snap.shipping and bench.snap.shipping.step)
    bench.weigh(100)
    steps.append(bench.snap.shipping and bench.snap.shipping.step)
    bench.printer_trouble()
    steps.append(bench.snap.shipping and bench.snap.shipping.step)
    bench.label_unclear()
    steps.append(bench.snap.shipping and bench.snap.shipping.step)
    bench.printed()
    steps.append(bench.snap.shipping and bench.snap.shipping.step)
    assert steps == [
        LabelStep.WEIGH,
        LabelStep.PRINTING,
        LabelStep.WAITS,
        LabelStep.DOUBT,
        LabelStep.STICK,
    ]
