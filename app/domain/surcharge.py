"""What a contract adds to the freight: fees, percentages, remote places, insured value, COD.

A surcharge is asked for (insurance, COD, delivery to a home) or comes by itself when its
conditions are met (a remote place, a long parcel, a season). Of one group only the one with the
highest priority is taken: extended remote in place of remote, oversize in place of handling.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import Enum

HUNDRED = Decimal(100)
INSURED = "INSURED"
COD = "COD"
"""What an order asks for: it stands for every surcharge of that amount, whatever its code."""


class SurchargeKind(Enum):
    FIXED = "fixed"  # money
    PERCENT = "percent"  # of what ``base_on`` names
    PER_WEIGHT = "per_weight"  # money per unit of billable weight
    PER_VALUE = "per_value"  # money per started hundred of what ``base_on`` names
    TIER = "tier"  # by billable weight: a fixed sum and money per unit, of one tier


class BaseOn(Enum):
    FREIGHT = "freight"
    SUBTOTAL = "subtotal"  # freight and all surcharges that are not on the subtotal themselves
    DECLARED = "declared"
    COD = "cod"


@dataclass(frozen=True, slots=True)
class Tier:
    """Up to ``upto`` (None: all above) of billable weight: ``fixed`` and money per unit of it."""

    upto: Decimal | None
    fixed: Decimal = Decimal(0)
    per_weight: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a condition may look at.

    ``weight`` is the larger of actual and volumetric, in the card's unit, before any rounding;
    ``sides`` are the three sides, longest first, in the card's unit of length.
    """

    zone: str
    places: frozenset[str]  # names of the card's lists of places that hold the destination
    weight: Decimal
    sides: tuple[Decimal, ...] = ()
    flags: frozenset[str] = frozenset()
    ship_date: date | None = None
    declared: Decimal | None = None
    cod: Decimal | None = None


@dataclass(frozen=True, slots=True)
class When:
    """All that is given must hold; of the three sizes one is enough. Nothing given: always.

    ``girth_over`` is for the longest side and the girth: L + 2 x (W + H).
    """

    zones: tuple[str, ...] = ()
    places: str = ""  # a list of places of the card
    w_from: Decimal | None = None  # above it
    w_to: Decimal | None = None  # up to it
    longest_over: Decimal | None = None
    second_over: Decimal | None = None
    girth_over: Decimal | None = None
    flag: str = ""
    starts: date | None = None
    ends: date | None = None

    def met(self, of: Circumstances) -> bool:
        """Whether a parcel is such a one. Without a ship date no dated condition holds."""
        return (
            (not self.zones or of.zone in self.zones)
            and (not self.places or self.places in of.places)
            and (not self.flag or self.flag in of.flags)
            and (self.w_from is None or of.weight > self.w_from)
            and (self.w_to is None or of.weight <= self.w_to)
            and self._dated(of.ship_date)
            and self._sized(of.sides)
        )

    def _dated(self, day: date | None) -> bool:
        if self.starts is None and self.ends is None:
            return True
        return day is not None and (self.starts or date.min) <= day <= (self.ends or date.max)

    def _sized(self, sides: tuple[Decimal, ...]) -> bool:
        limits = (self.longest_over, self.second_over, self.girth_over)
        if limits == (None, None, None):
            return True
        if not sides:
            return False
        longest, second, third = sides
        found = (longest, second, longest + 2 * (second + third))
        return any(
            limit is not None and size > limit for size, limit in zip(found, limits, strict=True)
        )


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class Surcharge:
    """``least`` and ``most`` bound the sum; ``min_billable`` raises the weight of the parcel."""

    code: str
    kind: SurchargeKind
    amount: Decimal = Decimal(0)
    name: str = ""
    base_on: BaseOn = BaseOn.FREIGHT
    tiers: tuple[Tier, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    when: When = ALWAYS
    group: str = ""
    priority: int = 0
    min_billable: Decimal | None = None

    def charge(self, billable: Decimal, base: Decimal) -> Decimal:
        """The sum for a billable weight, or of ``base``; not rounded."""
        match self.kind:
            case SurchargeKind.FIXED:
                amount = self.amount
            case SurchargeKind.PERCENT:
                amount = base * self.amount / HUNDRED
            case SurchargeKind.PER_WEIGHT:
                amount = billable * self.amount
            case SurchargeKind.PER_VALUE:
                amount = (base / HUNDRED).to_integral_value(ROUND_CEILING) * self.amount
            case SurchargeKind.TIER:
                amount = self._tiered(billable)
        if self.least is not None:
            amount = max(amount, self.least)
        return amount if self.most is None else min(amount, self.most)

    def _tiered(self, billable: Decimal) -> Decimal:
        for tier in self.tiers:
            if tier.upto is None or billable <= tier.upto:
                return tier.fixed + tier.per_weight * billable
        last = self.tiers[-1]
        return last.fixed + last.per_weight * billable

    def applies(self, of: Circumstances) -> bool:
        """Whether a parcel gets it; one of an amount only where there is such an amount.

        One that was asked for by its code without the amount stays: it has no price then.
        """
        if not self.of_amount:
            return self.when.met(of)
        declared = self.base_on is BaseOn.DECLARED
        amount = of.declared if declared else of.cod
        if (amount is None and not self.when.flag) or (amount is not None and amount <= 0):
            return False
        if (INSURED if declared else COD) in of.flags:
            of = replace(of, flags=of.flags | {self.when.flag})
        return self.when.met(of)

    @property
    def of_amount(self) -> bool:
        """Whether it is reckoned from the declared value or from what is collected."""
        of_sum = self.kind in {SurchargeKind.PERCENT, SurchargeKind.PER_VALUE}
        return of_sum and self.base_on in {BaseOn.DECLARED, BaseOn.COD}

    @property
    def by_weight(self) -> bool:
        """Whether its sum follows the billable weight itself."""
        return self.kind in {SurchargeKind.PER_WEIGHT, SurchargeKind.TIER}


def that_apply(surcharges: Sequence[Surcharge], of: Circumstances) -> tuple[Surcharge, ...]:
    """Those that a parcel gets, in the contract's order; of a group one (the first of equals)."""
    met = [one for one in surcharges if one.applies(of)]
    best: dict[str, Surcharge] = {}
    for one in met:
        if one.group and (one.group not in best or one.priority > best[one.group].priority):
            best[one.group] = one
    return tuple(one for one in met if not one.group or best[one.group] is one)
