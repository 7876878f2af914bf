"""What bytes say about the line they came over, where no protocol reads them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.devices.learning.ranking import Candidate, Heard, Reason, rank
from app.devices.transports import LineSettings
from app.i18n import mark

_STRANGE = 0.3
_LEAST = 8
_TEXT = frozenset({*range(0x20, 0x7F), 0x02, 0x03, 0x0A, 0x0D})
_MOSTLY = 0.9


class Verdict(StrEnum):
    """What came of listening."""

    READS = "reads"
    OTHER_LINE = "other_line"
    UNKNOWN = "unknown"
    NOISE = "noise"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Finding:
    """One plain sentence with its next step, and the protocols that fit (best first)."""

    verdict: Verdict
    says: Reason
    candidates: tuple[Candidate, ...] = ()
    line: LineSettings | None = None


def find(heard: Sequence[Heard], expected: LineSettings | None = None) -> Finding:
    """What to tell about a port. ``expected`` is the line of the settings, if there is one."""
    candidates = rank(heard)
    if candidates:
        return _read(candidates, expected)
    came = [one for one in heard if one.data.strip(b"\x00\xff")]
    if not came:
        if any(one.data for one in heard):
            return Finding(Verdict.NOISE, Reason(_NOISE))
        return Finding(Verdict.SILENT, Reason(_SILENT))
    for one in came:
        if frame := parity_seen(one):
            says = Reason(_OTHER_FRAME, {"frame": frame})
            return Finding(Verdict.OTHER_LINE, says, line=LineSettings(one.line.baud, frame))
    best = min(came, key=lambda one: strange_share(one.data))
    if strange_share(best.data) > _STRANGE:
        return Finding(Verdict.NOISE, Reason(_NOISE))
    return Finding(Verdict.UNKNOWN, Reason(_UNKNOWN), line=best.line)


def strange_share(data: bytes) -> float:
    """The share of bytes that a wrong speed or parity makes: 00, FF, or with the top bit set."""
    return sum(byte == 0 or byte >= 0x80 for byte in data) / max(1, len(data))  # noqa: PLR2004


def parity_seen(heard: Heard) -> str | None:
    """The setting with 7 bits that these bytes came with, if they are text under a parity bit."""
    data = heard.data
    if heard.line.frame[0] != "8" or len(data) < _LEAST:
        return None
    if len({byte & 0x80 for byte in data}) != 2:  # noqa: PLR2004
        return None
    if sum(byte & 0x7F in _TEXT for byte in data) < len(data) * _MOSTLY:
        return None
    odd = sum(byte.bit_count() % 2 for byte in data) / len(data)
    if odd <= 1 - _MOSTLY:
        return "7E1"
    return "7O1" if odd >= _MOSTLY else None


def _read(candidates: tuple[Candidate, ...], expected: LineSettings | None) -> Finding:
    best = candidates[0]
    if expected is not None and best.line.baud != expected.baud:
        says = Reason(_OTHER_SPEED, {"baud": str(best.line.baud)})
        return Finding(Verdict.OTHER_LINE, says, candidates, best.line)
    if expected is not None and best.line.frame != expected.frame:
        says = Reason(_OTHER_FRAME, {"frame": best.line.frame})
        return Finding(Verdict.OTHER_LINE, says, candidates, best.line)
    shown = f"{best.reads.as_expected()['weight']} {best.reads.unit or ''}".strip()
    says = Reason(_READS, {"protocol": best.name, "weight": shown})
    return Finding(Verdict.READS, says, candidates, best.line)


_READS = mark("speaks {protocol} and reads {weight}")
_OTHER_SPEED = mark("sends, but at another speed: try {baud}")
_OTHER_FRAME = mark("sends, but with other line settings: try {frame}")
_NOISE = mark("sends, but at a speed or with a parity that was not tried: look into its menu")
_UNKNOWN = mark("sends text that no protocol here reads: describe its columns")
_SILENT = mark("sends nothing: is it on, is its output on, is the cable the right one?")
