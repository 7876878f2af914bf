"""A bench's own record: the journal, what waits for the center, where it stands."""

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    maybe_text,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

OUTBOX_STATES = ("waiting", "accepted", "duplicate", "quarantined")

journal = Table(
    "journal",
    metadata,
    warehouse(),
    text("id", None),
    text("station_id", None),
    whole("n", None),
    text("kind", None),
    whole("version", None),
    text("payload", None),  # the JSON text exactly as it was hashed
    text("order_id"),
    text("operator_id"),
    moment("at"),
    whole("mono_ms", None),
    text("boot_id", None),
    text("prev_sha256", None),
    text("sha256", None),
    maybe_moment("recv_at"),  # the center's clock; the bench leaves it empty
    maybe_text("verdict"),  # what the center made of it
    key("id"),
    UniqueConstraint("warehouse", "station_id", "n"),
    by("order_id", "station_id", "n"),
    comment="append-only; each row holds the hash of the row before it",
)

outbox = Table(
    "outbox",
    metadata,
    warehouse(),
    text("station_id", None),
    whole("n", None),
    text("state", "waiting"),
    whole("tries"),
    text("last_error"),
    maybe_moment("answered_at"),
    key("station_id", "n"),
    ForeignKeyConstraint(
        ["warehouse", "station_id", "n"],
        ["journal.warehouse", "journal.station_id", "journal.n"],
    ),
    one_of("state", OUTBOX_STATES),
    by("station_id", "state", "n"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    warehouse(),
    text("station_id", None),
    text("name", None),
    text("document", None),
    key("station_id", "name"),
)

sync_cursor = Table(
    "sync_cursor",
    metadata,
    warehouse(),
    text("scope", None),
    text("epoch", None),
    whole("seq"),
    text("id"),
    key("scope"),
)
