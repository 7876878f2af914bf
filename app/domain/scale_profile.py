"""How one model of scale is read: found out once at a bench, then data that others can use.

A profile names a protocol of ``docs/protocols``, or describes the frames of a scale whose
protocol has no name: by columns, or by a pattern. See docs/learn-scale.md.
"""

from dataclasses import dataclass
from enum import StrEnum

BY_COLUMNS = "columns"
BY_PATTERN = "pattern"
"""The two protocols that a profile describes itself."""


class Stability(StrEnum):
    """How it is known that a weight is at rest."""

    FLAG = "flag"  # the frame says it
    TIME = "time"  # the frame is silent: the same value for long enough


@dataclass(frozen=True, slots=True)
class ColumnFrame:
    """A frame whose fields stand in fixed places; places count from 0, after ``start``.

    ``start`` and ``end`` are bytes in hex; one of them may be empty. ``length`` counts the
    bytes between them. ``decimals`` is None where the point is among the digits.
    """

    length: int
    weight_at: int
    weight_width: int
    start: str = ""
    end: str = "0d0a"
    sign_at: int = -1
    unit_at: int = -1
    unit_width: int = 0
    status_at: int = -1
    stable: str = ""
    moving: str = ""
    over: str = ""
    under: str = ""
    decimals: int | None = None
    reversed_digits: bool = False


@dataclass(frozen=True, slots=True)
class PatternFrame:
    """A line that a regular expression describes.

    ``pattern`` must have a group named weight; groups named sign, unit and status are used
    where they are. What ``status`` holds is looked up in the words of the other fields, parted
    by blanks. Repetitions never give back what they took, so that no line can take long.
    """

    pattern: str
    stable: str = ""
    moving: str = ""
    over: str = ""
    under: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class ScaleProfile:
    """Everything a bench needs to read a scale, its port apart.

    ``poll`` is hex; "" means the scale sends by itself. ``unit`` is "" where the frame says it.
    ``columns`` or ``pattern`` is set where the protocol is one of those two.
    """

    code: str
    protocol: str
    name: str = ""
    variant: str = ""
    baud: int = 9600
    framing: str = "8N1"
    unit: str = ""
    poll: str = ""
    streams: bool = True
    stability: Stability = Stability.FLAG
    columns: ColumnFrame | None = None
    pattern: PatternFrame | None = None


@dataclass(frozen=True, slots=True)
class ScaleLearned:
    """A fact: this bench found out how its scale is read. The center offers it to the others."""

    profile: ScaleProfile
