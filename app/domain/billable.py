"""The weight that a courier bills: actual, by volume, at least, in steps; or the size instead.

All in the card's own units and exact: a kilogram is 1000 g, a pound 453.59237 g, an inch 25.4 mm.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.rate_card import (
    GRAMS_PER_UNIT,
    MM_PER_UNIT,
    SIZE_UNIT,
    RateCard,
    RateRow,
    RoundMode,
    SizeLimits,
    Volume,
    WeightStep,
)

Sides = tuple[Decimal, Decimal, Decimal]
KILOGRAM = GRAMS_PER_UNIT["kg"]


class NoWeightError(ValueError):
    """A weight that cannot be billed; ``code`` is the name of a refusal."""

    def __init__(self, code: str, **values: str | Decimal) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Measure:
    """A parcel in the card's units: its weight (or size), its weight by volume, its sides."""

    actual: Decimal
    sides: tuple[Decimal, ...] = ()  # longest first, rounded as the contract says
    volume: Decimal | None = None
    by_volume: Decimal | None = None  # None: the contract does not count it for this parcel

    @property
    def weight(self) -> Decimal:
        """The larger one, before minimum and steps."""
        return self.actual if self.by_volume is None else max(self.actual, self.by_volume)


def measure(
    card: RateCard, zone: str, weight: Decimal, unit: str, sides: Sides | None, sides_unit: str
) -> Measure:
    """The parcel as the card measures it. Raises NoWeightError."""
    if weight < 0:
        raise NoWeightError("bad_weight", weight=weight)
    if card.weight_unit == SIZE_UNIT:
        return _size(card.sizes, weight, unit, _lengths(sides, sides_unit, "cm", None))
    actual = weight
    if unit != card.weight_unit:
        try:
            actual = weight * GRAMS_PER_UNIT[unit] / GRAMS_PER_UNIT[card.weight_unit]
        except KeyError as unknown:
            raise NoWeightError("unknown_unit", unit=str(unknown.args[0])) from None
    if sides is None or (card.volume is None and not card.surcharges):
        return Measure(actual)
    volume = card.volume or Volume()
    lengths = _lengths(sides, sides_unit, volume.unit, volume)
    content = lengths[0] * lengths[1] * lengths[2]
    divisor = volume.divisor_of(zone)
    counts = divisor is not None and content > volume.threshold
    return Measure(actual, lengths, content, content / divisor if divisor and counts else None)


def _lengths(
    sides: Sides | None, unit: str, wanted: str, volume: Volume | None
) -> tuple[Decimal, ...]:
    if sides is None:
        return ()
    if unit not in MM_PER_UNIT:
        raise NoWeightError("unknown_unit", unit=unit)
    if min(sides) <= 0:
        raise NoWeightError("bad_size", side=min(sides))
    lengths: Iterable[Decimal] = sides
    if unit != wanted:
        lengths = [side * MM_PER_UNIT[unit] / MM_PER_UNIT[wanted] for side in sides]
    if volume is not None and volume.side_step is not None:
        lengths = [volume.side_mode.to_step(side, volume.side_step) for side in lengths]
    return tuple(sorted(lengths, reverse=True))


def _size(
    limits: SizeLimits | None, weight: Decimal, unit: str, sides: tuple[Decimal, ...]
) -> Measure:
    """The size that applies: of the three sides together, or the one that the weight asks for."""
    limits = limits or SizeLimits(())
    if unit == SIZE_UNIT:  # somebody applied it already
        return Measure(weight)
    if not sides:
        raise NoWeightError("no_size")
    total = sum(sides, Decimal(0))
    if limits.longest_cm is not None and sides[0] > limits.longest_cm:
        raise NoWeightError("too_large", longest=sides[0], most=limits.longest_cm)
    if limits.sum_cm is not None and total > limits.sum_cm:
        raise NoWeightError("too_large", total=total, most=limits.sum_cm)
    kilograms = weight * GRAMS_PER_UNIT[unit] / KILOGRAM
    size = next((size for size, heaviest in limits.kg if kilograms <= heaviest), None)
    if limits.kg and size is None:
        raise NoWeightError("too_heavy", weight=kilograms, most=limits.kg[-1][1])
    own = next((size for size, _ in limits.kg if total <= size), total)
    return Measure(max(own, size or own), sides)


def in_steps(weight: Decimal, steps: tuple[WeightStep, ...]) -> tuple[Decimal, WeightStep | None]:
    """The weight as the contract rounds it, and the step that did."""
    for step in steps:
        if step.upto is None or weight <= step.upto:
            return step.mode.to_step(weight, step.step), step
    return weight, None


def further_weight(row: RateRow, billable: Decimal) -> Decimal:
    """What of a weight is paid per unit: above the row's base weight, in whole steps."""
    return RoundMode.UP.to_step(max(billable - row.base_weight, Decimal(0)), row.step)
