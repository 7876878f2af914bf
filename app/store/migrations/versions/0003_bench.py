"""Journal, outbox, checkpoints and cursors."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _checkpoint() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("station_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("warehouse", "station_id", "name", name=op.f("pk_checkpoint")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("station_id", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False, server_default=""),
        sa.Column("operator_id", TEXT, nullable=False, server_default=""),
        sa.Column("at", UTC, nullable=False),
        sa.Column("mono_ms", sa.BigInteger(), nullable=False),
        sa.Column("boot_id", TEXT, nullable=False),
        sa.Column("prev_sha256", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("recv_at", UTC, nullable=True),
        sa.Column("verdict", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_journal")),
        sa.UniqueConstraint(
            "warehouse", "station_id", "n", name=op.f("uq_journal_warehouse_station_id_n")
        ),
        comment="append-only; each row holds the hash of the row before it",
    )
    op.create_index(
        op.f("ix_journal_warehouse_order_id_station_id_n"),
        "journal",
        ["warehouse", "order_id", "station_id", "n"],
    )


def _sync_cursor() -> None:
    op.create_table(
        "sync_cursor",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("epoch", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("id", TEXT, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("warehouse", "scope", name=op.f("pk_sync_cursor")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("station_id", TEXT, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("state", TEXT, nullable=False, server_default="waiting"),
        sa.Column("tries", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("last_error", TEXT, nullable=False, server_default=""),
        sa.Column("answered_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "station_id", "n", name=op.f("pk_outbox")),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'duplicate', 'quarantined')",
            name=op.f("ck_outbox_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["warehouse", "station_id", "n"],
            ["journal.warehouse", "journal.station_id", "journal.n"],
            name=op.f("fk_outbox_journal"),
        ),
    )
    op.create_index(
        op.f("ix_outbox_warehouse_station_id_state_n"),
        "outbox",
        ["warehouse", "station_id", "state", "n"],
    )


def upgrade() -> None:
    _checkpoint()
    _journal()
    _sync_cursor()
    _outbox()


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("sync_cursor")
    op.drop_table("journal")
    op.drop_table("checkpoint")
