"""What the shift lead works off: every pick error and stop of every bench, and who did what."""

from sqlalchemy import Table

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

ALERT_KINDS = ("mismatch", "stop", "printer", "lead", "exception", "badge")
ALERT_STATES = ("open", "acknowledged", "assigned", "closed")

alert = Table(
    "alert",
    metadata,
    warehouse(),
    text("id", None),  # the fact's id
    text("kind", None),
    text("verdict", None),
    text("order_id"),
    text("order_number"),
    text("shop"),
    maybe_moment("cut_off"),  # the courier's, as the order had it
    text("code"),
    text("found"),  # the item as it was then, JSON; empty where there was none
    text("expected"),
    text("details", "{}"),
    text("picker"),
    text("station_id", None),
    text("operator_id"),
    text("words"),  # everything a person may search by, folded
    moment("at"),
    moment("recv_at"),
    maybe_moment("cleared_at"),  # when the bench went on
    text("state", "open"),
    text("assignee"),
    text("cause"),
    text("note"),
    maybe_moment("acknowledged_at"),
    text("acknowledged_by"),
    maybe_moment("closed_at"),
    text("closed_by"),
    whole("seq"),
    key("id"),
    one_of("kind", ALERT_KINDS),
    one_of("state", ALERT_STATES),
    by("at", "id"),
    by("state", "at", "id"),
    by("order_id"),
    by("station_id", "cleared_at", "verdict"),
)

alert_action = Table(
    "alert_action",
    metadata,
    warehouse(),
    text("id", None),
    text("about", None),  # an alert or a re-pick ticket
    text("action", None),
    text("by_operator", None),
    moment("at"),
    text("before", "{}"),
    text("after", "{}"),
    key("id"),
    by("about", "at"),
    comment="who did what and when; never changed",
)
