"""The label of a packed parcel printed again, with the scanner alone."""

import pytest

from app.domain.card_key import PassReason, ReprintReason, digit_code, reason_code
from app.domain.control_code import Control
from app.domain.hand_facts import ParcelLoaded
from app.domain.hand_over import label_code
from app.domain.label_facts import LabelReprinted, ReprintAnswered
from app.domain.verdict import Verdict
from app.station.asked import Ask
from app.station.snapshot import Face, Sound
from tests.builders import an_order
from tests.station.harness import MakeStation, Station

DAMAGED = reason_code(ReprintReason.DAMAGED)
ORDER = an_order({"TEA": 1}, number="SO-1")


def _packed(station: MakeStation) -> tuple[Station, str]:
    """A bench that packed one order; the waybill of its parcel."""
    bench = station(ORDER)
    bench.scan_all("SO-1", "TEA")
    bench.weigh_right()
    waybill = bench.waybill
    bench.prove()
    return bench, waybill


def _asks(bench: Station) -> Ask | None:
    return bench.snap.asks.ask if bench.snap.asks else None


@pytest.mark.parametrize("by", ["label", "order"])
def test_card_label_reason_and_the_new_copy_comes_out(station: MakeStation, by: str) -> None:
    bench, waybill = _packed(station)
    bench.press(Control.REPRINT)
    assert _asks(bench) is Ask.LABEL
    bench.scan(label_code(waybill, 1) if by == "label" else "SO-1")
    assert _asks(bench) is Ask.WHY
    bench.scan(DAMAGED)
    assert (_asks(bench), bench.face) == (None, Face.REPRINTED)
    label = bench.labels[-1]
    assert (label.waybill, label.copy, label.grams) == (waybill, 2, 100)
    assert (label.parcel_no, label.parcel_of) == (1, 1)
    assert label.job_id != bench.labels[0].job_id
    (fact,) = bench.facts(LabelReprinted)
    assert isinstance(fact, LabelReprinted)
    assert (fact.copy, fact.reason, fact.order_id) == (2, "damaged", ORDER.id)
    assert bench.journal()[-1].order_id == ORDER.id
    assert bench.state == bench.folded()


def test_the_old_copy_is_refused_at_the_hand_over_and_the_new_one_taken(
    station: MakeStation,
) -> None:
    bench, waybill = _packed(station)
    bench.press(Control.REPRINT)
    bench.scan_all(waybill, DAMAGED)
    bench.restart()
    bench.press(Control.MODE_HAND_OVER)
    for old in (label_code(waybill, 1), waybill):
        bench.scan(old)
        assert bench.verdict is Verdict.VOID_COPY
        assert bench.snap.cue is not None
        assert bench.snap.cue.sound is Sound.STOP
        bench.press(Control.ACKNOWLEDGE)
    bench.scan(label_code(waybill, 2))
    (loaded,) = bench.facts(ParcelLoaded)
    assert isinstance(loaded, ParcelLoaded)
    assert (loaded.waybill, loaded.copy) == (waybill, 2)


def test_of_several_parcels_the_digit_says_which(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}, number="SO-2"))
    bench.scan_all("SO-2", "TEA")
    bench.press(Control.NEXT_BOX)
    bench.scan("TEA")
    waybills = []
    for _parcel in range(2):
        bench.weigh(100)
        waybills.append(bench.waybill)
        bench.prove()
    bench.press(Control.REPRINT)
    bench.scan("SO-2")
    assert _asks(bench) is Ask.PARCEL
    bench.scan(digit_code(3))
    assert (_asks(bench), bench.snap.cue.sound if bench.snap.cue else None) == (
        Ask.PARCEL, Sound.STOP,
    )  # fmt: skip
    bench.scan_all(digit_code(2), DAMAGED)
    label = bench.labels[-1]
    assert (label.waybill, label.parcel_no, label.parcel_of) == (waybills[1], 2, 2)


