"""The state of a statement's line beside the line; the money of orders; receipts for the ERP."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
LINE_STATES = (
    "new", "cleared", "amount_differs", "duplicate", "refunded", "partly_refunded",
    "refund_failed", "other_period", "revoked", "fee", "transfer", "told_twice", "suggestion",
    "paid_but_no_order", "refund_but_no_order", "unknown_kind",
)  # fmt: skip
ORDER_STATES = (
    "cleared", "amount_differs", "duplicate", "refunded", "partly_refunded",
    "order_paid_no_money", "other_period", "cash_on_delivery", "nothing_due", "not_paid",
    "suggestion",
)  # fmt: skip
STAGES = ("reading", "waiting", "cleared")
RECEIPT_STATES = ("made", "posted", "undone")


def _text(name: str, default: str | None = "") -> sa.Column[object]:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def _flag(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _known(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(repr(word) for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}_known"))


def _index(table: str, *columns: str) -> None:
    name = op.f(f"ix_{table}_warehouse_{'_'.join(columns)}")
    op.create_index(name, table, ["warehouse", *columns])


def upgrade() -> None:
    _states()
    _orders()
    _receipts()
    with op.batch_alter_table("statement_file") as batch:
        batch.add_column(_text("stage", "waiting"))
        batch.create_check_constraint(op.f("ck_statement_file_stage_known"), _one("stage", STAGES))


def _one(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _states() -> None:
    op.create_table(
        "statement_state",
        *(_text(name, None) for name in ("warehouse", "line_id")),
        sa.Column("happened_at", UTC, nullable=False),
        _text("state", None),
        _text("order_id"),
        *(_flag(name) for name in ("plain", "worked")),
        *(_text(name) for name in ("note", "receipt_id")),
        sa.PrimaryKeyConstraint("warehouse", "line_id", name=op.f("pk_statement_state")),
        _known("statement_state", "state", LINE_STATES),
    )
    op.create_index(
        op.f("ix_statement_state_warehouse_state_worked_happened_at"),
        "statement_state",
        ["warehouse", "state", "worked", "happened_at"],
        sqlite_where=sa.text("plain = 0"),
        postgresql_where=sa.text("NOT plain"),
    )
    _index("statement_state", "order_id")
    op.execute(
        "INSERT INTO statement_state (warehouse, line_id, happened_at, state, order_id, worked,"
        " note) SELECT warehouse, id, happened_at, state, order_id, worked, note"
        " FROM statement_line"
    )
    for columns in ("file_id", "state_worked_happened_at"):
        op.drop_index(op.f(f"ix_statement_line_warehouse_{columns}"), "statement_line")
    with op.batch_alter_table("statement_line") as batch:
        batch.drop_constraint(op.f("ck_statement_line_state_known"), type_="check")
        for name in ("state", "order_id", "worked", "note"):
            batch.drop_column(name)
        batch.add_column(_flag("lone"))


def _orders() -> None:
    op.create_table(
        "order_money",
        *(_text(name, None) for name in ("warehouse", "order_id")),
        *(_text(name) for name in ("channel", "shop", "number", "currency")),
        _whole("due_minor"),
        sa.Column("paid_at", UTC, nullable=True),
        _text("state", None),
        *(_whole(f"{name}_minor") for name in ("received", "refunded", "fees")),
        sa.PrimaryKeyConstraint("warehouse", "order_id", name=op.f("pk_order_money")),
        _known("order_money", "state", ORDER_STATES),
        comment="orders with anything but one plain payment (statement_state.plain)",
    )
    _index("order_money", "state", "paid_at")
    op.create_table(
        "money_head",
        _text("warehouse", None),
        _whole("turn"),
        sa.PrimaryKeyConstraint("warehouse", name=op.f("pk_money_head")),
        comment="locked by whoever adds lines, so that no two add siblings unseen",
    )


def _receipts() -> None:
    op.create_table(
        "receipt",
        *(_text(name, None) for name in ("warehouse", "id")),
        _whole("number"),
        _text("state", "made"),
        *(_text(name) for name in ("first_day", "last_day")),
        _whole("lines"),
        _text("document", None),
        sa.Column("made_at", UTC, nullable=False),
        *(_text(name) for name in ("made_by", "erp_number")),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("warehouse", "number", name=op.f("uq_receipt_warehouse_number")),
        _known("receipt", "state", RECEIPT_STATES),
    )


def downgrade() -> None:
    with op.batch_alter_table("statement_file") as batch:
        batch.drop_constraint(op.f("ck_statement_file_stage_known"), type_="check")
        batch.drop_column("stage")
    for table in ("receipt", "money_head", "order_money"):
        op.drop_table(table)
    with op.batch_alter_table("statement_line") as batch:
        batch.drop_column("lone")
        batch.add_column(_text("state", "new"))
        batch.add_column(_text("order_id"))
        batch.add_column(_flag("worked"))
        batch.add_column(_text("note"))
        batch.create_check_constraint(
            op.f("ck_statement_line_state_known"), _one("state", LINE_STATES)
        )
    op.execute(
        "UPDATE statement_line SET state = s.state, order_id = s.order_id, worked = s.worked,"
        " note = s.note FROM statement_state AS s"
        " WHERE s.warehouse = statement_line.warehouse AND s.line_id = statement_line.id"
    )
    _index("statement_line", "file_id")
    _index("statement_line", "state", "worked", "happened_at")
    op.drop_table("statement_state")
