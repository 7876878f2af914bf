"""How a scanner that types is set up, found from three scans of the test code on the card.

Pure: the screen records the keys with their time stamps and hands them over. What is learnt is
kept beside the settings file, see ``app.station.settings_view``.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from app.domain.control_code import Control, code_of
from app.domain.symbologies import AIM_LENGTH, split_aim
from app.station.wedge import WedgeSettings

TEST_SCANS = 3
TEST_CODE = code_of(Control.TEST_SCAN)
SCAN_OVER_MS = 700
"""After this long without a key one test scan is over, whatever it ended with."""

_ENDS = frozenset("\r\n\t")
_SLOWEST_GAP_MS = 100
"""Scanners were measured at 5 to 60 ms a key; a person who types the test code is slower."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key that made a text; time is the key event's own, in milliseconds."""

    text: str
    at_ms: int


class WedgeProblem(Enum):
    """Why three scans did not teach anything; each has its own words on the screen."""

    TOO_FEW = "too_few"
    OTHER_CODE = "other_code"  # the test code is not in it: another code, or a wrong layout
    INPUT_METHOD = "input_method"  # full-width letters: switch the input method off
    CAPS_LOCK = "caps_lock"  # the letters came in lower case
    BY_HAND = "by_hand"  # too slow for a scanner
    NOT_ALIKE = "not_alike"  # the three scans differ in what stands around the code


@dataclass(frozen=True, slots=True)
class WedgeLearnt:
    """The settings found, or the problem; ``slowest_ms`` is the longest pause between keys."""

    settings: WedgeSettings | None = None
    problem: WedgeProblem | None = None
    slowest_ms: int = 0


def split_scans(keys: Sequence[Key]) -> tuple[tuple[Key, ...], ...]:
    """Keys in the order they came, cut where a pause is longer than any scanner's."""
    scans: list[list[Key]] = []
    for key in keys:
        if not scans or key.at_ms - scans[-1][-1].at_ms >= SCAN_OVER_MS:
            scans.append([])
        scans[-1].append(key)
    return tuple(tuple(scan) for scan in scans)


def learn(scans: Sequence[Sequence[Key]], code: str = TEST_CODE) -> WedgeLearnt:
    """What the scanner puts around ``code`` and how fast it types, from test scans of it."""
    if len(scans) < TEST_SCANS or not all(scans):
        return WedgeLearnt(problem=WedgeProblem.TOO_FEW)
    texts = ["".join(key.text for key in scan) for scan in scans]
    problem = next((found for text in texts if (found := _problem(text, code))), None)
    if problem:
        return WedgeLearnt(problem=problem)
    frames = {_around(text, code) for text in texts}
    if len(frames) > 1:
        return WedgeLearnt(problem=WedgeProblem.NOT_ALIKE)
    slowest = max(
        (b.at_ms - a.at_ms for scan in scans for a, b in pairwise(scan)),
        default=0,
    )
    if slowest > _SLOWEST_GAP_MS:
        return WedgeLearnt(problem=WedgeProblem.BY_HAND, slowest_ms=slowest)
    prefix, suffix, ends = frames.pop()
    settings = _settings(prefix, suffix, ends, slowest)
    return WedgeLearnt(settings, slowest_ms=slowest)


def _problem(text: str, code: str) -> WedgeProblem | None:
    if code in text:
        return None
    if code in unicodedata.normalize("NFKC", text):
        return WedgeProblem.INPUT_METHOD
    return WedgeProblem.CAPS_LOCK if code in text.upper() else WedgeProblem.OTHER_CODE


def _around(text: str, code: str) -> tuple[str, str, str]:
    """Prefix, suffix and end keys. An AIM identifier is no prefix: it differs by symbol."""
    before, _, after = text.partition(code)
    ends = after[len(after.rstrip("".join(_ENDS))) :]
    aim, rest = split_aim(before[-AIM_LENGTH:])
    if aim and not rest:
        before = before[:-AIM_LENGTH]
    return before.lstrip("".join(_ENDS)), after.removesuffix(ends), ends


def _settings(prefix: str, suffix: str, ends: str, slowest: int) -> WedgeSettings:
    """A slow scanner gets half as much again as its slowest pause: more would be typing."""
    usual = WedgeSettings()
    gap = max(usual.max_gap_ms, slowest + slowest // 2)
    if ends:
        return WedgeSettings(
            gap, prefix=prefix, suffix=suffix, terminators=tuple(usual.terminators)
        )
    silence = gap + gap // 2
    return WedgeSettings(gap, prefix=prefix, suffix=suffix, end_by_silence=True, silence_ms=silence)
