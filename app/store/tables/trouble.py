"""What a person must look at: pick errors, re-pick tickets, exceptions."""

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

ERROR_STATES = ("open", "acknowledged", "assigned", "closed")
TICKET_STATES = ("open", "picked", "resumed", "closed")
TASK_STATES = ("open", "closed")

pick_error = Table(
    "pick_error",
    metadata,
    warehouse(),
    text("id", None),  # the fact's id
    text("order_id", None),
    text("order_number"),
    text("verdict", None),
    text("code"),
    text("found_sku"),
    text("expected_sku"),
    text("picker"),
    text("station_id", None),
    text("operator_id"),
    moment("at"),
    text("state", "open"),
    text("assignee"),
    text("cause"),
    text("resolution"),
    maybe_moment("closed_at"),
    key("id"),
    one_of("state", ERROR_STATES),
    by("state", "at"),
    by("order_id"),
)

repick_ticket = Table(
    "repick_ticket",
    metadata,
    warehouse(),
    text("id", None),  # the code on the printed slip, normalised
    text("order_id", None),
    text("missing", "{}"),
    text("extra", "[]"),
    text("reason"),
    text("slot"),
    text("station_id", None),
    text("operator_id"),
    text("owner"),
    text("state", "open"),
    moment("opened_at"),
    maybe_moment("closed_at"),
    key("id"),
    one_of("state", TICKET_STATES),
    by("state", "opened_at"),
    by("order_id"),
)

exception_task = Table(
    "exception_task",
    metadata,
    warehouse(),
    text("id", None),
    text("kind", None),
    text("order_id"),
    text("parcel_id"),
    text("station_id"),
    text("details", "{}"),
    text("state", "open"),
    moment("opened_at"),
    maybe_moment("closed_at"),
    text("closed_by"),
    text("note"),
    whole("seq"),
    key("id"),
    one_of("state", TASK_STATES),
    by("state", "opened_at"),
    by("order_id"),
    by("seq", "id"),
)
