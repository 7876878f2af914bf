"""Closed months, moved whole: orders with their codes, and the benches' facts.

Parcels and waybill numbers are not moved: they are small, bills name them for years, and the
unique index of accepted parcels must see every parcel that ever was.
"""

from sqlalchemy import Column, Table, UniqueConstraint

from app.store.tables.base import by, key, metadata
from app.store.tables.bench import journal
from app.store.tables.orders import order_code, orders


def _columns_of(table: Table) -> list[Column[object]]:
    """The same columns; no defaults, because only whole rows come here."""
    return [Column(one.name, one.type, nullable=one.nullable) for one in table.columns]


orders_archive = Table(
    "orders_archive",
    metadata,
    *_columns_of(orders),
    key("id"),
    UniqueConstraint("warehouse", "channel", "shop", "number"),
    comment="orders of closed months, as they were in `orders`",
)

order_code_archive = Table(
    "order_code_archive",
    metadata,
    *_columns_of(order_code),
    key("code", "order_id", "kind"),
    by("order_id"),
)

journal_archive = Table(
    "journal_archive",
    metadata,
    *_columns_of(journal),
    key("id"),
    UniqueConstraint("warehouse", "station_id", "n"),
    by("order_id", "station_id", "n"),
    comment="facts of closed months, as they were in `journal`; the chains go on there",
)
