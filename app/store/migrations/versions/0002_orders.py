"""Orders and the codes that open them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("shop", TEXT, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("courier", TEXT, nullable=False, server_default=""),
        sa.Column("tote", TEXT, nullable=False, server_default=""),
        sa.Column("slip", TEXT, nullable=False, server_default=""),
        sa.Column("wave", TEXT, nullable=False, server_default=""),
        sa.Column("cut_off", UTC, nullable=True),
        sa.Column("single_sku", TEXT, nullable=False, server_default=""),
        sa.Column("holder", TEXT, nullable=False, server_default=""),
        sa.Column("fence", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("lease_until", UTC, nullable=True),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("progress", TEXT, nullable=True),
        sa.Column("by_operator", TEXT, nullable=False, server_default=""),
        sa.Column("by_station", TEXT, nullable=False, server_default=""),
        sa.Column("updated_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_orders")),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'held', 'refunded', 'cancelled', 'parked', 'returned', 'packed')",
            name=op.f("ck_orders_state_known"),
        ),
        sa.UniqueConstraint(
            "warehouse",
            "channel",
            "shop",
            "number",
            name=op.f("uq_orders_warehouse_channel_shop_number"),
        ),
    )


def _orders_indexes() -> None:
    op.create_index(op.f("ix_orders_warehouse_holder"), "orders", ["warehouse", "holder"])
    op.create_index(op.f("ix_orders_warehouse_seq_id"), "orders", ["warehouse", "seq", "id"])
    op.create_index(
        op.f("ix_orders_warehouse_single_sku_state_cut_off"),
        "orders",
        ["warehouse", "single_sku", "state", "cut_off"],
    )
    op.create_index(
        op.f("ix_orders_warehouse_state_cut_off"), "orders", ["warehouse", "state", "cut_off"]
    )
    op.create_index(op.f("ix_orders_warehouse_wave"), "orders", ["warehouse", "wave"])


def _order_code() -> None:
    op.create_table(
        "order_code",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.PrimaryKeyConstraint(
            "warehouse", "code", "order_id", "kind", name=op.f("pk_order_code")
        ),
        sa.CheckConstraint(
            "kind IN ('number', 'slip', 'tote', 'waybill', 'ticket')",
            name=op.f("ck_order_code_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["warehouse", "order_id"],
            ["orders.warehouse", "orders.id"],
            name=op.f("fk_order_code_orders"),
            ondelete="CASCADE",
        ),
        comment="any code on any paper opens the right order",
    )
    op.create_index(
        op.f("ix_order_code_warehouse_order_id_kind"),
        "order_code",
        ["warehouse", "order_id", "kind"],
    )


def _order_line() -> None:
    op.create_table(
        "order_line",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("sku", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False, server_default=""),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("gift", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("warehouse", "order_id", "line_no", name=op.f("pk_order_line")),
        sa.ForeignKeyConstraint(
            ["warehouse", "order_id"],
            ["orders.warehouse", "orders.id"],
            name=op.f("fk_order_line_orders"),
            ondelete="CASCADE",
        ),
        comment="for the center's reports; a bench reads the document",
    )
    op.create_index(op.f("ix_order_line_warehouse_sku"), "order_line", ["warehouse", "sku"])


def upgrade() -> None:
    _orders()
    _orders_indexes()
    _order_code()
    _order_line()


def downgrade() -> None:
    op.drop_table("order_line")
    op.drop_table("order_code")
    op.drop_table("orders")
