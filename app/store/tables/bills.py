"""Couriers' bills: the file as a whole, and every line with its cause."""

from sqlalchemy import Table, UniqueConstraint

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    maybe_text,
    maybe_whole,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

BILL_STATES = ("taking", "taken", "closed", "paid")
PAYABLE_STATES = ("made", "undone", "paid")
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
    text("state", "taken"),
    text("month"),  # 2026-11: when most of its parcels left
    whole("stale"),  # lines that differ alike: the price list is probably old
    key("id"),
    one_of("state", BILL_STATES),
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
    text("zone"),  # ours, as the parcel was priced when it was packed
    key("id"),
    one_of("state", LINE_STATES),
    by("bill_id", "claim_minor"),
    by("claim_minor"),
    by("waybill"),
    by("state", "claim_minor"),
)

bill_payable = Table(
    "bill_payable",
    metadata,
    warehouse(),
    text("id", None),  # its number; one that was undone is not given again
    text("bill_id", None),
    text("courier", None),
    text("month"),
    text("currency", None),
    whole("amount_minor"),
    text("state", "made"),
    moment("made_at"),
    text("made_by"),
    maybe_moment("paid_at"),
    text("document", None),  # as it goes to the ERP, JSON
    key("id"),
    one_of("state", PAYABLE_STATES),
    by("bill_id"),
)

bill_profile = Table(
    "bill_profile",
    metadata,
    warehouse(),
    text("courier", None),
    text("document", None),  # the names of its columns, JSON
    moment("saved_at"),
    text("saved_by"),
    key("courier"),
)

parcel_return = Table(
    "parcel_return",
    metadata,
    warehouse(),
    text("courier", None),
    text("waybill", None),
    moment("told_at"),
    text("told_by"),
    text("source"),  # the list that told it
    key("courier", "waybill"),
)
