"""The second-pass check, case by case."""

from datetime import date, timedelta

import pytest

from app.domain.catalogue import ItemMatch
from app.domain.order import Order, OrderLine
from app.domain.pick_check import ItemScan, PickCheck, check_lines, resume
from app.domain.verdict import MISMATCHES, Verdict
from tests.builders import (
    TODAY,
    a_check,
    a_kit,
    a_line,
    an_item,
    an_item_scan,
    an_order,
)
from tests.hands import lots, scan_all

V = Verdict


TEA, CUP, SET, PEN = (an_item_scan(sku) for sku in ("TEA", "CUP", "SET", "PEN"))
PLAIN = (a_line(1, "TEA", 2), a_line(2, "CUP"))
TWO_LINES = (a_line(1, "TEA", 2), a_line(2, "CUP"), a_line(3, "TEA", 3, gift=True))
KITS = (a_kit(1, quantity=2),)  # two sets of one tea and one cup


def case(
    lines: tuple[OrderLine, ...], scans: tuple[ItemScan, ...], *verdicts: Verdict
) -> tuple[tuple[OrderLine, ...], tuple[ItemScan, ...], list[Verdict]]:
    return lines, scans, list(verdicts)


CASES = {
    "all right": case(PLAIN, (TEA, CUP, TEA), V.OK, V.OK, V.COMPLETE),
    "one too many": case(PLAIN, (CUP, CUP), V.OK, V.OVER),
    "too many after the last": case(PLAIN, (TEA, TEA, CUP, CUP), V.OK, V.OK, V.COMPLETE, V.OVER),
    "wrong item": case(PLAIN, (PEN,), V.WRONG_ITEM),
    "unknown code": case(PLAIN, (an_item_scan(()),), V.UNKNOWN_CODE),
    "ambiguous code": case(PLAIN, (an_item_scan(("TEA", "CUP")),), V.AMBIGUOUS),
    "ambiguous though only one is in the order": case(
        PLAIN, (an_item_scan(("TEA", "PEN")),), V.AMBIGUOUS
    ),
    "one item known twice is not ambiguous": case(PLAIN, (an_item_scan(("TEA", "TEA")),), V.OK),
    "a stop changes nothing": case(
        PLAIN, (PEN, TEA, CUP, CUP, TEA), V.WRONG_ITEM, V.OK, V.OK, V.OVER, V.COMPLETE
    ),
    "a gift is a line like any other": case(
        (a_line(1, "TEA"), a_line(2, "PEN", gift=True)), (PEN, TEA), V.OK, V.COMPLETE
    ),
    "same item on two lines": case(
        TWO_LINES, (TEA,) * 5 + (TEA, CUP), *[V.OK] * 5, V.OVER, V.COMPLETE
    ),
    "carton over two lines": case(
        TWO_LINES, (an_item_scan("TEA", 5), CUP), V.OK, V.COMPLETE
    ),
    "carton one too many": case(
        TWO_LINES, (TEA, an_item_scan("TEA", 5), an_item_scan("TEA", 4)), V.OK, V.OVER, V.OK
    ),
    "carton of the right size at once": case(
        (a_line(1, "TEA", 6),), (an_item_scan("TEA", 6),), V.COMPLETE
    ),
    "a code that counts nothing is never right": case(PLAIN, (an_item_scan("TEA", 0),), V.OVER),
    "a code that counts backwards is never right": case(
        PLAIN, (TEA, an_item_scan("TEA", -1)), V.OK, V.OVER
    ),
    "kit by its own code": case(KITS, (SET, SET), V.OK, V.COMPLETE),
    "kit by its parts": case(KITS, (TEA, CUP, CUP, TEA), V.OK, V.OK, V.OK, V.COMPLETE),
    "kit code after some parts": case(KITS, (TEA, SET, CUP), V.OK, V.OK, V.COMPLETE),
    "kit code when a part of it is full": case(KITS, (TEA, TEA, SET), V.OK, V.OK, V.OVER),
    "kit code too often": case(KITS, (SET, SET, SET), V.OK, V.COMPLETE, V.OVER),
    "carton of kits": case(KITS, (an_item_scan("SET", 2),), V.COMPLETE),
    "same kit on two lines is counted once a scan": case(
        (a_kit(1), a_kit(2, gift=True)), (SET, SET, SET), V.OK, V.COMPLETE, V.OVER
    ),
    "carton of kits over two lines": case(
        (a_kit(1), a_kit(2)), (an_item_scan("SET", 2),), V.COMPLETE
    ),
    "kit part on its own line, part first": case(
        (a_kit(1), a_line(2, "TEA")), (TEA, SET), V.OK, V.COMPLETE
    ),
    "kit part on its own line, two parts first": case(
        (a_kit(1), a_line(2, "TEA")), (TEA, TEA, SET, CUP), V.OK, V.OK, V.OVER, V.COMPLETE
    ),
    "kit part on its own line, kit first": case(
        (a_line(1, "TEA"), a_kit(2)), (SET, TEA, TEA), V.OK, V.COMPLETE, V.OVER
    ),
    "two kits share a part": case(
        (a_kit(1, "SET"), a_kit(2, "DUO", {"TEA": 2})),
        (TEA, SET, an_item_scan("DUO"), TEA),
        V.OK, V.OK, V.OVER, V.COMPLETE,
    ),
    "kit with several of a part": case(
        (a_kit(1, "SET", {"TEA": 3, "CUP": 1}, 2),),
        (SET, TEA, TEA, CUP, SET, TEA),
        V.OK, V.OK, V.OK, V.OK, V.OVER, V.COMPLETE,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "scans", "expected"), CASES.values(), ids=CASES)
