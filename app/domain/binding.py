"""Which of our items a shop's listing is: certain by its code, or likely, with the reasons.

Pure: what is given is scored; who confirms it, and what becomes of it, is the center's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from rapidfuzz import fuzz

from app.domain.listing import Offer, Target
from app.domain.listing_text import GoodsText, plain_code

MOST: Final = 5
LEAST_SCORE: Final = 30
"""Suggestions below this are noise."""
_CLOSE: Final = 60  # a code that is less alike says nothing
_ALIKE: Final = 95
_WITHOUT_CODE: Final = 0.95  # no code speaks for it: never quite certain


class Why(Enum):
    """What a reason compares."""

    SAME_CODE = "same_code"
    SAME_BARCODE = "same_barcode"
    CODE = "code"
    NAME = "name"
    SPEC = "spec"
    MEASURE = "measure"  # a number with its unit differs


@dataclass(frozen=True, slots=True)
class Reason:
    """``points`` of 100 that the two texts are alike; of MEASURE what it costs, below zero."""

    why: Why
    points: int
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``score``: 0 to 100. The best one's lead is its score less the next one's."""

    sku: str
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be bound without a person."""

    by_code: bool = True
    by_barcode: bool = True


USUAL: Final = Policy()


@dataclass(frozen=True, slots=True)
class Asked:
    """A listing, ready to be compared. ``codes``: what it says, and that in plain signs."""

    text: GoodsText
    codes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, offer: Offer) -> "Asked":
        said = ((one, plain_code(one)) for one in (offer.code, offer.barcode))
        codes = tuple((one, plain) for one, plain in said if plain)
        return cls(GoodsText.of(offer.name, offer.spec), codes)


@dataclass(frozen=True, slots=True)
class Known:
    """An item, ready to be compared."""

    target: Target
    text: GoodsText
    codes: tuple[str, ...]

    @classmethod
    def of(cls, target: Target) -> "Known":
        codes = tuple(dict.fromkeys((plain_code(target.sku), *target.codes)))
        return cls(target, GoodsText.of(target.name, target.spec), codes)


def score(asked: Asked, known: Known) -> Suggestion:
    """How likely the listing is this item.

    A code that is alike and words that are alike each can carry it; a measure that differs
    (350 ml, 480 ml) speaks against any words.
    """
    theirs = asked.text
    name, spec = _name(theirs, known), _spec(theirs, known)
    reasons = [name] if spec is None else [name, spec]
    words = name.points if spec is None else 0.6 * name.points + 0.4 * spec.points
    total = words * _WITHOUT_CODE
    code = _code(asked, known) if asked.codes else None
    if code is not None:
        reasons.insert(0, code)
        total = max(total, 0.2 * code.points + 0.8 * words, 0.6 * code.points + 0.4 * words)
    apart = _measure(theirs, known)
    if apart is not None:
        reasons.append(apart)
        total += apart.points
    return Suggestion(known.target.sku, max(round(total), 0), tuple(reasons))


def ranked(suggestions: Iterable[Suggestion], most: int = MOST) -> tuple[Suggestion, ...]:
    """The likeliest first, without what is too unlikely to be shown."""
    kept = [one for one in suggestions if one.score >= LEAST_SCORE]
    kept.sort(key=lambda one: (-one.score, one.sku))
    return tuple(kept[:most])


def lead(suggestions: Sequence[Suggestion]) -> int:
    """By how many points the best one is ahead: with little, a person must look."""
    if not suggestions:
        return 0
    return suggestions[0].score - (suggestions[1].score if len(suggestions) > 1 else 0)


def _name(theirs: GoodsText, known: Known) -> Reason:
    """A listing's title holds our name and much besides: what of ours is in it counts most.

    Where the listing has no specification apart, the title must hold ours too.
    """
    ours = known.text
    wanted = ours.name_grams if theirs.spec and ours.spec else ours.grams
    held = len(wanted & theirs.grams) / len(wanted) if wanted else 0.0
    alike = fuzz.token_sort_ratio(theirs.name, ours.name)
    points = max(0.75 * held * 100 + 0.25 * alike, alike)
    return Reason(Why.NAME, round(points), theirs.name, ours.name)


def _spec(theirs: GoodsText, known: Known) -> Reason | None:
    """Only where both say one: many shops put it into the title."""
    ours = known.text.spec
    if not theirs.spec or not ours:
        return None
    points = 100.0 if theirs.spec == ours else fuzz.token_set_ratio(theirs.spec, ours)
    if points < _ALIKE:
        points = max(points, fuzz.ratio(_close(theirs.spec), _close(ours)))
    return Reason(Why.SPEC, round(points), theirs.spec, ours)


def _close(spec: str) -> str:
    return spec.replace(" ", "")


def _code(asked: Asked, known: Known) -> Reason | None:
    best: Reason | None = None
    for theirs, plain in asked.codes:
        for ours in known.codes:
            points = round(fuzz.ratio(plain, ours, score_cutoff=_CLOSE))
            if points and (best is None or points > best.points):
                best = Reason(Why.CODE, points, theirs, known.target.sku)
    return best


def _measure(theirs: GoodsText, known: Known) -> Reason | None:
    """Of one unit each says a number, and none of them is the same."""
    mine, yours = known.text.measures, theirs.measures
    units = {unit for _, unit in mine} & {unit for _, unit in yours}
    for unit in sorted(units - {""}):  # a bare number may be a year or a model
        ours = {number for number, each in mine if each == unit}
        their = {number for number, each in yours if each == unit}
        if not ours & their:
            said = (" ".join(sorted(each)) for each in (their, ours))
            left, right = (f"{numbers} {unit}".strip() for numbers in said)
            return Reason(Why.MEASURE, -25, left, right)
    return None
