"""What benches share about their devices."""

from sqlalchemy import Boolean, Column, Table, true

from app.store.tables.base import by, key, metadata, text, warehouse, whole

scale_profile = Table(
    "scale_profile",
    metadata,
    warehouse(),
    text("code", None),
    Column("active", Boolean, nullable=False, server_default=true()),
    text("document", None),
    whole("seq"),
    key("code"),
    by("seq", "code"),
)
