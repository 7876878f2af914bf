"""A courier's file: couriers, contracts, how couriers are chosen; a card's service."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SHARED = ("courier", "contract")

# Stations with a database role of their own have it from a version that did not know this table.
STATIONS_MAY_READ = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'secondpass_station') THEN
    ALTER TABLE {0} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY station_select ON {0} FOR SELECT TO secondpass_station USING (
      warehouse = (SELECT s.warehouse FROM sql_station AS s WHERE s.role = current_user)
    );
    GRANT SELECT ON {0} TO secondpass_station;
  END IF;
END $$
"""

# An older program would price such a card and leave out what it does not know: better no card.
TOO_NEW = """
DELETE FROM rate_card WHERE service <> '' OR document LIKE '%"surcharges":[{%'
OR document LIKE '%"volume":{%' OR document LIKE '%"sizes":{%' OR document LIKE '%"manual"_true%'
"""
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _seq() -> sa.Column:
    return sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0")


def _active() -> sa.Column:
    return sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())


def _courier() -> None:
    op.create_table(
        "courier",
        _text("warehouse", None),
        _text("code", None),
        _text("document", None),
        _active(),
        _seq(),
        sa.PrimaryKeyConstraint("warehouse", "code", name=op.f("pk_courier")),
    )
    op.create_index(op.f("ix_courier_warehouse_seq_code"), "courier", ["warehouse", "seq", "code"])


def _contract() -> None:
    op.create_table(
        "contract",
        _text("warehouse", None),
        _text("id", None),
        _text("courier", None),
        _text("document", None),
        _active(),
        _seq(),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_contract")),
    )
    for columns in (["courier"], ["seq", "id"]):
        op.create_index(
            op.f(f"ix_contract_warehouse_{'_'.join(columns)}"), "contract", ["warehouse", *columns]
        )
    op.create_table(
        "contract_contacts",
        _text("warehouse", None),
        _text("contract_id", None),
        _text("document", None),
        sa.PrimaryKeyConstraint("warehouse", "contract_id", name=op.f("pk_contract_contacts")),
        comment="people at the courier; they stay at the center",
    )


def _choosing() -> None:
    op.create_table(
        "routing_rule",
        _text("warehouse", None),
        _text("id", None),
        _text("document", None),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_routing_rule")),
    )
    op.create_table(
        "courier_choice",
        _text("warehouse", None),
        _text("order_id", None),
        sa.Column("parcel_no", sa.BigInteger(), nullable=False),
        _text("courier"),
        _text("rule"),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        _text("cheapest"),
        sa.Column("cheapest_minor", sa.BigInteger(), nullable=True),
        _text("currency"),
        sa.Column("chosen_at", UTC, nullable=False),
        _text("document", None),
        sa.PrimaryKeyConstraint(
            "warehouse", "order_id", "parcel_no", name=op.f("pk_courier_choice")
        ),
        comment="which courier and why, and what the cheapest would have cost",
    )
    op.create_index(
        op.f("ix_courier_choice_warehouse_chosen_at"), "courier_choice", ["warehouse", "chosen_at"]
    )


def upgrade() -> None:
    _courier()
    _contract()
    _choosing()
    op.add_column("rate_card", _text("service"))
    if op.get_bind().dialect.name == "postgresql":
        for table in SHARED:
            op.execute(STATIONS_MAY_READ.format(table))


def downgrade() -> None:
    op.execute(TOO_NEW)
    op.execute("DELETE FROM sync_cursor WHERE scope IN ('couriers', 'contracts')")
    op.execute("DELETE FROM feed_head WHERE scope IN ('couriers', 'contracts')")
    op.drop_column("rate_card", "service")
    for table in ("courier_choice", "routing_rule", "contract_contacts", "contract", "courier"):
        op.drop_table(table)
