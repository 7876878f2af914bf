"""What parcels of the past would have cost: with another card, and with another courier."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.bulk_rating import BulkPricer
from app.domain.quotes import RatedParcel, RatingRefusal
from app.domain.rate_card import RateCard


@dataclass(frozen=True, slots=True)
class PastParcel:
    """A parcel that left. ``charge_minor``: what it was priced at, None where it has no price."""

    parcel: RatedParcel
    charge_minor: int | None = None
    courier: str = ""
    id: str = ""


@dataclass(slots=True)
class Recost:
    """Sums in minor units of parcels that have both prices; the others are counted apart."""

    currency: str
    parcels: int = 0
    compared: int = 0
    old_minor: int = 0
    new_minor: int = 0
    dearer: int = 0
    cheaper: int = 0
    unpriced_before: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # by code of the refusal
    by_province: dict[str, int] = field(default_factory=dict)  # the difference in minor units

    @property
    def difference_minor(self) -> int:
        """What the new card costs more."""
        return self.new_minor - self.old_minor


def recost(parcels: Iterable[PastParcel], new: RateCard, old: RateCard | None = None) -> Recost:
    """The parcels priced by ``new`` as if it had been in force when they left.

    Held against what they were priced at, or against ``old`` where they have no price.
    """
    will, was = BulkPricer(undated(new)), BulkPricer(undated(old)) if old else None
    told = Recost(new.currency)
    for past in parcels:
        told.parcels += 1
        before: int | RatingRefusal | None = past.charge_minor
        if before is None and was is not None:
            before = was.minor(past.parcel)
        if not isinstance(before, int):
            told.unpriced_before += 1
            continue
        after = will.minor(past.parcel)
        if isinstance(after, RatingRefusal):
            told.refused[after.code.value] += 1
            continue
        told.compared += 1
        told.old_minor += before
        told.new_minor += after
        if after != before:
            told.dearer += after > before
            told.cheaper += after < before
            province = past.parcel.destination.province
            told.by_province[province] = told.by_province.get(province, 0) + after - before
    return told


def undated(card: RateCard) -> RateCard:
    """The card as if it had always been in force; its seasons keep their dates."""
    return replace(card, valid_from=None, valid_to=None)


@dataclass(slots=True)
class Rerouting:
    """What the cheapest courier that serves the address would have cost, over many parcels.

    ``moves``: (courier, cheaper courier) to (parcels, saved minor units).
    """

    parcels: int = 0
    unpriced: int = 0  # no courier, or not the one that carried it, has a price
    cost_minor: int = 0
    cheapest_minor: int = 0
    moves: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    @property
    def saved_minor(self) -> int:
        return self.cost_minor - self.cheapest_minor


def rerouting(parcels: Iterable[PastParcel], cards: Mapping[str, RateCard]) -> Rerouting:
    """What re-routing would have saved. ``cards``: one a courier, of one currency.

    A parcel's cost is what its own courier's card says, or what it was priced at without one.
    """
    pricers = {courier: BulkPricer(card) for courier, card in cards.items()}
    told = Rerouting()
    for past in parcels:
        told.parcels += 1
        prices = {
            courier: minor
            for courier, pricer in pricers.items()
            if isinstance(minor := pricer.minor(past.parcel), int)
        }
        own = prices.get(past.courier, past.charge_minor)
        if own is None:
            told.unpriced += 1
            continue
        courier, least = min(
            (*prices.items(), (past.courier, own)),
            key=lambda one: (one[1], one[0] != past.courier, one[0]),
        )
        told.cost_minor += own
        told.cheapest_minor += least
        if least < own:
            count, saved = told.moves.get((past.courier, courier), (0, 0))
            told.moves[past.courier, courier] = (count + 1, saved + own - least)
    return told
