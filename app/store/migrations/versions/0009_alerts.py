"""The shift lead's alerts, and who did what about them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _alert() -> None:
    op.create_table(
        "alert",
        _text("warehouse", None),
        _text("id", None),
        _text("kind", None),
        _text("verdict", None),
        _text("order_id"),
        _text("order_number"),
        _text("shop"),
        sa.Column("cut_off", UTC, nullable=True),
        _text("code"),
        _text("found"),
        _text("expected"),
        _text("details", "{}"),
        _text("picker"),
        _text("station_id", None),
        _text("operator_id"),
        _text("words"),
        sa.Column("at", UTC, nullable=False),
        sa.Column("recv_at", UTC, nullable=False),
        sa.Column("cleared_at", UTC, nullable=True),
        _text("state", "open"),
        _text("assignee"),
        _text("cause"),
        _text("note"),
        sa.Column("acknowledged_at", UTC, nullable=True),
        _text("acknowledged_by"),
        sa.Column("closed_at", UTC, nullable=True),
        _text("closed_by"),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_alert")),
        sa.CheckConstraint(
            "kind IN ('mismatch', 'stop', 'printer', 'lead')", name=op.f("ck_alert_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'acknowledged', 'assigned', 'closed')",
            name=op.f("ck_alert_state_known"),
        ),
    )
    for columns in (
        ["at", "id"],
        ["state", "at", "id"],
        ["order_id"],
        ["station_id", "cleared_at", "verdict"],
    ):
        op.create_index(
            op.f(f"ix_alert_warehouse_{'_'.join(columns)}"), "alert", ["warehouse", *columns]
        )


def _alert_action() -> None:
    op.create_table(
        "alert_action",
        _text("warehouse", None),
        _text("id", None),
        _text("about", None),
        _text("action", None),
        _text("by_operator", None),
        sa.Column("at", UTC, nullable=False),
        _text("before", "{}"),
        _text("after", "{}"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_alert_action")),
        comment="who did what and when; never changed",
    )
    op.create_index(
        op.f("ix_alert_action_warehouse_about_at"), "alert_action", ["warehouse", "about", "at"]
    )


def upgrade() -> None:
    _alert()
    _alert_action()


def downgrade() -> None:
    op.drop_table("alert_action")
    op.drop_table("alert")
