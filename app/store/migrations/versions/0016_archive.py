"""Closed months in tables of their own; why an order waits in columns; numbers held on restore."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
NOTE = "intake:"


def _text(name: str, default: str | None = None) -> sa.Column[object]:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _orders_archive() -> None:
    op.create_table(
        "orders_archive",
        *map(_text, ("warehouse", "id", "channel", "shop", "number", "state")),
        *map(_whole, ("revision", "seq")),
        *map(_text, ("courier", "tote", "slip", "wave")),
        sa.Column("cut_off", MOMENT, nullable=True),
        *map(_text, ("single_sku", "holder")),
        _whole("fence"),
        sa.Column("lease_until", MOMENT, nullable=True),
        *map(_text, ("document", "private")),
        sa.Column("progress", TEXT, nullable=True),
        *map(_text, ("by_operator", "by_station")),
        sa.Column("updated_at", MOMENT, nullable=False),
        *map(_text, ("wait_reason", "told_state")),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_orders_archive")),
        sa.UniqueConstraint(
            "warehouse", "channel", "shop", "number",
            name=op.f("uq_orders_archive_warehouse_channel_shop_number"),
        ),
        comment="orders of closed months, as they were in `orders`",
    )  # fmt: skip
    op.create_table(
        "order_code_archive",
        *map(_text, ("warehouse", "code", "order_id", "kind")),
        sa.PrimaryKeyConstraint(
            "warehouse", "code", "order_id", "kind", name=op.f("pk_order_code_archive")
        ),
    )
    op.create_index(
        op.f("ix_order_code_archive_warehouse_order_id"),
        "order_code_archive",
        ["warehouse", "order_id"],
    )


def _journal_archive() -> None:
    op.create_table(
        "journal_archive",
        *map(_text, ("warehouse", "id", "station_id")),
        _whole("n"),
        _text("kind"),
        _whole("version"),
        *map(_text, ("payload", "order_id", "operator_id")),
        sa.Column("at", MOMENT, nullable=False),
        _whole("mono_ms"),
        *map(_text, ("boot_id", "prev_sha256", "sha256")),
        sa.Column("recv_at", MOMENT, nullable=True),
        sa.Column("verdict", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "id", name=op.f("pk_journal_archive")),
        sa.UniqueConstraint(
            "warehouse", "station_id", "n", name=op.f("uq_journal_archive_warehouse_station_id_n")
        ),
        comment="facts of closed months, as they were in `journal`; the chains go on there",
    )
    op.create_index(
        op.f("ix_journal_archive_warehouse_order_id_station_id_n"),
        "journal_archive",
        ["warehouse", "order_id", "station_id", "n"],
    )


def _station_told() -> None:
    op.create_table(
        "station_told",
        *map(_text, ("warehouse", "station_id", "epoch")),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("warehouse", "station_id", name=op.f("pk_station_told")),
    )


_checkpoint = sa.table(
    "checkpoint",
    *(sa.column(name, TEXT) for name in ("warehouse", "station_id", "name", "document")),
)
_orders = sa.table(
    "orders",
    *(sa.column(name, TEXT) for name in ("warehouse", "id", "wait_reason", "told_state")),
    sa.column("told_at", MOMENT),
)


def _notes_to_columns() -> None:
    """What intake remembered of each order, out of documents named after it."""
    bind, c = op.get_bind(), _checkpoint.c
    lite = bind.dialect.name == "sqlite"
    notes = bind.execute(
        sa.select(c.warehouse, c.name, c.document).where(c.name.startswith(NOTE))
    ).all()
    for warehouse, name, document in notes:
        note = json.loads(document)
        said = note.get("revision_at") or ""
        at = datetime.fromisoformat(said).astimezone(UTC) if said else None
        text = at.isoformat(timespec="microseconds") if at else None
        bind.execute(
            _orders.update()
            .where(_orders.c.warehouse == warehouse, _orders.c.id == name.removeprefix(NOTE))
            .values(
                wait_reason=note.get("reason", ""),
                told_state=note.get("told", ""),
                told_at=text if lite else at,
            )
        )
    bind.execute(_checkpoint.delete().where(c.name.startswith(NOTE)))


def _columns_to_notes() -> None:
    """And back, as the older program looks for them."""
    bind, c = op.get_bind(), _orders.c
    told = bind.execute(
        sa.select(_orders).where((c.wait_reason != "") | (c.told_state != ""))
    ).all()
    for row in told:
        at = datetime.fromisoformat(row.told_at) if isinstance(row.told_at, str) else row.told_at
        said = at.astimezone(UTC).isoformat() if at else ""
        note = {"reason": row.wait_reason, "revision_at": said, "told": row.told_state}
        values = {"warehouse": row.warehouse, "station_id": "", "name": f"{NOTE}{row.id}"}
        bind.execute(_checkpoint.insert().values(**values, document=json.dumps(note)))


def _orders_back() -> None:
    """Nothing that was archived is lost to the older program."""
    gone = {"wait_reason", "told_state", "told_at"}
    for table in ("orders", "order_code", "journal"):
        columns = [one["name"] for one in sa.inspect(op.get_bind()).get_columns(table)]
        names = ", ".join(one for one in columns if one not in gone)
        op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_archive")  # noqa: S608
    op.execute("UPDATE orders SET seq = 0 WHERE seq < 0")


def upgrade() -> None:
    op.add_column("orders", _text("wait_reason", ""))
    op.add_column("orders", _text("told_state", ""))
    op.add_column("orders", sa.Column("told_at", MOMENT, nullable=True))
    _notes_to_columns()
    op.add_column("center", _text("database", ""))
    op.add_column("center", sa.Column("held_since", MOMENT, nullable=True))
    op.add_column(
        "waybill_number",
        sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_waybill_number_held",
        "waybill_number",
        ["warehouse", "courier"],
        sqlite_where=sa.text("held = 1"),
        postgresql_where=sa.text("held"),
    )
    _orders_archive()
    _journal_archive()
    _station_told()


def downgrade() -> None:
    _orders_back()
    for table in ("station_told", "journal_archive", "order_code_archive", "orders_archive"):
        op.drop_table(table)
    op.drop_index("ix_waybill_number_held", "waybill_number")
    op.drop_column("waybill_number", "held")
    op.drop_column("center", "held_since")
    op.drop_column("center", "database")
    _columns_to_notes()
    for name in ("told_at", "told_state", "wait_reason"):
        op.drop_column("orders", name)
