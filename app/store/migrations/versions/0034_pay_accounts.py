"""Accounts at the payment platforms, which days of theirs are here, and told columns of files."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column[object]:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, UTC, nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("warehouse", *columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    _payments_by("order_id", "transaction_no")
    op.create_table(
        "pay_account",
        *(_text(name, None) for name in ("warehouse", "id", "platform")),
        _text("options", "{}"),
        sa.Column("enabled", sa.Boolean(), nullable=False, server_default=sa.true()),
        _text("first_day"),
        _moment("changed_at"),
        _key("pay_account", "id"),
        comment="keys of accounts are never here: app/store/shop_keys.py",
    )
    op.create_table(
        "pay_day",
        *(_text(name, None) for name in ("warehouse", "account", "bill", "day")),
        _text("file_id"),
        _moment("at"),
        _key("pay_day", "account", "bill", "day"),
        comment="a day that was fetched; without a file there was no business",
    )
    op.create_table(
        "statement_profile",
        *(_text(name, None) for name in ("warehouse", "id", "document")),
        _moment("changed_at"),
        _text("changed_by"),
        _key("statement_profile", "id"),
    )


def _payments_by(*columns: str) -> None:
    """One index of the claims in place of the other; the longer one tells all of a claim."""
    before = ("order_id",) if len(columns) > 1 else ("order_id", "transaction_no")
    op.drop_index(op.f(f"ix_order_payment_warehouse_{'_'.join(before)}"), "order_payment")
    name = op.f(f"ix_order_payment_warehouse_{'_'.join(columns)}")
    op.create_index(name, "order_payment", ["warehouse", *columns])


def downgrade() -> None:
    _payments_by("order_id")
    for name in ("statement_profile", "pay_day", "pay_account"):
        op.drop_table(name)
