"""Shops and jobs as data; shipments told to shops; refunds; merged and split orders."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
JOB_STATES = "'idle', 'running', 'waiting', 'failed', 'signed_out'"
NOTICE_STATES = "'queued', 'asking', 'told', 'refused'"
REFUND_STATES = "'open', 'refunded', 'closed'"


def _texts(*names: str, default: str | None = "") -> list[sa.Column[object]]:
    return [sa.Column(name, TEXT, nullable=False, server_default=default) for name in names]


def _moments(*names: str, empty: bool = True) -> list[sa.Column[object]]:
    return [sa.Column(name, UTC, nullable=empty) for name in names]


def _wholes(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False, server_default="0") for name in names]


def _flags(*names: str, on: bool = False) -> list[sa.Column[object]]:
    value = sa.true() if on else sa.false()
    return [sa.Column(name, sa.Boolean(), nullable=False, server_default=value) for name in names]


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("warehouse", *columns, name=op.f(f"pk_{table}"))


def _known(table: str, column: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({words})", name=op.f(f"ck_{table}_{column}_known"))


def _index(table: str, *columns: str) -> None:
    name = op.f(f"ix_{table}_warehouse_{'_'.join(columns)}")
    op.create_index(name, table, ["warehouse", *columns])


def upgrade() -> None:
    op.create_table(
        "shop",
        *_texts("warehouse", "id", "platform", default=None),
        *_texts("name", "base_url"),
        *_texts("options", default="{}"),
        *_flags("enabled", on=True),
        *_moments("signed_out_at"),
        *_moments("changed_at", empty=False),
        _key("shop", "id"),
        comment="keys of shops are never here: app/store/shop_keys.py",
    )
    op.create_table(
        "job",
        *_texts("warehouse", "id", "kind", default=None),
        *_texts("shop"),
        *_wholes("every_s"),
        *_texts("cursor"),
        *_moments("next_at", empty=False),
        *_texts("state", default="idle"),
        *_texts("reason"),
        *_flags("paused"),
        *_wholes("tries"),
        *_texts("counts", default="{}"),
        *_moments("began_at", "ended_at"),
        *_texts("holder"),
        *_wholes("fence"),
        *_moments("busy_until"),
        _key("job", "id"),
        _known("job", "state", JOB_STATES),
    )
    _index("job", "next_at")
    _index("job", "shop")
    _notices()
    _refunds()
    _groups()
    _index("parcel", "recv_at")


def _notices() -> None:
    op.create_table(
        "shipment_notice",
        *_texts("warehouse", "id", "shop", "order_id", "number", default=None),
        *_texts("parcel_id", "courier", "waybill"),
        *_texts("lines", default="[]"),
        *_flags("last", on=True),
        *_flags("digital"),
        *_texts("replaces"),
        *_texts("state", default="queued"),
        *_wholes("tries"),
        *_texts("reason"),
        *_moments("made_at", "changed_at", "next_at", empty=False),
        _key("shipment_notice", "id"),
        _known("shipment_notice", "state", NOTICE_STATES),
    )
    _index("shipment_notice", "shop", "state", "next_at")
    _index("shipment_notice", "order_id")


def _refunds() -> None:
    op.create_table(
        "order_refund",
        *_texts("warehouse", "id", "channel", "shop", "number", "refund_id", default=None),
        *_texts("state", default="open"),
        *_texts("line", "currency"),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        *_flags("goods_back"),
        *_texts("returning_waybill"),
        *_moments("revision_at"),
        _key("order_refund", "id"),
        _known("order_refund", "state", REFUND_STATES),
    )
    _index("order_refund", "channel", "shop", "number")
    _index("order_refund", "state", "revision_at")


def _groups() -> None:
    op.create_table(
        "order_group",
        *_texts("warehouse", "id", "source_id", "made_id", "kind", default=None),
        *_texts("lines", default="[]"),
        *_texts("state", default="standing"),
        *_texts("made_by", "ended_by"),
        *_moments("made_at", empty=False),
        *_moments("ended_at"),
        _key("order_group", "id", "source_id", "made_id"),
        _known("order_group", "kind", "'merge', 'split'"),
        _known("order_group", "state", "'standing', 'undone'"),
    )
    _index("order_group", "source_id")
    _index("order_group", "made_id")


def downgrade() -> None:
    op.drop_index(op.f("ix_parcel_warehouse_recv_at"), "parcel")
    for table in ("order_group", "order_refund", "shipment_notice", "job", "shop"):
        op.drop_table(table)
