"""Waybill numbers that are bought one by one: what was asked of a courier, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def upgrade() -> None:
    op.create_table(
        "waybill_purchase",
        _text("warehouse", None),
        _text("id", None),
        _text("courier", None),
        _text("service"),
        _text("order_id", None),
        _text("state", "intent"),
        _text("number"),
        sa.Column("tries", sa.BigInteger(), nullable=False, server_default="0"),
        _text("reason"),
        sa.Column("made_at", UTC, nullable=False),
        sa.Column("changed_at", UTC, nullable=False),
        sa.Column("busy_until", UTC, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_waybill_purchase")),
        sa.CheckConstraint(
            "state IN ('intent', 'done', 'failed', 'unknown')",
            name=op.f("ck_waybill_purchase_state_known"),
        ),
        comment="stored before a courier is asked; the id is the parcel's, and the courier's key",
    )
    op.create_index(
        op.f("ix_waybill_purchase_warehouse_state_changed_at"),
        "waybill_purchase",
        ["warehouse", "state", "changed_at"],
    )
    op.create_index(
        "uq_waybill_purchase_number",
        "waybill_purchase",
        ["warehouse", "courier", "number"],
        unique=True,
        sqlite_where=sa.text("number != ''"),
        postgresql_where=sa.text("number != ''"),
    )


def downgrade() -> None:
    op.drop_table("waybill_purchase")
