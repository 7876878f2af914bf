"""What is no fault of a rate card but worth a look before it takes effect."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from app.domain.billable import further_weight
from app.domain.places import ZoneLevel, place_names
from app.domain.rate_card import RateCard, RateRow
from app.domain.rate_index import index_of

DOUBLE = 2


class CardDoubt(Enum):
    EDGE_JUMP = "edge_jump"  # a little more weight and the price doubles
    EDGE_FALL = "edge_fall"  # a little more weight is cheaper
    NO_PLACES = "no_places"  # priced by zone code alone
    PROVINCE_WITHOUT_ZONE = "province_without_zone"
    OVERLAP = "overlap"  # another card of the courier is in force on the same days
    TWIN = "twin"  # another card of the courier and service begins on the same day
    GAP = "gap"  # days between the card before and this one have no price


@dataclass(frozen=True, slots=True)
class CardNote:
    """One doubt with its values, as text; the words are chosen where it is shown."""

    doubt: CardDoubt
    values: tuple[tuple[str, str], ...] = ()


def notes_on(
    card: RateCard, provinces: Iterable[str], others: Sequence[RateCard]
) -> tuple[CardNote, ...]:
    """All doubts. ``provinces``: those a domestic card should know; ``others``: cards in store."""
    return (*_edges(card), *_places(card, provinces), *_dates(card, others))


def _note(doubt: CardDoubt, **values: object) -> CardNote:
    return CardNote(doubt, tuple((name, str(value)) for name, value in values.items()))


def _edges(card: RateCard) -> Iterable[CardNote]:
    for zone, rows in index_of(card).rows.items():
        for lower, upper in pairwise(rows.rows):
            if lower.manual or upper.manual:
                continue
            before = _freight(lower, upper.w_from)
            after = _freight(upper, upper.w_from + Decimal("0.01"))
            if after > before * DOUBLE or after < before:
                doubt = CardDoubt.EDGE_JUMP if after > before else CardDoubt.EDGE_FALL
                yield _note(doubt, zone=zone, weight=upper.w_from, before=before, after=after)


def _freight(row: RateRow, weight: Decimal) -> Decimal:
    return row.base + row.per_weight * further_weight(row, weight)


def _places(card: RateCard, provinces: Iterable[str]) -> Iterable[CardNote]:
    if not card.zones:
        yield _note(CardDoubt.NO_PLACES)
        return
    members = [member for zone in card.zones for member in zone.members]
    if any(member.level in {ZoneLevel.COUNTRY, ZoneLevel.POSTCODE} for member in members):
        return
    known = {
        name
        for member in members
        if member.level is ZoneLevel.PROVINCE
        for name in place_names(member.value, member.level)
    }
    # A municipality may be named as a city only.
    known |= {
        name
        for member in members
        if member.level is ZoneLevel.CITY
        for name in place_names(member.value, member.level)
    }
    missing = [name for name in provinces if not place_names(name, ZoneLevel.PROVINCE) & known]
    if missing:
        yield _note(CardDoubt.PROVINCE_WITHOUT_ZONE, places=" ".join(missing))


def _dates(card: RateCard, others: Sequence[RateCard]) -> Iterable[CardNote]:
    """Cards of the same courier and service: the one that begins last counts (see ``Rates``)."""
    starts, ends = card.valid_from or date.min, card.valid_to or date.max
    same = [
        other
        for other in others
        if (other.courier, other.service) == (card.courier, card.service) and other != card
    ]
    before: list[date] = []
    for other in same:
        begins, last = other.valid_from or date.min, other.valid_to or date.max
        if begins == starts:
            yield _note(CardDoubt.TWIN, card=other.id)
        elif begins <= ends and starts <= last and (other.valid_to or begins >= starts):
            days = {"first": max(starts, begins), "last": min(ends, last)}
            counts = card.id if starts > begins else other.id
            yield _note(CardDoubt.OVERLAP, card=other.id, counts=counts, **days)
        if begins < starts:
            before.append(last)
    gap = starts - timedelta(days=1) if starts > date.min else None
    if before and gap is not None and max(before) < gap:
        yield _note(CardDoubt.GAP, first=max(before) + timedelta(days=1), last=gap)
