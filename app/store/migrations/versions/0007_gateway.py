"""Enrolment of stations, lent waves, exceptions that benches hear of, floors of feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("station_id", TEXT, nullable=False),
        sa.Column("code_hash", TEXT, nullable=False),
        sa.Column("until", UTC, nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("used_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "station_id", name=op.f("pk_enrolment")),
        comment="one-time codes by which a bench gets its token",
    )


def _wave_lease() -> None:
    op.create_table(
        "wave_lease",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("wave", TEXT, nullable=False),
        sa.Column("station_id", TEXT, nullable=False, server_default=""),
        sa.Column("until", UTC, nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "wave", name=op.f("pk_wave_lease")),
        comment="whose orders these are while the center cannot be asked",
    )
    op.create_index(
        op.f("ix_wave_lease_warehouse_seq_wave"), "wave_lease", ["warehouse", "seq", "wave"]
    )


def upgrade() -> None:
    _enrolment()
    _wave_lease()
    zero = {"nullable": False, "server_default": "0"}
    op.add_column("exception_task", sa.Column("seq", sa.BigInteger(), **zero))
    op.create_index(
        op.f("ix_exception_task_warehouse_seq_id"), "exception_task", ["warehouse", "seq", "id"]
    )
    op.add_column("feed_head", sa.Column("floor", sa.BigInteger(), **zero))


def downgrade() -> None:
    with op.batch_alter_table("feed_head") as table:
        table.drop_column("floor")
    op.drop_index(op.f("ix_exception_task_warehouse_seq_id"), "exception_task")
    with op.batch_alter_table("exception_task") as table:
        table.drop_column("seq")
    op.drop_table("wave_lease")
    op.drop_table("enrolment")