def test_what_may_not_be_printed_again(station: MakeStation) -> None:
    bench, waybill = _packed(station)
    bench.press(Control.REPRINT)
    bench.scan("NOBODYS")
    assert (bench.verdict, _asks(bench)) == (Verdict.HAND_UNKNOWN, None)
    bench.press(Control.ACKNOWLEDGE)
    bench.press(Control.MODE_HAND_OVER)
    bench.scan(waybill)
    bench.press(Control.MODE_CHECK)
    bench.press(Control.REPRINT)
    bench.scan(waybill)
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.OTHER_MANIFEST, "reprint")
    bench.press(Control.ACKNOWLEDGE)
    bench.press(Control.MODE_HAND_OVER)
    bench.press(Control.TAKE_OUT)
    bench.scan(waybill, after_ms=2_000)
    bench.press(Control.MODE_CHECK)
    bench.refund(ORDER)
    bench.press(Control.REPRINT)
    bench.scan(waybill, after_ms=2_000)
    assert bench.verdict is Verdict.CANCELLED
    assert bench.facts(LabelReprinted) == []


def test_another_code_is_no_reason_and_cancel_ends_it(station: MakeStation) -> None:
    bench, waybill = _packed(station)
    bench.press(Control.REPRINT)
    bench.press(Control.PARK)
    assert _asks(bench) is Ask.LABEL
    bench.scan(waybill)
    bench.scan(reason_code(PassReason.SCALE))
    assert _asks(bench) is Ask.WHY
    bench.press(Control.CANCEL)
    assert _asks(bench) is None
    assert (bench.facts(LabelReprinted), len(bench.labels)) == ([], 1)


def _printed_again(station: MakeStation) -> tuple[Station, str]:
    """A label is on its way to a printer that says nothing yet; the waybill."""
    bench, waybill = _packed(station)
    bench.prints = False
    bench.press(Control.REPRINT)
    bench.scan_all(waybill, DAMAGED)
    return bench, waybill


def test_a_printer_that_fails_it_is_a_stop_until_the_label_is_there(station: MakeStation) -> None:
    bench, _waybill = _printed_again(station)
    bench.printer_trouble()
    bench.printer_trouble()  # said once
    assert bench.verdict is Verdict.PRINTER
    assert bench.stop.details == {"problem": "out_of_paper", "number": "SO-1"}
    assert bench.snap.cue is None
    assert bench.snap.offers[:2] == (Control.ACKNOWLEDGE, Control.REPRINT)
    bench.printed()  # a new roll: it comes by itself, and nobody has to say so
    assert (bench.snap.stop, bench.face) == (None, Face.REPRINTED)
    assert [fact.problem for fact in bench.facts(ReprintAnswered)] == ["out_of_paper", ""]  # type: ignore[union-attr]
    assert bench.state == bench.folded()


def test_what_was_acknowledged_still_waits_on_the_screen(station: MakeStation) -> None:
    bench, _waybill = _printed_again(station)
    bench.printer_trouble("head_open")
    bench.press(Control.ACKNOWLEDGE)
    bench.restart()
    assert (bench.face, bench.snap.details["problem"]) == (Face.LABEL_WAITS, "head_open")
    bench.printed()
    assert bench.face is Face.REPRINTED


def test_reprint_at_the_stop_prints_a_further_copy(station: MakeStation) -> None:
    bench, waybill = _printed_again(station)
    bench.label_unclear()
    assert bench.stop.details["problem"] == "unclear"
    bench.prints = True
    bench.press(Control.REPRINT)
    assert (bench.face, bench.labels[-1].copy) == (Face.REPRINTED, 3)
    again = [fact.reason for fact in bench.facts(LabelReprinted)]  # type: ignore[union-attr]
    assert again == ["damaged", "damaged"]
    assert bench.state.again is None
    bench.press(Control.MODE_HAND_OVER)
    bench.scan(label_code(waybill, 3))
    assert bench.face is Face.HAND_ON


def test_the_printer_waits_for_a_stop_that_stands(station: MakeStation) -> None:
    bench, waybill = _printed_again(station)
    bench.scan("NO-SUCH-ORDER")
    bench.printer_trouble()
    stood = [bench.verdict]
    bench.press(Control.ACKNOWLEDGE)
    assert [*stood, bench.verdict] == [Verdict.ORDER_UNKNOWN, Verdict.PRINTER]
    bench.press(Control.REPRINT)
    assert [label.waybill for label in bench.labels] == [waybill] * 3
