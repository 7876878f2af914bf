"""What couriers were asked to sell: stored before the question, so that none is asked twice."""

from sqlalchemy import Index, Table

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

PURCHASE_STATES = (
    "intent", "done", "failed", "unknown", "used", "cancelling", "cancelled", "kept",
)  # fmt: skip

waybill_purchase = Table(
    "waybill_purchase",
    metadata,
    warehouse(),
    text("id", None),  # the parcel's id: the key under which the courier knows the purchase
    text("courier", None),
    text("service"),
    text("order_id", None),
    text("state", "intent"),
    text("number"),  # "" until it is known
    whole("tries"),  # how often the courier was asked to sell
    text("reason"),
    moment("made_at"),
    moment("changed_at"),
    maybe_moment("busy_until"),  # somebody asks the courier right now, and has until then
    text("made_for"),  # a mark of the address, to see that it changed
    text("sorting_code"),
    whole("told_g"),  # the weight that the courier was told
    whole("seen_seq"),  # of the order, when it was looked at last
    key("id"),
    one_of("state", PURCHASE_STATES),
    by("state", "changed_at"),
    by("order_id"),
    comment="stored before a courier is asked; the id is the parcel's, and the courier's key",
)

Index(
    "uq_waybill_purchase_number",
    waybill_purchase.c.warehouse,
    waybill_purchase.c.courier,
    waybill_purchase.c.number,
    unique=True,
    sqlite_where=waybill_purchase.c.number != "",
    postgresql_where=waybill_purchase.c.number != "",
)
