"""A bill held against our parcels: every line gets its cause, every parcel is looked for."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.domain.bill_matching import (
    BillLine,
    Charge,
    Judged,
    Leg,
    Price,
    SentParcel,
    Terms,
    judge_leg,
    missing,
)
from app.domain.bulk_rating import BulkPricer
from app.domain.places import Destination
from app.domain.quotes import RatedParcel
from app.domain.rate_card import RateCard

STALE_SHARE = 10  # per cent of the priced lines that differ alike: then the price list is old
STALE_LEAST = 20  # lines; below that a share says nothing

USUAL_TERMS = Terms()


def pricing(card_of: Callable[[SentParcel], RateCard | None]) -> Price:
    """Prices by the card in force on a parcel's ship date; None where there is none."""
    pricers: dict[str, BulkPricer] = {}

    def price(parcel: SentParcel, place: Destination, grams: int) -> int | None:
        card = card_of(parcel)
        if card is None:
            return None
        pricer = pricers.get(card.fingerprint)
        if pricer is None:
            pricer = pricers[card.fingerprint] = BulkPricer(card)
        answer = pricer.minor(RatedParcel(place, grams, parcel.ship_date))
        return answer if isinstance(answer, int) else None

    return price


@dataclass(frozen=True, slots=True)
class Against:
    """What a bill is held against. ``paid``: waybills that earlier bills had (outward leg)."""

    parcels: Mapping[str, SentParcel]
    price: Price
    paid: AbstractSet[str] = frozenset()
    terms: Terms = USUAL_TERMS


def reconcile(lines: Iterable[BillLine], against: Against) -> Iterator[Judged]:
    """Every line in the order of the bill, then every parcel that it lacks.

    Lines of one leg of one waybill are judged together, wherever they stand.
    """
    legs: dict[tuple[str, Leg], list[BillLine]] = defaultdict(list)
    order: list[BillLine] = list(lines)
    for line in order:
        legs[line.waybill, line.leg].append(line)
    judged: dict[int, Judged] = {}
    for (waybill, leg), group in legs.items():
        told = judge_leg(
            group,
            against.parcels.get(waybill),
            against.price,
            against.terms,
            paid_before=leg is Leg.OUT and waybill in against.paid,
        )
        judged.update((id(line), one) for line, one in zip(group, told, strict=True))
    yield from (judged[id(line)] for line in order)
    billed = {waybill for waybill, leg in legs if leg is Leg.OUT}
    for waybill, parcel in against.parcels.items():
        if waybill not in billed and waybill not in against.paid and not parcel.void:
            yield missing(parcel, against.price)


@dataclass(frozen=True, slots=True)
class StalePrices:
    """Many lines differ alike: our price list is probably out of date.

    One of ``amount`` (minor units more a line) and ``percent`` (of our price) is not 0.
    """

    lines: int
    of: int
    amount: int = 0
    percent: int = 0


def stale_prices(judged: Iterable[Judged]) -> StalePrices | None:
    """One word about an old price list instead of thousands of disputes; None when all is well."""
    amounts: Counter[int] = Counter()
    percents: Counter[int] = Counter()
    compared = 0
    for one in judged:
        if one.effects is None or one.line is None or one.line.charge is not Charge.FREIGHT:
            continue
        compared += 1
        ours = one.line.freight - one.effects.rate
        if one.effects.rate and ours > 0:
            amounts[one.effects.rate] += 1
            percents[round(one.line.freight * 100 / ours) - 100] += 1
    amount, alike = max(amounts.items(), key=lambda each: each[1], default=(0, 0))
    percent, scaled = max(percents.items(), key=lambda each: each[1], default=(0, 0))
    lines = max(alike, scaled)
    if lines < STALE_LEAST or lines * 100 <= compared * STALE_SHARE:
        return None
    if alike >= scaled:
        return StalePrices(lines, compared, amount=amount)
    return StalePrices(lines, compared, percent=percent)
