"""Facts of the hand-over to a courier, and where a bench stands in it.

A bench has one open manifest for each courier, account and ship date. What a fact is about is
shown; the other open ones wait behind it.

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


@dataclass(frozen=True, slots=True)
class ManifestShown:
    """Which of its open manifests the bench shows; "": none, the next parcel may begin one."""

    number: str


HandFact = (
    ManifestOpened
    | ManifestShown
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
    """A manifest of a bench. Which parcels stand on it is in the store, by the same facts."""

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


def hands_after(
    hand: HandState | None, aside: tuple[HandState, ...], fact: HandFact
) -> tuple[HandState | None, tuple[HandState, ...]]:
    """The manifest shown and the other open ones after a fact.

    One that is closed goes away when another is shown. A fact about a manifest that is neither
    changes nothing: a signed paper may be anybody's.
    """
    if isinstance(fact, UnloadArmed):
        return (replace(hand, unloading=fact.armed) if hand else None), aside
    if isinstance(fact, ManifestOpened):
        opened = HandState(fact.number, fact.courier, fact.account, fact.ship_date)
        return opened, _behind(hand, aside)
    if hand is not None and fact.number == hand.number:
        return _after(hand, fact), aside
    if isinstance(fact, ManifestShown) and not fact.number:
        return None, _behind(hand, aside)
    found = next((one for one in aside if one.number == fact.number), None)
    if found is None:
        return hand, aside
    rest = tuple(one for one in aside if one is not found)
    return _after(found, fact), _behind(hand, rest)


def _behind(hand: HandState | None, aside: tuple[HandState, ...]) -> tuple[HandState, ...]:
    """The manifests behind another one that is shown now."""
    if hand is None or not hand.is_open:
        return aside
    return (*aside, replace(hand, unloading=False))


def _after(
    hand: HandState,
    fact: ManifestShown
    | ParcelLoaded
    | ParcelUnloaded
    | ManifestClosed
    | ManifestHanded
    | ManifestPrinted,
) -> HandState:
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
        case ManifestPrinted():
            return replace(hand, copies=fact.copy)
        case ManifestShown():
            return hand
