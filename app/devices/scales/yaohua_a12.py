"""Yaohua XK3190-A12: ``wn001.234kg``, no word about stability (docs/protocols/yaohua_a12.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number

_HEADER = re.compile(rb"w[nwgt]")
_KIND = re.compile(r"w[nwgt]")
_FIELD = 7
"""Characters between header and unit. A shorter field has lost a byte, and 11.710 would read
1.710: such a frame is refused, however plausible it looks."""
_WEIGHT = re.compile(r"-?\d+(?:\.\d+)?")
_OVER = re.compile(r"-*OL-*")
_UNIT = re.compile(r"kg|g|lb|t")


class YaohuaA12(LineDecoder):
    """Net (wn), gross (ww, wg) and tare (wt) lines ended by LF or CRLF."""

    def __init__(self) -> None:
        super().__init__(_frames)


def _frames(line: bytes) -> list[ScaleFrame]:
    headers = [found.start() for found in _HEADER.finditer(line)]
    if not headers:
        return [refused("bad_frame", line)]
    cut = [refused("truncated", line[headers[0] : headers[-1]])] if headers[1:] else []
    return [*cut, _frame(line[headers[-1] :])]


def _frame(raw: bytes) -> ScaleFrame:
    text = raw.decode("latin-1").rstrip(" ")
    kind, field, unit = text[:2], text[2 : 2 + _FIELD], text[2 + _FIELD :]
    if not _KIND.fullmatch(kind) or not _UNIT.fullmatch(unit):
        return _overload(text[2:], raw)
    value = number(field) if _WEIGHT.fullmatch(field) else None
    if value is None:
        return _overload(text[2:], raw)
    if kind == "wt":
        return ScaleFrame("tare", raw, tare=value, unit=unit)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=unit,
        zero=value.is_zero() or None,
        net=kind == "wn",
    )


def _overload(rest: str, raw: bytes) -> ScaleFrame:
    letters = rest.removesuffix("kg").removesuffix("lb")
    return (
        ScaleFrame("status", raw, over=True)
        if _OVER.fullmatch(letters)
        else refused("bad_frame", raw)
    )
