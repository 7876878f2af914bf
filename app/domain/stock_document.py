"""A document that moves the ERP's stock: goods that left, or goods that came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from app.domain.values import Money


class DocumentKind(Enum):
    DELIVERY = "delivery"
    RETURN = "return"


class DocumentState(Enum):
    """Where a document is on its way into the ERP."""

    WAITING = "waiting"
    SENDING = "sending"  # somebody is at it
    UNKNOWN = "unknown"  # sent, and no answer: the ERP is asked before it is sent again
    POSTED = "posted"
    REFUSED = "refused"  # a person must look
    DROPPED = "dropped"  # a person said that the ERP shall not have it


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """``price``: of one piece as sold; None where it is not known."""

    sku: str
    quantity: int
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class StockDocument:
    """``key`` is the same at every try: by it the ERP finds the document again.

    ``order_number`` and ``shop`` are the shop's; ``texts`` further words by name.
    """

    key: str
    kind: DocumentKind
    order_number: str
    channel: str
    shop: str
    day: date
    lines: tuple[DocumentLine, ...]
    waybills: tuple[str, ...] = ()
    courier: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    about: str = ""  # of a return: the key of the delivery that it undoes

    @property
    def out(self) -> dict[str, int]:
        """Pieces that left, by item; below zero: came back."""
        sign = 1 if self.kind is DocumentKind.DELIVERY else -1
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.sku] = found.get(line.sku, 0) + sign * line.quantity
        return found
