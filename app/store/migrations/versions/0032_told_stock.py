"""The number that a shop was told last of each listing's stock."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listing", sa.Column("told_stock", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("listing", "told_stock")
