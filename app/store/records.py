"""What the store gives and takes besides the domain's own objects: frozen, plain, no SQL."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from app.domain.catalogue import Box
from app.domain.order import Operator, Order, OrderState
from app.domain.values import Grams


@dataclass(frozen=True, slots=True)
class Envelope:
    """One journal row on its way, exactly as its station hashed it (``payload`` is JSON text)."""

    station_id: str
    n: int
    id: str
    kind: str
    version: int
    payload: str
    order_id: str
    operator_id: str
    at: datetime
    mono_ms: int
    boot_id: str
    prev_sha256: str
    sha256: str


class Reception(Enum):
    """What the center says about one delivered fact. REFUSED goes to the bench's quarantine."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    station_id: str
    n: int
    reception: Reception
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a parked or returned check came: what the next bench resumes from."""

    counts: dict[str, int] = field(default_factory=dict)
    serials: tuple[str, ...] = ()
    box: Box | None = None
    slot: str = ""
    ticket: str = ""
    revision: int = 0  # of the order that was checked; 0: not told


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order and what the store knows around it.

    ``by_operator`` and ``by_station`` say who brought it into its state, at ``updated_at``.
    """

    order: Order
    progress: Progress | None = None
    seq: int = 0
    holder: str = ""
    fence: int = 0
    lease_until: datetime | None = None
    by_operator: str = ""
    by_station: str = ""
    updated_at: datetime | None = None
    sealed: str = ""  # who receives it, where the key to it is not here


@dataclass(frozen=True, slots=True)
class IntakeNote:
    """Why an order waits, the shop's last word (a state) and the time of it.

    A word that was heard before changes nothing, whatever people did to the order since.
    """

    reason: str = ""
    told: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """``granted`` with its fence, or who holds the order and until when (state: why not at all)."""

    granted: bool
    fence: int = 0
    holder: str = ""
    lease_until: datetime | None = None
    state: OrderState | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a bench has a feed: everything at or below it is stored already."""

    epoch: str = ""
    seq: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """The state of one row of a feed, as JSON; never an event."""

    seq: int
    id: str
    document: str
    active: bool = True  # False: a tombstone


@dataclass(frozen=True, slots=True)
class StoredOperator:
    operator: Operator
    active: bool = True


@dataclass(frozen=True, slots=True)
class StoredParcel:
    """One parcel as the center keeps it; the first fact for a parcel of an order is accepted."""

    id: str
    order_id: str
    order_number: str
    parcel_no: int
    parcel_of: int
    contents: dict[str, int]
    grams: Grams
    box: str
    courier: str
    waybill: str
    zone: str
    charge_minor: int | None
    currency: str
    card_hash: str
    station_id: str
    operator_id: str
    fact_id: str
    packed_at: datetime
    accepted: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Whether a parcel's fact was the first; ``first`` is the parcel that counts."""

    accepted: bool
    first: StoredParcel
    reason: str = ""
    repeated: bool = False  # the very same fact was here before


@dataclass(frozen=True, slots=True)
class PickError:
    """A mismatch at a bench, from the red screen until a lead closes it with a cause."""

    id: str
    order_id: str
    order_number: str
    verdict: str
    code: str
    found_sku: str
    expected_sku: str
    picker: str
    station_id: str
    operator_id: str
    at: datetime
    state: str = "open"  # open | acknowledged | assigned | closed
    assignee: str = ""
    cause: str = ""
    resolution: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A re-pick ticket: the exact difference. ``id`` is the code on its slip, normalised."""

    id: str
    order_id: str
    missing: dict[str, int]
    extra: tuple[str, ...]
    reason: str
    slot: str
    station_id: str
    operator_id: str
    opened_at: datetime
    owner: str = ""
    state: str = "open"  # open | picked | resumed | closed
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An exception that a person must work off."""

    id: str
    kind: str  # double_pack | ...
    opened_at: datetime
    order_id: str = ""
    parcel_id: str = ""
    station_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    state: str = "open"  # open | closed
    closed_at: datetime | None = None
    closed_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StationSeen:
    """What the center knows of a bench's computer. ``skew_ms``: its clock minus the center's."""

    id: str
    name: str = ""
    token_hash: str = ""
    program: str = ""
    seen_at: datetime | None = None
    skew_ms: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class StationNow:
    """What a living bench says of itself with each greeting.

    ``instance`` names its installation (a copied disk has another one). ``devices``: the state of
    each kind (scanner, scale, printer). ``data_age_s``: how old its orders are, None: never had.
    ``rival``: another installation that was refused since, "" for none.
    """

    station_id: str
    instance: str = ""
    heard_at: datetime | None = None
    devices: dict[str, str] = field(default_factory=dict)
    data_age_s: int | None = None
    rival: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A one-time code of a station, as a hash. ``used_at``: a bench has its token by it."""

    station_id: str
    code_hash: str
    until: datetime
    tries: int = 0
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WaveLease:
    """A wave lent to a station until then; ``station_id`` "" when it was given back."""

    wave: str
    station_id: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A fact in a bench's quarantine: the center could not keep it, a person must look."""

    n: int
    id: str
    kind: str
    order_id: str
    at: datetime
    tries: int
    reason: str


@dataclass(frozen=True, slots=True)
class JobRun:
    id: str
    job: str
    state: str  # scheduled | running | completed | failed | skipped | interrupted
    started_at: datetime
    ended_at: datetime | None = None
    reason: str = ""
    counts: dict[str, int] = field(default_factory=dict)
