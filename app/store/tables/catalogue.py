"""Items, the codes they are scanned by, kits and boxes."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKeyConstraint, Table, true

from app.store.tables.base import by, key, metadata, text, warehouse, whole

item = Table(
    "item",
    metadata,
    warehouse(),
    text("sku", None),
    Column("active", Boolean, nullable=False, server_default=true()),
    text("document", None),
    whole("seq"),
    key("sku"),
    by("seq", "sku"),
)

item_barcode = Table(
    "item_barcode",
    metadata,
    warehouse(),
    text("code", None),  # normalised
    text("sku", None),
    whole("quantity", "1"),
    text("level", "each"),
    key("code", "sku"),
    ForeignKeyConstraint(["warehouse", "sku"], ["item.warehouse", "item.sku"], ondelete="CASCADE"),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    by("sku"),
)

kit_part = Table(
    "kit_part",
    metadata,
    warehouse(),
    text("kit_sku", None),
    text("part_sku", None),
    whole("quantity", "1"),
    key("kit_sku", "part_sku"),
    ForeignKeyConstraint(
        ["warehouse", "part_sku"], ["item.warehouse", "item.sku"], ondelete="CASCADE"
    ),
    CheckConstraint("quantity > 0", name="quantity_positive"),
)

box = Table(
    "box",
    metadata,
    warehouse(),
    text("code", None),  # normalised
    Column("active", Boolean, nullable=False, server_default=true()),
    text("document", None),
    whole("seq"),
    key("code"),
    by("seq", "code"),
)
