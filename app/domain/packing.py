"""The state of one bench: who works here, what lies on it, why it stands still.

Made by its facts alone (``evolving.evolve``); nothing here decides or changes anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.domain.catalogue import Box
from app.domain.events import ParcelPriced
from app.domain.hand_facts import HandState
from app.domain.label_facts import LabelAgain
from app.domain.order import Operator, Order
from app.domain.pick_check import PickCheck
from app.domain.pin_facts import PinTries
from app.domain.scale_trust import ScaleTrust
from app.domain.verdict import Stop
from app.domain.weighing_record import Weighing


class LabelState(Enum):
    NONE = "none"
    REQUESTED = "requested"  # the intent is stored; the printer has not answered
    WAITS = "waits"  # the printer needs help; the job waits
    DOUBT = "doubt"  # nobody knows
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One physical package of the open order. ``counts`` are the pieces in it, by line key."""

    id: str
    counts: Mapping[str, int] = field(default_factory=dict)
    box: Box | None = None
    weighing: Weighing | None = None
    rejected: Weighing | None = None  # outside the band; a supervisor may let it pass
    priced: ParcelPriced | None = None
    waybill: str = ""
    sorting_code: str = ""
    label: LabelState = LabelState.NONE
    job_id: str = ""
    copy: int = 0
    problem: str = ""
    proven: bool = False
    packed: bool = False


class Step(Enum):
    """What the bench waits for, once no stop stands."""

    SIGN_IN = "sign_in"
    ORDER = "order"
    ITEM = "item"
    BOX = "box"
    WEIGHT = "weight"
    LABEL = "label"
    PROOF = "proof"


@dataclass(frozen=True, slots=True)
class Packing:
    """The order on the bench."""

    order: Order
    mode: str
    check: PickCheck
    parcels: tuple[Parcel, ...]
    filling: int = 0  # index of the parcel that item scans go to
    extras: tuple[str, ...] = ()  # codes that were refused: they do not belong to the order
    take_out: bool = False
    spread: Mapping[str, int] = field(default_factory=dict)  # sku -> grams, learned

    @property
    def current(self) -> Parcel:
        """The parcel that is filled, or once the check is complete the first one not packed."""
        if not self.check.complete:
            return self.parcels[self.filling]
        return next((p for p in self.parcels if not p.packed), self.parcels[-1])

    @property
    def within_reach(self) -> dict[str, int]:
        """Line key -> pieces that can still be taken out: a packed parcel is closed for good."""
        reach: dict[str, int] = {}
        for parcel in self.parcels:
            reach = reach if parcel.packed else added(reach, parcel.counts)
        return reach

    @property
    def number(self) -> int:
        """1-based number of the current parcel."""
        return self.parcels.index(self.current) + 1

    def parcel(self, parcel_id: str) -> Parcel | None:
        return next((p for p in self.parcels if p.id == parcel_id), None)


@dataclass(frozen=True, slots=True)
class BenchState:
    """One bench: who works here, what lies on it, why it stands still."""

    operator: Operator | None = None
    mode: str = "check"
    packing: Packing | None = None
    stop: Stop | None = None
    stop_returns: bool = False
    lead_called: bool = False
    last_key: str = ""
    last_sku: str = ""
    last_counted: int = 0
    left: str = ""  # how the last order left: packed | parked | returned | closed | cancelled
    left_number: str = ""
    left_note: str = ""
    pins: PinTries = field(default_factory=PinTries)
    scale: ScaleTrust = field(default_factory=ScaleTrust)
    hand: HandState | None = None  # the manifest of the hand-over that is shown
    hands_aside: tuple[HandState, ...] = ()  # the other open ones
    again: LabelAgain | None = None  # a packed parcel's label that did not come out yet
    alarmed: tuple[str, ...] = ()  # exceptions of the center that were shown here

    def step(self, *, require_box: bool, prove_label: bool) -> Step:
        """What is awaited. The policy says whether a box or a proof is needed at all."""
        if self.operator is None:
            return Step.SIGN_IN
        if self.packing is None:
            return Step.ORDER
        if not self.packing.check.complete or self.packing.take_out:
            return Step.ITEM
        parcel = self.packing.current
        if parcel.weighing is None:
            return Step.BOX if require_box and parcel.box is None else Step.WEIGHT
        printed = parcel.label is LabelState.PRINTED
        if not printed and not (parcel.label is LabelState.DOUBT and prove_label):
            return Step.LABEL
        return Step.PROOF


def added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Pieces by key, of both together."""
    return {key: one.get(key, 0) + other.get(key, 0) for key in (*one, *other)}