def test_verdicts(
    lines: tuple[OrderLine, ...], scans: tuple[ItemScan, ...], expected: list[Verdict]
) -> None:
    check, verdicts = scan_all(a_check(*lines), *scans)
    assert verdicts == expected
    assert check.complete == (V.COMPLETE in expected)
    assert check.complete == (check.missing() == {}) == (check.scanned == check.needed)


@pytest.mark.parametrize(
    ("wanted", "scanned", "expected"),
    [
        ("A", "A", [V.COMPLETE]),
        ("A", "B", [V.WRONG_LOT]),
        ("A", "-", [V.WRONG_LOT]),
        ("AB", "BA", [V.OK, V.COMPLETE]),
        ("AB", "AA", [V.OK, V.WRONG_LOT]),
        ("AB", "ABA", [V.OK, V.COMPLETE, V.OVER]),
        ("AB", "ABC", [V.OK, V.COMPLETE, V.WRONG_LOT]),
        ("-A", "A-", [V.OK, V.COMPLETE]),  # the line that takes any lot is kept for the other
        ("-A", "AB", [V.OK, V.COMPLETE]),
        ("-A", "BA", [V.OK, V.COMPLETE]),
        ("-A", "BB", [V.OK, V.WRONG_LOT]),
        ("A-", "AA", [V.OK, V.COMPLETE]),
        ("-", "Z", [V.COMPLETE]),
    ],
)
def test_lots(wanted: str, scanned: str, expected: list[Verdict]) -> None:
    order = lots(*(None if lot == "-" else lot for lot in wanted))
    scans = [an_item_scan(lot=None if lot == "-" else lot) for lot in scanned]
    assert scan_all(a_check(*order), *scans)[1] == expected


def test_the_lot_of_a_kit_is_not_the_lot_of_its_parts() -> None:
    check = a_check(a_line(1, "TEA", lot="A"), a_kit(2))
    check, verdicts = scan_all(check, an_item_scan("SET", lot="A"))
    assert verdicts == [V.OK]
    assert check.missing() == {"TEA": 1}
    assert check.judge(an_item_scan("TEA", lot="A"), TODAY).counted == {"1": 1}


def test_a_wrong_lot_names_the_lots_always_in_the_same_order() -> None:
    answer = a_check(*lots("C", "A", "B")).judge(an_item_scan(lot="X"), TODAY)
    assert answer.stop is not None
    assert answer.stop.details == {"lot": "X", "needed": "A / B / C"}


@pytest.mark.parametrize(
    ("days", "verdict"), [(-1, V.EXPIRED), (0, V.COMPLETE), (1, V.COMPLETE), (-400, V.EXPIRED)]
)
def test_the_last_good_day_is_still_good(days: int, verdict: Verdict) -> None:
    scan = an_item_scan(expires=TODAY + timedelta(days=days))
    assert a_check(a_line()).judge(scan, TODAY).verdict is verdict


def test_an_expired_piece_of_no_line_is_a_wrong_item() -> None:
    scan = an_item_scan("PEN", expires=date(2020, 1, 1))
    assert a_check(a_line()).judge(scan, TODAY).verdict is V.WRONG_ITEM


