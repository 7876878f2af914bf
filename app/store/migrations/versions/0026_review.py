"""Review: the rules, version by version, what they decided of each order, the black list."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column[object]:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, UTC, nullable=False)


def upgrade() -> None:
    op.create_table(
        "review_set",
        _text("warehouse", None),
        sa.Column("n", sa.BigInteger(), nullable=False),
        _moment("at"),
        _text("who"),
        _text("what"),
        _text("document", None),
        sa.PrimaryKeyConstraint("warehouse", "n", name=op.f("pk_review_set")),
        comment="append-only: a decision names the version it was made by",
    )
    op.create_table(
        "order_review",
        *(_text(name, None) for name in ("warehouse", "order_id", "outcome")),
        _text("rule"),
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="0"),
        _moment("judged_at"),
        _text("who"),
        _text("document", None),
        sa.PrimaryKeyConstraint("warehouse", "order_id", name=op.f("pk_order_review")),
    )
    for columns in (("judged_at",), ("outcome", "judged_at"), ("rule", "judged_at")):
        name = op.f(f"ix_order_review_warehouse_{'_'.join(columns)}")
        op.create_index(name, "order_review", ["warehouse", *columns])
    op.create_table(
        "review_black",
        *(_text(name, None) for name in ("warehouse", "buyer")),
        _text("note"),
        _moment("at"),
        _text("who"),
        sa.PrimaryKeyConstraint("warehouse", "buyer", name=op.f("pk_review_black")),
    )


def downgrade() -> None:
    for name in ("review_black", "order_review", "review_set"):
        op.drop_table(name)
