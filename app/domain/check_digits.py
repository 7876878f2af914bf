"""Check digits of waybill numbers: each function says what the last sign should be.

Sources: tracking_number_data (MIT) for the couriers abroad, UPU S10 for the post, ISO 7064 for
MOD 37,36; SF: see ``waybill_number.sf_check_digit``.
"""

from collections.abc import Sequence
from itertools import cycle

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NINE = 9


def _value(sign: str) -> int:
    """A digit's value; a letter counts as UPS counts it: A is 2, B is 3, ... modulo 10."""
    return int(sign) if sign.isdigit() else (ord(sign) - 3) % 10


def mod10(serial: str, evens: int = 1, odds: int = 1, *, reverse: bool = False) -> str:
    """Alternating weights from the left (``evens`` first), filled up to a multiple of ten."""
    signs = reversed(serial) if reverse else serial
    total = sum(
        _value(sign) * weight for sign, weight in zip(signs, cycle((evens, odds)), strict=False)
    )
    return str(-total % 10)


def luhn(serial: str) -> str:
    """Every second digit from the right doubled, its digits added (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(serial)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > _NINE else value
    return str(-total % 10)


def mod7(serial: str) -> str:
    """The remainder by seven (DHL Express; Yamato, Sagawa, Japan Post)."""
    return str(int(serial) % 7)


def weighted(serial: str, weights: Sequence[int], first: int, second: int) -> str:
    """The weighted sum modulo ``first``, then modulo ``second`` (FedEx: 11, then 10)."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, weights, strict=True))
    return str(total % first % second)


def s10(serial: str) -> str:
    """The international post's: 11 - weighted sum modulo 11, where 10 is 0 and 11 is 5."""
    rest = sum(int(d) * w for d, w in zip(serial, S10_WEIGHTS, strict=True)) % 11
    return {0: "5", 1: "0"}.get(rest, str(11 - rest))


def mod_37_36(serial: str) -> str:
    """ISO 7064, MOD 37,36: digits and letters (DPD)."""
    check = 36
    for sign in serial:
        check = (check + _ALPHABET.index(sign)) % 36 or 36
        check = check * 2 % 37
    return _ALPHABET[(37 - check) % 36]
