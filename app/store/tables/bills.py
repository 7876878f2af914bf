"""Couriers' bills: the file as a whole, and every line with its cause."""

from sqlalchemy import Table, UniqueConstraint

from app.store.tables.base import (
    by,
    key,
    maybe_text,
    maybe_whole,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

LINE_STATES = ("open", "accepted", "disputed", "recovered", "written_off")

courier_bill = Table(
    "courier_bill",
    metadata,
    warehouse(),
    text("id", None),
    text("courier", None),
    text("name", None),
    text("file_sha256", None),
    text("currency", None),
    moment("taken_at"),
    text("taken_by"),
    whole("lines"),
    maybe_whole("stated_minor"),
    whole("billed_minor"),
    whole("expected_minor"),
    whole("claim_minor"),
    text("warning"),  # what the bill itself does not get right
    key("id"),
    UniqueConstraint("warehouse", "file_sha256"),
    by("taken_at"),
)

bill_line = Table(
    "bill_line",
    metadata,
    warehouse(),
    text("id", None),  # the bill's id and the line's place in it
    text("bill_id", None),
    text("bill_name"),
    text("courier", None),
    text("sheet"),
    whole("row"),  # 0: no line of the bill, but a parcel that it lacks
    text("waybill", None),
    text("leg", None),
    text("cause", None),
    whole("billed_minor"),
    maybe_whole("expected_minor"),
    maybe_whole("zone_minor"),
    maybe_whole("weight_minor"),
    maybe_whole("rate_minor"),
    maybe_whole("extra_minor"),
    whole("claim_minor"),
    text("currency", None),
    maybe_whole("our_grams"),
    maybe_whole("their_grams"),
    text("our_place"),
    text("their_place"),
    maybe_text("ship_date"),
    text("parcel_id"),
    text("state", "open"),
    text("reason"),
    text("raw"),  # the cells as they stood, JSON
    key("id"),
    one_of("state", LINE_STATES),
    by("bill_id", "claim_minor"),
    by("claim_minor"),
    by("waybill"),
    by("state", "claim_minor"),
)
