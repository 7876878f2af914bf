"""An order as a channel tells it, before our catalogue and our rules have looked at it."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.order import OrderState, Recipient
from app.domain.trade import Trade
from app.domain.values import Money


class ChannelError(ValueError):
    """A platform's answer that cannot be read; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class IncomingLine:
    """``sku`` is the seller's own code on the listing; "" when the listing carries none."""

    sku: str
    name: str
    quantity: int
    spec: str = ""
    gift: bool = False
    lot: str | None = None
    line_id: str = ""  # the platform's id of the line
    listing_id: str = ""
    variant_id: str = ""
    paid: Money | None = None  # for the whole line, after its share of discounts


@dataclass(frozen=True, slots=True)
class IncomingOrder:
    """``revision_at`` is the platform's own time of the last change: the newest one wins.

    Without it (a file without such a column) what the file says now is the newest. ``reason`` is
    a word of ``REASONS`` that says why ``state`` is not APPROVED. The recipient is passed on as
    the platform sent it: masked or encrypted text stays unbroken.
    """

    channel: str
    shop: str
    number: str
    state: OrderState
    revision_at: datetime | None
    lines: tuple[IncomingLine, ...]
    recipient: Recipient
    reason: str = ""
    paid: Money | None = None
    buyer_note: str = ""
    seller_note: str = ""
    courier: str = ""
    service: str = ""
    tote: str = ""
    slip: str = ""
    slip_revision: int = 0
    wave: str = ""
    picker: str = ""
    default_box: str = ""
    waybill: str = ""
    cut_off: datetime | None = None
    trade: Trade | None = None  # its lines are made by the intake


REASONS = {
    "unpaid": "the buyer has not paid yet",
    "refund_open": "a refund is being asked for",
    "refunded": "the buyer got the money back",
    "cancelled": "the order was cancelled on the platform",
    "risk_review": "the platform is still reviewing the order: do not ship",
    "platform_hold": "the platform forbids to ship for now",
    "part_shipped": "a part was shipped already: a person must look",
    "unknown_status": "the platform sent a status this program does not know",
    "nothing_to_ship": "no line is left to ship",
    "shipped_elsewhere": "the platform says it was shipped already",
    "no_item_code": "a line has no item code: bind the listing to an item",
    "address": "the address does not say for sure which place it means",
    "by_hand": "a person at the center said so",
    "unknown_item": "a line names an item that is not in the catalogue",
}
"""Why an order waits, in words for a log or a list."""
