"""Two more kinds of alerts: exceptions at the center, and badges (lock-outs, force-passes)."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OLD = "kind IN ('mismatch', 'stop', 'printer', 'lead')"
NEW = "kind IN ('mismatch', 'stop', 'printer', 'lead', 'exception', 'badge')"
NAME = "ck_alert_kind_known"


def _kinds(condition: str) -> None:
    with op.batch_alter_table("alert") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), condition)


def upgrade() -> None:
    _kinds(NEW)


def downgrade() -> None:
    op.execute("UPDATE alert SET kind = 'stop' WHERE kind IN ('exception', 'badge')")
    _kinds(OLD)
