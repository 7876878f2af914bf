"""A damaged control code is never another command. All cases, not samples."""

import string
from collections.abc import Iterator

import pytest

from app.domain.control_code import (
    PREFIX,
    Control,
    MisreadError,
    check_letter,
    code_of,
    read_control,
)

CODES = {code_of(control): control for control in Control}
SIGNS = [chr(number) for number in range(32, 127)]


def read(text: str) -> Control | str | None:
    try:
        return read_control(text)
    except MisreadError:
        return "misread"


def substitutions(code: str) -> Iterator[str]:
    for place in range(len(code)):
        for sign in SIGNS:
            damaged = code[:place] + sign + code[place + 1 :]
            if damaged.upper() != code:
                yield damaged


def swaps(code: str) -> Iterator[str]:
    """Any two letters that changed places, neighbours or not."""
    for one in range(len(code)):
        for other in range(one + 1, len(code)):
            signs = list(code)
            signs[one], signs[other] = signs[other], signs[one]
            if "".join(signs) != code:
                yield "".join(signs)


def losses(code: str) -> Iterator[str]:
    """A head or a tail that was not read, or one letter inside."""
    for place in range(1, len(code)):
        yield code[:place]
        yield code[place:]
        yield code[: place - 1] + code[place:]


def additions(code: str) -> Iterator[str]:
    for place in range(len(code) + 1):
        for sign in string.ascii_letters + string.digits + "-.$/+%":
            yield code[:place] + sign + code[place:]


@pytest.mark.parametrize(("code", "control"), CODES.items())
def test_a_printed_code_is_read_as_its_control(code: str, control: Control) -> None:
    assert read_control(code) is control
    assert read_control(f"{code.lower()}\r\n") is control, (
        "Caps Lock and a terminator do not matter"
    )


@pytest.mark.parametrize("code", CODES)
def test_no_damage_makes_a_command(code: str) -> None:
    damaged = [*substitutions(code), *swaps(code), *losses(code), *additions(code)]
    commands = {text: read(text) for text in damaged if read(text) not in (None, "misread")}
    assert commands == {}


@pytest.mark.parametrize("code", CODES)
def test_two_codes_read_as_one_are_a_misread(code: str) -> None:
    for other in CODES:
        assert read(code + other) == "misread"


def test_the_check_letter_sees_every_single_error_and_swap_in_every_body() -> None:
    """So it holds for controls that are added later as well: all 26 ** 2 pairs at each place."""
    letters = string.ascii_uppercase
    for place in range(5):
        checks = {check_letter("AAAAA"[:place] + a + "AAAAA"[place + 1 :]) for a in letters}
        assert len(checks) == len(letters)
    for place in range(4):
        for a in letters:
            for b in letters:
                ab = check_letter("QQQQQ"[:place] + a + b + "QQQQQ"[place + 2 :])
                ba = check_letter("QQQQQ"[:place] + b + a + "QQQQQ"[place + 2 :])
                assert (ab == ba) == (a == b)
    for a in letters:
        last = check_letter("QQQQ" + a)
        swapped = check_letter("QQQQ" + last) if last in letters else ""
        assert swapped != a or last == a


def test_codes_are_unlike_each_other_and_easy_to_type() -> None:
    assert len(CODES) == len(Control)
    for code in CODES:
        assert code.startswith(PREFIX)
        assert code.isalpha()
        assert code[-1] not in "IO", "they look like digits on a worn card"
        near = [other for other in CODES if sum(map(str.__ne__, code, other)) < 2]
        assert near == [code]


@pytest.mark.parametrize("text", ["", "Z", "6901234567892", "AZZ", "ZB-OP-1", "ZR1A2B3C4D"])
def test_other_codes_are_no_controls(text: str) -> None:
    assert read_control(text) is None


@pytest.mark.parametrize("text", ["ZZ", "zz", "ZZ1", "ZZACK", "ZZZZZZ", "ZZACKA"])
def test_what_begins_like_a_control_but_is_none_is_a_misread(text: str) -> None:
    with pytest.raises(MisreadError):
        read_control(text)
