"""Waves released to the benches, the orders in each, and by which policy."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column[object]:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _whole(name: str, default: str | None = "0") -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UTC, nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("warehouse", *columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.create_table(
        "wave",
        _text("warehouse", None),
        _text("number", None),
        _text("courier"),
        _text("zone"),
        _text("kind", None),
        _whole("orders"),
        _whole("pieces"),
        _moment("cut_off", nullable=True),
        _moment("made_at"),
        _text("made_by"),
        _text("picker"),
        _whole("lists"),
        _key("wave", "number"),
        sa.CheckConstraint("kind IN ('batch', 'single')", name=op.f("ck_wave_kind_known")),
    )
    for first in ("made_at", "cut_off"):
        name = op.f(f"ix_wave_warehouse_{first}_number")
        op.create_index(name, "wave", ["warehouse", first, "number"])
    op.create_table(
        "wave_order",
        *(_text(name, None) for name in ("warehouse", "wave", "order_id")),
        _whole("slot", None),
        _whole("pieces"),
        _whole("slips"),
        _key("wave_order", "wave", "order_id"),
        comment="stays when the order leaves the wave: the list says so",
    )
    op.create_index(
        op.f("ix_wave_order_warehouse_order_id"), "wave_order", ["warehouse", "order_id"]
    )
    op.create_table(
        "wave_day",
        *(_text(name, None) for name in ("warehouse", "day")),
        _whole("made"),
        _key("wave_day", "day"),
        comment="one row a day, locked by whoever makes waves: numbers, and one maker at a time",
    )
    op.create_table(
        "wave_policy",
        *(_text(name, None) for name in ("warehouse", "id", "document")),
        _moment("changed_at"),
        _text("changed_by"),
        _key("wave_policy", "id"),
    )


def downgrade() -> None:
    for name in ("wave_policy", "wave_day", "wave_order", "wave"):
        op.drop_table(name)
