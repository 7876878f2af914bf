"""Payment platforms' statements: the file with its sums, every line, and its one state.

A line is written once; what became of it stands in a narrow table of its own, which clearing
fills. A line without a row there waits for its first clearing (as its file does).
"""

from sqlalchemy import Boolean, Column, Index, Table, UniqueConstraint, false

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

STAGES = ("reading", "waiting", "cleared")
"""Lines come in by parts: until the last of them the file is being read."""

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
    text("stage", "waiting"),
    key("id"),
    UniqueConstraint("warehouse", "file_sha256"),
    one_of("stage", STAGES),
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
    Column("lone", Boolean, nullable=False, server_default=false()),
    key("id"),
    UniqueConstraint("warehouse", "provider", "line_key"),
    by("order_number"),
    by("trade_no"),
    by("happened_at"),
)
"""``lone``: no other line has its order number or its transaction. True only where that is sure."""

_plain = Column("plain", Boolean, nullable=False, server_default=false())
statement_state = Table(
    "statement_state",
    metadata,
    warehouse(),
    text("line_id", None),
    moment("happened_at"),  # the line's, to sort by
    text("state", None),
    text("order_id"),
    _plain,
    Column("worked", Boolean, nullable=False, server_default=false()),
    text("note"),
    text("receipt_id"),  # the receipt for the ERP that has it
    key("line_id"),
    one_of("state", LINE_STATES),
    Index(
        None,
        "warehouse",
        "state",
        "worked",
        "happened_at",
        sqlite_where=~_plain,
        postgresql_where=~_plain,
    ),
    by("order_id"),
)
"""``plain``: this line alone paid its order, so the order is cleared and has no row of its own.

Most lines are plain: the index of the states is without them.
"""
