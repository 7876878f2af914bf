"""What the shop says of an order's buying and paying. At the center alone."""

from sqlalchemy import Boolean, Column, Table, false

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    maybe_whole,
    metadata,
    text,
    warehouse,
    whole,
)

order_trade = Table(
    "order_trade",
    metadata,
    warehouse(),
    text("order_id", None),
    text("channel"),
    text("shop"),
    text("number"),
    maybe_moment("created_at"),
    maybe_moment("paid_at"),
    text("buyer"),
    text("currency"),
    maybe_whole("paid_minor"),
    whole("platform_minor"),
    Column("cash_on_delivery", Boolean, nullable=False, server_default=false()),
    text("presale"),
    text("document", None),  # all of it
    key("order_id"),
    by("created_at"),
    by("paid_at"),
    by("number"),
    by("channel", "shop", "buyer"),
)

order_payment = Table(
    "order_payment",
    metadata,
    warehouse(),
    text("transaction_no", None),
    text("order_id", None),
    key("transaction_no", "order_id"),
    by("order_id", "transaction_no"),
)
