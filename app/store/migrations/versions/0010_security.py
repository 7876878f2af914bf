"""The sealed recipient beside the order, the audit trail, the database roles of stations."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _audit() -> None:
    op.create_table(
        "audit",
        _text("warehouse", None),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        _text("who", None),
        _text("action", None),
        _text("about"),
        _text("before", "{}"),
        _text("after", "{}"),
        _text("prev_sha256", None),
        _text("sha256", None),
        sa.PrimaryKeyConstraint("warehouse", "n", name=op.f("pk_audit")),
        comment="append-only; each row holds the hash of the row before it; no personal data",
    )
    op.create_index(op.f("ix_audit_warehouse_about_n"), "audit", ["warehouse", "about", "n"])


def _sql_station() -> None:
    op.create_table(
        "sql_station",
        _text("warehouse", None),
        _text("station_id", None),
        _text("role", None),
        sa.PrimaryKeyConstraint("warehouse", "station_id", name=op.f("pk_sql_station")),
        comment="whose rows a database role sees (PostgreSQL, row-level security)",
    )
    op.create_index(op.f("ix_sql_station_warehouse_role"), "sql_station", ["warehouse", "role"])


def upgrade() -> None:
    # Recipients of a center's older rows stay until `center keys seal` or their next writing.
    op.add_column("orders", _text("private"))
    # A bench copies its orders anew, and seals each as it comes.
    op.execute("DELETE FROM sync_cursor WHERE scope = 'orders'")
    _audit()
    _sql_station()


def downgrade() -> None:
    op.drop_table("sql_station")
    op.drop_table("audit")
    with op.batch_alter_table("orders") as table:
        table.drop_column("private")
