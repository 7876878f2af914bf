"""Review: the rules, version by version, what they decided of each order, the black list."""

from sqlalchemy import Table

from app.store.tables.base import by, key, metadata, moment, text, warehouse, whole

review_set = Table(
    "review_set",
    metadata,
    warehouse(),
    whole("n", None),
    moment("at"),
    text("who"),
    text("what"),  # what was done to the version before
    text("document", None),
    key("n"),
    comment="append-only: a decision names the version it was made by",
)

order_review = Table(
    "order_review",
    metadata,
    warehouse(),
    text("order_id", None),
    text("outcome", None),
    text("rule"),
    whole("version"),
    moment("judged_at"),
    text("who"),
    text("document", None),  # the values that were seen, and what was added
    key("order_id"),
    by("judged_at"),
    by("outcome", "judged_at"),
    by("rule", "judged_at"),
)

review_black = Table(
    "review_black",
    metadata,
    warehouse(),
    text("buyer", None),  # the platform's token, as in order_trade
    text("note"),
    moment("at"),
    text("who"),
    key("buyer"),
)
