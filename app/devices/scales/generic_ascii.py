"""Lines of a sign, a number and a unit, of many makers (docs/protocols/generic_ascii.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number, unit_name

_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_WEIGHT = re.compile(
    r"(?:SD?(?= ))? *(?P<sign>[+-]?) *(?P<digits>\d+(?:\.\d+)?) *(?P<unit>[A-Za-z%]{1,3}) *"
)
_OVER = re.compile(r"(?P<sign>[+-]?) *~{4,} *[A-Za-z%]{1,3} *")
_INDEXED = re.compile(
    r"(?P<sign>[+-])(?P<digits>\d+(?:\.\d+)?)/(?P<index>[0-8]) +(?P<unit>[A-Za-z]{1,3}) +[A-Z] *"
)
_UNITS = {"mg", "g", "kg", "lb", "oz", "ozt", "ct", "gr", "dwt", "pcs", "%"}


class GenericAscii(LineDecoder):
    """``+0142.02 GN``, ``SD     -1.14 GN``, ``+   20.758g``: no word about stability.

    ``indexed`` is the variant ``+007.12/3 G S``: 0 behind the slash is at rest, 1 to 8 is not.
    A unit is wanted, and one that is known: a line with anything else in it is refused.
    """

    def __init__(self, *, indexed: bool = False) -> None:
        super().__init__(lambda line: [self._frame(line)])
        self._indexed = indexed

    def _frame(self, line: bytes) -> ScaleFrame:
        raw = line.strip(_NOISE)
        text = raw.decode("latin-1")
        if found := _OVER.fullmatch(text):
            under = found["sign"] == "-"
            return ScaleFrame("status", raw, over=not under or None, under=under or None)
        found = (_INDEXED if self._indexed else _WEIGHT).fullmatch(text)
        value = number(found["sign"] + found["digits"]) if found else None
        if found is None or value is None:
            return refused("bad_frame", raw)
        unit = unit_name(found["unit"])
        if unit not in _UNITS:
            return refused("bad_unit", raw)
        stable = found["index"] == "0" if self._indexed else None
        zero = value.is_zero() or None
        return ScaleFrame("weight", raw, weight=value, unit=unit, stable=stable, zero=zero)