def test_a_serial_counts_once() -> None:
    one, other = an_item_scan(serial="S1"), an_item_scan(serial="S2")
    check, verdicts = scan_all(a_check(a_line(quantity=3)), one, one, other, TEA)
    assert verdicts == [V.OK, V.DUPLICATE_SERIAL, V.OK, V.COMPLETE]
    assert check.serials == {"TEA:S1", "TEA:S2"}


def test_the_same_serial_of_another_item_is_another_piece() -> None:
    scans = (an_item_scan("TEA", serial="S1"), an_item_scan("CUP", serial="S1"))
    assert scan_all(a_check(*PLAIN), *scans)[1] == [V.OK, V.OK]


def test_a_serial_that_was_refused_may_come_again() -> None:
    check = a_check(a_line(quantity=1))
    late = an_item_scan(serial="S1", expires=TODAY - timedelta(days=1))
    good = an_item_scan(serial="S1", expires=TODAY)
    assert scan_all(check, late, good)[1] == [V.EXPIRED, V.COMPLETE]


def test_over_says_how_many_are_needed_and_in() -> None:
    check, _ = scan_all(a_check(*TWO_LINES), *[TEA] * 4)
    answer = check.judge(an_item_scan("TEA", 3), TODAY)
    assert answer.stop is not None
    assert answer.stop.details == {"needed": "5", "counted": "4"}


@pytest.mark.parametrize("verdict", sorted(MISMATCHES, key=str))
def test_every_mismatch_says_which_code_and_item(verdict: Verdict) -> None:
    scans = {
        V.WRONG_ITEM: PEN,
        V.OVER: an_item_scan("TEA", 9),
        V.UNKNOWN_CODE: an_item_scan(()),
        V.DUPLICATE_SERIAL: an_item_scan(serial="S1"),
        V.EXPIRED: an_item_scan(expires=date(2020, 1, 1)),
        V.WRONG_LOT: an_item_scan("INK", lot="B"),
    }
    check = a_check(*TWO_LINES, a_line(9, "INK", lot="A"))
    check, _ = scan_all(check, an_item_scan(serial="S1"))
    answer = check.judge(scans[verdict], TODAY)
    assert answer.verdict is verdict
    assert answer.counted == {}
    assert answer.stop is not None
    assert (answer.stop.verdict, answer.stop.code) == (verdict, scans[verdict].code)
    assert answer.stop.found == answer.item
    assert (answer.item is None) == (verdict is V.UNKNOWN_CODE)


def test_a_wrong_item_is_set_beside_the_open_line_most_like_it() -> None:
    large = an_item("SHIRT-L", name="cotton shirt", spec="white L")
    medium = an_item("SHIRT-M", name="cotton shirt", spec="white M")
    check = a_check(a_line(1, "CUP"), a_line(2, medium), a_line(3, "PEN"))
    answer = check.judge(ItemScan("x", (ItemMatch(large, 1),)), TODAY)
    assert answer.stop is not None
    assert answer.stop.expected == medium
    assert check.judge(an_item_scan("ZQXW"), TODAY).stop.expected is None  # type: ignore[union-attr]


@pytest.mark.parametrize("counted", [{"1": 3}, {"1": -1}, {"9": 1}, {"1": 1, "2": 2}])
def test_counts_that_do_not_fit_are_an_error(counted: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        a_check(*PLAIN).count(counted)


def test_resume_goes_on_at_the_exact_scan() -> None:
    lines = check_lines(an_order(TWO_LINES))
    check = resume(lines, {"1": 2, "3": 1}, ["TEA:S1"])
    assert check.missing() == {"TEA": 2, "CUP": 1}
    assert check.judge(an_item_scan(serial="S1"), TODAY).verdict is V.DUPLICATE_SERIAL


@pytest.mark.parametrize("counts", [{"1": 3}, {"1": -1}, {"7": 1}])
def test_a_parked_check_that_the_order_has_outgrown_begins_anew(counts: dict[str, int]) -> None:
    lines = check_lines(an_order(PLAIN))
    assert resume(lines, counts, ["TEA:S1"]) == PickCheck(lines)


def test_kits_are_exploded_into_lines_of_their_own() -> None:
    order: Order = an_order(
        (a_line(3, "TEA", 2, lot="A"), a_kit(4, "SET", {"TEA": 3, "CUP": 1}, 2))
    )
    lines = check_lines(order)
    assert [(line.key, line.item.sku, line.needed, line.kit_sku) for line in lines] == [
        ("3", "TEA", 2, ""),
        ("4.1", "TEA", 6, "SET"),
        ("4.2", "CUP", 2, "SET"),
    ]
    assert PickCheck(lines).needed == order.pieces == 10
