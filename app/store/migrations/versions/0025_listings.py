"""What only the center knows of items, shops' listings, waiting orders, and orders by day."""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
GTIN_LENGTHS = (8, 12, 13, 14)
INDEXES = (
    ("item_detail", ("sku_key",)),
    ("item_detail", ("name", "sku")),
    ("item_detail", ("category", "sku")),
    ("item_detail", ("price_minor", "sku")),
    ("listing", ("state", "waiting", "id")),
    ("listing", ("state", "score", "id")),
    ("listing", ("state", "name", "id")),
    ("listing", ("sku",)),
    ("listing", ("act",)),
    ("listing", ("channel", "shop", "seen_at")),
    ("listing", ("channel", "shop", "variant_id")),
    ("listing", ("channel", "shop", "push_stock")),
    ("order_unbound", ("listing", "act", "order_id")),
    ("order_unbound", ("act",)),
)
TABLES = (
    "order_counted", "order_day", "order_share", "order_unbound", "listing", "item_detail",
)  # fmt: skip


def _texts(*names: str, default: str | None = "") -> list[sa.Column]:
    return [sa.Column(name, TEXT, nullable=False, server_default=default) for name in names]


def _wholes(*names: str, default: str | None = "0") -> list[sa.Column]:
    return [
        sa.Column(name, sa.BigInteger(), nullable=False, server_default=default) for name in names
    ]


def _maybe(kind: sa.types.TypeEngine, *names: str) -> list[sa.Column]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _yes(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true())


def _key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("warehouse", *names, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    _items()
    _listings()
    _unbound()
    _days()
    for table, columns in INDEXES:
        name = op.f(f"ix_{table}_warehouse_{'_'.join(columns)}")
        op.create_index(name, table, ["warehouse", *columns])
    _fill()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _items() -> None:
    op.create_table(
        "item_detail",
        *_texts("warehouse", "sku", "sku_key", default=None),
        *_texts("name", "spec"),
        *_maybe(sa.BigInteger(), "weight_g"),
        _yes("active"),
        *_texts("category"),
        *_maybe(sa.BigInteger(), "price_minor"),
        *_texts("currency"),
        *_wholes("length_mm", "width_mm", "height_mm"),
        *_texts("picture"),
        *_wholes("parts"),
        *_texts("words"),
        _key("item_detail", "sku"),
        comment="of the center alone: benches need none of it",
    )


def _listings() -> None:
    op.create_table(
        "listing",
        *_texts(
            "warehouse", "id", "channel", "shop", "listing_id", "variant_id", default=None
        ),
        *_texts("code", "name", "spec", "barcode"),
        *_maybe(sa.BigInteger(), "price_minor"),
        *_texts("currency"),
        *_maybe(sa.BigInteger(), "stock"),
        _yes("on_sale"),
        *_texts("picture"),
        *_maybe(UTC, "revision_at"),
        sa.Column("seen_at", UTC, nullable=False),
        *_maybe(UTC, "gone_at"),
        *_texts("words"),
        *_texts("state", default="unbound"),
        *_texts("sku"),
        *_wholes("pieces", default="1"),
        *_texts("bound_by", "how", "act"),
        *_maybe(UTC, "bound_at"),
        *_wholes("waiting"),
        *_texts("suggested"),
        *_wholes("score", "lead"),
        *_texts("suggestions", default="[]"),
        *_maybe(UTC, "suggested_at"),
        *_maybe(sa.BigInteger(), "push_stock"),
        *_texts("push_words"),
        *_maybe(UTC, "pushed_at"),
        _key("listing", "id"),
        sa.UniqueConstraint(
            "warehouse", "channel", "shop", "listing_id", "variant_id", "code",
            name=op.f("uq_listing_warehouse_channel_shop_listing_id_variant_id_code"),
        ),
        sa.CheckConstraint(
            "state IN ('unbound', 'bound', 'ignored')", name=op.f("ck_listing_state_known")
        ),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_listing_pieces_positive")),
        comment="one thing that can be bought in a shop: a variant, or an item without variants",
    )  # fmt: skip


def _unbound() -> None:
    op.create_table(
        "order_unbound",
        *_texts("warehouse", "order_id", default=None),
        *_wholes("line_no", default=None),
        *_texts("listing", "told_state", default=None),
        *_texts("told_reason", "act"),
        _key("order_unbound", "order_id", "line_no"),
        sa.ForeignKeyConstraint(
            ["warehouse", "order_id"],
            ["orders.warehouse", "orders.id"],
            name=op.f("fk_order_unbound_orders"),
            ondelete="CASCADE",
        ),
    )


def _days() -> None:
    parts = ("day", "channel", "shop", "payment")
    op.create_table(
        "order_share",
        *_texts("warehouse", "order_id", "category", *parts, default=None),
        *_texts("currency"),
        *_wholes("orders", "pieces", "paid_minor"),
        _key("order_share", "order_id", "category"),
        comment="stays when the order is archived",
    )
    op.create_table(
        "order_day",
        *_texts("warehouse", *parts, "category", "currency", default=None),
        *_wholes("orders", "pieces", "paid_minor"),
        _key("order_day", *parts, "category", "currency"),
    )
    op.create_table(
        "order_counted",
        *_texts("warehouse", "name", default=None),
        *_wholes("seq"),
        *_texts("order_id"),
        sa.Column("at", UTC, nullable=False),
        _key("order_counted", "name"),
    )


def _fill() -> None:
    """The items that are there already, so that they stand in the list of the catalogue."""
    bind = op.get_bind()
    kits = sa.text("SELECT warehouse, kit_sku, COUNT(*) FROM kit_part GROUP BY warehouse, kit_sku")
    parts = {(row[0], row[1]): row[2] for row in bind.execute(kits)}
    found = bind.execute(sa.text("SELECT warehouse, sku, active, document FROM item"))
    rows = [_row(*row, parts.get((row[0], row[1]), 0)) for row in found]
    if rows:
        columns = [sa.column(name) for name in rows[0]]
        bind.execute(sa.insert(sa.table("item_detail", *columns)), rows)


def _row(warehouse: str, sku: str, active: bool, document: str, parts: int) -> dict[str, object]:
    item = json.loads(document)
    codes = [one["code"] for one in item.get("barcodes", ())]
    words = " ".join((sku, item["name"], item.get("spec", ""), *codes))
    key = sku.strip()
    gtin = key.isascii() and key.isdigit() and len(key) in GTIN_LENGTHS
    return {
        "warehouse": warehouse,
        "sku": sku,
        "sku_key": key.zfill(14) if gtin else key.upper(),
        "name": item["name"],
        "spec": item.get("spec", ""),
        "weight_g": item.get("weight_g"),
        "active": bool(active),
        "picture": item.get("picture", ""),
        "parts": parts,
        "words": unicodedata.normalize("NFKC", words).casefold(),
    }
