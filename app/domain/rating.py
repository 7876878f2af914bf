"""Freight: what a courier will charge for a parcel, and the reason line by line.

One formula serves every card: ``base + per_weight * round_up(weight - base_weight, step)`` of the
row with ``w_from < weight <= w_to``. The trace is kept with the parcel; it is the evidence when
the bill says something else. A parcel without a price is refused, never free.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from app.domain.places import Destination, ZoneLevel, place_names
from app.domain.rate_card import GRAMS_PER_UNIT, RateCard, RateRow, RoundMode, ZoneMember
from app.domain.values import Grams, Money


class RefusalCode(Enum):
    NOT_IN_FORCE = "not_in_force"
    NO_ZONE = "no_zone"
    ZONE_NOT_CLEAR = "zone_not_clear"  # two zones claim the place
    NO_ROW = "no_row"
    ROW_NOT_CLEAR = "row_not_clear"  # two rows claim the weight
    BAD_WEIGHT = "bad_weight"
    UNKNOWN_UNIT = "unknown_unit"


class TraceCode(Enum):
    """The steps of a price, in the order they are taken."""

    WEIGHT = "weight"  # grams, weight, unit
    ZERO_WEIGHT = "zero_weight"  # billed as the smallest band; look at the scale
    NO_SHIP_DATE = "no_ship_date"  # neither validity nor peak could be judged
    ZONE = "zone"  # zone, level, value
    MIN_BILLABLE = "min_billable"  # weight
    WEIGHT_STEP = "weight_step"  # step, mode, weight
    ROW = "row"  # w_from, w_to, base
    FURTHER_WEIGHT = "further_weight"  # weight, per_weight, amount
    PEAK = "peak"  # name, multiplier, amount
    MONEY_STEP = "money_step"  # step, mode, amount


Params = tuple[tuple[str, str | Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One step of a price: a code and named values. The words are chosen where it is shown."""

    code: TraceCode
    params: Params = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A price and its reasons. ``billable`` is in the card's weight unit."""

    card_id: str
    card_hash: str
    zone: str
    billable: Decimal
    total: Money
    trace: tuple[TraceLine, ...]


@dataclass(frozen=True, slots=True)
class RatingRefusal:
    """Why this card has no price for this parcel."""

    code: RefusalCode
    card_id: str
    params: Params = ()


def quote(
    card: RateCard, destination: Destination, weight_g: Grams, ship_date: date | None
) -> Quote | RatingRefusal:
    """The freight of one parcel on one card, or why there is none.

    ``ship_date`` is the day the parcel leaves, never today; None prices without validity and peak.
    """
    if ship_date is not None and not card.in_force(ship_date):
        return RatingRefusal(RefusalCode.NOT_IN_FORCE, card.id, (("day", str(ship_date)),))
    if weight_g < 0:
        return RatingRefusal(RefusalCode.BAD_WEIGHT, card.id, (("grams", Decimal(weight_g)),))
    per_unit = GRAMS_PER_UNIT.get(card.weight_unit)
    if per_unit is None:
        return RatingRefusal(RefusalCode.UNKNOWN_UNIT, card.id, (("unit", card.weight_unit),))
    zone, zone_lines = _zone(card, destination)
    if isinstance(zone, RatingRefusal):
        return zone
    actual = Decimal(weight_g) / per_unit
    billable, weight_lines = _billable(card, actual)
    row = _row(card, zone, billable)
    if isinstance(row, RatingRefusal):
        return row
    total, money_lines = _charge(card, row, billable, ship_date)
    dated = () if ship_date is not None else (TraceLine(TraceCode.NO_SHIP_DATE),)
    weighed = _line(TraceCode.WEIGHT, grams=Decimal(weight_g), weight=actual, unit=card.weight_unit)
    trace = (*dated, *zone_lines, weighed, *weight_lines, *money_lines)
    return Quote(card.id, card.content_hash(), zone, billable, total, trace)


