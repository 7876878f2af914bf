"""Why an order waits, and which page works it off, in the reader's words."""

from typing import Final

from app.i18n import mark as _
from app.ui.office.fields import State

WORDS: Final = {
    "unpaid": _("Not paid yet"),
    "refund_open": _("A refund is asked for"),
    "refunded": _("Refunded"),
    "cancelled": _("Cancelled by the shop"),
    "risk_review": _("The platform still checks it"),
    "platform_hold": _("The platform forbids to ship"),
    "part_shipped": _("A part was shipped already"),
    "unknown_status": _("Unknown status of the platform"),
    "nothing_to_ship": _("Nothing is left to ship"),
    "shipped_elsewhere": _("Shipped elsewhere"),
    "no_item_code": _("A line has no item code"),
    "unknown_item": _("An item is not in the catalogue"),
    "gift_item": _("A gift is not in the catalogue"),
    "address": _("The address is not clear"),
    "address_changed": _("The address was changed"),
    "remark_changed": _("A remark was changed"),
    "cod_amount": _("Cash on delivery: how much?"),
    "balance_due": _("The balance is not paid"),
    "deposit_lost": _("The deposit is lost"),
    "digital": _("Nothing is sent"),
    "merged": _("Packed together with others"),
    "split": _("Packed in parts"),
    "part_changed": _("One of its orders was changed"),
    "undone": _("Taken apart again"),
    "by_hand": _("Held by a person"),
    "review": _("Waits for the rules"),
    "review_hold": _("A rule holds it"),
    "review_finance": _("A rule keeps it for finance"),
    "review_reject": _("A rule rejects it"),
    "other_warehouse": _("For another warehouse"),
    "no_courier": _("No courier may take it"),
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
