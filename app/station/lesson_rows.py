"""Rows and samples of the wizard that learns a scale, from what the devices heard. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from app.devices.base import ScaleFrame
from app.devices.learning.confirming import Confirmation, agrees
from app.devices.learning.ranking import Candidate, Heard
from app.devices.weighing_adapter import GRAMS
from app.domain.scale_profile import ScaleProfile, Stability
from app.station.commands import LessonDescribed
from app.station.device_frames import saying, shown
from app.station.lesson_view import CandidateRow, PreviewRow, ProfileRow

_SAMPLE = 6
_STX = b"\x02"
_ENDS = (b"\r\n", b"\x03", b"\r", b"\n")


def candidate_row(one: Candidate) -> CandidateRow:
    line = f"{one.line.baud} {one.line.frame}"
    why = tuple(saying(reason) for reason in one.why())
    return CandidateRow(one.name, line, shown(one.reads), round(one.fit * 100), why)


def confirmed_rows(judged: Confirmation) -> list[ProfileRow]:
    return [
        ProfileRow(
            one.profile,
            shown(one.empty, one.profile.unit) if one.empty else "",
            shown(one.loaded, one.profile.unit),
        )
        for one in judged.confirmed
    ]


def code_for(profile: ScaleProfile) -> str:
    return f"{profile.protocol}-{profile.baud}".upper().replace("_", "-")


def stability_of(described: LessonDescribed) -> Stability:
    of = described.columns or described.pattern
    return Stability.FLAG if of and of.stable else Stability.TIME


def sample_of(heard: Sequence[Heard]) -> tuple[str, ...]:
    """The last whole lines as text, without what begins and ends them."""
    data = next((one.data for one in heard if one.data), b"")
    start, end = marks_of(data)
    lines = [line.removeprefix(start) for line in data.split(end)[1:-1] if line.strip()]
    return tuple(as_text(line) for line in lines[-_SAMPLE:])


def marks_of(data: bytes) -> tuple[bytes, bytes]:
    """What begins and what ends the lines: STX or nothing; the first end that comes often."""
    end = next((one for one in _ENDS if data.count(one) > 1), _ENDS[0])
    lines = data.split(end)[1:-1]
    begins = bool(lines) and all(line.startswith(_STX) for line in lines)
    return (_STX if begins else b""), end


def as_text(data: bytes) -> str:
    return "".join(chr(b) if 0x20 <= b < 0x7F else "·" for b in data)  # noqa: PLR2004


def preview_of(frames: Sequence[ScaleFrame], unit: str) -> tuple[PreviewRow, ...]:
    """Each frame of the captured bytes, and what the profile reads in it."""
    return tuple(
        PreviewRow(
            as_text(frame.raw),
            shown(frame, unit),
            str(frame.error or ""),
        )
        for frame in frames[-_SAMPLE:]
    )


def is_right(frame: ScaleFrame, unit: str, known: int) -> bool:
    """Whether a described frame reads the weight that lies there; never put right by a factor."""
    named = (frame.unit or unit).lower()
    if frame.weight is None or named not in GRAMS:
        return False
    return agrees(frame.weight, named, Decimal(known), Decimal(known))
