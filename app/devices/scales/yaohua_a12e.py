"""Yaohua XK3190-A12E: ``WN004.139kg34``, with a checksum (docs/protocols/yaohua_a12e.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number
from app.devices.scales.yaohua_a9 import checksum

LENGTH = 13
"""Header (2), digits (7), unit (2) and checksum (2): a line without its end."""
_WEIGHT = re.compile(rb"W(?P<kind>[GNT])(?P<field>-?\d+(?:\.\d+)?)(?P<unit>[a-z]{2}| [a-z])")
_RANGE = re.compile(rb" {9}(?P<mark>OL|LO)")


class YaohuaA12E(LineDecoder):
    """Gross (WG), net (WN) and tare (WT) lines, blanks with ``OL`` or ``LO``; ended by CRLF.

    The XOR of OL and of LO is the same: a swap of two letters would not be noticed, and both
    are no weight.
    """

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)])


def _frame(line: bytes) -> ScaleFrame:
    raw = line[-LENGTH:]
    body, check = raw[:-2], raw[-2:]
    found = _WEIGHT.fullmatch(body) or _RANGE.fullmatch(body)
    before = line[:-LENGTH]
    if found is None or any(0x20 <= byte < 0x7F for byte in before):  # noqa: PLR2004
        return refused("bad_frame", line)
    if check.upper() != checksum(body):
        return refused("checksum", raw)
    said = found.groupdict()
    if mark := said.get("mark"):
        over = mark == b"OL"
        return ScaleFrame("status", raw, over=over or None, under=not over or None)
    value, unit = number(found["field"].decode()), found["unit"].decode().strip()
    if value is None:
        return refused("bad_frame", raw)
    if found["kind"] == b"T":
        return ScaleFrame("tare", raw, tare=value, unit=unit)
    zero, net = value.is_zero() or None, found["kind"] == b"N"
    return ScaleFrame("weight", raw, weight=value, unit=unit, zero=zero, net=net)
