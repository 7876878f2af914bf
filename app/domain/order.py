"""An order as the bench needs it: what must be in the parcel, and where it goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.domain.catalogue import Item, KitPart
from app.domain.places import Destination
from app.domain.values import Money


class OrderState(Enum):
    """Where an order is in its life; only APPROVED, PARKED and RETURNED can be opened."""

    PENDING = "pending"  # not reviewed yet
    APPROVED = "approved"
    HELD = "held"  # a person must look: address or remark changed, risk
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    PARKED = "parked"  # half checked, waits in a slot
    RETURNED = "returned"  # back to be re-picked
    PACKED = "packed"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What the buyer bought. A kit line has parts; its parts are what is scanned."""

    line_no: int
    item: Item
    quantity: int
    gift: bool = False
    parts: tuple[KitPart, ...] = ()
    lot: str | None = None


class Freight(Enum):
    """Who pays the courier for the way."""

    SENDER = "sender"  # 寄付: in cash at the hand-over
    RECIPIENT = "recipient"  # 到付: the driver collects it at the door
    MONTHLY = "monthly"  # 月结: on our account's bill


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives. Only the label shows it; the bench screen shows the region alone."""

    name: str = ""
    phone: str = ""
    country: str = "CN"
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    postcode: str = ""

    @property
    def destination(self) -> Destination:
        """Where it goes, as a price asks for it: without street and person."""
        return Destination(self.country, self.province, self.city, self.district, self.postcode)


@dataclass(frozen=True, slots=True)
class BoughtNumber:
    """A waybill number that the center bought for one order ahead; its label is not printed yet.

    ``sorting_code`` is what the courier wants largest on the label.
    """

    courier: str
    number: str
    sorting_code: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order of one shop. ``revision`` grows with every change the center sends down."""

    id: str
    warehouse: str
    number: str
    channel: str
    shop: str
    state: OrderState
    revision: int
    lines: tuple[OrderLine, ...]
    recipient: Recipient
    courier: str
    service: str = ""
    tote: str = ""
    slip: str = ""
    wave: str = ""
    picker: str = ""
    buyer_note: str = ""
    seller_note: str = ""
    default_box: str = ""
    cut_off: datetime | None = None
    paid: Money | None = None
    waybill: str = ""  # pre-print mode: the label exists before the check
    slip_revision: int = 0  # the revision the pick slip was printed from; 0 = not printed
    cod: Money | None = None  # the driver collects it for us at the door
    insured: Money | None = None  # the value that the courier answers for
    freight: Freight | None = None  # None: as the contract has it
    bought: tuple[BoughtNumber, ...] = ()  # of a courier that sells its numbers one by one

    @property
    def pieces(self) -> int:
        """How many pieces must be scanned, kits exploded."""
        return sum(
            line.quantity * (sum(part.quantity for part in line.parts) or 1) for line in self.lines
        )


class Role(Enum):
    PACKER = "packer"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"  # orders: import, hold, refund
    FINANCE = "finance"  # payments and bills
    ADMIN = "admin"  # people, stations, keys


@dataclass(frozen=True, slots=True)
class Operator:
    """A person with a badge."""

    id: str
    badge: str
    name: str
    role: Role = Role.PACKER
