"""What shops say of orders' buying and paying."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def upgrade() -> None:
    op.create_table(
        "order_trade",
        *(_text(name, None) for name in ("warehouse", "order_id")),
        *(_text(name) for name in ("channel", "shop", "number")),
        *(sa.Column(name, UTC, nullable=True) for name in ("created_at", "paid_at")),
        *(_text(name) for name in ("buyer", "currency")),
        sa.Column("paid_minor", sa.BigInteger(), nullable=True),
        sa.Column("platform_minor", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("cash_on_delivery", sa.Boolean(), nullable=False, server_default=sa.false()),
        _text("presale"),
        _text("document", None),
        sa.PrimaryKeyConstraint("warehouse", "order_id", name=op.f("pk_order_trade")),
    )
    for columns in (("created_at",), ("paid_at",), ("number",), ("channel", "shop", "buyer")):
        name = op.f(f"ix_order_trade_warehouse_{'_'.join(columns)}")
        op.create_index(name, "order_trade", ["warehouse", *columns])
    op.create_table(
        "order_payment",
        *(_text(name, None) for name in ("warehouse", "transaction_no", "order_id")),
        sa.PrimaryKeyConstraint(
            "warehouse", "transaction_no", "order_id", name=op.f("pk_order_payment")
        ),
    )
    op.create_index(
        op.f("ix_order_payment_warehouse_order_id"), "order_payment", ["warehouse", "order_id"]
    )


def downgrade() -> None:
    op.drop_table("order_payment")
    op.drop_table("order_trade")
