"""Orders: a header to filter by, the whole order as one document, the codes that open it."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Table, UniqueConstraint, false

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    maybe_text,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

STATES = (
    "pending",
    "approved",
    "held",
    "refunded",
    "cancelled",
    "parked",
    "returned",
    "packed",
)
CODE_KINDS = ("number", "slip", "tote", "waybill", "ticket")

orders = Table(
    "orders",
    metadata,
    warehouse(),
    text("id", None),
    text("channel", None),
    text("shop", None),
    text("number", None),
    text("state", None),
    whole("revision"),
    whole("seq"),
    text("courier"),
    text("tote"),
    text("slip"),
    text("wave"),
    maybe_moment("cut_off"),
    text("single_sku"),  # the item of an order of exactly one piece
    text("holder"),  # the station that claims it
    whole("fence"),
    maybe_moment("lease_until"),
    text("document", None),  # of the recipient only the region
    text("private"),  # the rest of the recipient, sealed (app/store/vault.py)
    maybe_text("progress"),  # how far a parked or returned check came
    text("by_operator"),  # who brought it into its state, and where
    text("by_station"),
    moment("updated_at"),
    text("wait_reason"),  # why nobody may pack it yet, as intake or a person said
    text("told_state"),  # the shop's last word,
    maybe_moment("told_at"),  # and the time of it
    key("id"),
    UniqueConstraint("warehouse", "channel", "shop", "number"),
    one_of("state", STATES),
    by("seq", "id"),
    by("state", "cut_off"),
    by("wave"),
    by("single_sku", "state", "cut_off"),
    by("holder"),
    by("updated_at", "id", "state"),  # lists: the newest change first, of any states
    by("state", "updated_at", "id", "cut_off", "wait_reason"),  # of what waits, the most urgent
    by("shop", "updated_at", "id", "state"),
)

order_code = Table(
    "order_code",
    metadata,
    warehouse(),
    text("code", None),  # normalised
    text("order_id", None),
    text("kind", None),
    key("code", "order_id", "kind"),
    ForeignKeyConstraint(
        ["warehouse", "order_id"], ["orders.warehouse", "orders.id"], ondelete="CASCADE"
    ),
    one_of("kind", CODE_KINDS),
    by("order_id", "kind"),
    comment="any code on any paper opens the right order",
)

order_line = Table(
    "order_line",
    metadata,
    warehouse(),
    text("order_id", None),
    whole("line_no", None),
    text("sku", None),
    text("name"),
    whole("quantity", None),
    Column("gift", Boolean, nullable=False, server_default=false()),
    key("order_id", "line_no"),
    ForeignKeyConstraint(
        ["warehouse", "order_id"], ["orders.warehouse", "orders.id"], ondelete="CASCADE"
    ),
    by("sku"),
    comment="for the center's reports; a bench reads the document",
)
