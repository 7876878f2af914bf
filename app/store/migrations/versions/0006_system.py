"""Epoch, feeds, stations, operators and jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _center() -> None:
    op.create_table(
        "center",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("epoch", TEXT, nullable=False),
        sa.Column("since", UTC, nullable=False),
        sa.PrimaryKeyConstraint("warehouse", name=op.f("pk_center")),
    )


def _feed_head() -> None:
    op.create_table(
        "feed_head",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "scope", name=op.f("pk_feed_head")),
        comment="one counter a scope, bumped inside the writing transaction, touched last",
    )


def _job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("job", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False, server_default=""),
        sa.Column("started_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("counts", TEXT, nullable=False, server_default="{}"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_job_run")),
        sa.CheckConstraint(
            "state IN ('scheduled', 'running', 'completed', 'failed', 'skipped', 'interrupted')",
            name=op.f("ck_job_run_state_known"),
        ),
    )
    op.create_index(
        op.f("ix_job_run_warehouse_job_started_at"), "job_run", ["warehouse", "job", "started_at"]
    )


def _operator() -> None:
    op.create_table(
        "operator",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("badge", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_operator")),
    )
    op.create_index(op.f("ix_operator_warehouse_badge"), "operator", ["warehouse", "badge"])
    op.create_index(op.f("ix_operator_warehouse_seq_id"), "operator", ["warehouse", "seq", "id"])


def _station() -> None:
    op.create_table(
        "station",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False, server_default=""),
        sa.Column("token_hash", TEXT, nullable=False, server_default=""),
        sa.Column("program", TEXT, nullable=False, server_default=""),
        sa.Column("seen_at", UTC, nullable=True),
        sa.Column("skew_ms", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("waiting", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_station")),
    )


def upgrade() -> None:
    _center()
    _feed_head()
    _job_run()
    _operator()
    _station()


def downgrade() -> None:
    op.drop_table("station")
    op.drop_table("operator")
    op.drop_table("job_run")
    op.drop_table("feed_head")
    op.drop_table("center")
