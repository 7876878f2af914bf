"""Parcels, waybill numbers and rate cards."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _parcel() -> None:
    op.create_table(
        "parcel",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("order_number", TEXT, nullable=False, server_default=""),
        sa.Column("parcel_no", sa.BigInteger(), nullable=False),
        sa.Column("parcel_of", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", TEXT, nullable=False, server_default=""),
        sa.Column("contents", TEXT, nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("box", TEXT, nullable=False, server_default=""),
        sa.Column("courier", TEXT, nullable=False),
        sa.Column("waybill", TEXT, nullable=False, server_default=""),
        sa.Column("zone", TEXT, nullable=False, server_default=""),
        sa.Column("charge_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", TEXT, nullable=False, server_default=""),
        sa.Column("card_hash", TEXT, nullable=False, server_default=""),
        sa.Column("station_id", TEXT, nullable=False),
        sa.Column("operator_id", TEXT, nullable=False, server_default=""),
        sa.Column("fact_id", TEXT, nullable=True),
        sa.Column("packed_at", UTC, nullable=False),
        sa.Column("recv_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_parcel")),
    )


def _parcel_indexes() -> None:
    op.create_index(
        op.f("ix_parcel_warehouse_courier_waybill"), "parcel", ["warehouse", "courier", "waybill"]
    )
    op.create_index(
        op.f("ix_parcel_warehouse_order_id_parcel_no"),
        "parcel",
        ["warehouse", "order_id", "parcel_no"],
    )
    op.create_index(op.f("ix_parcel_warehouse_packed_at"), "parcel", ["warehouse", "packed_at"])
    op.create_index(
        op.f("uq_parcel_accepted"),
        "parcel",
        ["warehouse", "order_id", "parcel_no"],
        unique=True,
        sqlite_where=sa.text("accepted"),
        postgresql_where=sa.text("accepted"),
    )


def _rate_card() -> None:
    op.create_table(
        "rate_card",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("courier", TEXT, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_rate_card")),
    )
    op.create_index(
        op.f("ix_rate_card_warehouse_courier_valid_from"),
        "rate_card",
        ["warehouse", "courier", "valid_from"],
    )
    op.create_index(op.f("ix_rate_card_warehouse_seq_id"), "rate_card", ["warehouse", "seq", "id"])


def _waybill_number() -> None:
    op.create_table(
        "waybill_number",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("courier", TEXT, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False, server_default="pool"),
        sa.Column("station_id", TEXT, nullable=False, server_default=""),
        sa.Column("parcel_id", TEXT, nullable=False, server_default=""),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_waybill_number")),
        sa.CheckConstraint(
            "state IN ('pool', 'leased', 'assigned', 'printed', 'proven', 'voided')",
            name=op.f("ck_waybill_number_state_known"),
        ),
    )
    op.create_index(
        op.f("ix_waybill_number_warehouse_courier_station_id_state_number"),
        "waybill_number",
        ["warehouse", "courier", "station_id", "state", "number"],
    )
    op.create_index(
        op.f("ix_waybill_number_warehouse_parcel_id"), "waybill_number", ["warehouse", "parcel_id"]
    )
    op.create_index(
        op.f("ix_waybill_number_warehouse_station_id_seq_id"),
        "waybill_number",
        ["warehouse", "station_id", "seq", "id"],
    )


def upgrade() -> None:
    _parcel()
    _parcel_indexes()
    _rate_card()
    _waybill_number()


def downgrade() -> None:
    op.drop_table("waybill_number")
    op.drop_table("rate_card")
    op.drop_table("parcel")
