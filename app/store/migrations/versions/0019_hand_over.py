"""The hand-over: packed parcels for every bench, and manifests."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

# Stations with a database role of their own have it from a version that did not know this table.
STATIONS_MAY_READ = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'secondpass_station') THEN
    ALTER TABLE hand_parcel ENABLE ROW LEVEL SECURITY;
    CREATE POLICY station_select ON hand_parcel FOR SELECT TO secondpass_station USING (
      warehouse = (SELECT s.warehouse FROM sql_station AS s WHERE s.role = current_user)
    );
    GRANT SELECT ON hand_parcel TO secondpass_station;
  END IF;
END $$
"""


def _text(name: str, default: str | None = None) -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _whole(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def _hand_parcel() -> None:
    op.create_table(
        "hand_parcel",
        *map(_text, ("warehouse", "id", "order_id", "courier", "waybill")),
        _text("account", ""),
        _text("manifest", ""),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("packed_at", MOMENT, nullable=False),
        _text("document"),
        _whole("seq"),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_hand_parcel")),
        comment="nobody is named here: a number, a place, a weight",
    )
    for columns in (
        ("waybill",),
        ("courier", "account", "manifest", "packed_at"),
        ("manifest",),
        ("seq", "id"),
    ):
        name = "_".join(("ix_hand_parcel_warehouse", *columns))
        op.create_index(op.f(name), "hand_parcel", ["warehouse", *columns])


def _manifest() -> None:
    op.create_table(
        "manifest",
        *map(_text, ("warehouse", "number", "courier")),
        _text("account", ""),
        sa.Column("ship_date", sa.Date(), nullable=False),
        _text("state", "open"),
        _text("station_id"),
        _text("operator_id", ""),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("handed_at", MOMENT, nullable=True),
        *map(_whole, ("parcels", "grams", "missing", "copies")),
        sa.PrimaryKeyConstraint("warehouse", "number", name=op.f("pk_manifest")),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'handed')", name=op.f("ck_manifest_state_known")
        ),
    )
    op.create_index(
        op.f("ix_manifest_warehouse_ship_date_courier"),
        "manifest",
        ["warehouse", "ship_date", "courier"],
    )


def upgrade() -> None:
    _hand_parcel()
    _manifest()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(STATIONS_MAY_READ)


def downgrade() -> None:
    op.execute("DELETE FROM sync_cursor WHERE scope = 'hand_parcels'")
    op.execute("DELETE FROM feed_head WHERE scope = 'hand_parcels'")
    op.drop_table("manifest")
    op.drop_table("hand_parcel")
