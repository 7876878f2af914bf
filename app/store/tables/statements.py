"""Payment platforms' statements: the file with its sums, and every line with its one state."""

from sqlalchemy import Boolean, Column, Table, UniqueConstraint, false

from app.store.tables.base import (
    by,
    key,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

LINE_STATES = (
    "new",  # waits for clearing; all others: app/domain/clearing.py
    "cleared",
    "amount_differs",
    "duplicate",
    "refunded",
    "partly_refunded",
    "refund_failed",
    "other_period",
    "revoked",
    "fee",
    "transfer",
    "told_twice",
    "suggestion",
    "paid_but_no_order",
    "refund_but_no_order",
    "unknown_kind",
)

statement_file = Table(
    "statement_file",
    metadata,
    warehouse(),
    text("id", None),
    text("name", None),
    text("file_sha256", None),
    text("providers", None),
    text("account"),
    moment("taken_at"),
    text("taken_by"),
    whole("lines"),
    whole("new_lines"),  # those that no earlier file had
    text("sums"),  # JSON, a part each: counted and stated by name
    Column("agree", Boolean, nullable=False, server_default=false()),
    key("id"),
    UniqueConstraint("warehouse", "file_sha256"),
    by("taken_at"),
)

statement_line = Table(
    "statement_line",
    metadata,
    warehouse(),
    text("id", None),  # the file's id and the line's place in it
    text("file_id", None),
    text("provider", None),
    text("line_key", None),
    text("kind", None),
    moment("happened_at"),
    text("trade_no"),
    text("order_ref"),
    text("order_number"),  # what it is matched by: without the platform's mark, or set by hand
    text("currency", None),
    whole("amount_minor"),
    whole("settled_minor"),
    whole("fee_minor"),
    text("refund_ref"),
    text("platform_state"),
    text("words"),
    text("state", "new"),
    text("order_id"),
    Column("worked", Boolean, nullable=False, server_default=false()),
    text("note"),
    key("id"),
    UniqueConstraint("warehouse", "provider", "line_key"),
    one_of("state", LINE_STATES),
    by("file_id"),
    by("state", "worked", "happened_at"),
    by("order_number"),
    by("trade_no"),
    by("happened_at"),
)
