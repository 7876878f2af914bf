"""Long lists of manifests by their time; the parcels of an order found at once."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEXES = (
    ("manifest", ("opened_at", "number")),
    ("manifest", ("state", "opened_at", "number")),
    ("hand_parcel", ("order_id",)),
)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{table}_warehouse_{'_'.join(columns)}")


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(_name(table, columns), table, ["warehouse", *columns])


def downgrade() -> None:
    for table, columns in INDEXES:
        op.drop_index(_name(table, columns), table)
