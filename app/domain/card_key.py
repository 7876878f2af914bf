"""The keys of the control card: the ten digits of a PIN, and reasons.

Built like control codes: ``ZZ`` + three letters + the check letter. They are no commands: a bench
takes them only when it asks for them.
"""

from enum import Enum

from app.domain.control_code import PREFIX, check_letter

PIN_DIGITS = 6
"""How long every PIN is: the last digit ends it, no other code is needed."""

_DIGIT_LETTERS = "ABCDEFGHJK"
_REASON_LETTERS = "ABCD"
_TYPED = PREFIX + "P"


class PassReason(Enum):
    """Why a parcel passes although its weight is out of the band."""

    COUNTED = "counted"  # opened and counted piece by piece: all right
    PACKING = "packing"  # more or other packing material than usual
    ITEM_WEIGHT = "item_weight"  # the weight that the item list has is wrong
    SCALE = "scale"  # the scale is known to be off


class ReprintReason(Enum):
    """Why the label of a packed parcel is printed again."""

    DAMAGED = "damaged"  # torn, wet, creased
    UNREADABLE = "unreadable"  # badly printed: no scanner reads it
    LOST = "lost"  # fell off, or is not there any more
    WRONG_BOX = "wrong_box"  # the old one sticks to another parcel


Reason = PassReason | ReprintReason


def digit_code(digit: int) -> str:
    """The text printed for a digit, 0 to 9."""
    return _whole(f"DG{_DIGIT_LETTERS[digit]}")


def reason_code(reason: Reason) -> str:
    of = PassReason if isinstance(reason, PassReason) else ReprintReason
    letters = "RS" if of is PassReason else "RQ"
    return _whole(f"{letters}{_REASON_LETTERS[list(of).index(reason)]}")


def _whole(letters: str) -> str:
    body = PREFIX + letters
    return body + check_letter(body)


_DIGITS = {digit_code(digit): str(digit) for digit in range(10)}
_REASONS: dict[str, Reason] = {
    reason_code(reason): reason for reason in (*PassReason, *ReprintReason)
}


def typed_code(digits: str) -> str:
    """The text that stands for digits typed by hand: never mistaken for another code."""
    return f"{_TYPED}{digits}"


def read_digits(code: str) -> str | None:
    """The digit that a scanned code stands for, or those that were typed; None for other codes."""
    text = code.strip().upper()
    typed = text.removeprefix(_TYPED)
    if typed != text and typed.isascii() and typed.isdecimal():
        return typed
    return _DIGITS.get(text)


def read_reason(code: str) -> Reason | None:
    return _REASONS.get(code.strip().upper())
