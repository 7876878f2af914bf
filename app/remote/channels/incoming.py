"""An order as a channel tells it, before our catalogue and our rules have looked at it."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.order import Freight, OrderState, Recipient
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
    cod: Money | None = None  # to be collected at the door; the trade may say so without an amount
    insured: Money | None = None
    freight: Freight | None = None
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

    @property
    def to_collect(self) -> Money | None:
        """What the driver collects: said, or all of an order that is paid on delivery.

        None: nothing, or nobody says how much.
        """
        if self.cod is not None or self.trade is None or not self.trade.cash_on_delivery:
            return self.cod
        return self.trade.paid or self.paid


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
    "cod_amount": "to be paid at the door, but nobody says how much",
    "balance_due": "the deposit is paid, the balance is not",
    "deposit_lost": "the buyer did not pay the balance in time",
    "digital": "nothing is sent: the shop is told so by itself",
    "address_changed": "the shop changed the address after approval: look, then approve again",
    "remark_changed": "a remark changed after approval: read it, then approve again",
    "merged": "it is packed together with others, under another number",
    "split": "it is packed in parts, under other numbers",
    "part_changed": "the shop changed one of the orders in it: look, or take it apart",
    "undone": "the merge or split was taken back",
    "by_hand": "a person at the center said so",
    "review": "the rules of the review have not looked at it yet",
    "review_hold": "a rule of the review keeps it for a person",
    "review_finance": "a rule of the review keeps it for finance",
    "review_reject": "a rule of the review rejects it: end it with the shop",
    "other_warehouse": "a rule of the review sends it to another warehouse",
    "gift_item": "a rule adds a gift that is not in the catalogue",
    "no_courier": "no courier may take it",
    "no_stock": "the stock is not enough",
    "unknown_item": "a line names an item that is not in the catalogue",
}
"""Why an order waits, in words for a log or a list."""
