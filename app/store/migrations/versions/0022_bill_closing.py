"""Bills: taken over in batches, closed with a payable document; profiles and returns are told."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
BILL_STATES = "state IN ('taking', 'taken', 'closed', 'paid')"
PAYABLE_STATES = "state IN ('made', 'undone', 'paid')"


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _whole(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def upgrade() -> None:
    with op.batch_alter_table("courier_bill") as table:
        table.add_column(_text("state", "taken"))
        table.add_column(_text("month"))
        table.add_column(_whole("stale"))
        table.create_check_constraint(op.f("ck_courier_bill_state_known"), BILL_STATES)
    with op.batch_alter_table("bill_line") as table:
        table.add_column(_text("zone"))
    op.create_table(
        "bill_payable",
        *(_text(name, None) for name in ("warehouse", "id", "bill_id", "courier")),
        _text("month"),
        _text("currency", None),
        _whole("amount_minor"),
        _text("state", "made"),
        sa.Column("made_at", UTC, nullable=False),
        _text("made_by"),
        sa.Column("paid_at", UTC, nullable=True),
        _text("document", None),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_bill_payable")),
        sa.CheckConstraint(PAYABLE_STATES, name=op.f("ck_bill_payable_state_known")),
    )
    op.create_index(
        op.f("ix_bill_payable_warehouse_bill_id"), "bill_payable", ["warehouse", "bill_id"]
    )
    op.create_table(
        "bill_profile",
        *(_text(name, None) for name in ("warehouse", "courier", "document")),
        sa.Column("saved_at", UTC, nullable=False),
        _text("saved_by"),
        sa.PrimaryKeyConstraint("warehouse", "courier", name=op.f("pk_bill_profile")),
    )
    op.create_table(
        "parcel_return",
        *(_text(name, None) for name in ("warehouse", "courier", "waybill")),
        sa.Column("told_at", UTC, nullable=False),
        _text("told_by"),
        _text("source"),
        sa.PrimaryKeyConstraint("warehouse", "courier", "waybill", name=op.f("pk_parcel_return")),
    )


def downgrade() -> None:
    op.drop_table("parcel_return")
    op.drop_table("bill_profile")
    op.drop_table("bill_payable")
    op.execute("DELETE FROM bill_line WHERE bill_id IN "
               "(SELECT id FROM courier_bill WHERE state = 'taking')")  # fmt: skip
    op.execute("DELETE FROM courier_bill WHERE state = 'taking'")
    with op.batch_alter_table("bill_line") as table:
        table.drop_column("zone")
    with op.batch_alter_table("courier_bill") as table:
        table.drop_constraint(op.f("ck_courier_bill_state_known"), type_="check")
        for name in ("stale", "month", "state"):
            table.drop_column(name)
