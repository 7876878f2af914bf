"""Couriers' bills and the cause of every line."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _whole(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def _maybe(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def upgrade() -> None:
    op.create_table(
        "courier_bill",
        *(_text(name, None) for name in ("warehouse", "id", "courier", "name", "file_sha256")),
        _text("currency", None),
        sa.Column("taken_at", UTC, nullable=False),
        _text("taken_by"),
        _whole("lines"),
        _maybe("stated_minor"),
        *(_whole(name) for name in ("billed_minor", "expected_minor", "claim_minor")),
        _text("warning"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_courier_bill")),
        sa.UniqueConstraint(
            "warehouse", "file_sha256", name=op.f("uq_courier_bill_warehouse_file_sha256")
        ),
    )
    op.create_index(
        op.f("ix_courier_bill_warehouse_taken_at"), "courier_bill", ["warehouse", "taken_at"]
    )
    op.create_table(
        "bill_line",
        *(_text(name, None) for name in ("warehouse", "id", "bill_id")),
        _text("bill_name"),
        _text("courier", None),
        _text("sheet"),
        _whole("row"),
        *(_text(name, None) for name in ("waybill", "leg", "cause")),
        _whole("billed_minor"),
        *(
            _maybe(f"{name}_minor")
            for name in ("expected", "zone", "weight", "rate", "extra")
        ),
        _whole("claim_minor"),
        _text("currency", None),
        _maybe("our_grams"),
        _maybe("their_grams"),
        _text("our_place"),
        _text("their_place"),
        sa.Column("ship_date", TEXT, nullable=True),
        _text("parcel_id"),
        _text("state", "open"),
        _text("reason"),
        _text("raw"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_bill_line")),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'disputed', 'recovered', 'written_off')",
            name=op.f("ck_bill_line_state_known"),
        ),
    )
    for columns in (
        ("bill_id", "claim_minor"),
        ("claim_minor",),
        ("waybill",),
        ("state", "claim_minor"),
    ):
        name = op.f(f"ix_bill_line_warehouse_{'_'.join(columns)}")
        op.create_index(name, "bill_line", ["warehouse", *columns])


def downgrade() -> None:
    op.drop_table("bill_line")
    op.drop_table("courier_bill")
