"""From when on a warehouse's ERP hears of what is packed, and how far that was looked through."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    for name in ("since", "looked_at"):
        op.add_column("erp", sa.Column(name, UTC, nullable=True))
    op.execute("UPDATE erp SET since = changed_at")


def downgrade() -> None:
    for name in ("looked_at", "since"):
        op.drop_column("erp", name)
