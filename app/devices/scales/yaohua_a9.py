"""Yaohua XK3190-A9, D9, DS1, DS3, D2008: 12 bytes with a checksum (docs/protocols/yaohua_a9.md)."""

from decimal import Decimal

from app.devices.base import ScaleFrame, refused
from app.devices.scales.pending import PendingFrames

STX, ETX = 0x02, 0x03
LENGTH = 12
_MAX_DECIMALS = 4
# 0-9 are sent as 0x30 + n and A-F as 0x37 + n. Clones send lower case, or 0x30 + n throughout
# (":" to "?"); the checksum says the same, so all are read.
_NIBBLE = {ord(c): n for n, c in enumerate("0123456789ABCDEF")}
_NIBBLE |= {ord(c): n for n, c in enumerate("abcdef", 10)}
_NIBBLE |= {ord(c): n for n, c in enumerate(":;<=>?", 10)}


class YaohuaA9(PendingFrames):
    """``02 sign d5..d0 decimals xor-high xor-low 03``: no unit, no stability, no net or gross.

    Joining in mid-stream is normal: bytes before an STX are reported once as ``no_stx``.
    """

    def __init__(self) -> None:
        super().__init__("no_stx")

    def feed(self, data: bytes) -> list[ScaleFrame]:
        self._pending += data
        frames: list[ScaleFrame] = []
        while self._pending:
            start = self._pending.find(STX)
            if start:
                size = len(self._pending) if start < 0 else start
                self._noise.take_from(self._pending, size)
                continue
            if len(self._pending) < LENGTH:
                break
            frames += self._noise.report()
            frames.append(self._cut())
        return frames

    def _cut(self) -> ScaleFrame:
        """One frame from the front; of a bad one only what comes before the next STX is dropped."""
        raw = bytes(self._pending[:LENGTH])
        frame = _decode(raw)
        again = raw.find(STX, 1)
        whole = frame.error is None or again < 0
        del self._pending[: LENGTH if whole else again]
        return frame


def checksum(body: bytes) -> bytes:
    """The two characters that follow ``body`` (sign, digits, decimals): its XOR in hex."""
    total = 0
    for byte in body:
        total ^= byte
    return f"{total:02X}".encode()


def _decode(raw: bytes) -> ScaleFrame:
    sign, digits, decimals = raw[1:2], raw[2:8], raw[8] - ord("0")
    if raw[-1] != ETX or sign not in {b"+", b"-"} or not digits.isdigit():
        return refused("bad_frame", raw)
    if not 0 <= decimals <= _MAX_DECIMALS:
        return refused("bad_frame", raw)
    high, low = _NIBBLE.get(raw[9]), _NIBBLE.get(raw[10])
    if high is None or low is None or (high << 4 | low) != int(checksum(raw[1:9]), 16):
        return refused("checksum", raw)
    value = Decimal(int(digits)).scaleb(-decimals)
    if sign == b"-" and not value.is_zero():
        value = -value
    return ScaleFrame("weight", raw, weight=value, zero=value.is_zero() or None)
