"""Everything the bench screen shows, frozen. The screen renders it and knows nothing else.

No words here: enums and values. ``app/ui/texts.py`` says them in the packer's language.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from app.domain.catalogue import Box
from app.domain.control_code import Control
from app.domain.order import Role
from app.domain.readings import DeviceKind, DeviceState, WeightFault
from app.domain.values import Money
from app.domain.verdict import Stop
from app.station.asked import Ask


class Face(Enum):
    """What fills the verdict area."""

    SIGN_IN = "sign_in"  # scan your badge
    LOCKED = "locked"  # idle: the open check is kept, scan your badge to go on
    WAIT_ORDER = "wait_order"
    WAIT_ITEM = "wait_item"
    ACCEPTED = "accepted"  # the last scan was right; flashes <= 300 ms, then the count stays
    TAKE_OUT = "take_out"  # scan the item that you take out
    COMPLETE = "complete"  # all items checked
    WAIT_BOX = "wait_box"
    PUT_ON_SCALE = "put_on_scale"
    SETTLING = "settling"  # on the scale, not still yet
    CLEAR_SCALE = "clear_scale"  # the pan must be empty first
    CHECK_EMPTY = "check_empty"  # the scale is checked: empty pan first
    CHECK_PUT = "check_put"  # ... then the known weight
    PRINTING = "printing"
    LABEL_WAITS = "label_waits"  # paper out, printer off: the job waits
    LABEL_DOUBT = "label_doubt"  # nobody knows whether it printed: scan it, or reprint
    STICK_LABEL = "stick_label"  # stick the label, then scan it
    DONE = "done"  # parcel proven; put it away, scan the next order
    PARKED = "parked"
    RETURNED = "returned"
    REPRINTED = "reprinted"  # a packed parcel has a new label: stick it, the old one is void
    HAND_WAIT = "hand_wait"  # the first parcel opens its courier's manifest
    HAND_ON = "hand_on"
    HAND_OFF = "hand_off"  # scan what comes off
    HAND_CLOSED = "hand_closed"  # the courier signs
    HANDED = "handed"
    STOP = "stop"


class Sound(Enum):
    ACCEPTED = "accepted"
    COMPLETE = "complete"
    WEIGHT = "weight"
    STOP = "stop"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Cue:
    """A sound to make once; ``number`` grows, so that a repeated snapshot is not heard twice."""

    sound: Sound
    number: int


@dataclass(frozen=True, slots=True)
class OperatorView:
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Pill:
    """One device in the bar. ``count`` is what its word needs (waiting records, labels left)."""

    kind: DeviceKind
    state: DeviceState
    count: int = 0


@dataclass(frozen=True, slots=True)
class CenterView:
    """The order center as seen from here. ``age_s`` is how old the bench's data is."""

    reachable: bool
    age_s: int | None
    waiting: int  # records stored here that the center has not answered yet
    refused: int = 0  # records the center could not take: set aside, a person must look
    problem: str = ""  # "second_instance": another computer works under this bench's name


@dataclass(frozen=True, slots=True)
class LineView:
    """A line (or a kit's part). ``key`` is stable while the order is open."""

    key: str
    sku: str
    name: str
    spec: str
    location: str
    code: str  # a barcode as people read it
    picture: str
    needed: int
    scanned: int
    gift: bool = False
    kit: bool = False
    parts: tuple["LineView", ...] = ()

    @property
    def complete(self) -> bool:
        return self.scanned >= self.needed


@dataclass(frozen=True, slots=True)
class OrderView:
    number: str
    channel: str
    shop: str
    courier: str
    tote: str
    cut_off: datetime | None
    buyer_note: str
    seller_note: str
    line_count: int
    pieces: int
    parcel_no: int
    parcel_of: int
    region: str  # province and city: never the address
    status_age_s: int | None  # how old the knowledge of refunds and changes is


@dataclass(frozen=True, slots=True)
class ItemView:
    """The item the verdict speaks of."""

    sku: str
    name: str
    spec: str
    picture: str
    remaining: int  # of this item, still to scan
    counted: int = 1  # what this scan counted for (a carton counts more)


