"""Sterling 7600: words and numbers behind an echo that loses letters (docs/protocols/)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

# Not anchored at the start: firmware 4.31 echoes the command and loses some of its letters.
_WEIGHT = re.compile(
    r"(?P<kind>Gross|Net|Tare) +(?P<number>-?\d+(?:\.\d+)?) +(?P<unit>lb|kg|oz|g)\.? *$"
)
_COUNT = re.compile(r"Count +(?P<number>-?\d+) +Pieces *$")
_PIECE = re.compile(r"Piece Weight +(?P<value>[\d.]+ +[a-z]+)\.? *$")
_LOAD = re.compile(r"(?P<mark>OL|UL){2,3} *$")
_ERROR = re.compile(r"Err\.(?P<number>\d+) *$")
_ECHO = re.compile(r"[A-Z]{1,3}")


class Sterling7600(LineDecoder):
    """``Gross 0.010 lb``, ``Net -0.915 lb``, ``Count 15 Pieces``: lines ended by CRLF."""

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)])


def _frame(raw: bytes) -> ScaleFrame:
    text = raw.decode("latin-1")
    if found := _WEIGHT.search(text):
        return _weight(found, raw)
    if found := _COUNT.search(text):
        return ScaleFrame("weight", raw, weight=number(found["number"]), unit="pcs")
    if found := _PIECE.search(text):
        return ScaleFrame("info", raw, command="piece_weight", value=found["value"])
    if found := _LOAD.search(text):
        over = found["mark"] == "OL"
        return ScaleFrame("status", raw, over=over or None, under=not over or None)
    if found := _ERROR.search(text):
        return ScaleFrame("status", raw, error=f"err_{found['number']}")
    return refused("echo" if _ECHO.fullmatch(text.strip()) else "bad_frame", raw)


def _weight(found: re.Match[str], raw: bytes) -> ScaleFrame:
    value, unit = number(found["number"]), found["unit"]
    if value is None:
        return refused("bad_frame", raw)
    if found["kind"] == "Tare":
        return ScaleFrame("tare", raw, tare=value, unit=unit)
    zero, net = value.is_zero() or None, found["kind"] == "Net"
    return ScaleFrame("weight", raw, weight=value, unit=unit, zero=zero, net=net)
