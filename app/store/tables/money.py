"""What became of the money of orders, and the receipts that tell the ERP. At the center alone."""

from sqlalchemy import Table, UniqueConstraint

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

MONEY_STATES = (
    "cleared",
    "amount_differs",
    "duplicate",
    "refunded",
    "partly_refunded",
    "order_paid_no_money",
    "other_period",
    "cash_on_delivery",
    "nothing_due",
    "not_paid",
    "suggestion",
)
RECEIPT_STATES = ("made", "posted", "undone")

order_money = Table(
    "order_money",
    metadata,
    warehouse(),
    text("order_id", None),
    text("channel"),
    text("shop"),
    text("number"),
    text("currency"),
    whole("due_minor"),
    maybe_moment("paid_at"),
    text("state", None),
    whole("received_minor"),
    whole("refunded_minor"),
    whole("fees_minor"),
    key("order_id"),
    one_of("state", MONEY_STATES),
    by("state", "paid_at"),
    comment="orders with anything but one plain payment (statement_state.plain)",
)

money_head = Table(
    "money_head",
    metadata,
    warehouse(),
    whole("turn"),
    key(),
    comment="locked by whoever adds lines, so that no two add siblings unseen",
)

receipt = Table(
    "receipt",
    metadata,
    warehouse(),
    text("id", None),
    whole("number"),
    text("state", "made"),
    text("first_day"),
    text("last_day"),
    whole("lines"),
    text("document", None),  # JSON, as the ERP gets it
    moment("made_at"),
    text("made_by"),
    text("erp_number"),
    key("id"),
    UniqueConstraint("warehouse", "number"),
    one_of("state", RECEIPT_STATES),
)
