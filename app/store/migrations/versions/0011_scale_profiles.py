"""How learnt scales are read: made at one bench, shared by all."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Stations with a database role of their own have it from a version that did not know this table.
STATIONS_MAY_READ = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'secondpass_station') THEN
    ALTER TABLE scale_profile ENABLE ROW LEVEL SECURITY;
    CREATE POLICY station_select ON scale_profile FOR SELECT TO secondpass_station USING (
      warehouse = (SELECT s.warehouse FROM sql_station AS s WHERE s.role = current_user)
    );
    GRANT SELECT ON scale_profile TO secondpass_station;
  END IF;
END $$
"""


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def upgrade() -> None:
    op.create_table(
        "scale_profile",
        _text("warehouse", None),
        _text("code", None),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        _text("document", None),
        sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("warehouse", "code", name=op.f("pk_scale_profile")),
    )
    op.create_index(
        op.f("ix_scale_profile_warehouse_seq_code"),
        "scale_profile",
        ["warehouse", "seq", "code"],
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(STATIONS_MAY_READ)


def downgrade() -> None:
    op.execute("DELETE FROM sync_cursor WHERE scope = 'scale_profiles'")
    op.execute("DELETE FROM feed_head WHERE scope = 'scale_profiles'")
    op.drop_table("scale_profile")
