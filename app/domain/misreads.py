"""Which scanner and which barcode are read wrongly: counted from the stops of the journal.

A scanner with many has a dirty window or a wrong setting; a barcode with many is printed badly.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.events import Fact, Stopped
from app.domain.near_code import NEAR
from app.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class MisreadCode:
    """``code`` is the expected code it almost is where that is known, else what was read."""

    scanner: str
    code: str


@dataclass(slots=True)
class MisreadCounts:
    """How often, by scanner and by code."""

    scanners: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, misread: MisreadCode) -> None:
        self.scanners[misread.scanner] += 1
        if misread.code:
            self.codes[misread.code] += 1


def misread_of(fact: Fact) -> MisreadCode | None:
    """What a fact says about reading: a stop over a damaged code, or over one edit too many."""
    if not isinstance(fact, Stopped):
        return None
    near = fact.stop.details.get(NEAR, "")
    if fact.stop.verdict is not Verdict.MISREAD and not near:
        return None
    return MisreadCode(fact.scanner, near or fact.stop.code)


def count_misreads(facts: Iterable[Fact]) -> MisreadCounts:
    """The misreads in a stretch of a journal."""
    counts = MisreadCounts()
    for fact in facts:
        misread = misread_of(fact)
        if misread:
            counts.add(misread)
    return counts
