"""What must be done after the commit: never before a fact is stored."""

from dataclasses import dataclass, field

from app.domain.misreads import MisreadCode
from app.domain.order import Order


@dataclass(frozen=True, slots=True)
class PrintLabel:
    """Print one waybill label. ``doubted``: first ask the printer whether it has the job."""

    job_id: str
    order: Order
    waybill: str
    courier: str
    parcel_no: int
    parcel_of: int
    grams: int
    copy: int
    sorting_code: str = ""
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """Print a re-pick slip: what is missing, what does not belong, under a ticket."""

    ticket: str
    order: Order
    missing: dict[str, int] = field(default_factory=dict)
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintManifest:
    """Print a manifest and write its files. ``copy`` > 1 is marked as a copy."""

    number: str
    copy: int = 1


@dataclass(frozen=True, slots=True)
class AskClaim:
    order_id: str


@dataclass(frozen=True, slots=True)
class WakeSync:
    """Something waits for the center."""


@dataclass(frozen=True, slots=True)
class ScaleCommand:
    """``zero`` or ``tare``, where the scale's protocol has it."""

    name: str


@dataclass(frozen=True, slots=True)
class NoteMisread:
    """A scanner read a code wrongly: for the health on the device page."""

    misread: MisreadCode


@dataclass(frozen=True, slots=True)
class SaveBundle:
    """Write what the devices said, and how they are, to a file for support."""


Effect = (
    PrintLabel
    | PrintSlip
    | PrintManifest
    | AskClaim
    | WakeSync
    | ScaleCommand
    | NoteMisread
    | SaveBundle
)
