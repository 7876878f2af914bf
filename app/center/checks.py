"""What a check of the doctor says: OK, WARNING (act soon) or BROKEN (something is at risk)."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """``found`` says what is, ``advice`` what to do ("" where all is well)."""

    name: str
    level: Level
    found: str
    advice: str = ""


def check(name: str, level: Level, found: str, advice: str) -> Check:
    """A check whose advice is said only where there is something to do."""
    return Check(name, level, found, "" if level is Level.OK else advice)
