"""The comma text of CAS, T-Scale, KERN and most Chinese bench scales (docs/protocols/st_gs.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

_HEADER = re.compile(rb"(?:ST|US|OL),")
_FRAME = re.compile(
    r"(?P<state>ST|US|OL),(?P<type>GS|NT|TR)(?:,| )"
    r" *(?P<sign>[+-]?) *(?P<digits>[\d.,]*) *(?P<unit>[A-Za-z%]*) *"
)
_READ = re.compile(
    r"(?P<state>ST|US|OL),(?P<channel>\d), *(?P<weight>[+-]?[\d.]+)(?P<unit>[A-Za-z]+),"
    r" *(?P<tare>[+-]?[\d.]+)(?P<tare_unit>[A-Za-z]+) *"
)
_COMMA_DECIMALS = re.compile(r"\d+,\d+")


class StGs(LineDecoder):
    """``<ST|US|OL>,<GS|NT|TR>,<sign><digits><unit>`` ended by CR, LF or both.

    ``decimal_comma`` accepts ``1,234`` as 1.234; otherwise it is refused, because a comma
    could as well part thousands.
    """

    def __init__(self, *, decimal_comma: bool = False) -> None:
        super().__init__(self._frames)
        self._decimal_comma = decimal_comma

    def _frames(self, line: bytes) -> list[ScaleFrame]:
        headers = [found.start() for found in _HEADER.finditer(line)]
        if not headers:
            return [refused("bad_frame", line)]
        # An earlier header means that the frame before lost its end; noise before the first
        # header (KERN EOC sends 0xFF) is no frame at all.
        cut = [refused("truncated", line[headers[0] : headers[-1]])] if headers[1:] else []
        return [*cut, self._frame(line[headers[-1] :])]

    def _frame(self, raw: bytes) -> ScaleFrame:
        text = raw.decode("latin-1")
        if found := _READ.fullmatch(text):
            return _channel_frame(found, raw)
        found = _FRAME.fullmatch(text)
        if not found:
            return refused("bad_frame", raw)
        if found["state"] == "OL":  # digits may still be there: never a weight
            under = found["sign"] == "-"
            return ScaleFrame("status", raw, over=not under or None, under=under or None)
        digits = found["digits"]
        if self._decimal_comma and _COMMA_DECIMALS.fullmatch(digits):
            digits = digits.replace(",", ".")
        value = number(found["sign"] + digits)
        if value is None:
            return refused("bad_frame", raw)
        unit = found["unit"].lower() or None
        stable = found["state"] == "ST"
        if found["type"] == "TR":
            return ScaleFrame("tare", raw, tare=value, unit=unit, stable=stable)
        return ScaleFrame(
            "weight",
            raw,
            weight=value,
            unit=unit,
            stable=stable,
            zero=value.is_zero() or None,
            net=found["type"] == "NT",
        )


def _channel_frame(found: re.Match[str], raw: bytes) -> ScaleFrame:
    """The answer of Dini Argeo weighing indicators to READ: channel, weight, tare."""
    if found["state"] == "OL":
        return ScaleFrame("status", raw, over=True, channel=int(found["channel"]))
    value, tare = number(found["weight"]), number(found["tare"])
    if value is None or tare is None or found["unit"] != found["tare_unit"]:
        return refused("bad_frame", raw)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=found["unit"].lower(),
        stable=found["state"] == "ST",
        zero=value.is_zero() or None,
        tare=tare,
        channel=int(found["channel"]),
    )
