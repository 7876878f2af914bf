"""Lines that a profile's regular expression describes (docs/learn-scale.md)."""

import re

from app.devices.base import FrameError, ScaleFrame, refused
from app.devices.scales.text import LineDecoder, number
from app.domain.scale_profile import PatternFrame

LONGEST_PATTERN = 200
MOST_CHOICES = 8
MOST_DECIMALS = 6
_GROUPS = {"weight", "sign", "unit", "status"}
_NOISE = bytes({*range(0x20), *range(0x7F, 0x100)})
_TOKEN = re.compile(
    r"\\."  # an escaped character
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]"  # a class of characters
    r"|\(\?P<(?P<name>\w+)>|\(\?:|\((?P<other>\?)?"
    r"|(?P<repeat>[*+?]|\{(?:\d{1,2}(?:,\d{0,2})?|,\d{0,2})\})(?P<mode>[+?])?"
    r"|.",
    re.DOTALL,
)
_NOT_ALLOWED = {"{", *(rf"\{digit}" for digit in range(1, 10))}
"""References back, and braces that are no repetition (a brace is written with a backslash)."""

_NOTHING = "_"
"""Stands among a profile's words for a status that is empty."""


def tamed(pattern: str) -> re.Pattern[str]:
    r"""The pattern with every repetition made possessive: it never gives back what it took.

    So the time for a line grows with its length, and not with its powers; ``.*kg`` cannot match
    any more, and shows it at once. Groups that look around, refer back or set flags are refused,
    and so are more than MOST_CHOICES bars.

    >>> tamed(r"(?P<weight>\d+\.\d+)kg").pattern
    '(?P<weight>\\d++\\.\\d++)kg'

    Raises:
        FrameError: bad_profile, with what is wrong with it.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise FrameError("bad_profile", f"a pattern has at most {LONGEST_PATTERN} characters")
    parts: list[str] = []
    for token in _TOKEN.finditer(pattern):
        if token["other"] or token[0] in _NOT_ALLOWED:
            raise FrameError("bad_profile", f"{token[0]} is not allowed in a pattern")
        if token["mode"] == "?":
            raise FrameError("bad_profile", f"{token[0]} is not allowed: write {token['repeat']}")
        parts.append(f"{token['repeat']}+" if token["repeat"] else token[0])
    if parts.count("|") > MOST_CHOICES:
        raise FrameError("bad_profile", f"a pattern has at most {MOST_CHOICES} choices")
    try:
        made = re.compile("".join(parts), re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise FrameError("bad_profile", f"the pattern is wrong: {error}") from error
    strange = set(made.groupindex) - _GROUPS
    if "weight" not in made.groupindex or strange:
        named = ", ".join(sorted(strange)) or "none"
        raise FrameError("bad_profile", f"a pattern names the group weight; found: {named}")
    return made


class PatternScale(LineDecoder):
    """Each line must fit the whole pattern; bytes that are no text in front of it are dropped.

    Raises FrameError for a profile that no decoder can be made of.
    """

    def __init__(self, frame: PatternFrame) -> None:
        super().__init__(lambda line: [self._frame(line)])
        self._pattern = tamed(frame.pattern)
        self._decimals = checked_decimals(frame.decimals)
        self._words = {
            meaning: {"" if word == _NOTHING else word for word in getattr(frame, meaning).split()}
            for meaning in ("stable", "moving", "over", "under")
        }

    def _frame(self, line: bytes) -> ScaleFrame:
        raw = line.strip(_NOISE)
        found = self._pattern.fullmatch(raw.decode("latin-1"))
        if found is None:
            return refused("bad_frame", raw)
        said = {name: (text or "").strip() for name, text in found.groupdict().items()}
        if "status" not in said or not any(self._words.values()):
            return weight_frame(raw, said, self._decimals, stable=None)
        meaning = next((name for name, of in self._words.items() if said["status"] in of), None)
        return meant(meaning, raw, said, self._decimals)


def meant(
    meaning: str | None, raw: bytes, said: dict[str, str], decimals: int | None
) -> ScaleFrame:
    """The frame whose status means ``meaning`` (stable, moving, over, under; None: not known)."""
    match meaning:
        case None:
            return refused("bad_status", raw)
        case "over" | "under":
            over = meaning == "over"
            return ScaleFrame("status", raw, over=over or None, under=not over or None)
        case _:
            return weight_frame(raw, said, decimals, stable=meaning == "stable")


def weight_frame(
    raw: bytes, said: dict[str, str], decimals: int | None, *, stable: bool | None
) -> ScaleFrame:
    """A weight of the texts ``weight``, ``sign`` and ``unit``; refused if they are none."""
    digits, sign = said["weight"].replace(" ", ""), said.get("sign", "")
    if sign not in {"", "+", "-"} or (decimals is not None and "." in digits):
        return refused("bad_frame", raw)
    value = number(sign + digits)
    if value is None:
        return refused("bad_frame", raw)
    if decimals is not None:
        value = value.scaleb(-decimals)
    unit = said.get("unit", "").lower() or None
    zero = value.is_zero() or None
    return ScaleFrame("weight", raw, weight=value, unit=unit, stable=stable, zero=zero)


def checked_decimals(decimals: int | None) -> int | None:
    """The number of decimals, if one can be meant."""
    if decimals is not None and not 0 <= decimals <= MOST_DECIMALS:
        raise FrameError("bad_profile", f"decimals are 0 to {MOST_DECIMALS}")
    return decimals
