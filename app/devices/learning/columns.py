"""Finds the columns of a scale whose protocol nobody knows, from two captures. Pure.

Lines of an empty pan and of a known weight are laid over each other: the number that is nothing
in the one and the known weight in the other is the weight, and what stands around it is kept.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.devices.base import FrameError, ScaleFrame
from app.devices.learning.confirming import UNITS, agrees
from app.devices.learning.ranking import Heard
from app.devices.scales.column_frame import ColumnScale
from app.devices.scales.text import MAX_LINE, number
from app.devices.weighing_adapter import GRAMS
from app.domain.scale_profile import BY_COLUMNS, ColumnFrame, ScaleProfile, Stability

_LINE = re.compile(rb"[ -~]+(?=(\r\n|\r|\n|\x03))")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNIT = re.compile(r" *([A-Za-z]{1,3})(?![A-Za-z])")
_DECIMALS = range(4)
_LEAST_LINES = 2


@dataclass(frozen=True, slots=True)
class Suggested:
    """A profile by columns, and what it reads of the last line with the weight on."""

    profile: ScaleProfile
    reads: ScaleFrame


def suggest(empty: Heard, loaded: Heard, known_g: Decimal) -> tuple[Suggested, ...]:
    """Profiles that read about nothing, then ``known_g`` grams. None, one, or a few to choose.

    Both captures must be lines of one length. The profile wants a code and a name.
    """
    before, end = _lines(empty.data)
    after, _ = _lines(loaded.data)
    if not before or not after or len(before[-1]) != len(after[-1]):
        return ()
    found: dict[tuple[int, int], Suggested] = {}
    for frame, unit in _described(after[-1], end, known_g):
        profile = ScaleProfile(
            code="",
            protocol=BY_COLUMNS,
            baud=loaded.line.baud,
            framing=loaded.line.frame,
            unit="" if frame.unit_at >= 0 else unit,
            poll=loaded.asked.hex(),
            stability=Stability.TIME,
            columns=frame,
        )
        reads = _reads(frame, loaded.data, unit, known_g, known_g)
        if reads and _reads(frame, empty.data, unit, Decimal(0), known_g):
            found.setdefault((frame.weight_at, frame.reversed_digits), Suggested(profile, reads))
    return tuple(found.values())


def _lines(data: bytes) -> tuple[list[str], bytes]:
    """The lines of the commonest length, and what ends them."""
    hits = [hit for hit in _LINE.finditer(data) if len(hit[0]) <= MAX_LINE]
    if len(hits) < _LEAST_LINES:
        return [], b""
    (length, end), _ = Counter((len(hit[0]), hit[1]) for hit in hits).most_common(1)[0]
    lines = [hit[0].decode() for hit in hits if (len(hit[0]), hit[1]) == (length, end)]
    return lines, end


def _described(line: str, end: bytes, known_g: Decimal) -> Iterator[tuple[ColumnFrame, str]]:
    """Every reading of a number in the line that comes to the known weight."""
    for hit in _NUMBER.finditer(line):
        start = hit.start()
        while start and line[start - 1] == " ":  # blanks in front are digits of a heavier load
            start -= 1
        sign_at = start - 1 if start and line[start - 1] in "+-" else -1
        written = _UNIT.match(line, hit.end())
        told = written is not None and written[1].lower() in GRAMS
        units = (written[1].lower(),) if written and told else UNITS
        for reverse in (False, True):
            for unit, decimals in _meanings(hit[0][::-1] if reverse else hit[0], units, known_g):
                yield (
                    ColumnFrame(
                        length=len(line),
                        weight_at=start,
                        weight_width=hit.end() - start,
                        end=end.hex(),
                        sign_at=sign_at,
                        unit_at=written.start(1) if written and told else -1,
                        unit_width=len(written[1]) if written and told else 0,
                        decimals=decimals,
                        reversed_digits=reverse,
                    ),
                    unit,
                )


def _meanings(
    digits: str, units: tuple[str, ...], known_g: Decimal
) -> Iterator[tuple[str, int | None]]:
    """Units and decimals under which the digits are the known weight."""
    value = number(digits)
    if value is None:
        return
    places: tuple[int | None, ...] = (None,) if "." in digits else tuple(_DECIMALS)
    for unit in units:
        for place in places:
            if agrees(value.scaleb(-(place or 0)), unit, known_g, known_g):
                yield unit, place


def _reads(
    frame: ColumnFrame, data: bytes, unit: str, wanted_g: Decimal, known_g: Decimal
) -> ScaleFrame | None:
    """The last weight that the columns read, if it is the wanted one."""
    try:
        weights = [one for one in ColumnScale(frame).feed(data) if one.weight is not None]
    except FrameError:
        return None
    last = weights[-1] if weights else None
    if last is None or last.weight is None:
        return None
    return last if agrees(last.weight, unit, wanted_g, known_g) else None
