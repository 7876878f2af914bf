"""The keys of the control card: read back, unlike each other, and never a command."""

import string

import pytest

from app.domain.card_key import (
    PassReason,
    digit_code,
    read_digits,
    read_reason,
    reason_code,
    typed_code,
)
from app.domain.control_code import Control, MisreadError, code_of, read_control

DIGITS = [digit_code(digit) for digit in range(10)]
REASONS = [reason_code(reason) for reason in PassReason]
KEYS = [*DIGITS, *REASONS]


def test_each_is_read_back() -> None:
    assert [read_digits(code.lower()) for code in DIGITS] == list("0123456789")
    assert [read_reason(code) for code in REASONS] == list(PassReason)
    assert {read_reason(code) for code in DIGITS} == {None}
    assert {read_digits(code) for code in REASONS} == {None}


@pytest.mark.parametrize("code", KEYS)
def test_a_key_is_no_command_and_a_damaged_key_is_no_key(code: str) -> None:
    with pytest.raises(MisreadError):
        read_control(code)
    for place in range(len(code)):
        for sign in string.ascii_uppercase + string.digits:
            damaged = code[:place] + sign + code[place + 1 :]
            if damaged != code:
                assert read_digits(damaged) is None
                assert read_reason(damaged) is None


@pytest.mark.parametrize("control", Control)
def test_a_command_is_no_key(control: Control) -> None:
    assert read_digits(code_of(control)) is None
    assert read_reason(code_of(control)) is None


def test_what_was_typed_is_its_digits_and_nothing_else() -> None:
    assert read_digits(typed_code("482913")) == "482913"
    assert read_digits(typed_code("")) is None
    assert read_digits(typed_code("4a")) is None
    assert read_digits("482913") is None
