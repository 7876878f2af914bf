"""The center itself: its epoch, the heads of its feeds, its stations, people and jobs."""

from sqlalchemy import Boolean, Column, Table, true

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

JOB_STATES = ("scheduled", "running", "completed", "failed", "skipped", "interrupted")

center = Table(
    "center",
    metadata,
    warehouse(),
    text("epoch", None),  # changes on restore and lossy fail-over
    moment("since"),
    text("database"),  # in which database the epoch began: a restored copy is another one
    maybe_moment("held_since"),  # numbers of before a restore are held back since then
    key(),
)

feed_head = Table(
    "feed_head",
    metadata,
    warehouse(),
    text("scope", None),
    whole("seq"),
    whole("floor"),  # rows up to here may be gone: an older cursor needs a full copy
    key("scope"),
    comment="one counter a scope, bumped inside the writing transaction, touched last",
)

station = Table(
    "station",
    metadata,
    warehouse(),
    text("id", None),
    text("name"),
    text("token_hash"),
    text("program"),  # version it last spoke with
    maybe_moment("seen_at"),
    whole("skew_ms"),  # its clock minus the center's
    whole("waiting"),  # facts it had not delivered when last seen
    key("id"),
)

operator = Table(
    "operator",
    metadata,
    warehouse(),
    text("id", None),
    text("badge", None),  # normalised
    Column("active", Boolean, nullable=False, server_default=true()),
    text("document", None),
    whole("seq"),
    key("id"),
    by("badge"),
    by("seq", "id"),
)

job_run = Table(
    "job_run",
    metadata,
    warehouse(),
    text("id", None),
    text("job", None),
    text("state", None),
    text("reason"),
    moment("started_at"),
    maybe_moment("ended_at"),
    text("counts", "{}"),
    key("id"),
    one_of("state", JOB_STATES),
    by("job", "started_at"),
)