def _zone(
    card: RateCard, destination: Destination
) -> tuple[str | RatingRefusal, tuple[TraceLine, ...]]:
    """The zone of the most specific member that fits: a city beats its province."""
    for level in ZoneLevel:  # written most specific first
        names = destination.names(level)
        found = {
            zone.code: member
            for zone in card.zones
            for member in zone.members
            if member.level is level and _covers(member, names, destination)
        }
        if len(found) > 1:
            zones = ("zones", " ".join(sorted(found)))
            return RatingRefusal(RefusalCode.ZONE_NOT_CLEAR, card.id, (zones,)), ()
        for code, member in found.items():
            line = _line(TraceCode.ZONE, zone=code, level=level.value, value=member.value)
            return code, (line,)
    asked = tuple((level.value, destination.named(level)) for level in ZoneLevel)
    return RatingRefusal(RefusalCode.NO_ZONE, card.id, asked), ()


def _covers(member: ZoneMember, names: frozenset[str], destination: Destination) -> bool:
    # On a country member the column says who ships; only below it does it say where the place is.
    inside = not member.country or member.level is ZoneLevel.COUNTRY
    if not inside and member.country.casefold() != destination.country.casefold():
        return False
    if member.value_to:
        length = len(member.value)
        return any(
            len(name) == length and member.value <= name <= member.value_to for name in names
        )
    return not names.isdisjoint(place_names(member.value, member.level))


def _billable(card: RateCard, actual: Decimal) -> tuple[Decimal, tuple[TraceLine, ...]]:
    """The weight that is billed, in the card's unit: minimum first, then the step."""
    lines: list[TraceLine] = []
    weight = actual
    if card.min_billable is not None and weight < card.min_billable:
        weight = card.min_billable
        lines.append(_line(TraceCode.MIN_BILLABLE, weight=weight))
    for step in card.weight_steps:
        if step.upto is None or weight <= step.upto:
            weight = step.mode.to_step(weight, step.step)
            if step.step is not None:
                lines.append(
                    _line(
                        TraceCode.WEIGHT_STEP, step=step.step, mode=step.mode.value, weight=weight
                    )
                )
            break
    if not weight:
        lines.append(TraceLine(TraceCode.ZERO_WEIGHT))
    return weight, tuple(lines)


def _row(card: RateCard, zone: str, billable: Decimal) -> RateRow | RatingRefusal:
    """The row whose band holds the weight; a weight of zero is in the band that starts there."""
    found = [
        row
        for row in card.rows
        if row.zone == zone
        and (row.w_from < billable or billable == row.w_from == 0)
        and (row.w_to is None or billable <= row.w_to)
    ]
    if len(found) == 1:
        return found[0]
    code = RefusalCode.ROW_NOT_CLEAR if found else RefusalCode.NO_ROW
    return RatingRefusal(code, card.id, (("zone", zone), ("weight", billable)))


def _charge(
    card: RateCard, row: RateRow, billable: Decimal, ship_date: date | None
) -> tuple[Money, tuple[TraceLine, ...]]:
    """The freight of one row, then the season, then one rounding of the money."""
    amount = row.base
    lines = [_line(TraceCode.ROW, w_from=row.w_from, w_to=row.w_to, base=row.base)]
    if row.per_weight:
        further = RoundMode.UP.to_step(max(billable - row.base_weight, Decimal(0)), row.step)
        amount += row.per_weight * further
        lines.append(
            _line(
                TraceCode.FURTHER_WEIGHT, weight=further, per_weight=row.per_weight, amount=amount
            )
        )
    for peak in card.peaks:
        if ship_date is not None and peak.starts <= ship_date <= peak.ends:
            amount *= peak.multiplier
            lines.append(
                _line(TraceCode.PEAK, name=peak.name, multiplier=peak.multiplier, amount=amount)
            )
    total = card.money_mode.to_step(amount, card.money_step)
    lines.append(
        _line(TraceCode.MONEY_STEP, step=card.money_step, mode=card.money_mode.value, amount=total)
    )
    return Money.of(total, card.currency), tuple(lines)


def _line(code: TraceCode, **params: str | Decimal | None) -> TraceLine:
    return TraceLine(code, tuple(params.items()))
