"""Items, codes, kits and boxes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _box() -> None:
    op.create_table(
        "box",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "code", name=op.f("pk_box")),
    )
    op.create_index(op.f("ix_box_warehouse_seq_code"), "box", ["warehouse", "seq", "code"])


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("sku", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "sku", name=op.f("pk_item")),
    )
    op.create_index(op.f("ix_item_warehouse_seq_sku"), "item", ["warehouse", "seq", "sku"])


def _item_barcode() -> None:
    op.create_table(
        "item_barcode",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("sku", TEXT, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False, server_default="1"),
        sa.Column("level", TEXT, nullable=False, server_default="each"),
        sa.PrimaryKeyConstraint("warehouse", "code", "sku", name=op.f("pk_item_barcode")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_item_barcode_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["warehouse", "sku"],
            ["item.warehouse", "item.sku"],
            name=op.f("fk_item_barcode_item"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_item_barcode_warehouse_sku"), "item_barcode", ["warehouse", "sku"])


def _kit_part() -> None:
    op.create_table(
        "kit_part",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("kit_sku", TEXT, nullable=False),
        sa.Column("part_sku", TEXT, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("warehouse", "kit_sku", "part_sku", name=op.f("pk_kit_part")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_kit_part_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["warehouse", "part_sku"],
            ["item.warehouse", "item.sku"],
            name=op.f("fk_kit_part_item"),
            ondelete="CASCADE",
        ),
    )


def upgrade() -> None:
    _box()
    _item()
    _item_barcode()
    _kit_part()


def downgrade() -> None:
    op.drop_table("kit_part")
    op.drop_table("item_barcode")
    op.drop_table("item")
    op.drop_table("box")
