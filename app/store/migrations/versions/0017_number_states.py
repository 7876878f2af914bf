"""Waybill numbers go on after the proof: handed over to the courier, then on its bill."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OLD = "state IN ('pool', 'leased', 'assigned', 'printed', 'proven', 'voided')"
NEW = (
    "state IN ('pool', 'leased', 'assigned', 'printed', 'proven', 'handed_over', 'billed', "
    "'voided')"
)
NAME = "ck_waybill_number_state_known"


def _states(condition: str) -> None:
    with op.batch_alter_table("waybill_number") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), condition)


def upgrade() -> None:
    _states(NEW)


def downgrade() -> None:
    op.execute(
        "UPDATE waybill_number SET state = 'proven' WHERE state IN ('handed_over', 'billed')"
    )
    _states(OLD)
