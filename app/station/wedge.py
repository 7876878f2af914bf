"""Telling a scanner that types from a person who types, by the time between keys.

The screen feeds every key it receives (and swallows it), ``tick`` comes from a timer; what a
person typed is handed back as ``Typed`` and may then be put where the cursor is. Time is the
time stamp of the key event itself, not of its handling: a busy screen would else tear codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_SHORT_HOLE_MS = 300
_LOST_MS = 1500
"""A hole shorter than the first may be a stall inside a code; a code unfinished for the second
has lost its end."""


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """``max_gap_ms`` between the keys of a scanner (5 to 60 ms were measured; 100 is safe).

    ``prefix`` and ``suffix`` are what the scanner was set to send around a code, besides the
    end key. ``end_by_silence``: the scanner sends no Enter; ``silence_ms`` without a key end
    its code. ``learn`` in ``wedge_learning`` finds all of it from three test scans.
    """

    max_gap_ms: int = 100
    min_len: int = 4
    terminators: tuple[str, ...] = ("\r", "\n", "\t")
    prefix: str = ""
    suffix: str = ""
    end_by_silence: bool = False
    silence_ms: int = 150


def wedge_settings(options: Mapping[str, Any]) -> WedgeSettings:
    """The settings from a scanner's options by name; what is left out is usual."""
    usual = WedgeSettings()
    return WedgeSettings(
        max_gap_ms=int(options.get("max_gap_ms", usual.max_gap_ms)),
        min_len=int(options.get("min_len", usual.min_len)),
        terminators=tuple(options.get("terminators", usual.terminators)),
        prefix=str(options.get("prefix") or ""),
        suffix=str(options.get("suffix") or ""),
        end_by_silence=bool(options.get("end_by_silence", False)),
        silence_ms=int(options.get("silence_ms", usual.silence_ms)),
    )


@dataclass(frozen=True, slots=True)
class WedgeScan:
    """A code came in one quick run; ``typed_before`` had been typed by hand and stays typed."""

    text: str
    terminator: str
    at_ms: int
    typed_before: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys of a person, end key included."""

    text: str


@dataclass(frozen=True, slots=True)
class WedgeRejected:
    """A code with a hole in it: sound the alarm, use nothing of it."""

    text: str


WedgeOutcome = WedgeScan | Typed | WedgeRejected


@dataclass(slots=True)
class _Run:
    """Keys that followed each other quickly; ``hole_ms`` is the pause before the first."""

    hole_ms: int
    text: str = ""


@dataclass(slots=True)
class Wedge:
    """One keyboard: several runs of keys, until an end key or silence decides what they were."""

    settings: WedgeSettings = field(default_factory=WedgeSettings)
    _runs: list[_Run] = field(default_factory=list)
    _last_ms: int = 0
    _ended_ms: int | None = None

    def feed(self, key: str, at_ms: int) -> tuple[WedgeOutcome, ...]:
        """``key`` is the text of one key press; "" (Shift, Down) is no key here."""
        if not key:
            return ()
        if self._is_partner(key, at_ms):
            return ()
        outcomes = self.tick(at_ms)
        gap = at_ms - self._last_ms
        self._last_ms = at_ms
        if key in self.settings.terminators:
            late = gap if self._runs and gap > self.settings.max_gap_ms else 0
            self._ended_ms = at_ms
            return (*outcomes, *self._ended(key, at_ms, late))
        if not self._runs or gap > self.settings.max_gap_ms or self._begins(key):
            self._runs.append(_Run(gap if self._runs else _LOST_MS))
        self._runs[-1].text += key
        self._ended_ms = None
        return outcomes

    def tick(self, at_ms: int) -> tuple[WedgeOutcome, ...]:
        """Time passed without a key: silence may end a code, hand back typing, or show a loss."""
        quiet = at_ms - self._last_ms
        if not self._runs:
            return ()
        run = self._runs[-1]
        if self._quick(run) and self.settings.end_by_silence and quiet >= self.settings.silence_ms:
            return self._ended("", at_ms, 0)
        if quiet < _LOST_MS:
            return ()
        return self._rejected() if self._quick(run) else self._typed("")

    def _begins(self, key: str) -> bool:
        """A prefix begins here; inside of a marked code the same sign is only a sign."""
        prefix, run = self.settings.prefix, self._runs[-1].text
        return prefix[:1] == key and not run.startswith(prefix) and not prefix.startswith(run + key)

    def _is_partner(self, key: str, at_ms: int) -> bool:
        """The LF of CRLF (on some systems Ctrl+J) right after the CR that ended a code."""
        near = self._ended_ms is not None and at_ms - self._ended_ms <= self.settings.max_gap_ms
        return near and not self._runs and key in self.settings.terminators

    def _quick(self, run: _Run) -> bool:
        prefix = self.settings.prefix
        marked = bool(prefix) and run.text.startswith(prefix) and len(run.text) > len(prefix)
        return marked or len(run.text) >= self.settings.min_len

    def _ended(self, end: str, at_ms: int, late_ms: int) -> tuple[WedgeOutcome, ...]:
        if not self._runs:
            return self._typed(end)
        *heads, run = self._runs
        if late_ms:  # quick keys and an Enter by hand must not submit; a stall looks the same
            stalled = self._quick(run) and late_ms <= _SHORT_HOLE_MS
            return self._rejected() if stalled else self._typed(end)
        torn = any(self._quick(head) for head in heads) and run.hole_ms < _LOST_MS
        if self._quick(run):
            marked = bool(self.settings.prefix) and run.text.startswith(self.settings.prefix)
            near = bool(heads) and run.hole_ms <= _SHORT_HOLE_MS
            if (torn or near) and not marked:
                return self._rejected()
            typed = "".join(head.text for head in heads)
            self._runs.clear()
            text = run.text.removeprefix(self.settings.prefix)
            return (WedgeScan(text.removesuffix(self.settings.suffix), end, at_ms, typed),)
        return self._rejected() if torn else self._typed(end)

    def _typed(self, end: str) -> tuple[WedgeOutcome, ...]:
        text = "".join(run.text for run in self._runs) + end
        self._runs.clear()
        return (Typed(text),)

    def _rejected(self) -> tuple[WedgeOutcome, ...]:
        text = "".join(run.text for run in self._runs)
        self._runs.clear()
        return (WedgeRejected(text),)
