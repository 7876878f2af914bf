"""Freight: what a courier will charge for a parcel, and the reason line by line.

One formula serves every card: ``base + per_weight * round_up(weight - base_weight, step)`` of the
row with ``w_from < weight <= w_to``; then what the contract adds, then the season, then one
rounding. The trace is kept with the parcel; it is the evidence when the bill says something else.
A parcel without a price is refused, never free.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.domain.billable import Measure, NoWeightError, further_weight, in_steps, measure
from app.domain.places import Destination, ZoneLevel
from app.domain.quotes import (
    Params,
    Quote,
    RatedParcel,
    RatingRefusal,
    RefusalCode,
    TraceCode,
    TraceLine,
)
from app.domain.rate_card import GRAMS_PER_UNIT, SIZE_UNIT, RateCard, RateRow
from app.domain.rate_index import index_of
from app.domain.surcharge import BaseOn, Circumstances, Surcharge, SurchargeKind, that_apply
from app.domain.values import Grams, Money


class _RefusedError(Exception):
    def __init__(self, refusal: RefusalCode, /, **params: str | Decimal | None) -> None:
        super().__init__(refusal.value)
        self.code = refusal
        self.params: Params = tuple(params.items())


def quote(
    card: RateCard, destination: Destination, weight_g: Grams, ship_date: date | None
) -> Quote | RatingRefusal:
    """The freight of a parcel of which only place and weight are known."""
    return price(card, RatedParcel(destination, weight_g, ship_date))


def price(card: RateCard, parcel: RatedParcel) -> Quote | RatingRefusal:
    """The freight of one parcel on one card, or why there is none."""
    try:
        return _price(card, parcel)
    except NoWeightError as error:
        return RatingRefusal(RefusalCode(error.code), card.id, tuple(error.values.items()))
    except _RefusedError as refused:
        return RatingRefusal(refused.code, card.id, refused.params)


def _price(card: RateCard, parcel: RatedParcel) -> Quote:
    trace: list[TraceLine] = []
    day = parcel.ship_date
    if day is None:
        trace.append(TraceLine(TraceCode.NO_SHIP_DATE))
    elif not card.in_force(day):
        raise _RefusedError(RefusalCode.NOT_IN_FORCE, day=str(day))
    weight = Decimal(parcel.weight)
    zone = _zone(card, parcel, trace)
    measured = measure(card, zone, weight, parcel.unit, parcel.sides, parcel.sides_unit)
    _say_measure(card, parcel, measured, zone, trace)
    extras = _extras(card, parcel, zone, measured)
    billable = _billable(card, measured.weight, extras, trace)
    row = _row(card, zone, billable)
    freight = _freight(row, billable, trace)
    amount = _with_extras(freight, extras, billable, parcel, trace)
    for peak in card.peaks:
        if day is not None and peak.starts <= day <= peak.ends:
            amount *= peak.multiplier
            times = {"multiplier": peak.multiplier, "amount": amount}
            trace.append(_line(TraceCode.PEAK, name=peak.name, **times))
    total = card.money_mode.to_step(amount, card.money_step)
    mode = card.money_mode.value
    trace.append(_line(TraceCode.MONEY_STEP, step=card.money_step, mode=mode, amount=total))
    money = Money.of(total, card.currency)
    return Quote(card.id, card.fingerprint, zone, billable, money, tuple(trace))


def _zone(card: RateCard, parcel: RatedParcel, trace: list[TraceLine]) -> str:
    """The zone of the most specific member that fits: a city beats its province."""
    if parcel.zone:
        trace.append(_line(TraceCode.ZONE, zone=parcel.zone, level=None, value=None))
        return parcel.zone
    destination = parcel.destination
    found = index_of(card).zones.best(destination)
    if not found:
        asked = {level.value: destination.named(level) for level in ZoneLevel}
        raise _RefusedError(RefusalCode.NO_ZONE, **asked)
    if len(found) > 1:
        zones = " ".join(match.code for match in found)
        raise _RefusedError(RefusalCode.ZONE_NOT_CLEAR, zones=zones)
    member = found[0].member
    line = _line(TraceCode.ZONE, zone=found[0].code, level=member.level.value, value=member.value)
    trace.append(line)
    return found[0].code


def _say_measure(
    card: RateCard, parcel: RatedParcel, found: Measure, zone: str, trace: list[TraceLine]
) -> None:
    weight, unit = Decimal(parcel.weight), parcel.unit
    if card.weight_unit == SIZE_UNIT:
        trace.append(_line(TraceCode.SIZE, size=found.actual, weight=weight, unit=unit))
        return
    grams = weight if unit == "g" else weight * GRAMS_PER_UNIT[unit]
    trace.append(_line(TraceCode.WEIGHT, grams=grams, weight=found.actual, unit=card.weight_unit))
    if card.volume and card.volume.divisor and found.volume is not None:
        sides = " x ".join(f"{side.normalize():f}" for side in found.sides)
        values = {
            "volume": found.volume,
            "threshold": card.volume.threshold,
            "divisor": card.volume.divisor_of(zone),
            "weight": found.by_volume,
        }
        trace.append(_line(TraceCode.VOLUME, sides=sides, **values))


def _extras(
    card: RateCard, parcel: RatedParcel, zone: str, measured: Measure
) -> tuple[Surcharge, ...]:
    if not card.surcharges:
        return ()
    lists = index_of(card).lists
    places = lists.codes(parcel.destination) if lists else frozenset[str]()
    of = Circumstances(
        zone, places, measured.weight, measured.sides, parcel.flags, parcel.ship_date,
        parcel.declared, parcel.cod,
    )  # fmt: skip
    return that_apply(card.surcharges, of)


def _billable(
    card: RateCard, weight: Decimal, extras: Sequence[Surcharge], trace: list[TraceLine]
) -> Decimal:
    """The weight that is billed, in the card's unit: minimums first, then the step."""
    for extra in extras:
        if extra.min_billable is not None and weight < extra.min_billable:
            weight = extra.min_billable
            trace.append(_line(TraceCode.SURCHARGE_MINIMUM, surcharge=extra.code, weight=weight))
    if card.min_billable is not None and weight < card.min_billable:
        weight = card.min_billable
        trace.append(_line(TraceCode.MIN_BILLABLE, weight=weight))
    weight, step = in_steps(weight, card.weight_steps)
    if step is not None and step.step is not None:
        mode = step.mode.value
        trace.append(_line(TraceCode.WEIGHT_STEP, step=step.step, mode=mode, weight=weight))
    if not weight:
        trace.append(TraceLine(TraceCode.ZERO_WEIGHT))
    return weight


