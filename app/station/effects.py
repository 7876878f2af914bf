"""What must be done after the commit: never before a fact is stored."""

from dataclasses import dataclass, field

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
class AskClaim:
    order_id: str


@dataclass(frozen=True, slots=True)
class WakeSync:
    """Something waits for the center."""


@dataclass(frozen=True, slots=True)
class ScaleCommand:
    """``zero`` or ``tare``, where the scale's protocol has it."""

    name: str


Effect = PrintLabel | PrintSlip | AskClaim | WakeSync | ScaleCommand
