"""Which installation speaks for a station, and how its devices are."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def upgrade() -> None:
    op.create_table(
        "station_now",
        _text("warehouse", None),
        _text("station_id", None),
        _text("instance"),
        sa.Column("heard_at", UTC, nullable=False),
        _text("devices", "{}"),
        sa.Column("data_age_s", sa.BigInteger(), nullable=True),
        _text("rival"),
        sa.PrimaryKeyConstraint("warehouse", "station_id", name=op.f("pk_station_now")),
        comment="what a living bench says of itself with each greeting",
    )


def downgrade() -> None:
    op.drop_table("station_now")
