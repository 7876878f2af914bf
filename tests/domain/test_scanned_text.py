"""What a scanned text says by itself, and what it must not be taken for."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.gs1_elements import check_digit_ok
from app.domain.readings import Scan
from app.domain.scanned_text import INPUT_METHOD, parse_scan_text, read_scan


def test_a_gs1_label_gives_lot_serial_and_expiry() -> None:
    label = parse_scan_text("]C10109501101020917171905081" + "0AB\x1d21S9")
    assert label.gs1_certain
    assert (label.gtin, label.lot, label.serial) == ("09501101020917", "AB", "S9")
    assert label.expiry == date(2019, 5, 8)
    assert label.aim == "]C1"


def test_a_scan_is_read_with_the_identifier_it_came_with() -> None:
    scan = Scan("010950110102091710AB", "scanner", 1, "]d2")
    assert read_scan(scan).gs1_symbology
    assert read_scan(scan).lot == "AB"
    assert not read_scan(Scan("010950110102091710AB", "scanner", 1, "]C0")).gs1


@pytest.mark.parametrize("text", ["17210200", "15210527", "70110301021430", "4101234567890127"])
def test_element_strings_without_a_gs1_symbol_are_only_a_guess(text: str) -> None:
    guess = parse_scan_text(text)
    assert guess.gs1
    assert not guess.gs1_certain
    assert (guess.gtin, guess.lot, guess.expiry) == (None, None, None)


@pytest.mark.parametrize("text", ["96385075", "9912345678", "HELLO-1", "", "]", "]C1", "(x)"])
def test_other_texts_are_no_element_strings(text: str) -> None:
    assert parse_scan_text(text).gs1 is None


def test_a_wrong_check_digit_makes_no_key_of_anything_beside_it() -> None:
    bad = parse_scan_text("]C1010590123412345810LOT\x1d21S1")
    assert bad.gs1_check_error
    assert (bad.gtin, bad.lot, bad.serial, bad.gs1_certain) == (None, None, None, False)


def test_the_form_for_people_is_read_too() -> None:
    assert parse_scan_text("(01)09501101020917(10)AB").gtin == "09501101020917"


def test_measures_and_prices_have_their_decimals() -> None:
    text = "]C101095011010209173922995\x1d3103001750\x1d3912978123"
    assert parse_scan_text(text).decimals == {
        "3922": Decimal("9.95"),
        "3103": Decimal("1.750"),
        "3912": Decimal("1.23"),
    }


@pytest.mark.parametrize("text", ["2012345000009", "]C10102824040005133"])
def test_numbers_a_shop_made_for_itself(text: str) -> None:
    parsed = parse_scan_text(text)
    assert parsed.restricted == (parsed.gtin is not None)


def test_an_address_is_no_product() -> None:
    plain = parse_scan_text("http://example.com/foo/123")
    assert plain.link
    assert (plain.gtin, plain.gs1) == (None, None)


def test_caps_lock_does_not_part_two_codes() -> None:
    upper, lower = parse_scan_text("SF1385628716739"), parse_scan_text("sf1385628716739")
    assert upper.normalized == lower.normalized
    assert upper.text != lower.text


def test_only_keyed_text_is_brought_back_and_suspected() -> None:
    assert parse_scan_text("ＡＢ１２", keyed=True).text == "AB12"
    assert parse_scan_text("ＡＢ１２").text == "ＡＢ１２"
    assert parse_scan_text("收件人", keyed=True).suspicious == INPUT_METHOD
    assert parse_scan_text("收件人").suspicious is None
    assert parse_scan_text("A\x1dB", keyed=True).suspicious is None


@given(st.integers(0, 10**12 - 1))
def test_exactly_one_check_digit_fits(body: int) -> None:
    fits = [digit for digit in range(10) if check_digit_ok(f"{body:012d}{digit}")]
    assert len(fits) == 1


@given(st.text(max_size=40), st.booleans())
def test_no_text_is_too_strange(text: str, keyed: bool) -> None:
    parsed = parse_scan_text(text, keyed=keyed)
    assert parsed.raw == text
    assert parsed.gtin is None or (len(parsed.gtin) == 14 and check_digit_ok(parsed.gtin))


@given(st.text("0123456789\x1d", max_size=30))
def test_no_digits_are_too_strange(text: str) -> None:
    for prefix in ("", "]C1", "]E0"):
        parsed = parse_scan_text(prefix + text)
        assert parsed.dates is not None
        assert parsed.decimals is not None
