"""Massa-K, request J: five bytes without start or end (docs/protocols/massa_k_j.md)."""

from decimal import Decimal

from app.devices.base import ScaleFrame, refused

LENGTH = 5
_STABLE, _NEGATIVE = 0x80, 0x40
_SIGN_BIT = 0x8000


class MassaKJ:
    """``status 00 low high 00``: grams, bit 7 stable, bit 6 negative.

    Nothing marks the start. The silence before an answer does; bytes that cannot be an answer
    are dropped one by one, and reported once.
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._dropped = bytearray()

    def feed(self, data: bytes) -> list[ScaleFrame]:
        self._pending += data
        frames: list[ScaleFrame] = []
        while len(self._pending) >= LENGTH:
            frame = _decode(bytes(self._pending[:LENGTH]))
            if frame is None:
                self._dropped += self._pending[:1]
                del self._dropped[:-64], self._pending[:1]
                continue
            frames += self._report()
            frames.append(frame)
            del self._pending[:LENGTH]
        return frames

    def idle(self) -> list[ScaleFrame]:
        frames = self._report()
        if self._pending:
            frames.append(refused("truncated", bytes(self._pending)))
        self._pending.clear()
        return frames

    def reset(self) -> None:
        self._pending.clear()
        self._dropped.clear()

    def _report(self) -> list[ScaleFrame]:
        dropped = bytes(self._dropped)
        self._dropped.clear()
        return [refused("bad_frame", dropped)] if dropped else []


def _decode(raw: bytes) -> ScaleFrame | None:
    """The frame, or None if these bytes cannot be one."""
    status, second, low, high, last = raw
    grams = high << 8 | low
    if status & ~(_STABLE | _NEGATIVE) or second or last or grams & _SIGN_BIT:
        return None
    value = Decimal(grams).scaleb(-3)
    if status & _NEGATIVE and grams:
        value = -value
    stable = bool(status & _STABLE)
    return ScaleFrame(
        "weight", raw, weight=value, unit="kg", stable=stable, zero=value.is_zero() or None
    )