def _row(card: RateCard, zone: str, billable: Decimal) -> RateRow:
    """The row whose band holds the weight; a weight of zero is in the band that starts there."""
    rows = index_of(card).rows.get(zone)
    if rows is None:
        raise _RefusedError(RefusalCode.NO_ZONE, zone=zone)
    found = rows.holding(billable)
    if len(found) != 1:
        code = RefusalCode.ROW_NOT_CLEAR if found else RefusalCode.NO_ROW
        raise _RefusedError(code, zone=zone, weight=billable)
    if found[0].manual:
        raise _RefusedError(RefusalCode.ASK_COURIER, zone=zone, weight=billable)
    return found[0]


def _freight(row: RateRow, billable: Decimal, trace: list[TraceLine]) -> Decimal:
    amount = row.base
    trace.append(_line(TraceCode.ROW, w_from=row.w_from, w_to=row.w_to, base=row.base))
    if row.per_weight:
        further = further_weight(row, billable)
        amount += row.per_weight * further
        values = {"weight": further, "per_weight": row.per_weight, "amount": amount}
        trace.append(_line(TraceCode.FURTHER_WEIGHT, **values))
    return amount


def _with_extras(
    freight: Decimal,
    extras: Sequence[Surcharge],
    billable: Decimal,
    parcel: RatedParcel,
    trace: list[TraceLine],
) -> Decimal:
    """Freight and surcharges; percentages of the subtotal come last, all of the same subtotal."""
    bases = {BaseOn.FREIGHT: freight, BaseOn.DECLARED: parcel.declared, BaseOn.COD: parcel.cod}
    amount = freight
    for last in (False, True):
        bases[BaseOn.SUBTOTAL] = amount
        for extra in extras:
            if (extra.base_on is BaseOn.SUBTOTAL) is not last:
                continue
            based = extra.kind in {SurchargeKind.PERCENT, SurchargeKind.PER_VALUE}
            base = bases[extra.base_on] if based else Decimal(0)
            if base is None:
                what = extra.base_on.value
                raise _RefusedError(RefusalCode.NO_VALUE, surcharge=extra.code, value=what)
            charge = extra.charge(billable, base)
            amount += charge
            if not charge and extra.min_billable is not None:
                continue  # it only raised the weight, and has said so
            trace.append(_say_extra(extra, base if based else billable, charge, amount))
    return amount


def _say_extra(extra: Surcharge, of: Decimal, charge: Decimal, amount: Decimal) -> TraceLine:
    return _line(
        TraceCode.SURCHARGE,
        surcharge=extra.code,
        name=extra.name,
        kind=extra.kind.value,
        rate=extra.amount,
        of=None if extra.kind is SurchargeKind.FIXED else of,
        charge=charge,
        amount=amount,
    )


def _line(step: TraceCode, /, **params: str | Decimal | None) -> TraceLine:
    return TraceLine(step, tuple(params.items()))
