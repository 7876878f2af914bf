"""Fairbanks and Pennsylvania scales in their shipping modes (docs/protocols/)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.text import MAX_LINE, number

_LF, _ETX, _EOT = 0x0A, 0x03, 0x04
_NOISE = bytes({*range(9), *range(0x7F, 0x100)})
_NUMBER = rb"(?P<sign>[+-]?) *(?P<digits>\d+(?:\.\d+)?) *"
_UPS = re.compile(rb" *" + _NUMBER + rb"(?P<unit>[A-Za-z]{1,3})\.? +(?P<kind>GR|NT|gr|nt) *\r")
_FEDEX = re.compile(rb" *" + _NUMBER + rb"(?P<unit>[A-Za-z]{1,2})\r(?P<status>[0-?]{2})")


class FairbanksPennsylvania:
    """``0.00 lb. GR CR LF [ETX]`` or ``LF 000.00LB CR status ETX``, by the mode of the scale.

    Capital GR or NT is stable, small letters are motion. ``CR ETX`` alone is an overload, a
    lone EOT means not at zero when switched on, or over.
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[ScaleFrame]:
        frames: list[ScaleFrame] = []
        for byte in data:
            if byte in {_LF, _ETX, _EOT}:
                frames += self._end(byte)
            elif len(self._pending) < MAX_LINE:
                self._pending.append(byte)
            elif not self._skipping:
                self._skipping = True
                frames.append(refused("bad_frame", bytes(self._pending)))
        return frames

    def idle(self) -> list[ScaleFrame]:
        left, skipping = bytes(self._pending), self._skipping
        self.reset()
        return [refused("truncated", left)] if left.strip() and not skipping else []

    def reset(self) -> None:
        self._pending.clear()
        self._skipping = False

    def _end(self, end: int) -> list[ScaleFrame]:
        raw, skipping = bytes(self._pending), self._skipping
        self.reset()
        if skipping:
            return []
        body = raw.lstrip(_NOISE)
        if end == _EOT:
            cut = [refused("truncated", raw)] if body.strip() else []
            return [*cut, ScaleFrame("status", b"\x04", error="eot_not_zero_or_over")]
        if end == _ETX and body == b"\r":
            return [ScaleFrame("status", raw, over=True)]
        if not body.strip():
            return []
        found = (_UPS if end == _LF else _FEDEX).fullmatch(body)
        return [_weight(found, raw) if found else refused("bad_frame", raw)]


def _weight(found: re.Match[bytes], raw: bytes) -> ScaleFrame:
    said = found.groupdict()
    value = number((found["sign"] + found["digits"]).decode())
    if value is None:
        return refused("bad_frame", raw)
    net = None
    if kind := said.get("kind"):
        stable, net = kind.isupper(), kind.upper() == b"NT"
    else:
        first, second = found["status"]
        stable = not first & 1
        faulty = first & 0b1100 or second & 0b1100
        if second & 0b11 or faulty:
            over, under = bool(second & 2), bool(second & 1)
            return ScaleFrame("status", raw, over=over, under=under, fault=bool(faulty) or None)
    return ScaleFrame(
        "weight",
        raw,
        weight=value,
        unit=found["unit"].decode().lower(),
        stable=stable,
        zero=value.is_zero() or None,
        net=net,
    )
