"""G&G balances: sign, number and unit in fixed columns (docs/protocols/gng.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_FRAME = re.compile(r"(?P<sign>[ +-])(?P<field>(?=.{8}) *\d+(?:\.\d+)?) (?P<unit>[A-Za-z%]{1,2} ?)")
_COLUMNS = 12
"""Characters of a line without its end. A shorter one has lost a byte: it is refused."""
_UNITS = {"gn": "gr", "dw": "dwt", "ot": "ozt"}


class Gng(LineDecoder):
    """``-  450.38 GN`` ended by CRLF; blanks between the sign and the digits, no stability."""

    def __init__(self) -> None:
        super().__init__(lambda line: [_frame(line)])


def _frame(line: bytes) -> ScaleFrame:
    raw = line.strip(_NOISE)
    found = _FRAME.fullmatch(raw.decode("latin-1")) if len(raw) == _COLUMNS else None
    value = number(found["sign"].strip() + found["field"].strip()) if found else None
    if found is None or value is None:
        return refused("bad_frame", raw)
    unit = found["unit"].strip().lower()
    zero = value.is_zero() or None
    return ScaleFrame("weight", raw, weight=value, unit=_UNITS.get(unit, unit), zero=zero)
