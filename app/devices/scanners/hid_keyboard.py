"""Scanners that are keyboards, read as raw HID boot reports: no layout, no input method between.

``modifiers 00 k1..k6``; usages of HID page 0x07, US layout. A key counts when it is newly down.
"""

from app.devices.base import ScanFrame

BOOT_LENGTH = 8
_CTRL, _SHIFT, _ALT = 0x11, 0x22, 0x44
_ROLLOVER = 1
_ENTER, _KEYPAD_ENTER, _TAB = 0x28, 0x58, 0x2B
_ENDS = {_ENTER: "\r", _KEYPAD_ENTER: "\r", _TAB: "\t"}
_KEYPAD = {0x62: "0"} | {0x59 + n: str(n + 1) for n in range(9)}
_PLAIN = dict(enumerate("abcdefghijklmnopqrstuvwxyz1234567890", 0x04))
_PLAIN |= dict(zip(range(0x2C, 0x39), " -=[]\\\\;'`,./", strict=True))
_SHIFTED = dict(enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()", 0x04))
_SHIFTED |= dict(zip(range(0x2C, 0x39), ' _+{}||:"~<>?', strict=True))
_KEYPAD_SIGNS = {0x54: "/", 0x55: "*", 0x56: "-", 0x57: "+", 0x63: "."}
_CONTROL = {usage: chr(ord(char) & 0x1F) for usage, char in _PLAIN.items() if char.isalpha()}
_CONTROL |= {0x2F: "\x1b", 0x31: "\x1c", 0x30: "\x1d", 0x23: "\x1e", 0x2D: "\x1f"}
_STALE_MS = 500
_REPORT_ID_KEYBOARD = 1


class HidKeyboardScanner:
    """Boot keyboard reports to codes, ALT + keypad digits among them.

    ``ends_by_silence``: a scanner without a suffix; otherwise a half code is dropped.
    """

    def __init__(self, *, ends_by_silence: bool = False, stale_ms: int = _STALE_MS) -> None:
        self._by_silence = ends_by_silence
        self._stale_ms = stale_ms
        self._down: set[int] = set()
        self._text = ""
        self._alt_digits = ""
        self._via: str | None = None
        self._raw = bytearray()
        self._last_ms = 0

    def feed(self, data: bytes, at_ms: int) -> list[ScanFrame]:
        """``data`` is one report; reports of other kinds (consumer keys) are ignored."""
        frames = self.idle(at_ms)
        report = _boot_report(data)
        if report is None:
            return frames
        self._last_ms = at_ms
        self._raw += report
        modifiers, keys = report[0], report[2:]
        if all(key == _ROLLOVER for key in keys):
            return [*frames, ScanFrame("", report, error="rollover")]
        if self._alt_digits and not modifiers & _ALT:
            self._finish_alt()
        for usage in keys:
            if usage and usage not in self._down:
                frames += self._press(usage, modifiers)
        self._down = {usage for usage in keys if usage}
        return frames

    def idle(self, at_ms: int) -> list[ScanFrame]:
        if at_ms - self._last_ms < self._stale_ms:
            return []
        if self._alt_digits:
            self._finish_alt()
        if not self._text:
            return []
        if self._by_silence:
            return self._end(None)
        raw = bytes(self._raw)
        self.reset()
        return [ScanFrame("", raw, error="incomplete")]

    def reset(self) -> None:
        self._text, self._alt_digits, self._via = "", "", None
        self._raw.clear()
        self._down = set()

    def _press(self, usage: int, modifiers: int) -> list[ScanFrame]:
        if modifiers & _ALT and usage in _KEYPAD:
            self._alt_digits += _KEYPAD[usage]
        elif usage in _ENDS:
            return self._end(_ENDS[usage])
        elif modifiers & _CTRL:
            self._text += _CONTROL.get(usage, "")
        elif modifiers & _SHIFT and usage in _SHIFTED:
            self._text += _SHIFTED[usage]
        else:
            for table in (_PLAIN, _KEYPAD, _KEYPAD_SIGNS):
                self._text += table.get(usage, "")
        return []

    def _finish_alt(self) -> None:
        code = int(self._alt_digits) & 0xFF
        self._text += bytes([code]).decode("cp1252", "ignore")
        self._alt_digits, self._via = "", "alt_numpad"

    def _end(self, terminator: str | None) -> list[ScanFrame]:
        text, via, raw = self._text, self._via, bytes(self._raw)
        down = self._down
        self.reset()
        self._down = down
        return [ScanFrame(text, raw, terminator=terminator, via=via)] if text else []


def is_key_report(data: bytes) -> bool:
    """False for reports of other kinds (consumer keys) that a composite device mixes in."""
    return _boot_report(data) is not None


def _boot_report(data: bytes) -> bytes | None:
    if len(data) == BOOT_LENGTH + 1 and data[0] == _REPORT_ID_KEYBOARD:
        return data[1:]
    return data if len(data) == BOOT_LENGTH else None


def key_reports(text: str, terminator: int = _ENTER) -> list[bytes]:
    """The reports of a US-layout scanner for ``text`` and Enter (for simulator and tests)."""
    plain = {char: (0, usage) for usage, char in reversed(_PLAIN.items())}
    shifted = {char: (2, usage) for usage, char in reversed(_SHIFTED.items())}
    keys = shifted | plain
    strokes = [*(keys[char] for char in text), (0, terminator)]
    up = bytes(BOOT_LENGTH)
    return [
        report
        for modifier, usage in strokes
        for report in (bytes([modifier, 0, usage, 0, 0, 0, 0, 0]), up)
    ]