@dataclass(frozen=True, slots=True)
class AskView:
    """What a person must still say. ``digits`` of the PIN are there; which ones, nobody sees."""

    ask: Ask
    name: str
    digits: int = 0


@dataclass(frozen=True, slots=True)
class StopView:
    """A stop: what happened, since when, and what clears it."""

    stop: Stop
    since_mono_ms: int
    clears: tuple[Control, ...]
    lead_called: bool = False
    returns_order: bool = False  # acknowledging sends the order back to be re-picked
    asks: AskView | None = None
    refused: str = ""  # why the last badge could not let it pass


class PanState(Enum):
    """What the pan of the scale says."""

    BLANK = "blank"  # no reading: unplugged, silent, too old
    EMPTY = "empty"  # back at zero
    MOVING = "moving"
    STABLE = "stable"
    WAIT_ZERO = "wait_zero"  # what lies there was weighed already
    FAULT = "fault"
    TAKEN = "taken"  # the weight of this parcel is taken


@dataclass(frozen=True, slots=True)
class BlindView:
    """What weight cannot tell: ``kind`` light, alike or unknown, with the items it is about."""

    kind: str
    item: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class WeightView:
    """Weight on the pan or taken. Grams everywhere; ``expected_g`` None: cannot be told."""

    pan: PanState
    grams: int | None = None
    fault: WeightFault | None = None
    expected_g: int | None = None
    tolerance_g: int | None = None
    items_g: int | None = None
    box: Box | None = None
    manual: bool = False
    blind: BlindView | None = None


class LabelStep(Enum):
    WEIGH = "weigh"
    PRINTING = "printing"
    WAITS = "waits"
    DOUBT = "doubt"
    STICK = "stick"
    PROVEN = "proven"


@dataclass(frozen=True, slots=True)
class ShippingView:
    courier: str
    zone: str = ""
    charge: Money | None = None
    charge_trace: tuple[str, ...] = ()
    waybill: str = ""
    step: LabelStep = LabelStep.WEIGH
    sorting_code: str = ""
    copy: int = 1


@dataclass(frozen=True, slots=True)
class MissingView:
    """A parcel that should be here: its waybill, its order, where it goes."""

    waybill: str
    number: str
    place: str


@dataclass(frozen=True, slots=True)
class HandView:
    """The manifest on the bench, number "" for none. ``expected``: loaded and missing together."""

    number: str
    courier: str
    account: str
    loaded: int
    expected: int
    grams: int
    last: str = ""
    missing: tuple[MissingView, ...] = ()  # the oldest of them
    cut_off: datetime | None = None
    closed: bool = False
    copies: int = 0
    aside: tuple["HandView", ...] = ()  # the other open ones, in the order of their numbers

    @property
    def missing_count(self) -> int:
        return self.expected - self.loaded


@dataclass(frozen=True, slots=True)
class PreviousView:
    """The parcel before: its order, when it was stored, whether the center has it."""

    number: str
    at: datetime
    synced: bool


@dataclass(frozen=True, slots=True)
class BenchSnapshot:
    """The whole bench at one instant. ``number`` grows with each snapshot."""

    number: int
    at: datetime
    mono_ms: int
    bench: str
    face: Face
    pills: tuple[Pill, ...]
    center: CenterView
    weight: WeightView
    operator: OperatorView | None = None
    parcels_this_hour: int = 0
    expected_per_hour: int = 0
    order: OrderView | None = None
    lines: tuple[LineView, ...] = ()
    last_key: str = ""  # the line just scanned
    scanned: int = 0
    needed: int = 0
    item: ItemView | None = None
    stop: StopView | None = None
    asks: AskView | None = None
    shipping: ShippingView | None = None
    offers: tuple[Control, ...] = ()
    previous: PreviousView | None = None
    hand: HandView | None = None  # None: not in the hand-over
    cue: Cue | None = None
    details: dict[str, str] = field(default_factory=dict)  # values for the words of the face

    @property
    def hands_over(self) -> bool:
        """Whether the bench stands in the hand-over mode."""
        return self.details.get("mode") == "hand_over" and self.order is None
