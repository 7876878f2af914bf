"""Yaohua XK3190-A26: ``=`` and eight characters, in two orders (docs/protocols/yaohua_eq.md)."""

import re

from app.devices.base import ScaleFrame, refused
from app.devices.scales.noise import Noise
from app.devices.scales.text import MAX_LINE, number

_START = ord("=")
_ENDS = b"\r\n"
_LENGTH = 8
_DIGITS = re.compile(r"-?\d+(?:\.\d+)?")
_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})


class YaohuaEq:
    """``=0003.000`` (forward) or ``=000.3000`` (reversed): nothing but the next ``=`` ends it.

    A frame is read when the next one starts, at a line end, or when the line falls silent; so
    that one that lost or gained a character is refused, and never read short.
    The order cannot be told from the bytes: ``=000.3000`` is a weight in both.
    """

    def __init__(self, *, digits_reversed: bool) -> None:
        self._step = -1 if digits_reversed else 1
        self._frame: bytearray | None = None
        self._noise = Noise("bad_frame")

    def feed(self, data: bytes) -> list[ScaleFrame]:
        frames: list[ScaleFrame] = []
        for byte in data:
            if byte == _START or (byte in _ENDS and self._frame is not None):
                frames += self._end()
                self._frame = bytearray() if byte == _START else None
            elif self._frame is None:
                self._noise.take_from(bytearray([byte]), 1)
            else:
                self._frame.append(byte)
                if len(self._frame) > MAX_LINE:
                    frames += self._end()
        return frames

    def idle(self) -> list[ScaleFrame]:
        return self._end()

    def reset(self) -> None:
        self._frame = None
        self._noise.report()

    def _end(self) -> list[ScaleFrame]:
        frames = self._noise.report()
        body = bytes(self._frame or b"").strip(_NOISE)
        if body:
            frames.append(self._decode(body))
        self._frame = None
        return frames

    def _decode(self, body: bytes) -> ScaleFrame:
        raw, text = b"=" + body, body.decode("latin-1")[:: self._step]
        if len(body) < _LENGTH:
            return refused("truncated", raw)
        value = number(text) if len(body) == _LENGTH and _DIGITS.fullmatch(text) else None
        if value is None:
            return refused("bad_frame", raw)
        return ScaleFrame("weight", raw, weight=value, zero=value.is_zero() or None)
