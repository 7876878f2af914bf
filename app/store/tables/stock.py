"""Our picture of the stock: figures, the movements that explain them, documents for the ERP."""

from sqlalchemy import Boolean, Column, Table, false

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    maybe_whole,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

DOCUMENT_STATES = ("waiting", "sending", "unknown", "posted", "refused", "dropped")
DOCUMENT_KINDS = ("delivery", "return")
RESERVATION_STATES = ("reserved", "shipped", "released")

stock_level = Table(
    "stock_level",
    metadata,
    warehouse(),
    text("sku", None),
    maybe_whole("on_hand"),  # as last read from the ERP; null: never
    whole("gone"),  # left, and the ERP's figure does not know
    whole("reserved"),
    whole("in_transit"),  # as the ERP says; nobody may sell it yet
    maybe_whole("expected"),  # what the last reading should have been
    maybe_moment("read_at"),
    key("sku"),
)

stock_movement = Table(  # append only
    "stock_movement",
    metadata,
    warehouse(),
    text("id", None),
    text("sku", None),
    text("cause", None),
    text("ref"),
    whole("on_hand"),
    whole("gone"),
    whole("reserved"),
    whole("in_transit"),
    moment("at"),
    text("by"),
    key("id"),
    by("sku", "id"),
    by("ref"),
)

stock_reservation = Table(
    "stock_reservation",
    metadata,
    warehouse(),
    text("order_id", None),
    text("sku", None),
    whole("quantity"),
    whole("revision"),  # of the order
    text("state", None),
    moment("at"),
    key("order_id", "sku"),
    one_of("state", RESERVATION_STATES),
    by("state", "order_id"),
    by("sku", "state"),
)

stock_document = Table(
    "stock_document",
    metadata,
    warehouse(),
    text("id", None),  # the key by which the ERP finds it again
    text("kind", None),
    text("order_id", None),
    text("order_number"),
    text("channel"),
    text("shop"),
    text("document", None),
    text("state", None),
    text("erp_number"),
    text("erp_state"),
    text("reason"),
    whole("tries"),
    maybe_moment("next_at"),  # when it is tried (again), or looked after
    moment("opened_at"),
    maybe_moment("posted_at"),
    Column("absorbed", Boolean, nullable=False, server_default=false()),
    key("id"),
    one_of("kind", DOCUMENT_KINDS),
    one_of("state", DOCUMENT_STATES),
    by("state", "next_at"),
    by("order_id"),
    by("order_number"),
    by("opened_at"),
    by("absorbed", "state"),
)

stock_document_line = Table(
    "stock_document_line",
    metadata,
    warehouse(),
    text("document_id", None),
    text("sku", None),
    whole("out"),  # pieces that left; below zero: came back
    Column("absorbed", Boolean, nullable=False, server_default=false()),  # a reading knows it
    key("document_id", "sku"),
    by("sku"),
)

erp = Table(  # its password is in the keyring of the center's computer
    "erp",
    metadata,
    warehouse(),
    text("id", None),
    text("platform", None),
    text("base_url"),
    text("options", "{}"),
    Column("enabled", Boolean, nullable=False, server_default=false()),
    moment("changed_at"),
    maybe_moment("since"),  # it hears of what is packed from then on
    maybe_moment("looked_at"),  # so far it was looked who was packed without a promise
    key("id"),
)

stock_share = Table(
    "stock_share",
    metadata,
    warehouse(),
    text("shop", None),
    text("sku"),  # empty: all that have no row of their own
    whole("percent", "100"),
    whole("keep"),
    maybe_whole("most"),
    key("shop", "sku"),
)
