"""Numbers bought ahead of packing: what for, what their labels show, and how they go back."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = "waybill_purchase"
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OLD = "state IN ('intent', 'done', 'failed', 'unknown')"
NEW = "state IN ('intent', 'done', 'failed', 'unknown', 'used', 'cancelling', 'cancelled', 'kept')"
NAME = "ck_waybill_purchase_state_known"
INDEX = "ix_waybill_purchase_warehouse_order_id"


def _states(condition: str) -> None:
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), condition)


def upgrade() -> None:
    for name in ("made_for", "sorting_code"):
        op.add_column(TABLE, sa.Column(name, TEXT, nullable=False, server_default=""))
    for name in ("told_g", "seen_seq"):
        op.add_column(TABLE, sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    _states(NEW)
    op.create_index(op.f(INDEX), TABLE, ["warehouse", "order_id"])
    op.create_table(
        "learnt_place",
        sa.Column("warehouse", TEXT, nullable=False),
        sa.Column("mark", TEXT, nullable=False),
        *(
            sa.Column(name, TEXT, nullable=False, server_default="")
            for name in ("province", "city", "district", "by_operator")
        ),
        sa.Column(
            "learnt_at",
            sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("warehouse", "mark", name=op.f("pk_learnt_place")),
        comment="places that people chose for addresses nobody could read; no address is here",
    )


def downgrade() -> None:
    op.drop_table("learnt_place")
    op.drop_index(op.f(INDEX), TABLE)
    op.execute(
        "UPDATE waybill_purchase SET state = 'done' WHERE state IN ('used', 'cancelling', 'kept')"
    )
    op.execute("UPDATE waybill_purchase SET state = 'failed' WHERE state = 'cancelled'")
    _states(OLD)
    with op.batch_alter_table(TABLE) as table:
        for name in ("made_for", "sorting_code", "told_g", "seen_seq"):
            table.drop_column(name)
