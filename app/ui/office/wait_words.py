"""Why an order waits, and which page works it off, in the reader's words."""

from typing import Final

from app.i18n import mark as _
from app.ui.office.fields import State

WORDS: Final = {
    "unpaid": _("Not paid yet"),
    "refund_open": _("Refund asked for"),
    "refunded": _("Refunded"),
    "cancelled": _("Cancelled by the shop"),
    "risk_review": _("Platform checks it"),
    "platform_hold": _("Platform forbids it"),
    "part_shipped": _("Partly shipped"),
    "unknown_status": _("Unknown status"),
    "nothing_to_ship": _("Nothing left to ship"),
    "shipped_elsewhere": _("Shipped elsewhere"),
    "no_item_code": _("No item code"),
    "unknown_item": _("Unknown item"),
    "gift_item": _("Unknown gift"),
    "address": _("Address unclear"),
    "address_changed": _("Address changed"),
    "remark_changed": _("Remark changed"),
    "cod_amount": _("COD amount missing"),
    "balance_due": _("Balance not paid"),
    "deposit_lost": _("Deposit lost"),
    "digital": _("Nothing is sent"),
    "merged": _("Joined with others"),
    "split": _("Packed in parts"),
    "part_changed": _("A part was changed"),
    "undone": _("Taken apart again"),
    "by_hand": _("Held by a person"),
    "review": _("Waits for the rules"),
    "review_hold": _("Held by a rule"),
    "review_finance": _("Held for finance"),
    "review_reject": _("Rejected by a rule"),
    "other_warehouse": _("Another warehouse"),
    "no_courier": _("No courier fits"),
    "no_stock": _("Not enough in stock"),
}
REASON_STATES: Final = {
    **{reason: State(word, "hold", "warn") for reason, word in WORDS.items()},
}
PAGES: Final = {
    "no_item_code": ("binding", _("Bind its listing")),
    "unknown_item": ("binding", _("Bind its listing")),
    "gift_item": ("catalogue", _("Open the catalogue")),
    "address": ("addresses", _("Choose the place")),
    "no_stock": ("stock", _("Open the stock")),
    "review_reject": ("rules", _("Open the rules")),
    "review_hold": ("rules", _("Open the rules")),
}
"""Where what is missing is put right."""
