"""One edit away: found whatever the edit, told only when there is one candidate."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Item, ItemBarcode
from app.domain.control_code import Control, code_of
from app.domain.events import SignedOut, Stopped
from app.domain.misreads import count_misreads
from app.domain.near_code import hinted, nearest, one_edit
from app.domain.order import OrderLine
from app.domain.packing import Packing, Parcel
from app.domain.pick_check import PickCheck, check_lines
from app.domain.verdict import Stop, Verdict
from tests.builders import an_order

SIGNS = st.text("0123456789ABCDEF", min_size=1, max_size=16)


def edits(code: str) -> Iterator[str]:
    """All texts that are one edit from a code, straight from the definition."""
    for at in range(len(code) + 1):
        head, tail = code[:at], code[at:]
        yield from (head + sign + tail for sign in "0123456789ABCDEF")
        if tail:
            yield head + tail[1:]
            yield from (head + sign + tail[1:] for sign in "0123456789ABCDEF")
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


@given(SIGNS, SIGNS)
def test_one_edit_is_what_its_definition_says(one: str, other: str) -> None:
    assert one_edit(one, other) == (one != other and other in set(edits(one)))


@given(SIGNS, st.data())
def test_every_single_edit_is_found_both_ways(code: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(sorted({each for each in edits(code) if each != code})))
    assert one_edit(code, other)
    assert one_edit(other, code)


def test_a_digit_lost_from_a_trade_number_is_found() -> None:
    assert nearest("00695784228856", ["06957842208856"]) == "6957842208856"
    assert nearest("695784220885", ["06957842208856"]) == "6957842208856"


def test_two_candidates_are_no_hint() -> None:
    assert nearest("ABC-12", ["ABC-11", "ABC-13"]) == ""
    assert nearest("ABC-12", ["ABC-11", "ABC-99"]) == "ABC-11"


def test_short_codes_have_no_hint() -> None:
    assert nearest("A1", ["A2"]) == ""


ITEM = Item("sku-1", "Kettle", barcodes=(ItemBarcode("06957842208856"),))


@pytest.fixture
def packing() -> Packing:
    order = replace(an_order(), lines=(OrderLine(1, ITEM, 2),), tote="T-00417")
    return Packing(
        order, "check", PickCheck(check_lines(order)), (Parcel("p1", waybill="SF123456"),)
    )


def near(stop: Stop, packing: Packing | None) -> str:
    return hinted(stop, packing).details.get("near", "")


def test_an_item_of_the_open_order_is_named(packing: Packing) -> None:
    stop = hinted(Stop(Verdict.UNKNOWN_CODE, "06957842208857", details={"a": "b"}), packing)
    assert stop.details == {"a": "b", "near": "6957842208856", "near_item": "Kettle"}
    assert stop.verdict is Verdict.UNKNOWN_CODE  # what is accepted does not change


def test_controls_waybill_and_tote_are_expected_too(packing: Packing) -> None:
    short = code_of(Control.SHORT)
    assert near(Stop(Verdict.MISREAD, short[:-1]), packing) == short
    assert near(Stop(Verdict.MISREAD, short[1:]), None) == short
    assert near(Stop(Verdict.UNKNOWN_CODE, "SF12345"), packing) == "SF123456"
    assert near(Stop(Verdict.UNKNOWN_CODE, "T-00471"), packing) == "T-00417"


def test_other_stops_are_left_alone(packing: Packing) -> None:
    for stop in (Stop(Verdict.WRONG_ITEM, "06957842208857"), Stop(Verdict.UNKNOWN_CODE, "")):
        assert hinted(stop, packing) is stop


def test_misreads_are_counted_by_scanner_and_by_code() -> None:
    found = count_misreads(
        [
            Stopped(Stop(Verdict.MISREAD, "69578422"), scanner="s1"),
            Stopped(Stop(Verdict.UNKNOWN_CODE, "x", details={"near": "695"}), scanner="s1"),
            Stopped(Stop(Verdict.UNKNOWN_CODE, "y", details={"near": "695"}), scanner="s2"),
            Stopped(Stop(Verdict.UNKNOWN_CODE, "z"), scanner="s2"),
            SignedOut(),
        ]
    )
    assert found.scanners == {"s1": 2, "s2": 1}
    assert found.codes == {"695": 2, "69578422": 1}
