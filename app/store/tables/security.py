"""Who did what at the center, and which database roles belong to which stations."""

from sqlalchemy import Table

from app.store.tables.base import by, key, metadata, moment, text, warehouse, whole

audit = Table(
    "audit",
    metadata,
    warehouse(),
    whole("n", None),
    moment("at"),
    text("who", None),
    text("action", None),
    text("about"),
    text("before", "{}"),
    text("after", "{}"),
    text("prev_sha256", None),
    text("sha256", None),
    key("n"),
    by("about", "n"),
    comment="append-only; each row holds the hash of the row before it; no personal data",
)

sql_station = Table(
    "sql_station",
    metadata,
    warehouse(),
    text("station_id", None),
    text("role", None),
    key("station_id"),
    by("role"),
    comment="whose rows a database role sees (PostgreSQL, row-level security)",
)
