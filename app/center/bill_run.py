"""A bill held against our parcels: every line gets its cause, every parcel is looked for."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from app.center.bill_file import ReadLine
from app.center.bill_spool import Spool
from app.domain.bill_matching import (
    BillLine,
    Charge,
    Judged,
    Leg,
    Price,
    SentParcel,
    Terms,
    judge_leg,
    judge_line,
)
from app.domain.bulk_rating import BulkPricer
from app.domain.particulars import Particulars
from app.domain.places import Destination
from app.domain.rate_card import RateCard

STALE_SHARE = 10  # per cent of the priced lines that differ alike: then the price list is old
STALE_LEAST = 20  # lines; below that a share says nothing

USUAL_TERMS = Terms()
TermsOf = Callable[[date, str], Terms]
"""What was agreed for parcels of a ship date and service."""


def usual_terms(_day: date, _service: str) -> Terms:
    return USUAL_TERMS


def pricing(card_of: Callable[[date, str], RateCard | None]) -> Price:
    """Prices by the card of a parcel's service in force on its ship date; None without one."""
    pricers: dict[str, BulkPricer] = {}
    of_day: dict[tuple[date, str], BulkPricer | None] = {}

    def pricer(day: date, service: str) -> BulkPricer | None:
        card = card_of(day, service)
        if card is None:
            return None
        return pricers.get(card.fingerprint) or pricers.setdefault(
            card.fingerprint, BulkPricer(card)
        )

    def price(day: date, place: Destination, grams: int, of: Particulars) -> int | None:
        asked = day, of.service
        if asked not in of_day:
            of_day[asked] = pricer(*asked)
        found = of_day[asked]
        return None if found is None else found.freight(day, place, grams, of)

    return price


class Known(Protocol):
    """What we know of waybills, asked for those of one part at a time."""

    def parcels(self, waybills: Sequence[str]) -> Mapping[str, SentParcel]: ...

    def paid(self, waybills: Sequence[str]) -> AbstractSet[str]:
        """Of these those that earlier bills had, on the way out."""
        ...


Verdicts = list[tuple[ReadLine, Judged]]


def judge(
    spool: Spool, known: Known, price: Price, terms_of: TermsOf = usual_terms
) -> Iterator[tuple[Verdicts, Mapping[str, SentParcel]]]:
    """Every line with its verdict, part by part, each with the parcels that it was held against.

    Lines of one leg of one waybill are judged together, wherever they stand in the bill.
    """
    for lines in spool.parts():
        waybills = sorted({one.line.waybill for one in lines})
        parcels, paid = known.parcels(waybills), known.paid(waybills)
        if len(waybills) < len(lines):
            yield _by_leg(lines, parcels, paid, price, terms_of), parcels
            continue
        told = []
        for one in lines:
            line = one.line
            sent, before = parcels.get(line.waybill), line.waybill in paid and line.leg is Leg.OUT
            terms = _agreed(sent, terms_of)
            told.append((one, judge_line(line, sent, price, terms, paid_before=before)))
        yield told, parcels


def _by_leg(
    lines: Sequence[ReadLine],
    parcels: Mapping[str, SentParcel],
    paid: AbstractSet[str],
    price: Price,
    terms_of: TermsOf,
) -> Verdicts:
    legs: dict[tuple[str, Leg], list[ReadLine]] = defaultdict(list)
    for one in lines:
        legs[one.line.waybill, one.line.leg].append(one)
    told: Verdicts = []
    for (waybill, leg), group in legs.items():
        sent = parcels.get(waybill)
        verdicts = judge_leg(
            [one.line for one in group],
            sent,
            price,
            _agreed(sent, terms_of),
            paid_before=leg is Leg.OUT and waybill in paid,
        )
        told += zip(group, verdicts, strict=True)
    return told


def _agreed(sent: SentParcel | None, terms_of: TermsOf) -> Terms:
    return USUAL_TERMS if sent is None else terms_of(sent.ship_date, sent.particulars.service)


@dataclass(frozen=True, slots=True)
class StalePrices:
    """Many lines differ alike: our price list is probably out of date.

    One of ``amount`` (minor units more a line) and ``percent`` (of our price) is not 0.
    """

    lines: int
    of: int
    amount: int = 0
    percent: int = 0


@dataclass(slots=True)
class StaleWatch:
    """One word about an old price list instead of thousands of disputes."""

    compared: int = 0
    amounts: Counter[int] = field(default_factory=Counter)
    percents: Counter[int] = field(default_factory=Counter)

    def see(self, line: BillLine, judged: Judged) -> None:
        if judged.effects is None or line.charge is not Charge.FREIGHT:
            return
        self.compared += 1
        ours = line.freight - judged.effects.rate
        if judged.effects.rate and ours > 0:
            self.amounts[judged.effects.rate] += 1
            self.percents[round(line.freight * 100 / ours) - 100] += 1

    def found(self) -> StalePrices | None:
        """None when all is well."""
        amount, alike = max(self.amounts.items(), key=lambda each: each[1], default=(0, 0))
        percent, scaled = max(self.percents.items(), key=lambda each: each[1], default=(0, 0))
        lines = max(alike, scaled)
        if lines < STALE_LEAST or lines * 100 <= self.compared * STALE_SHARE:
            return None
        if alike >= scaled:
            return StalePrices(lines, self.compared, amount=amount)
        return StalePrices(lines, self.compared, percent=percent)
