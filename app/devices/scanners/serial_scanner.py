"""Scanners on a serial line or USB-COM: where one code ends (docs/protocols/scanners.md)."""

from dataclasses import dataclass, replace

from app.devices.base import Config, FrameError, ScanFrame

STX, ETX, TAB, CR, LF = 0x02, 0x03, 0x09, 0x0D, 0x0A
_ENDS = {
    "CR": {CR, LF},
    "LF": {CR, LF},
    "CRLF": {CR, LF},
    "TAB": {TAB, CR, LF},
    "ETX": {ETX},
    "NONE": set[int](),
    "AUTO": {CR, LF},
}
_PREFIXES = {"STX": "\x02", "": ""}
_EDGES = bytes({*range(0x20), *range(0x7F, 0x100)} - {0x04, 0x1C, 0x1D, 0x1E, 0x1F})
"""What is stripped at both ends when text has only ASCII: line noise, never GS, RS or EOT."""
IDLE_END_MS = 50
STALE_MS = 500


@dataclass(frozen=True, slots=True)
class SerialScannerSettings:
    """How one scanner marks the end of a code.

    ``suffix``: CR, LF, CRLF, TAB, ETX, NONE (silence of ``idle_ms`` ends a code) or AUTO (as
    NONE until a CR or LF was seen once, from then on as CR). ``duplicate_ms``: the same code
    again within it is the scanner's echo, 0 to keep all.
    """

    suffix: str = "AUTO"
    prefix: str = ""
    idle_ms: int = IDLE_END_MS
    stale_ms: int = STALE_MS
    duplicate_ms: int = 0
    encoding: str = "utf-8"
    no_read: str = ""
    max_length: int = 4096


def serial_settings(config: Config) -> SerialScannerSettings:
    """The settings from a mapping by name. Raises FrameError for a suffix we do not know."""
    suffix = str(config.get("suffix", "AUTO")).upper()
    if suffix not in _ENDS:
        raise FrameError("unknown_suffix", f"no scanner suffix is called {suffix!r}")
    prefix = str(config.get("prefix") or "")
    idle = int(str(config.get("idle_ms", IDLE_END_MS)))
    return SerialScannerSettings(
        suffix=suffix,
        prefix=_PREFIXES.get(prefix.upper(), prefix),
        idle_ms=idle if suffix in {"NONE", "AUTO"} else IDLE_END_MS,
        stale_ms=idle if "idle_ms" in config and suffix not in {"NONE", "AUTO"} else STALE_MS,
        duplicate_ms=int(str(config.get("duplicate_ms", 0))),
        encoding=str(config.get("encoding", "utf-8")),
        no_read=str(config.get("no_read") or ""),
        max_length=int(str(config.get("max_length", config.get("max_len", 4096)))),
    )


class SerialScanner:
    """Bytes to codes: ends at CR or LF and swallows the partner, knows empty, half and stale."""

    def __init__(self, settings: SerialScannerSettings) -> None:
        self._settings = settings
        self._pending = bytearray()
        self._last_ms = 0
        self._too_long = False
        self._delivered: tuple[str, int] | None = None

    def feed(self, data: bytes, at_ms: int) -> list[ScanFrame]:
        frames = self.idle(at_ms)
        self._last_ms = at_ms
        for byte in data:
            frames += self._byte(byte, at_ms)
        return frames

    def idle(self, at_ms: int) -> list[ScanFrame]:
        quiet = at_ms - self._last_ms
        if not self._pending or quiet < self._settings.idle_ms:
            return []
        if self._ends_by_silence():
            return self._finish("", at_ms)
        if quiet < self._settings.stale_ms:
            return []
        raw = self._take()
        high = sum(byte > 0x7F for byte in raw)  # noqa: PLR2004
        # Half of the bytes with the top bit set: a 7-bit line with parity, read as 8 bits.
        return [ScanFrame("", raw, error="wrong_parity" if high * 3 > len(raw) else "incomplete")]

    def reset(self) -> None:
        self._take()

    def _byte(self, byte: int, at_ms: int) -> list[ScanFrame]:
        settings = self._settings
        if settings.prefix == "\x02" and byte == STX:
            dropped = self._take()  # a new code starts here: what came before lost its end
            return [ScanFrame("", dropped, error="incomplete")] if dropped.strip() else []
        if byte in _ENDS[settings.suffix]:
            if settings.suffix == "AUTO":
                self._settings = replace(settings, suffix="CR")
            return self._finish(chr(byte), at_ms)
        if not self._pending and byte in {CR, LF}:
            return []  # the partner of an end already seen
        if len(self._pending) < settings.max_length:
            self._pending.append(byte)
            return []
        first, self._too_long = not self._too_long, True
        return [ScanFrame("", bytes(self._pending), error="too_long")] if first else []

    def _ends_by_silence(self) -> bool:
        return self._settings.suffix in {"NONE", "AUTO"}

    def _take(self) -> bytes:
        raw = bytes(self._pending)
        self._pending.clear()
        self._too_long = False
        return raw

    def _finish(self, terminator: str, at_ms: int) -> list[ScanFrame]:
        skip = self._too_long
        raw = self._take()
        if skip or not raw.strip():
            return []
        text = decode_text(raw.strip(b"\r\n\x02\x03"), self._settings.encoding)
        if text is None:
            return [ScanFrame("", raw, error="bad_encoding")]
        text = text.removeprefix(self._settings.prefix)
        if not text or text == self._settings.no_read:
            return [ScanFrame("", raw, error="no_read")] if text else []
        last, self._delivered = self._delivered, (text, at_ms)
        if last and last[0] == text and at_ms - last[1] < self._settings.duplicate_ms:
            return [ScanFrame("", raw, error="duplicate")]
        return [ScanFrame(text, raw, terminator=terminator or None)]


def decode_text(raw: bytes, encoding: str) -> str | None:
    """The text of a code; None if it cannot be text of that encoding.

    Bytes that are no UTF-8 at the ends of an otherwise plain code are line noise.
    """
    for candidate in (raw, raw.strip(_EDGES)):
        try:
            text = candidate.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return text.strip("\x00")
    return None
