"""One form for every code: the same label must meet itself, however it was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import normalise_code

SCANNER_TEXT = st.text(st.characters(min_codepoint=28, max_codepoint=126), max_size=40)


@pytest.mark.parametrize(
    ("scanned", "stored"),
    [
        ("6901234567892", "06901234567892"),
        ("06901234567892", "06901234567892"),
        (" 6901234567892\r\n", "06901234567892"),
        ("012345678905", "00012345678905"),
        ("12345670", "00000012345670"),
        ("tea-01", "TEA-01"),
        ("TEA-01", "TEA-01"),
        ("123456789", "123456789"),  # nine digits are no trade item number
        ("0123456789012345", "0123456789012345"),
        ("１２３４５６７０", "１２３４５６７０"),  # full-width digits are not what was printed
        ("", ""),
        ("  ", ""),
    ],
)
def test_codes_meet_in_one_form(scanned: str, stored: str) -> None:
    assert normalise_code(scanned) == stored


@given(SCANNER_TEXT)
def test_a_normalised_code_stays_as_it_is(text: str) -> None:
    once = normalise_code(text)
    assert normalise_code(once) == once


@given(SCANNER_TEXT)
def test_caps_lock_changes_nothing(text: str) -> None:
    assert normalise_code(text.swapcase()) == normalise_code(text)


@given(st.integers(0, 10**8 - 1), st.sampled_from([8, 12, 13, 14]))
def test_leading_zeros_of_a_trade_item_number_do_not_count(number: int, length: int) -> None:
    assert normalise_code(f"{number:0{length}}") == f"{number:014}"


@given(SCANNER_TEXT, SCANNER_TEXT)
def test_only_case_margins_and_leading_zeros_may_be_lost(one: str, other: str) -> None:
    if normalise_code(one) == normalise_code(other):
        kept = [text.strip().upper().lstrip("0") for text in (one, other)]
        assert kept[0] == kept[1]
