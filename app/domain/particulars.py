"""What beside day, place and weight makes the price of a parcel: its box, service and amounts.

The bench, the choice of a courier, re-costing and the check of a bill all take them from here, so
that one parcel has one price wherever it is asked for.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.domain.billable import Sides
from app.domain.catalogue import Box
from app.domain.order import Order
from app.domain.places import Destination
from app.domain.quotes import RatedParcel
from app.domain.surcharge import COD, INSURED
from app.domain.values import Money

_NOT_ASKED: frozenset[str] = frozenset()


class Particulars(NamedTuple):
    """``sides`` in mm. ``declared`` and ``cod``: None where nothing is insured or collected."""

    service: str = ""
    sides: Sides | None = None
    declared: Decimal | None = None
    cod: Decimal | None = None

    @property
    def flags(self) -> frozenset[str]:
        """What is asked for together with the amounts."""
        if not self.declared and not self.cod:
            return _NOT_ASKED
        asked = ((INSURED, self.declared), (COD, self.cod))
        return frozenset(flag for flag, amount in asked if amount)

    @property
    def bare(self) -> "Particulars":
        """The same parcel, not insured and nothing collected."""
        return Particulars(self.service, self.sides)

    def rated(self, place: Destination, grams: int, day: date | None) -> RatedParcel:
        """The parcel as it is priced."""
        return RatedParcel(
            place, grams, day, sides=self.sides, flags=self.flags,
            declared=self.declared, cod=self.cod,
        )  # fmt: skip


PLAIN = Particulars()
"""A parcel of which no more is known."""


def particulars_of(order: Order, box: Box | None, parcel_no: int = 1) -> Particulars:
    """Those of one parcel of an order: the amounts go with the first one, as its label says."""
    first = parcel_no == 1
    return Particulars(
        order.service,
        sides_of(box),
        worth(order.insured) if first else None,
        worth(order.cod) if first else None,
    )


def worth(amount: Money | None) -> Decimal | None:
    """An amount as a price takes it; None where there is nothing to insure or collect."""
    return amount.amount if amount is not None and amount.minor > 0 else None


def sides_of(box: Box | None) -> Sides | None:
    """The sides of a box in mm, where they are known."""
    if box is None or not (box.length_mm and box.width_mm and box.height_mm):
        return None
    return Decimal(box.length_mm), Decimal(box.width_mm), Decimal(box.height_mm)


def sides_by_code(boxes: Iterable[Box]) -> dict[str, Sides]:
    """The sides in mm of the boxes that have them."""
    return {box.code: sides for box in boxes if (sides := sides_of(box)) is not None}
