"""The price that a shop is to be told, and the least that an item is sold for."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_TOLD = "ix_listing_warehouse_channel_shop_push_price_minor"


def upgrade() -> None:
    op.add_column("listing", sa.Column("push_price_minor", sa.BigInteger(), nullable=True))
    op.add_column(
        "listing", sa.Column("push_price_words", TEXT, nullable=False, server_default="")
    )
    op.add_column("listing", sa.Column("price_pushed_at", UTC, nullable=True))
    op.create_index(
        op.f(_TOLD), "listing", ["warehouse", "channel", "shop", "push_price_minor"]
    )
    op.add_column("item_detail", sa.Column("floor_minor", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("item_detail", "floor_minor")
    op.drop_index(op.f(_TOLD), "listing")
    for name in ("price_pushed_at", "push_price_words", "push_price_minor"):
        op.drop_column("listing", name)
