"""The facts of a bench, past tense: they alone make its state. Fields are only added."""

from dataclasses import dataclass, field
from datetime import date

from app.domain.catalogue import Box
from app.domain.control_code import Control
from app.domain.label_facts import AfterPacking
from app.domain.order import Operator, Order
from app.domain.pin_facts import PinFact
from app.domain.scale_facts import ScaleFact
from app.domain.values import Grams, Money
from app.domain.verdict import Stop
from app.domain.weighing_record import Weighing


@dataclass(frozen=True, slots=True)
class SignedIn:
    operator: Operator


@dataclass(frozen=True, slots=True)
class SignedOut:
    reason: str = "card"  # card | idle


@dataclass(frozen=True, slots=True)
class OrderOpened:
    """An order came onto the bench. ``counts`` and ``serials`` resume a parked check."""

    order: Order
    parcel_id: str
    code: str
    mode: str = "check"  # check | weigh_only | single_item
    counts: dict[str, int] = field(default_factory=dict)
    serials: tuple[str, ...] = ()
    box: Box | None = None
    spread: dict[str, int] = field(default_factory=dict)  # sku -> grams a piece may differ


@dataclass(frozen=True, slots=True)
class ItemChecked:
    """An item was right. ``counted`` says how many pieces went to which line (key -> pieces)."""

    code: str
    sku: str
    counted: dict[str, int]
    lot: str | None = None
    expires: date | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The bench stands still. A stop over a mismatch is a pick error, whoever acknowledges it."""

    stop: Stop
    returns_order: bool = False
    scanner: str = ""  # the device whose scan led to it


@dataclass(frozen=True, slots=True)
class StopCleared:
    verdict: str
    control: Control


@dataclass(frozen=True, slots=True)
class TakeOutArmed:
    """The next item scan takes a piece out."""


@dataclass(frozen=True, slots=True)
class TakeOutDropped:
    """The packer thought better of it."""


@dataclass(frozen=True, slots=True)
class ItemTakenOut:
    code: str
    sku: str
    counted: dict[str, int]
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class BoxChosen:
    parcel_id: str
    box: Box


@dataclass(frozen=True, slots=True)
class BoxClosed:
    """``next box``: this parcel's goods are complete, the following scans go to the next one."""

    parcel_id: str
    next_parcel_id: str


@dataclass(frozen=True, slots=True)
class ParcelWeighed:
    parcel_id: str
    weighing: Weighing


@dataclass(frozen=True, slots=True)
class WeightRejected:
    """A stable weight outside the band: evidence for the stop that follows."""

    parcel_id: str
    weighing: Weighing


@dataclass(frozen=True, slots=True)
class WeighAgain:
    parcel_id: str


@dataclass(frozen=True, slots=True)
class ParcelPriced:
    parcel_id: str
    courier: str
    zone: str
    billable: str  # in the card's weight unit, digits as they are
    total: Money
    card_hash: str  # the immutable rate card that gave the price
    trace: tuple[dict[str, str], ...] = ()  # each line of the explanation: code and values


@dataclass(frozen=True, slots=True)
class WaybillAssigned:
    parcel_id: str
    courier: str
    number: str
    sorting_code: str = ""  # where the courier sold it with the number


@dataclass(frozen=True, slots=True)
class LabelRequested:
    """The intent to print, stored before a byte goes out. ``copy`` > 1 voids the older copies."""

    parcel_id: str
    job_id: str
    copy: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LabelPrinted:
    parcel_id: str
    job_id: str


@dataclass(frozen=True, slots=True)
class LabelFailed:
    """The printer says it did not print, or will not until someone helps it; the job waits."""

    parcel_id: str
    job_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class LabelDoubted:
    """Nobody can say whether the label came out: the packer looks. Never printed again unasked."""

    parcel_id: str
    job_id: str


@dataclass(frozen=True, slots=True)
class LabelProven:
    """The label on this box was scanned and is the label of this parcel."""

    parcel_id: str
    code: str


@dataclass(frozen=True, slots=True)
class ParcelPacked:
    """The result: one parcel that is exactly (its part of) the order, and all that counts of it."""

    parcel_id: str
    order_id: str
    order_number: str
    parcel_no: int
    parcel_of: int
    courier: str
    waybill: str
    grams: Grams
    box: str
    contents: dict[str, int]  # sku -> pieces
    charge_minor: int | None = None
    currency: str = ""
    card_hash: str = ""
    zone: str = ""
    copy: int = 1  # the copy of its label that counts


@dataclass(frozen=True, slots=True)
class OrderPacked:
    order_id: str
    parcels: int


@dataclass(frozen=True, slots=True)
class OrderParked:
    """A half-checked order put aside; any bench resumes it from ``counts``."""

    order_id: str
    counts: dict[str, int]
    serials: tuple[str, ...] = ()
    box: Box | None = None
    slot: str = ""
    revision: int = 0  # of the order that was checked; 0: written before this was kept


@dataclass(frozen=True, slots=True)
class OrderReturned:
    """Back to be re-picked: the exact difference, under a ticket that resumes it."""

    order_id: str
    ticket: str
    counts: dict[str, int]
    missing: dict[str, int]  # sku -> pieces
    extra: tuple[str, ...] = ()  # codes that do not belong
    serials: tuple[str, ...] = ()
    reason: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class CheckCancelled:
    """The check was dropped; the order is as if it had never been opened here."""

    order_id: str


@dataclass(frozen=True, slots=True)
class OrderClosed:
    """The order left the bench: it must not go on (refunded, cancelled, packed elsewhere)."""

    order_id: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ForcePassed:
    verdict: str
    supervisor: Operator
    reason: str = ""  # app.domain.card_key.PassReason
    second: Operator | None = None
    used: int = 0  # counted against the bench's budget of the shift


@dataclass(frozen=True, slots=True)
class LeadCalled:
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class ModeChosen:
    mode: str


Fact = (
    SignedIn
    | SignedOut
    | OrderOpened
    | ItemChecked
    | Stopped
    | StopCleared
    | TakeOutArmed
    | TakeOutDropped
    | ItemTakenOut
    | BoxChosen
    | BoxClosed
    | ParcelWeighed
    | WeightRejected
    | WeighAgain
    | ParcelPriced
    | WaybillAssigned
    | LabelRequested
    | LabelPrinted
    | LabelFailed
    | LabelDoubted
    | LabelProven
    | ParcelPacked
    | OrderPacked
    | OrderParked
    | OrderReturned
    | CheckCancelled
    | OrderClosed
    | ForcePassed
    | PinFact
    | AfterPacking
    | LeadCalled
    | ModeChosen
    | ScaleFact
)
