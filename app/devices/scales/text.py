"""What the text protocols of scales share: lines, and numbers with their digits kept."""

import re
from collections.abc import Callable
from decimal import Decimal

from app.devices.base import ScaleFrame, refused

MAX_LINE = 80
"""No frame of these protocols is longer; a longer run without an end is noise."""

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def number(text: str) -> Decimal | None:
    """The number as sent: leading zeros gone, trailing zeros kept, no negative zero.

    None if the text is not one plain decimal number (blanks, letters, two points).
    """
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    return value.copy_abs() if value.is_zero() else value


_UNITS = {"gn": "gr", "grn": "gr", "pc": "pcs", "dw": "dwt", "ot": "ozt", "lbs": "lb"}


def unit_name(text: str) -> str | None:
    """The unit by the name used here: small letters, no blanks; None if there is none.

    GN is the grain of nearly all balances, never "gram, net".
    """
    name = text.strip().lower()
    return _UNITS.get(name, name) or None


class LineDecoder:
    """Cuts a stream at its line ends and hands each line to ``parse``.

    ``parse`` gets a line without its end, never an empty one, and answers the frames in it.
    ``ends`` are the bytes that end a line; a lone partner (LF after CR) makes no empty frame.
    ``half`` names the refusal of a line without an end.
    """

    def __init__(
        self,
        parse: Callable[[bytes], list[ScaleFrame]],
        *,
        ends: bytes = b"\r\n",
        half: Callable[[bytes], str] = lambda _line: "truncated",
    ) -> None:
        self._parse = parse
        self._ends = ends
        self._half = half
        self._line = bytearray()
        self._skipping = False

    def feed(self, data: bytes) -> list[ScaleFrame]:
        frames: list[ScaleFrame] = []
        for byte in data:
            if byte in self._ends:
                line = self._take()
                if not self._skipping and line.strip():
                    frames += self._parse(line)
                self._skipping = False
            elif len(self._line) < MAX_LINE:
                self._line.append(byte)
            elif not self._skipping:
                self._skipping = True
                frames.append(refused("bad_frame", bytes(self._line)))
        return frames

    def idle(self) -> list[ScaleFrame]:
        line, skipping = self._take(), self._skipping
        self._skipping = False
        return [refused(self._half(line), line)] if line.strip() and not skipping else []

    def reset(self) -> None:
        self._line.clear()
        self._skipping = False

    def _take(self) -> bytes:
        line = bytes(self._line)
        self._line.clear()
        return line
