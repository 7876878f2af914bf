"""A made-up later revision: orders get a priority and a new CHECK."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from app.store import migrate

HERE = Path(migrate.__file__).parent / "migrations" / "versions"
NEWEST = max(path.name for path in HERE.glob("[0-9]*.py"))

revision = "9001"
down_revision = NEWEST[:4]
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("orders") as table:
        table.add_column(sa.Column("priority", sa.BigInteger(), nullable=True))
    op.execute("UPDATE orders SET priority = 5")
    with op.batch_alter_table("orders") as table:
        table.alter_column("priority", existing_type=sa.BigInteger(), nullable=False)
        table.create_check_constraint("priority_known", "priority BETWEEN 1 AND 9")


def downgrade() -> None:
    with op.batch_alter_table("orders") as table:
        table.drop_constraint("priority_known", type_="check")
        table.drop_column("priority")
