"""What benches told the center since its epoch began: until all did, old numbers are not lent."""

from sqlalchemy import Table

from app.store.tables.base import key, maybe_moment, metadata, moment, text, warehouse

station_told = Table(
    "station_told",
    metadata,
    warehouse(),
    text("station_id", None),
    text("epoch", None),
    moment("told_at"),  # it said which unused numbers it has
    maybe_moment("settled_at"),  # after that it had no fact left to deliver
    key("station_id"),
)
