"""``$`` and six digits, no point, no unit (docs/protocols/dollar_cr.md)."""

import re
from decimal import Decimal

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder

_FRAME = re.compile(rb"\$(\d{6})")


class DollarCr(LineDecoder):
    """``$001250 CR``. Where the point stands is a setting of the scale: ``decimals`` says it.

    Without ``decimals`` the digits are given as they came, leading zeros too.
    """

    def __init__(self, decimals: int | None = None) -> None:
        super().__init__(self._frames)
        self._decimals = decimals

    def _frames(self, line: bytes) -> list[ScaleFrame]:
        start = line.rfind(b"$")
        raw = line[max(start, 0) :]
        found = _FRAME.fullmatch(raw)
        if not found:
            return [refused("bad_frame", line)]
        value = Decimal(int(found[1]))
        digits = None
        if self._decimals is None:
            digits = found[1].decode()
        else:
            value = value.scaleb(-self._decimals)
        zero = value.is_zero() or None
        return [ScaleFrame("weight", raw, weight=value, zero=zero, raw_digits=digits)]
