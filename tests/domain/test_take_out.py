"""Taking pieces out again: never more than is in, never another piece than was said."""

import pytest

from app.domain.pick_check import ItemScan
from app.domain.verdict import Verdict
from tests.builders import a_check, a_kit, a_line, an_item_scan
from tests.hands import lots, scan_all, take_out

V = Verdict

TEA, CUP, SET, PEN = (an_item_scan(sku) for sku in ("TEA", "CUP", "SET", "PEN"))
PLAIN = (a_line(1, "TEA", 2), a_line(2, "CUP"))
TWO_LINES = (a_line(1, "TEA", 2), a_line(2, "CUP"), a_line(3, "TEA", 3))
KITS = (a_kit(1, quantity=2),)


def test_taking_out_is_the_way_back() -> None:
    check, _ = scan_all(a_check(*PLAIN), TEA, CUP, TEA)
    assert check.complete
    check, answer = take_out(check, TEA)
    assert (answer.verdict, check.complete, check.missing()) == (V.OK, False, {"TEA": 1})
    check, verdicts = scan_all(check, TEA)
    assert verdicts == [V.COMPLETE]


@pytest.mark.parametrize("scan", [CUP, PEN, an_item_scan("TEA", 2)])
def test_what_is_not_in_cannot_be_taken_out(scan: ItemScan) -> None:
    check, _ = scan_all(a_check(*PLAIN), TEA)
    after, answer = take_out(check, scan)
    assert answer.verdict is V.WRONG_ITEM
    assert after == check


@pytest.mark.parametrize(
    ("scan", "verdict"),
    [(an_item_scan(()), V.UNKNOWN_CODE), (an_item_scan(("TEA", "CUP")), V.AMBIGUOUS)],
)
def test_a_code_that_means_no_one_item_takes_nothing_out(scan: ItemScan, verdict: Verdict) -> None:
    check, _ = scan_all(a_check(*PLAIN), TEA)
    assert check.judge_take_out(scan).verdict is verdict


def test_a_carton_is_taken_out_over_two_lines() -> None:
    check, _ = scan_all(a_check(*TWO_LINES), *[TEA] * 5)
    check, answer = take_out(check, an_item_scan("TEA", 4))
    assert answer.counted == {"3": 3, "1": 1}
    assert check.remaining("TEA") == 4


def test_a_kit_is_taken_out_by_its_own_code() -> None:
    check, _ = scan_all(a_check(*KITS), SET, TEA)
    check, answer = take_out(check, SET)
    assert answer.counted == {"1.1": 1, "1.2": 1}
    assert take_out(check, SET)[1].verdict is V.WRONG_ITEM, "only one tea is left in"
    assert take_out(check, TEA)[1].verdict is V.OK


def test_a_lot_is_taken_out_of_its_own_line() -> None:
    scans = (an_item_scan(lot="A"), an_item_scan(lot="B"))
    check, _ = scan_all(a_check(*lots("A", "B")), *scans)
    check, answer = take_out(check, an_item_scan(lot="A"))
    assert answer.counted == {"1": 1}
    assert scan_all(check, an_item_scan(lot="B"), an_item_scan(lot="A"))[1] == [
        V.WRONG_LOT,
        V.COMPLETE,
    ]


def test_a_code_without_lot_takes_out_only_where_one_lot_is_in() -> None:
    check, _ = scan_all(a_check(*lots("A", "B")), an_item_scan(lot="B"))
    assert take_out(check, TEA)[1].counted == {"2": 1}
    check, _ = scan_all(check, an_item_scan(lot="A"))
    assert take_out(check, TEA)[1].verdict is V.WRONG_ITEM


def test_what_stays_counted_on_a_lot_line_is_that_lot() -> None:
    """After lot A left, the line for A is open: lot B may have been in the other one."""
    check, _ = scan_all(a_check(*lots("A", None)), an_item_scan(lot="B"), an_item_scan(lot="A"))
    check, answer = take_out(check, an_item_scan(lot="A"))
    assert answer.counted == {"1": 1}
    assert scan_all(check, an_item_scan(lot="B"))[1] == [V.WRONG_LOT]


def test_a_serial_taken_out_may_come_in_again() -> None:
    one = an_item_scan(serial="S1")
    check, _ = scan_all(a_check(a_line(quantity=2)), one, an_item_scan(serial="S2"))
    check, _ = take_out(check, one)
    assert check.serials == {"TEA:S2"}
    assert scan_all(check, one)[1] == [V.COMPLETE]


@pytest.mark.parametrize("serial", [None, "S9"])
def test_a_piece_with_a_serial_is_taken_out_with_its_serial(serial: str | None) -> None:
    """Else the record would name a serial that is not in the parcel."""
    check, _ = scan_all(a_check(a_line(quantity=3)), an_item_scan(serial="S1"))
    assert take_out(check, an_item_scan(serial=serial))[1].verdict is V.WRONG_ITEM
    check, _ = scan_all(check, TEA)
    check, answer = take_out(check, an_item_scan(serial=serial))
    assert answer.verdict is V.OK, "a piece without a serial is in as well"
    assert check.serials == {"TEA:S1"}


def test_a_kit_with_a_serial_is_taken_out_with_its_serial() -> None:
    check, _ = scan_all(a_check(*KITS), an_item_scan("SET", serial="S1"))
    assert take_out(check, SET)[1].verdict is V.WRONG_ITEM
    check, answer = take_out(check, an_item_scan("SET", serial="S1"))
    assert (answer.verdict, check.scanned, check.serials) == (V.OK, 0, frozenset())


def test_only_what_is_within_reach_is_taken_out() -> None:
    check, _ = scan_all(a_check(*TWO_LINES), TEA, TEA, CUP)
    assert check.judge_take_out(TEA, {"2": 1}).verdict is V.WRONG_ITEM
    assert check.judge_take_out(TEA, {"1": 1}).counted == {"1": 1}
    assert check.judge_take_out(an_item_scan("TEA", 2), {"1": 1}).verdict is V.WRONG_ITEM
