"""Orders by day, shop, payment and category: what each order adds, and the sums of it."""

from sqlalchemy import Table

from app.store.tables.base import key, metadata, moment, text, warehouse, whole

order_share = Table(
    "order_share",
    metadata,
    warehouse(),
    text("order_id", None),
    text("category", None),  # "*": the whole order
    text("day", None),  # 2026-03-01, in the shops' time
    text("channel", None),
    text("shop", None),
    text("payment", None),
    text("currency"),
    whole("orders"),
    whole("pieces"),
    whole("paid_minor"),
    key("order_id", "category"),
    comment="stays when the order is archived",
)

order_day = Table(
    "order_day",
    metadata,
    warehouse(),
    text("day", None),
    text("channel", None),
    text("shop", None),
    text("payment", None),
    text("category", None),
    text("currency", None),
    whole("orders"),
    whole("pieces"),
    whole("paid_minor"),
    key("day", "channel", "shop", "payment", "category", "currency"),
)

order_counted = Table(
    "order_counted",
    metadata,
    warehouse(),
    text("name", None),  # of the list that is counted
    whole("seq"),  # up to this change
    text("order_id"),
    moment("at"),
    key("name"),
)
