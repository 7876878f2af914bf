"""Lists of orders: the newest change first, of all, of a state, of a shop."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

LISTS = (
    ("updated_at", "id", "state"),
    ("state", "updated_at", "id", "cut_off", "wait_reason"),
    ("shop", "updated_at", "id", "state"),
)


def upgrade() -> None:
    for columns in LISTS:
        name = op.f(f"ix_orders_warehouse_{'_'.join(columns)}")
        op.create_index(name, "orders", ["warehouse", *columns])


def downgrade() -> None:
    for columns in LISTS:
        op.drop_index(op.f(f"ix_orders_warehouse_{'_'.join(columns)}"), table_name="orders")
