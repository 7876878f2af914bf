"""A courier's bill, line by line: what we expected, where the difference comes from, what to claim.

Each leg of a waybill is priced three times with the contract of its ship date: E0 with our weight
and our place, E1 with our weight in the place on the bill, E2 with the bill's weight there. The
difference to the bill is then exactly zone (E1 - E0) + weight (E2 - E1) + rate (freight - E2) +
extra fees. A fee that was agreed (insurance, COD) is part of our price; where the bill has it
beside the freight, it is held against that. Amounts are minor units, weights grams.

What there is a million of is a named tuple: a frozen dataclass takes four times as long to make.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from app.domain.particulars import PLAIN, Particulars
from app.domain.places import Destination


class Leg(Enum):
    OUT = "out"
    RETURN = "return"


class Charge(Enum):
    """What a line of a bill is for."""

    FREIGHT = "freight"
    EXTRA = "extra"  # insurance, remote places, packing ...: beside the freight of its waybill
    CREDIT = "credit"  # given back
    COLLECT = "collect"  # the other side paid


class BillClass(Enum):
    """The one cause of a line. Written in the order in which they are tried."""

    DUPLICATE_IN_BILL = "DUPLICATE_IN_BILL"
    DUPLICATE_PREV_BILL = "DUPLICATE_PREV_BILL"
    NOT_OURS = "NOT_OURS"
    VOIDED_BILLED = "VOIDED_BILLED"
    CREDIT = "CREDIT"
    COLLECT = "COLLECT"
    RETURN_LEG = "RETURN_LEG"
    RETURN_UNEXPECTED = "RETURN_UNEXPECTED"
    NOT_PRICED = "NOT_PRICED"  # our card has no price for it: a person must look
    UNDERCHARGE = "UNDERCHARGE"
    WRONG_ZONE = "WRONG_ZONE"
    WRONG_RATE = "WRONG_RATE"
    EXTRA_FEE = "EXTRA_FEE"
    WEIGHT_VOLUMETRIC = "WEIGHT_VOLUMETRIC"
    WEIGHT_OVER = "WEIGHT_OVER"
    WEIGHT_IN_TOLERANCE = "WEIGHT_IN_TOLERANCE"
    MATCH_WEIGHT_DIFF = "MATCH_WEIGHT_DIFF"
    MATCH = "MATCH"
    MISSING_FROM_BILL = "MISSING_FROM_BILL"


ACCEPTED = frozenset(
    {
        BillClass.CREDIT,
        BillClass.COLLECT,
        BillClass.RETURN_LEG,
        BillClass.UNDERCHARGE,
        BillClass.WEIGHT_IN_TOLERANCE,
        BillClass.MATCH_WEIGHT_DIFF,
        BillClass.MATCH,
        BillClass.MISSING_FROM_BILL,
    }
)
"""Classes of which nothing is claimed."""


class BillLine(NamedTuple):
    """One line of a bill. ``row`` as the sheet counts; ``place`` None where it names none."""

    row: int
    waybill: str
    leg: Leg
    charge: Charge
    freight: int
    extra: int = 0
    grams: int | None = None
    volumetric: bool = False
    place: Destination | None = None

    @property
    def billed(self) -> int:
        return self.freight + self.extra


class SentParcel(NamedTuple):
    """What we know of a waybill. ``void``: its number was voided, it never left.

    ``parcel_id`` and ``zone`` (of its price) are empty for what was never packed here.
    """

    waybill: str
    ship_date: date
    place: Destination
    grams: int
    void: bool = False
    returned: bool = False
    parcel_id: str = ""
    zone: str = ""
    particulars: Particulars = PLAIN


class Effects(NamedTuple):
    """Where a difference comes from; the four add up to billed - expected."""

    zone: int
    weight: int
    rate: int
    extra: int

    @property
    def total(self) -> int:
        return self.zone + self.weight + self.rate + self.extra


class Judged(NamedTuple):
    """One line of a bill, or a parcel that the bill lacks (``line`` None).

    ``expected`` None: our card has no price. ``effects`` None where nothing was compared.
    """

    line: BillLine | None
    waybill: str
    leg: Leg
    cause: BillClass
    billed: int
    expected: int | None
    claim: int
    effects: Effects | None = None


Price = Callable[[date, Destination, int, Particulars], int | None]
"""The price on a ship date to a place with a weight in grams; None where no card has a price."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What both sides let pass: a scale is never the other one's."""

    weight_tolerance_g: int = 50
    money_tolerance: int = 0


def judge_leg(
    lines: Sequence[BillLine],
    parcel: SentParcel | None,
    price: Price,
    terms: Terms,
    *,
    paid_before: bool = False,
) -> tuple[Judged, ...]:
    """All lines of one leg of one waybill, in the order of the bill.

    Freight may stand there once; further lines of extra charges belong to it.
    """
    freights = [line for line in lines if line.charge is Charge.FREIGHT]
    first = freights[0] if freights else None
    beside = sum(line.billed for line in lines if line.charge is Charge.EXTRA)
    told = []
    for line in lines:
        judged = _uncompared(line, first, parcel, paid_before=paid_before)
        told.append(judged or _compared(line, parcel, beside, price, terms))
    return tuple(told)


