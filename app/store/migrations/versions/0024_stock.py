"""Our picture of the stock, and documents for the ERP."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
FIGURES = ("on_hand", "gone", "reserved", "in_transit")


def _text(name: str, default: str | None = "") -> sa.Column:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _whole(name: str, default: str = "0") -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=default)


def _maybe(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def _time(name: str, *, known: bool = True) -> sa.Column:
    return sa.Column(name, UTC, nullable=not known)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("warehouse", *columns, name=op.f(f"pk_{table}"))


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    words = ", ".join(repr(value) for value in values)
    return sa.CheckConstraint(f"{column} IN ({words})", name=op.f(f"ck_{table}_{column}_known"))


def _by(table: str, *columns: str) -> None:
    name = op.f(f"ix_{table}_warehouse_{'_'.join(columns)}")
    op.create_index(name, table, ["warehouse", *columns])


def upgrade() -> None:
    _figures()
    _reservations()
    _documents()


def _figures() -> None:
    op.create_table(
        "stock_level",
        *(_text(name, None) for name in ("warehouse", "sku")),
        _maybe("on_hand"),
        *(_whole(name) for name in FIGURES[1:]),
        _maybe("expected"),
        _time("read_at", known=False),
        _key("stock_level", "sku"),
    )
    op.create_table(
        "stock_movement",
        *(_text(name, None) for name in ("warehouse", "id", "sku", "cause")),
        _text("ref"),
        *(_whole(name) for name in FIGURES),
        _time("at"),
        _text("by"),
        _key("stock_movement", "id"),
    )
    _by("stock_movement", "sku", "id")
    _by("stock_movement", "ref")


def _reservations() -> None:
    op.create_table(
        "stock_reservation",
        *(_text(name, None) for name in ("warehouse", "order_id", "sku")),
        _whole("quantity"),
        _whole("revision"),
        _text("state", None),
        _time("at"),
        _key("stock_reservation", "order_id", "sku"),
        _one_of("stock_reservation", "state", "reserved", "shipped", "released"),
    )
    _by("stock_reservation", "state", "order_id")
    _by("stock_reservation", "sku", "state")
    op.create_table(
        "erp",
        *(_text(name, None) for name in ("warehouse", "id", "platform")),
        _text("base_url"),
        _text("options", "{}"),
        sa.Column("enabled", sa.Boolean(), nullable=False, server_default=sa.false()),
        _time("changed_at"),
        _key("erp", "id"),
    )
    op.create_table(
        "stock_share",
        *(_text(name, None) for name in ("warehouse", "shop")),
        _text("sku"),
        _whole("percent", "100"),
        _whole("keep"),
        _maybe("most"),
        _key("stock_share", "shop", "sku"),
    )


def _documents() -> None:
    table = "stock_document"
    op.create_table(
        table,
        *(_text(name, None) for name in ("warehouse", "id", "kind", "order_id")),
        *(_text(name) for name in ("order_number", "channel", "shop")),
        *(_text(name, None) for name in ("document", "state")),
        *(_text(name) for name in ("erp_number", "erp_state", "reason")),
        _whole("tries"),
        _time("next_at", known=False),
        _time("opened_at"),
        _time("posted_at", known=False),
        sa.Column("absorbed", sa.Boolean(), nullable=False, server_default=sa.false()),
        _key(table, "id"),
        _one_of(table, "kind", "delivery", "return"),
        _one_of(table, "state", "waiting", "sending", "unknown", "posted", "refused", "dropped"),
    )
    for columns in (
        ("state", "next_at"),
        ("order_id",),
        ("order_number",),
        ("opened_at",),
        ("absorbed", "state"),
    ):
        _by(table, *columns)
    op.create_table(
        "stock_document_line",
        *(_text(name, None) for name in ("warehouse", "document_id", "sku")),
        _whole("out"),
        sa.Column("absorbed", sa.Boolean(), nullable=False, server_default=sa.false()),
        _key("stock_document_line", "document_id", "sku"),
    )
    _by("stock_document_line", "sku")


def downgrade() -> None:
    for table in (
        "stock_document_line",
        "stock_document",
        "stock_share",
        "erp",
        "stock_reservation",
        "stock_movement",
        "stock_level",
    ):
        op.drop_table(table)
