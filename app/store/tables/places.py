"""What people said of addresses that nobody could read."""

from sqlalchemy import Table

from app.store.tables.base import key, metadata, moment, text, warehouse

learnt_place = Table(
    "learnt_place",
    metadata,
    warehouse(),
    text("mark", None),  # of the address as it was written
    text("province"),
    text("city"),
    text("district"),
    text("by_operator"),
    moment("learnt_at"),
    key("mark"),
    comment="places that people chose for addresses nobody could read; no address is here",
)
