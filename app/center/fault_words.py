"""What is wrong with a price sheet: the importer's faults in the reader's language."""

import re
from functools import cache
from typing import Final

from app.center.problems import Problem
from app.i18n import Words
from app.i18n import mark as _

FAULTS: Final = (
    _("is missing"),
    _("{text} is not a number"),
    _("{text} is negative"),
    _("must be above zero"),
    _("{text} is not a date like 2025-06-30"),
    _("is no column we know"),
    _("there is no price at all"),
    _("{text} is neither yes nor no"),
    _("{text} is not above w_from {low}"),
    _("neither a base nor a price per weight: nothing is sent for free"),
    _("{text} is not one of {known}"),
    _("{place} is already in zone {zone}"),
    _("{start} is already in {low} to {high} of zone {zone}"),
    _("{high} does not end a range that begins with {low}"),
    _("zone {zone} has no price up to {high}"),
    _("zone {zone} has two prices above {low}"),
    _("zone {zone} has no price from {low} to {high}"),
    _("zone {zone} has no price"),
    _("zone {zone} has no places"),
    _("{end} is before valid_from {start}"),
    _("two of them share a day"),
)
"""As ``app.domain.rate_sheet`` and its neighbours say them; the first that fits counts."""
_NAME: Final = re.compile(r"\\\{(\w+)\\\}")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(_NAME.sub(r"(?P<\1>.+)", re.escape(text)), re.DOTALL), text) for text in FAULTS
    )


def fault_line(problem: str, words: Words) -> str:
    """A fault as a sentence; one that has no words here stays as it is."""
    for pattern, text in _patterns():
        found = pattern.fullmatch(problem)
        if found is not None:
            return words.say(text, **found.groupdict())
    return problem


def problem_line(problem: Problem, words: Words) -> str:
    """A fault of a file with its place."""
    place = [problem.source]
    if problem.sheet:
        place.append(problem.sheet)
    if problem.row:
        place.append(words.say(_("row {n}"), n=problem.row))
    if problem.column:
        place.append(words.say(_("column {name}"), name=problem.column))
    return f"{', '.join(place)}: {fault_line(problem.says, words)}"
