"""Yousheng JCS and clones: FF, a status byte, three bytes of BCD (docs/protocols/ff_bcd.md)."""

from decimal import Decimal

from app.devices.base import ScaleFrame, refused
from app.devices.scales.pending import PendingFrames

START = 0xFF
LENGTH = 6
_DECIMALS, _MOST_DECIMALS = 0x07, 5
_MODE, _PERCENT, _NO_MODE = 0x18, 0x10, 0x18
_NEGATIVE, _STABLE, _OVER = 0x20, 0x40, 0x80
_UNITS = {0: "kg", 1: "lb"}
_MOST_NIBBLE = 9


class FfBcd(PendingFrames):
    """``FF status bcd bcd bcd unit``: the lowest two digits first.

    Neither BCD nor a status can be FF, so that it always starts a frame. ``short`` is the
    variant of 5 bytes: it names no unit and counts its decimals from 1.
    """

    def __init__(self, *, short: bool = False) -> None:
        self._short = short
        self._length = LENGTH - 1 if short else LENGTH
        super().__init__("bad_frame", filler=b"\xff")

    def feed(self, data: bytes) -> list[ScaleFrame]:
        self._pending += data
        frames: list[ScaleFrame] = []
        while self._pending:
            start = self._pending.find(START)
            if start:
                size = len(self._pending) if start < 0 else start
                self._noise.take_from(self._pending, size)
                continue
            again = self._pending.find(START, 1, self._length)
            if again < 0 and len(self._pending) < self._length:
                break
            frames += self._noise.report()
            raw = bytes(self._pending[: again if again > 0 else self._length])
            del self._pending[: len(raw)]
            if len(raw) > 1:  # a lone FF before a whole frame is noise
                frames.append(self._decode(raw))
        return frames

    def _decode(self, raw: bytes) -> ScaleFrame:
        if len(raw) < self._length:
            return refused("truncated", raw)
        status, digits = raw[1], _bcd(raw[2:5])
        decimals, mode = (status & _DECIMALS) - self._short, status & _MODE
        unit = None if self._short else _UNITS.get(raw[5])
        known = digits is not None and mode != _NO_MODE and 0 <= decimals <= _MOST_DECIMALS
        if not known or digits is None or (unit is None and not self._short):
            return refused("bad_frame", raw)
        if status & _OVER:
            return ScaleFrame("status", raw, over=True)
        if mode:
            unit = "%" if mode == _PERCENT else "pcs"
        value = Decimal(digits).scaleb(-decimals)
        if status & _NEGATIVE and not value.is_zero():
            value = -value
        stable, zero = bool(status & _STABLE), value.is_zero() or None
        return ScaleFrame("weight", raw, weight=value, unit=unit, stable=stable, zero=zero)


def _bcd(low_first: bytes) -> int | None:
    total = 0
    for byte in reversed(low_first):
        high, low = byte >> 4, byte & 0x0F
        if high > _MOST_NIBBLE or low > _MOST_NIBBLE:
            return None
        total = total * 100 + high * 10 + low
    return total
