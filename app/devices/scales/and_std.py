"""A&D standard format: header, comma, signed number, unit (docs/protocols/and_std.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.shape import Shape
from app.devices.scales.text import LineDecoder, number, unit_name

_ACK = b"\x06"
_HEADER = re.compile(rb"(?:ST|QT|US|OL|EC),")
_FRAME = re.compile(
    r"(?P<state>ST|QT|US|OL),(?:(?P<comparator>LO|OK|HI|--),)?"
    r"(?P<number>(?P<sign>[+-])[\d.]+)(?P<unit>,?[A-Za-z% ]+)"
)
_ERROR = re.compile(r"EC,(?P<code>E\d\d)")
_FIELDS = {(9, 2), (9, 3), (10, 4)}
"""Lengths of number and unit that were met. Any other has lost a byte: it is refused."""
_UNITS = {"t": "tola"}
"""Not the tonne on these balances."""


class AndStd(LineDecoder):
    """``ST,+001234.5  g`` ended by CRLF; ACK (0x06) stands alone, without an end.

    QT is a stable count. OL carries a number too, which is never a weight.
    """

    def __init__(self) -> None:
        super().__init__(self._frames)
        self._shape = Shape()

    def feed(self, data: bytes) -> list[ScaleFrame]:
        pieces = data.split(_ACK)
        frames = super().feed(pieces[0])
        for piece in pieces[1:]:
            frames += [*self.idle(), ScaleFrame("ack", _ACK), *super().feed(piece)]
        return frames

    def reset(self) -> None:
        super().reset()
        self._shape.forget()

    def _frames(self, line: bytes) -> list[ScaleFrame]:
        headers = [found.start() for found in _HEADER.finditer(line)]
        if not headers:
            return [refused("bad_frame", line)]
        cut = [refused("truncated", line[headers[0] : headers[-1]])] if headers[1:] else []
        return [*cut, self._frame(line[headers[-1] :])]

    def _frame(self, raw: bytes) -> ScaleFrame:
        text = raw.decode("latin-1")
        if found := _ERROR.fullmatch(text):
            return ScaleFrame("status", raw, error=found["code"])
        found = _FRAME.fullmatch(text)
        shape = (len(found["number"]), len(found["unit"])) if found else None
        if not found or shape not in _FIELDS or not self._shape.keeps(shape):
            return refused("bad_frame", raw)
        return _meant(found, raw)


def _meant(found: re.Match[str], raw: bytes) -> ScaleFrame:
    if found["state"] == "OL":
        under = found["sign"] == "-"
        return ScaleFrame("status", raw, over=not under or None, under=under or None)
    value, unit = number(found["number"]), unit_name(found["unit"].lstrip(","))
    if value is None or unit is None:
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=_UNITS.get(unit, unit),
        stable=found["state"] != "US",
        zero=value.is_zero() or None,
        comparator=found["comparator"],
    )
