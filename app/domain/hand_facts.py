"""Facts of the hand-over to a courier, and where a bench stands in it.

A manifest is opened by the first parcel scanned for a courier and closed once; which parcels
stand on it is told parcel by parcel, so that a hand-over works without the center and the first
fact about a parcel counts wherever they meet.
"""

from dataclasses import dataclass, replace
from datetime import date

from app.domain.manifest import ManifestState
from app.domain.values import Grams


@dataclass(frozen=True, slots=True)
class ManifestOpened:
    number: str
    courier: str
    account: str
    ship_date: date


@dataclass(frozen=True, slots=True)
class ParcelLoaded:
    """A parcel was scanned onto the manifest. ``copy``: of the label scanned, 0 not said."""

    number: str
    parcel_id: str
    courier: str
    waybill: str
    grams: Grams
    copy: int = 0


@dataclass(frozen=True, slots=True)
class UnloadArmed:
    """The next label scanned comes off the manifest, or no longer does."""

    armed: bool


@dataclass(frozen=True, slots=True)
class ParcelUnloaded:
    number: str
    parcel_id: str
    waybill: str
    grams: Grams


@dataclass(frozen=True, slots=True)
class ManifestClosed:
    """Nothing is added any more. ``missing``: parcels that were expected and did not come."""

    number: str
    parcels: int
    grams: Grams
    missing: int = 0


@dataclass(frozen=True, slots=True)
class ManifestHanded:
    """The courier signed for it."""

    number: str


@dataclass(frozen=True, slots=True)
class ManifestPrinted:
    """Its paper was asked for. ``copy`` > 1 is marked as a copy."""

    number: str
    copy: int = 1


HandFact = (
    ManifestOpened
    | ParcelLoaded
    | UnloadArmed
    | ParcelUnloaded
    | ManifestClosed
    | ManifestHanded
    | ManifestPrinted
)


NOTHING = Grams(0)


@dataclass(frozen=True, slots=True)
class HandState:
    """The manifest of a bench. Which parcels stand on it is in the store, by the same facts."""

    number: str
    courier: str
    account: str
    ship_date: date
    state: ManifestState = ManifestState.OPEN
    loaded: int = 0
    grams: Grams = NOTHING
    last: str = ""  # the waybill scanned last
    unloading: bool = False
    unloaded: bool = False  # the last scan took a parcel off
    copies: int = 0  # papers printed

    @property
    def is_open(self) -> bool:
        return self.state is ManifestState.OPEN


def hand_after(hand: HandState | None, fact: HandFact) -> HandState | None:
    """Where the hand-over stands after a fact; one about another manifest changes nothing."""
    if isinstance(fact, ManifestOpened):
        return HandState(fact.number, fact.courier, fact.account, fact.ship_date)
    if hand is None:
        return None
    if isinstance(fact, UnloadArmed):
        return replace(hand, unloading=fact.armed)
    if fact.number != hand.number:
        return hand
    match fact:
        case ParcelLoaded():
            grams = Grams(hand.grams + fact.grams)
            moved = replace(hand, loaded=hand.loaded + 1, grams=grams, last=fact.waybill)
            return replace(moved, unloading=False, unloaded=False)
        case ParcelUnloaded():
            grams = Grams(hand.grams - fact.grams)
            moved = replace(hand, loaded=hand.loaded - 1, grams=grams, last=fact.waybill)
            return replace(moved, unloading=False, unloaded=True)
        case ManifestClosed():
            return replace(hand, state=ManifestState.CLOSED, unloading=False, unloaded=False)
        case ManifestHanded():
            return replace(hand, state=ManifestState.HANDED)
        case _:
            return replace(hand, copies=fact.copy)
