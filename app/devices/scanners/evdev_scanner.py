"""Scanners that are keyboards, read from the kernel's events (linux/input.h), on Linux.

A stream of ``struct input_event``: two longs of time, type, code (16 bits each), value (32 bits).
Key codes become the usages of a boot keyboard report, so that one table of keys serves both ways:
shift, keypad, ALT + digits and control characters read as in ``hid_keyboard``.
"""

import struct

from app.devices.base import ScanFrame
from app.devices.scanners.hid_keyboard import BOOT_LENGTH, HidKeyboardScanner

EVENT = struct.Struct("@llHHi")
EV_SYN, EV_KEY = 0x00, 0x01
SYN_DROPPED = 3
_UP, _DOWN = 0, 1

_ROWS = (  # (first key code, usages in the order of the key codes)
    (1, (0x29, *range(0x1E, 0x28), 0x2D, 0x2E, 0x2A, 0x2B)),  # Esc 1..0 - = Backspace Tab
    (16, (0x14, 0x1A, 0x08, 0x15, 0x17, 0x1C, 0x18, 0x0C, 0x12, 0x13, 0x2F, 0x30, 0x28)),
    (30, (0x04, 0x16, 0x07, 0x09, 0x0A, 0x0B, 0x0D, 0x0E, 0x0F, 0x33, 0x34, 0x35)),
    (43, (0x31, 0x1D, 0x1B, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38)),
    (55, (0x55,)),  # keypad *
    (57, (0x2C,)),
    (71, (0x5F, 0x60, 0x61, 0x56, 0x5C, 0x5D, 0x5E, 0x57, 0x59, 0x5A, 0x5B, 0x62, 0x63)),
    (96, (0x58,)),  # keypad Enter
    (98, (0x54,)),  # keypad /
)
USAGES = {first + at: usage for first, row in _ROWS for at, usage in enumerate(row)}
"""Key code to usage of HID page 0x07."""

_MODIFIERS = {29: 0x01, 42: 0x02, 56: 0x04, 125: 0x08, 97: 0x10, 54: 0x20, 100: 0x40, 126: 0x80}


class EvdevScanner:
    """Events to codes. Repeated keys (value 2) are the kernel's, never the scanner's."""

    def __init__(self, *, ends_by_silence: bool = False) -> None:
        self._keys = HidKeyboardScanner(ends_by_silence=ends_by_silence)
        self._pending = b""
        self._modifiers = 0

    def feed(self, data: bytes, at_ms: int) -> list[ScanFrame]:
        """``data`` may be cut anywhere; an unfinished event waits for its rest."""
        frames = self._keys.idle(at_ms)
        self._pending += data
        whole = len(self._pending) - len(self._pending) % EVENT.size
        events, self._pending = self._pending[:whole], self._pending[whole:]
        for _, _, kind, code, value in EVENT.iter_unpack(events):
            if kind == EV_KEY:
                frames += self._key(code, value, at_ms)
            elif (kind, code) == (EV_SYN, SYN_DROPPED):
                frames += self._overrun()
        return frames

    def idle(self, at_ms: int) -> list[ScanFrame]:
        return self._keys.idle(at_ms)

    def reset(self) -> None:
        self._keys.reset()
        self._pending, self._modifiers = b"", 0

    def _key(self, code: int, value: int, at_ms: int) -> list[ScanFrame]:
        modifier = _MODIFIERS.get(code)
        if modifier is not None:
            before = self._modifiers
            self._modifiers = before | modifier if value else before & ~modifier
            return self._report(0, at_ms) if self._modifiers != before else []
        if value == _DOWN and code in USAGES:
            # Each press counts by itself: a scanner that holds two keys at once means both.
            return [*self._report(USAGES[code], at_ms), *self._report(0, at_ms)]
        return []

    def _report(self, usage: int, at_ms: int) -> list[ScanFrame]:
        report = bytes([self._modifiers, 0, usage]).ljust(BOOT_LENGTH, b"\0")
        return self._keys.feed(report, at_ms)

    def _overrun(self) -> list[ScanFrame]:
        """The kernel's buffer ran over: keys are missing, so what came so far is no code."""
        self.reset()
        return [ScanFrame("", error="overrun")]


def key_events(text: str, end: int = 28) -> bytes:
    """The events of a US-layout scanner for ``text`` and Enter (for simulator and tests)."""
    return b"".join(
        EVENT.pack(0, 0, EV_KEY, code, value) + EVENT.pack(0, 0, EV_SYN, 0, 0)
        for code, value in _strokes(text, end)
    )


def _strokes(text: str, end: int) -> list[tuple[int, int]]:
    keys = _codes()
    strokes: list[tuple[int, int]] = []
    for char in text:
        code, shifted = keys[char]
        press = [(code, _DOWN), (code, _UP)]
        strokes += [(42, _DOWN), *press, (42, _UP)] if shifted else press
    return [*strokes, (end, _DOWN), (end, _UP)]


def _codes() -> dict[str, tuple[int, bool]]:
    """Character to key code, found by reading each key once, plain and with Shift."""
    found: dict[str, tuple[int, bool]] = {}
    for shift in (True, False):
        for code in sorted(USAGES, reverse=True):
            scanner = EvdevScanner()
            if shift:
                scanner.feed(EVENT.pack(0, 0, EV_KEY, 42, _DOWN), 0)
            scanner.feed(EVENT.pack(0, 0, EV_KEY, code, _DOWN), 0)
            frames = scanner.feed(EVENT.pack(0, 0, EV_KEY, 28, _DOWN), 0)
            if frames and len(frames[0].text) == 1:
                found[frames[0].text] = (code, shift)
    return found
