# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""Step 3: one verdict a scan; kits, cartons, lots, dates, serial numbers and take-out."""

from datetime import date

import pytest

from app.domain.control_code import Control
from app.domain.events import ItemChecked, ItemTakenOut, Stopped
from app.domain.policy import BenchPolicy
from app.domain.verdict import MISMATCHES, Verdict
from app.station.snapshot import Face, Sound
from tests.builders import a_kit, a_line, an_item, an_order
from tests.station.harness import MakeStation, Station

GTIN = "06971402118058"
TEA = an_item("TEA", codes={GTIN: 1, "INNER-6": 6})


def gs1(lot: str = "L1", expires: str = "271231", serial: str = "S1") -> str:
    return f"]C101{GTIN}17{expires}10{lot}\x1d21{serial}"


def tea(station: MakeStation, pieces: int = 2, **line: object) -> Station:
    bench = station(an_order((a_line(1, TEA, pieces, **line),)), extra_items=[an_item("CUP")])
    bench.scan("SO-1")
    return bench


def test_right_and_complete(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan("6971402118058")
    assert (bench.face, bench.snap.cue and bench.snap.cue.sound) == (Face.ACCEPTED, Sound.ACCEPTED)
    bench.scan("6971402118058")
    assert (bench.face, bench.snap.cue and bench.snap.cue.sound) == (Face.COMPLETE, Sound.COMPLETE)


def test_wrong_item_names_what_is_open(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan("CUP")
    assert bench.verdict is Verdict.WRONG_ITEM
    assert bench.stop.found is not None
    assert bench.stop.found.sku == "CUP"
    assert bench.stop.expected is not None
    assert bench.stop.expected.sku == "TEA"


def test_unknown_code(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan("WHAT-IS-THIS")
    assert (bench.verdict, bench.stop.found) == (Verdict.UNKNOWN_CODE, None)


def test_over_while_other_lines_are_open(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1, "CUP": 1}))
    bench.scan_all("SO-1", "TEA", "TEA")
    assert bench.verdict is Verdict.OVER
    assert (bench.stop.details["needed"], bench.stop.details["counted"]) == ("1", "1")


def test_over_after_the_last_item(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan_all(GTIN, GTIN, GTIN)
    assert bench.verdict is Verdict.OVER
    assert (bench.stop.details["needed"], bench.stop.details["counted"]) == ("2", "2")


def test_wrong_item_after_the_last_one(station: MakeStation) -> None:
    bench = tea(station, 1)
    bench.scan_all(GTIN, "CUP")
    assert bench.verdict is Verdict.WRONG_ITEM


def test_unknown_code_after_the_last_item(station: MakeStation) -> None:
    bench = tea(station, 1)
    bench.scan_all(GTIN, "WHAT-IS-THIS")
    assert bench.verdict is Verdict.UNKNOWN_CODE


def test_a_carton_counts_its_pieces(station: MakeStation) -> None:
    bench = tea(station, 7)
    bench.scan("INNER-6")
    assert (bench.snap.scanned, bench.snap.item and bench.snap.item.counted) == (6, 6)
    bench.scan("INNER-6")
    assert (bench.verdict, bench.snap.scanned) == (Verdict.OVER, 6)


def test_the_message_of_a_gs1_code_is_kept(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan(gs1(lot="L1", serial="S1"))
    (checked,) = bench.facts(ItemChecked)
    assert isinstance(checked, ItemChecked)
    assert (checked.lot, checked.expires, checked.serial) == ("L1", date(2027, 12, 31), "S1")


def test_the_same_serial_number_twice(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan_all(gs1(), gs1())
    assert bench.verdict is Verdict.DUPLICATE_SERIAL


def test_expired(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan(gs1(expires="261123"))
    assert (bench.verdict, bench.stop.details["expiry"]) == (Verdict.EXPIRED, "2026-11-23")


def test_good_until_today_is_good(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan(gs1(expires="261124"))
    assert bench.snap.scanned == 1


def test_wrong_lot(station: MakeStation) -> None:
    bench = tea(station, lot="L2")
    bench.scan(gs1(lot="L1"))
    assert (bench.verdict, bench.stop.details["needed"]) == (Verdict.WRONG_LOT, "L2")


def test_a_code_of_two_items(station: MakeStation) -> None:
    one, other = an_item("TEA", codes={"SHARED": 1}), an_item("CUP", codes={"SHARED": 1})
    bench = station(an_order((a_line(1, one), a_line(2, other))))
    bench.scan_all("SO-1", "SHARED")
    assert (bench.verdict, bench.snap.scanned) == (Verdict.AMBIGUOUS, 0)


def test_a_half_read_code(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan("6971402118059")
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.MISREAD, "check_digit")
    bench.scan("6971402118058")
    assert (bench.snap.stop, bench.snap.scanned) == (None, 1)


def test_kits_are_checked_by_their_parts(station: MakeStation) -> None:
    bench = station(an_order((a_kit(1, "SET", {"TEA": 2, "CUP": 1}, quantity=2),)))
    bench.scan_all("SO-1", "TEA", "TEA", "CUP")
    (line,) = bench.snap.lines
    assert (line.kit, line.needed, line.scanned) == (True, 2, 1)
    assert [(part.sku, part.scanned, part.needed) for part in line.parts] == [
        ("TEA", 2, 4),
        ("CUP", 1, 2),
    ]
    bench.scan_all("TEA", "TEA", "CUP")
    assert bench.face is Face.COMPLETE


def test_the_code_of_a_kit_counts_its_parts(station: MakeStation) -> None:
    bench = station(an_order((a_kit(1, "SET", {"TEA": 2, "CUP": 1}),)))
    bench.scan_all("SO-1", "SET")
    assert (bench.face, bench.snap.scanned) == (Face.COMPLETE, 3)


def test_gifts_are_lines_like_any_other(station: MakeStation) -> None:
    bench = station(an_order((a_line(1, "TEA"), a_line(2, "CARD", gift=True))))
    bench.scan_all("SO-1", "TEA")
    assert bench.face is Face.ACCEPTED
    assert [line.gift for line in bench.snap.lines] == [False, True]
    bench.scan("CARD")
    assert bench.face is Face.COMPLETE


def test_every_mismatch_stands_until_acknowledged(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan_all("CUP", GTIN, "SO-1", "ZB-PACKER-2")
    assert (bench.verdict, bench.snap.scanned) == (Verdict.WRONG_ITEM, 0)
    assert bench.snap.cue is not None
    assert bench.snap.cue.sound is Sound.STOP
    bench.press(Control.ACKNOWLEDGE)
    bench.scan(GTIN)
    assert bench.snap.scanned == 1
    assert len(bench.facts(Stopped)) == 1


def test_take_out_answers_a_wrong_item_too(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan("CUP")
    bench.press(Control.TAKE_OUT)
    assert (bench.face, bench.packing.take_out) == (Face.WAIT_ITEM, False)


def test_take_out_takes_one_piece_out(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan(GTIN)
    bench.press(Control.TAKE_OUT)
    assert bench.face is Face.TAKE_OUT
    bench.scan(GTIN)
    assert (bench.face, bench.snap.scanned) == (Face.WAIT_ITEM, 0)
    assert len(bench.facts(ItemTakenOut)) == 1


def test_take_out_can_be_dropped(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan(GTIN)
    bench.press(Control.TAKE_OUT)
    bench.press(Control.TAKE_OUT)
    bench.scan(GTIN)
    assert bench.snap.scanned == 2


def test_take_out_of_an_empty_parcel(station: MakeStation) -> None:
    bench = tea(station)
    bench.press(Control.TAKE_OUT)
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.NOT_ALLOWED, "empty")


def test_take_out_of_what_is_not_in(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan(GTIN)
    bench.press(Control.TAKE_OUT)
    bench.scan("CUP")
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.WRONG_ITEM, "not_in")
    assert bench.packing.extras == ()


def test_take_out_of_what_is_not_in_does_not_fail_the_check(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}), extra_items=[an_item("CUP")], policy=BenchPolicy())
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.TAKE_OUT)
    bench.scan("CUP")
    bench.press(Control.ACKNOWLEDGE)
    assert bench.face is Face.TAKE_OUT


def test_take_out_reopens_a_complete_check(station: MakeStation) -> None:
    bench = tea(station)
    bench.scan_all(GTIN, GTIN)
    bench.press(Control.TAKE_OUT)
    bench.scan(GTIN)
    bench.weigh(100)
    assert (bench.face, bench.packing.current.weighing) == (Face.WAIT_ITEM, None)
    bench.reading(0)
    bench.scan(GTIN)
    assert bench.face is Face.COMPLETE


@pytest.mark.parametrize("code", ["CUP", "WHAT-IS-THIS", GTIN])
def test_under_the_policy_return_any_mismatch_sends_the_order_back(
    station: MakeStation, code: str
) -> None:
    order = an_order((a_line(1, TEA), a_line(2, "POT")))
    bench = station(order, extra_items=[an_item("CUP")], policy=BenchPolicy())
    bench.scan_all("SO-1", GTIN, code)
    assert bench.verdict in MISMATCHES
    assert bench.snap.stop is not None
    assert bench.snap.stop.returns_order
    bench.press(Control.ACKNOWLEDGE)
    assert bench.face is Face.RETURNED
    (slip,) = bench.slips
    assert (slip.missing, slip.extra) == ({"POT": 1}, (code,))


def test_under_the_policy_correct_the_packer_goes_on(station: MakeStation) -> None:
    bench = tea(station, 1)
    bench.scan("CUP")
    assert bench.snap.stop is not None
    assert not bench.snap.stop.returns_order
    bench.press(Control.ACKNOWLEDGE)
    bench.scan(GTIN)
    assert bench.face is Face.COMPLETE
    (stopped,) = bench.facts(Stopped)
    assert isinstance(stopped, Stopped)
    assert stopped.stop.verdict is Verdict.WRONG_ITEM
