"""Who may speak to the center, and which waves are lent to whom."""

from sqlalchemy import Table

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    maybe_whole,
    metadata,
    moment,
    text,
    warehouse,
    whole,
)

enrolment = Table(
    "enrolment",
    metadata,
    warehouse(),
    text("station_id", None),
    text("code_hash", None),  # the code itself is shown once and kept nowhere
    moment("until"),
    whole("tries"),
    maybe_moment("used_at"),
    key("station_id"),
    comment="one-time codes by which a bench gets its token",
)

wave_lease = Table(
    "wave_lease",
    metadata,
    warehouse(),
    text("wave", None),
    text("station_id"),  # empty: given back
    maybe_moment("until"),
    whole("seq"),
    key("wave"),
    by("seq", "wave"),
    comment="whose orders these are while the center cannot be asked",
)

station_now = Table(
    "station_now",
    metadata,
    warehouse(),
    text("station_id", None),
    text("instance"),  # which installation spoke last; a second living one is refused
    moment("heard_at"),
    text("devices", "{}"),  # kind: state
    maybe_whole("data_age_s"),
    text("rival"),  # an installation that was refused since
    key("station_id"),
    comment="what a living bench says of itself with each greeting",
)
