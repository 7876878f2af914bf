"""Pick errors, tickets and exceptions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _exception_task() -> None:
    op.create_table(
        "exception_task",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False, server_default=""),
        sa.Column("parcel_id", TEXT, nullable=False, server_default=""),
        sa.Column("station_id", TEXT, nullable=False, server_default=""),
        sa.Column("details", TEXT, nullable=False, server_default="{}"),
        sa.Column("state", TEXT, nullable=False, server_default="open"),
        sa.Column("opened_at", UTC, nullable=False),
        sa.Column("closed_at", UTC, nullable=True),
        sa.Column("closed_by", TEXT, nullable=False, server_default=""),
        sa.Column("note", TEXT, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_exception_task")),
        sa.CheckConstraint(
            "state IN ('open', 'closed')", name=op.f("ck_exception_task_state_known")
        ),
    )
    op.create_index(
        op.f("ix_exception_task_warehouse_order_id"), "exception_task", ["warehouse", "order_id"]
    )
    op.create_index(
        op.f("ix_exception_task_warehouse_state_opened_at"),
        "exception_task",
        ["warehouse", "state", "opened_at"],
    )


def _pick_error() -> None:
    op.create_table(
        "pick_error",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("order_number", TEXT, nullable=False, server_default=""),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False, server_default=""),
        sa.Column("found_sku", TEXT, nullable=False, server_default=""),
        sa.Column("expected_sku", TEXT, nullable=False, server_default=""),
        sa.Column("picker", TEXT, nullable=False, server_default=""),
        sa.Column("station_id", TEXT, nullable=False),
        sa.Column("operator_id", TEXT, nullable=False, server_default=""),
        sa.Column("at", UTC, nullable=False),
        sa.Column("state", TEXT, nullable=False, server_default="open"),
        sa.Column("assignee", TEXT, nullable=False, server_default=""),
        sa.Column("cause", TEXT, nullable=False, server_default=""),
        sa.Column("resolution", TEXT, nullable=False, server_default=""),
        sa.Column("closed_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_pick_error")),
        sa.CheckConstraint(
            "state IN ('open', 'acknowledged', 'assigned', 'closed')",
            name=op.f("ck_pick_error_state_known"),
        ),
    )
    op.create_index(
        op.f("ix_pick_error_warehouse_order_id"), "pick_error", ["warehouse", "order_id"]
    )
    op.create_index(
        op.f("ix_pick_error_warehouse_state_at"), "pick_error", ["warehouse", "state", "at"]
    )


def _repick_ticket() -> None:
    op.create_table(
        "repick_ticket",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("missing", TEXT, nullable=False, server_default="{}"),
        sa.Column("extra", TEXT, nullable=False, server_default="[]"),
        sa.Column("reason", TEXT, nullable=False, server_default=""),
        sa.Column("slot", TEXT, nullable=False, server_default=""),
        sa.Column("station_id", TEXT, nullable=False),
        sa.Column("operator_id", TEXT, nullable=False, server_default=""),
        sa.Column("owner", TEXT, nullable=False, server_default=""),
        sa.Column("state", TEXT, nullable=False, server_default="open"),
        sa.Column("opened_at", UTC, nullable=False),
        sa.Column("closed_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_repick_ticket")),
        sa.CheckConstraint(
            "state IN ('open', 'picked', 'resumed', 'closed')",
            name=op.f("ck_repick_ticket_state_known"),
        ),
    )
    op.create_index(
        op.f("ix_repick_ticket_warehouse_order_id"), "repick_ticket", ["warehouse", "order_id"]
    )
    op.create_index(
        op.f("ix_repick_ticket_warehouse_state_opened_at"),
        "repick_ticket",
        ["warehouse", "state", "opened_at"],
    )


def upgrade() -> None:
    _exception_task()
    _pick_error()
    _repick_ticket()


def downgrade() -> None:
    op.drop_table("repick_ticket")
    op.drop_table("pick_error")
    op.drop_table("exception_task")
