"""CAS CI, PDI, NT: comma text with a lamp byte, 22 bytes (docs/protocols/cas_22.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number, unit_name

_HEADER = re.compile(rb"(?:ST|US|OL),")
_FRAME = re.compile(
    rb"(?P<state>ST|US|OL),(?P<type>GS|NT),(?P<device>[ -~])(?P<lamp>[\x80-\xff]),"
    rb"(?P<field>[ \d.+-]{8}) (?P<unit>[A-Za-z ]{2})"
)
_WEIGHT = re.compile(r" *(?P<sign>[+-]?) *(?P<digits>\d+(?:\.\d+)?)")
_DONE = re.compile(rb"\d\d(?P<command>M[ZT])")
_ZERO, _HOLD, _STABLE = 1, 16, 64
_REFUSALS = {b"!": "not_executable", b"?": "unrecognized_command"}


class Cas22(LineDecoder):
    """``ST,GS,id lamp,data(8) unit`` ended by CRLF. The lamp byte has bit 7 on: it is no text.

    Header and lamp may disagree about stability: the worse counts. ``hold`` is a frozen
    display.
    """

    def __init__(self) -> None:
        super().__init__(_frames)


def _frames(line: bytes) -> list[ScaleFrame]:
    if line in _REFUSALS:
        return [ScaleFrame("status", line, error=_REFUSALS[line])]
    if found := _DONE.fullmatch(line):
        return [ScaleFrame("ack", line, command=found["command"].decode())]
    headers = [found.start() for found in _HEADER.finditer(line)]
    if not headers:
        return [refused("bad_frame", line)]
    cut = [refused("truncated", line[headers[0] : headers[-1]])] if headers[1:] else []
    return [*cut, _frame(line[headers[-1] :])]


def _frame(raw: bytes) -> ScaleFrame:
    found = _FRAME.fullmatch(raw)
    if not found:
        return refused("bad_frame", raw)
    field = found["field"].decode()
    if found["state"] == b"OL":  # digits may still be there: never a weight
        under = "-" in field
        return ScaleFrame("status", raw, over=not under or None, under=under or None)
    digits = _WEIGHT.fullmatch(field)
    value = number(digits["sign"] + digits["digits"]) if digits else None
    if value is None:
        return refused("bad_frame", raw)
    lamp = found["lamp"][0]
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=unit_name(found["unit"].decode()),
        stable=found["state"] == b"ST" and bool(lamp & _STABLE),
        zero=bool(lamp & _ZERO),
        net=found["type"] == b"NT",
        address=found["device"].decode(),
        hold=bool(lamp & _HOLD) or None,
    )
