"""The printed control card: barcodes that act as buttons.

A control code is ``ZZ`` + three letters + one check letter. ``ZZ`` begins no item code (the
importer refuses such codes), and the check letter keeps a misread from being a command.
"""

from enum import Enum

PREFIX = "ZZ"
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ479"  # 29 signs: a prime, or some errors go unseen
_SUM = 2  # what a whole code adds up to; with 2 no control needs I, O or a digit to check


class Control(Enum):
    """What the packer can say with the scanner. The value is the code's three letters."""

    ACKNOWLEDGE = "ACK"
    TAKE_OUT = "TKT"
    SHORT = "SHR"
    RETURN = "RTN"
    NEXT_BOX = "BXN"
    REPRINT = "RPR"
    CANCEL = "CNC"
    PARK = "PRK"
    REWEIGH = "RWG"
    TARE = "TAR"
    ZERO = "ZER"
    CHECK_SCALE = "SCK"  # with the known weight
    SUPPORT = "SUP"  # save a bundle for support
    CALL_LEAD = "CLL"
    FORCE_PASS = "FPS"  # noqa: S105 - a printed code, no password
    SIGN_OUT = "SGN"
    TEST_SCAN = "TST"
    MODE_CHECK = "MCK"  # order by order, every item scanned
    MODE_WEIGH = "MWG"  # weigh-only: scan the waybill, weigh, done
    MODE_SINGLE = "MSG"  # single-item orders: scan an item, the bench finds its order
    MODE_HAND_OVER = "MHO"  # parcels onto the courier's manifest
    CLOSE_LIST = "CLO"  # of the hand-over: nothing is added any more


class MisreadError(ValueError):
    """A code that begins like a control code but is none: read it again."""


def check_letter(letters: str) -> str:
    """The check letter of a control code's body.

    Each place has its own weight, the check letter's is 1, and the sum is taken modulo a prime.
    So one wrong letter, or any two that changed places, never give another valid code.
    """
    weights = range(len(letters) + 1, 1, -1)
    total = sum(w * _ALPHABET.index(letter) for w, letter in zip(weights, letters, strict=True))
    return _ALPHABET[(_SUM - total) % len(_ALPHABET)]


def code_of(control: Control) -> str:
    """The text that is printed as a barcode for a control."""
    body = PREFIX + control.value
    return body + check_letter(body)


def read_control(code: str) -> Control | None:
    """The control that a scanned code stands for, None when it is no control code at all.

    Raises:
        MisreadError: the prefix is ours but the rest is not: a damaged or half-read code.
    """
    text = code.strip().upper()
    if not text.startswith(PREFIX):
        return None
    for control in Control:
        if text == code_of(control):
            return control
    raise MisreadError(text)