def judge_line(
    line: BillLine, parcel: SentParcel | None, price: Price, terms: Terms, *, paid_before: bool
) -> Judged:
    """A line that stands alone: as ``judge_leg``, without lists of a million legs."""
    first = line if line.charge is Charge.FREIGHT else None
    judged = _uncompared(line, first, parcel, paid_before=paid_before)
    return judged or _compared(line, parcel, 0, price, terms)


def _uncompared(
    line: BillLine, first: BillLine | None, parcel: SentParcel | None, *, paid_before: bool
) -> Judged | None:
    """What needs no price; None: ``line`` is the ``first`` freight, to be held against ours."""
    told: Judged | None = None
    if line.charge is Charge.FREIGHT and line is not first:
        told = _claimed(line, BillClass.DUPLICATE_IN_BILL)
    elif (cause := _never_owed(parcel, paid_before=paid_before)) is not None:
        told = _claimed(line, cause)
    elif line.charge is Charge.CREDIT or line.freight + line.extra < 0:
        told = _accepted(line, BillClass.CREDIT)
    elif line.charge is Charge.COLLECT:
        told = _accepted(line, BillClass.COLLECT)
    elif line.leg is Leg.RETURN:
        told = _returned(line, parcel)
    elif first is None:
        told = _claimed(line, BillClass.EXTRA_FEE)
    elif line is not first:
        told = _accepted_beside(line)
    return told


def _never_owed(parcel: SentParcel | None, *, paid_before: bool) -> BillClass | None:
    if paid_before:
        return BillClass.DUPLICATE_PREV_BILL
    if parcel is None:
        return BillClass.NOT_OURS
    return BillClass.VOIDED_BILLED if parcel.void else None


def _claimed(line: BillLine, cause: BillClass) -> Judged:
    return Judged(line, line.waybill, line.leg, cause, line.billed, 0, max(line.billed, 0))


def _accepted(line: BillLine, cause: BillClass) -> Judged:
    return Judged(line, line.waybill, line.leg, cause, line.billed, line.billed, 0)


def _accepted_beside(line: BillLine) -> Judged:
    """An extra charge on a line of its own: its money is judged with the freight's line."""
    return Judged(line, line.waybill, line.leg, BillClass.EXTRA_FEE, line.billed, 0, 0)


def _returned(line: BillLine, parcel: SentParcel | None) -> Judged:
    if parcel is not None and parcel.returned:
        return _accepted(line, BillClass.RETURN_LEG)
    return _claimed(line, BillClass.RETURN_UNEXPECTED)


def _compared(
    line: BillLine, parcel: SentParcel | None, beside: int, price: Price, terms: Terms
) -> Judged:
    assert parcel is not None
    day, our_place, our_grams = parcel.ship_date, parcel.place, parcel.grams
    grams = our_grams if line.grams is None else line.grams
    place = line.place or our_place
    of = parcel.particulars
    ours = price(day, our_place, our_grams, of)
    there = ours if place is our_place or place == our_place else price(day, place, our_grams, of)
    theirs = there if grams == our_grams else price(day, place, grams, of)
    extra = line.extra + beside
    billed = line.freight + extra
    if ours is None or there is None or theirs is None:
        return Judged(line, line.waybill, line.leg, BillClass.NOT_PRICED, billed, ours, 0)
    agreed = 0
    if extra > 0 and of.flags:
        plain = price(day, place, grams, of.bare)
        agreed = 0 if plain is None else min(extra, theirs - plain)
    rate = line.freight + agreed - theirs
    effects = Effects(there - ours, theirs - there, rate, extra - agreed)
    cause = _cause(effects, line, grams - our_grams, terms)
    claim = 0 if cause in ACCEPTED else billed - ours
    return Judged(line, line.waybill, line.leg, cause, billed, ours, claim, effects)


def _cause(effects: Effects, line: BillLine, heavier_g: int, terms: Terms) -> BillClass:
    """The first cause that fits; a difference within the money tolerance is none."""
    difference = effects.total
    if difference < -terms.money_tolerance:
        return BillClass.UNDERCHARGE
    if difference <= terms.money_tolerance:
        return BillClass.MATCH_WEIGHT_DIFF if heavier_g else BillClass.MATCH
    if effects.zone > 0:
        return BillClass.WRONG_ZONE
    if effects.rate > 0:
        return BillClass.WRONG_RATE
    if effects.extra > 0:
        return BillClass.EXTRA_FEE
    if line.volumetric:
        return BillClass.WEIGHT_VOLUMETRIC
    if heavier_g > terms.weight_tolerance_g:
        return BillClass.WEIGHT_OVER
    return BillClass.WEIGHT_IN_TOLERANCE


def missing(parcel: SentParcel, price: Price) -> Judged:
    """A parcel that left and stands on no bill yet: carried over to the next one."""
    expected = price(parcel.ship_date, parcel.place, parcel.grams, parcel.particulars)
    return Judged(None, parcel.waybill, Leg.OUT, BillClass.MISSING_FROM_BILL, 0, expected, 0)
