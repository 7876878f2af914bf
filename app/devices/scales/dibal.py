"""Dibal checkout scales: 16 digits in answer to a price (docs/protocols/dibal.md)."""

import re
from decimal import Decimal

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder

_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_REPLY = re.compile(rb"99(?P<status>\d)(?P<weight>[\d -]{5})\d{7}(?P<check>[0-9A-Fa-f:;<=>?])")
_REQUEST = re.compile(rb"98\d{5}(?P<check>[0-9A-Fa-f:;<=>?])")
# A check above 9 has not been seen: hex and 0x30 + n say the same, so both are read.
_CHECK = {ord(c): n for n, c in enumerate("0123456789ABCDEF")}
_CHECK |= {ord(c): n for n, c in enumerate("abcdef", 10)}
_CHECK |= {ord(c): n for n, c in enumerate(":;<=>?", 10)}


class Dibal(LineDecoder):
    """``99 status weight(5, grams) amount(7) check`` ended by CRLF.

    Overload answers a weight of 0 too, so that 0 is no proof of an empty pan: ``zero`` is
    never said.
    """

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)])


def check_digit(digits: bytes) -> int:
    """The exclusive or of the values of all digits; blanks and signs count as nothing."""
    total = 0
    for byte in digits:
        total ^= byte & 0x0F if 0x30 <= byte <= 0x39 else 0  # noqa: PLR2004
    return total


def _frame(line: bytes) -> ScaleFrame:
    raw = line.strip(_NOISE)
    found = _REPLY.fullmatch(raw) or _REQUEST.fullmatch(raw)
    if found is None:
        return refused("bad_frame", raw)
    if _CHECK[found["check"][0]] != check_digit(raw[:-1]):
        return refused("checksum", raw)
    said = found.groupdict()
    if "status" not in said:
        return ScaleFrame("command", raw, command="request")
    status, field = found["status"].decode(), found["weight"]
    if status != "0":
        return ScaleFrame("status", raw, error=f"status_{status}")
    if not field.strip():
        return ScaleFrame("status", raw, stable=False)
    if b"-" in field:
        return ScaleFrame("status", raw, under=True)
    if not field.isdigit():
        return refused("bad_frame", raw)
    return ScaleFrame("weight", raw, weight=Decimal(int(field)).scaleb(-3), unit="kg", stable=True)
