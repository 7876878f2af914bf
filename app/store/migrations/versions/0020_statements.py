"""Payment platforms' statements and the state of every line."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
STATES = (
    "new", "cleared", "amount_differs", "duplicate", "refunded", "partly_refunded",
    "refund_failed", "other_period", "revoked", "fee", "transfer", "told_twice", "suggestion",
    "paid_but_no_order", "refund_but_no_order", "unknown_kind",
)  # fmt: skip


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _whole(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def upgrade() -> None:
    op.create_table(
        "statement_file",
        *(_text(name, None) for name in ("warehouse", "id", "name", "file_sha256", "providers")),
        _text("account"),
        sa.Column("taken_at", UTC, nullable=False),
        _text("taken_by"),
        _whole("lines"),
        _whole("new_lines"),
        _text("sums"),
        _flag("agree"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_statement_file")),
        sa.UniqueConstraint(
            "warehouse", "file_sha256", name=op.f("uq_statement_file_warehouse_file_sha256")
        ),
    )
    op.create_index(
        op.f("ix_statement_file_warehouse_taken_at"), "statement_file", ["warehouse", "taken_at"]
    )
    _lines()


def _lines() -> None:
    op.create_table(
        "statement_line",
        *(
            _text(name, None)
            for name in ("warehouse", "id", "file_id", "provider", "line_key", "kind")
        ),
        sa.Column("happened_at", UTC, nullable=False),
        *(_text(name) for name in ("trade_no", "order_ref", "order_number")),
        _text("currency", None),
        *(_whole(f"{name}_minor") for name in ("amount", "settled", "fee")),
        *(_text(name) for name in ("refund_ref", "platform_state", "words")),
        _text("state", "new"),
        _text("order_id"),
        _flag("worked"),
        _text("note"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_statement_line")),
        sa.UniqueConstraint(
            "warehouse",
            "provider",
            "line_key",
            name=op.f("uq_statement_line_warehouse_provider_line_key"),
        ),
        sa.CheckConstraint(
            f"state IN ({', '.join(repr(state) for state in STATES)})",
            name=op.f("ck_statement_line_state_known"),
        ),
    )
    for columns in (
        ("file_id",),
        ("state", "worked", "happened_at"),
        ("order_number",),
        ("trade_no",),
        ("happened_at",),
    ):
        name = op.f(f"ix_statement_line_warehouse_{'_'.join(columns)}")
        op.create_index(name, "statement_line", ["warehouse", *columns])


def downgrade() -> None:
    op.drop_table("statement_line")
    op.drop_table("statement_file")
