"""Expected weight against the scale: what would explain a difference, and what weight cannot see.

A difference is only useful when the packer knows what to look for, and an agreement is only
worth something where a mistake would have shown. This module says both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from types import MappingProxyType

from app.domain.catalogue import Box, Item
from app.domain.values import Grams

Lines = tuple[tuple[Item, int], ...]
"""What is in the parcel, kits exploded: an item and how many pieces of it."""

NO_SPREAD: Mapping[str, Grams] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DoubtPolicy:
    """How far a parcel may be off: the largest of grams, permille and learned spread counts."""

    absolute_g: int = 20
    permille: int = 30
    filler_g: int = 0


class WeightVerdict(Enum):
    IN_BAND = "in_band"
    LIGHT = "light"
    HEAVY = "heavy"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class ExpectedWeight:
    """What the scale should show, in grams.

    ``known`` is False when an item has no weight yet: then ``expected_g`` covers the known part
    only, the band is not judged, and ``unknown`` names the SKUs that are missing.
    """

    expected_g: Grams
    tolerance_g: Grams
    known: bool
    unknown: tuple[str, ...] = ()

    def judge(self, measured_g: Grams) -> WeightVerdict:
        """Whether the measured gross weight agrees; the edge of the band is inside."""
        if not self.known:
            return WeightVerdict.NOT_JUDGED
        difference = measured_g - self.expected_g
        if abs(difference) <= self.tolerance_g:
            return WeightVerdict.IN_BAND
        return WeightVerdict.LIGHT if difference < 0 else WeightVerdict.HEAVY


def expected(
    lines: Lines,
    box: Box | None,
    policy: DoubtPolicy,
    spread_g: Mapping[str, Grams] = NO_SPREAD,
) -> ExpectedWeight:
    """Items + tare of the box + filler, and how far the scale may be away from it.

    ``spread_g`` holds, by SKU, how many grams one piece has been seen to differ. No box means
    that the goods travel in their own packing: no tare. Raises ValueError for a negative quantity.
    """
    if any(quantity < 0 for _, quantity in lines):
        raise ValueError("a quantity is never negative")
    goods = sum((item.weight_g or 0) * quantity for item, quantity in lines)
    total = goods + (0 if box is None else box.tare_g) + policy.filler_g
    share_g = -(-policy.permille * total // 1000)  # rounded up
    learned_g = sum(spread_g.get(item.sku, 0) * quantity for item, quantity in lines)
    unknown = tuple(
        sorted({item.sku for item, quantity in lines if quantity and item.weight_g is None})
    )
    return ExpectedWeight(
        expected_g=Grams(total),
        tolerance_g=Grams(max(policy.absolute_g, share_g, learned_g)),
        known=not unknown,
        unknown=unknown,
    )


class Mistake(Enum):
    """One slip of the hand; ``rank`` orders those that explain a difference equally well."""

    OMISSION = "omission"
    EXTRA = "extra"
    SWAP = "swap"

    @property
    def rank(self) -> int:
        return (Mistake.OMISSION, Mistake.EXTRA, Mistake.SWAP).index(self)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One mistake that would explain the difference.

    ``missing`` should be in the parcel and is not, ``surplus`` is in it and should not be.
    ``leaves_g`` is what remains unexplained (measured minus expected, after this mistake).
    """

    mistake: Mistake
    missing: Item | None
    surplus: Item | None
    leaves_g: int


def explain(
    difference_g: int,
    lines: Lines,
    tolerance_g: int,
    others: tuple[Item, ...] = (),
) -> tuple[Explanation, ...]:
    """Every single mistake that brings the parcel back into the band, best first.

    ``difference_g`` is measured minus expected. ``others`` are items of other orders that may
    have slipped in (from the neighbouring shelf, from the same wave). Inside the band there is
    nothing to explain. Items without a weight explain nothing.
    """
    if abs(difference_g) <= tolerance_g:
        return ()
    ordered = _weighed(tuple(item for item, quantity in lines if quantity > 0))
    around = _weighed((*ordered, *others))
    found = [
        *(_explanation(Mistake.OMISSION, difference_g, item, None) for item in ordered),
        *(_explanation(Mistake.EXTRA, difference_g, None, item) for item in around),
        *(
            _explanation(Mistake.SWAP, difference_g, missing, surplus)
            for missing in ordered
            for surplus in around
            if missing.sku != surplus.sku
        ),
    ]
    fitting = [one for one in found if abs(one.leaves_g) <= tolerance_g]
    return tuple(sorted(fitting, key=_order))


@dataclass(frozen=True, slots=True)
class BlindSpots:
    """What the scale cannot see in this parcel.

    ``light``: items no heavier than the tolerance, whose omission would not show. ``alike``:
    pairs so close in weight that one for the other would not show. ``unknown``: never weighed.
    """

    light: tuple[Item, ...] = ()
    alike: tuple[tuple[Item, Item], ...] = ()
    unknown: tuple[Item, ...] = ()


def blind_spots(lines: Lines, tolerance_g: int, others: tuple[Item, ...] = ()) -> BlindSpots:
    """Which mistakes in this parcel would stay inside the band of ``tolerance_g`` grams.

    ``others`` are items that could be taken by mistake for one of the order; two of them are
    not compared with each other.
    """
    items = _distinct(tuple(item for item, quantity in lines if quantity > 0))
    ordered = _weighed(items)
    own = {item.sku for item in ordered}
    pairs = combinations(_weighed((*ordered, *others)), 2)
    return BlindSpots(
        light=tuple(item for item in ordered if _grams(item) <= tolerance_g),
        alike=tuple(
            (first, second)
            for first, second in pairs
            if first.sku in own and abs(_grams(first) - _grams(second)) <= tolerance_g
        ),
        unknown=tuple(item for item in items if item.weight_g is None),
    )


def _distinct(items: tuple[Item, ...]) -> tuple[Item, ...]:
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.sku, item)
    return tuple(first.values())


def _weighed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(item for item in _distinct(items) if item.weight_g is not None)


def _grams(item: Item | None) -> int:
    return 0 if item is None else item.weight_g or 0


def _explanation(
    mistake: Mistake, difference_g: int, missing: Item | None, surplus: Item | None
) -> Explanation:
    effect = _grams(surplus) - _grams(missing)
    return Explanation(mistake, missing, surplus, difference_g - effect)


def _order(one: Explanation) -> tuple[int, int, str, str]:
    missing = "" if one.missing is None else one.missing.sku
    surplus = "" if one.surplus is None else one.surplus.sku
    return abs(one.leaves_g), one.mistake.rank, missing, surplus
