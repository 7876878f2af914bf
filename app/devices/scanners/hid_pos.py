"""Scanners of HID usage page 0x8C: 64-byte reports, long codes in several of them.

Layout (Access-IS ATR110 p. 33, LSR118 p. 68): report id 2, length, AIM identifier (3), data
(56), symbology, reserved, and a last byte whose bit 0 says that more follows.
"""

from app.devices.base import ScanFrame
from app.devices.scanners.serial_scanner import decode_text

REPORT_ID = 2
REPORT_LENGTH = 64
DATA_LENGTH = 56
_DATA_AT = 5
_STALE_MS = 500


class HidPosScanner:
    """Reports to codes: joined by the continued bit, decoded only when whole."""

    def __init__(self, encoding: str = "utf-8", stale_ms: int = _STALE_MS) -> None:
        self._encoding = encoding
        self._stale_ms = stale_ms
        self._aim = b""
        self._data = bytearray()
        self._open = False
        self._last_ms = 0

    def feed(self, data: bytes, at_ms: int) -> list[ScanFrame]:
        """``data`` is one report, as the system hands it out."""
        frames = self.idle(at_ms)
        self._last_ms = at_ms
        if error := _bad(data):
            return [*frames, ScanFrame("", data, error=error)]
        length, aim = data[1], data[2:_DATA_AT].rstrip(b"\x00")
        if self._open and aim != self._aim:
            frames += self._drop()
        self._aim = aim
        self._data += data[_DATA_AT : _DATA_AT + length]
        self._open = len(data) >= REPORT_LENGTH and bool(data[REPORT_LENGTH - 1] & 1)
        return frames if self._open else [*frames, *self._finish()]

    def idle(self, at_ms: int) -> list[ScanFrame]:
        stale = self._open and at_ms - self._last_ms >= self._stale_ms
        return self._drop() if stale else []

    def reset(self) -> None:
        self._data.clear()
        self._open = False

    def _drop(self) -> list[ScanFrame]:
        raw = bytes(self._data)
        self.reset()
        return [ScanFrame("", raw, error="incomplete")]

    def _finish(self) -> list[ScanFrame]:
        raw = bytes(self._data)
        self.reset()
        if not raw:
            return []
        text = decode_text(raw.rstrip(b"\r\n"), self._encoding)
        if text is None:
            return [ScanFrame("", raw, error="bad_encoding")]
        return [ScanFrame(self._aim.decode("ascii", "ignore") + text, raw)]


def _bad(report: bytes) -> str | None:
    if not report or report[0] != REPORT_ID:
        return "bad_report_id"
    if len(report) < _DATA_AT:
        return "truncated"
    if report[1] > DATA_LENGTH:
        return "bad_length"
    return "truncated" if len(report) < _DATA_AT + report[1] else None


def pos_reports(aim: str, data: bytes) -> list[bytes]:
    """The reports a scanner sends for one code (for the simulator and the tests)."""
    pieces = [data[at : at + DATA_LENGTH] for at in range(0, max(1, len(data)), DATA_LENGTH)]
    return [
        bytes([REPORT_ID, len(piece)])
        + aim.encode()
        + piece.ljust(DATA_LENGTH, b"\x00")
        + bytes([0x73, 0, int(piece is not pieces[-1])])
        for piece in pieces
    ]
