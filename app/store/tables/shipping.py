"""Parcels, waybill numbers and rate cards."""

from sqlalchemy import Boolean, Column, Date, Index, Table, false
from sqlalchemy import text as text_of

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

NUMBER_STATES = (
    "pool",
    "leased",
    "assigned",
    "printed",
    "proven",
    "handed_over",
    "billed",
    "voided",
)

parcel = Table(
    "parcel",
    metadata,
    warehouse(),
    text("id", None),
    text("order_id", None),
    text("order_number"),
    whole("parcel_no", None),
    whole("parcel_of", None),
    Column("accepted", Boolean, nullable=False),
    text("reason"),  # why it was not accepted
    text("contents", None),
    whole("grams", None),
    text("box"),
    text("courier", None),
    text("waybill"),
    text("zone"),
    maybe_whole("charge_minor"),
    text("currency"),
    text("card_hash"),
    text("station_id", None),
    text("operator_id"),
    maybe_text("fact_id"),
    moment("packed_at"),
    moment("recv_at"),
    key("id"),
    by("order_id", "parcel_no"),
    by("courier", "waybill"),
    by("packed_at"),
    by("recv_at"),
)

# The last line of defence: whatever the program believes, a parcel of an order ships once.
Index(
    "uq_parcel_accepted",
    parcel.c.warehouse,
    parcel.c.order_id,
    parcel.c.parcel_no,
    unique=True,
    sqlite_where=parcel.c.accepted,
    postgresql_where=parcel.c.accepted,
)

waybill_number = Table(
    "waybill_number",
    metadata,
    warehouse(),
    text("id", None),  # courier/number: what the courier made unique
    text("courier", None),
    text("number", None),
    text("state", "pool"),
    text("station_id"),
    text("parcel_id"),
    whole("seq"),
    # After a restore: nobody knows yet who has it.
    Column("held", Boolean, nullable=False, server_default=false()),
    key("id"),
    one_of("state", NUMBER_STATES),
    by("courier", "station_id", "state", "number"),
    by("station_id", "seq", "id"),
    by("parcel_id"),
)

# Few are, and not for long: whoever looks for them reads no other number.
Index(
    "ix_waybill_number_held",
    waybill_number.c.warehouse,
    waybill_number.c.courier,
    sqlite_where=text_of("held = 1"),  # as it is asked there
    postgresql_where=waybill_number.c.held,
)

rate_card = Table(
    "rate_card",
    metadata,
    warehouse(),
    text("id", None),  # the content hash
    text("courier", None),
    Column("valid_from", Date, nullable=True),  # the first day; open where empty
    Column("valid_to", Date, nullable=True),  # the last day
    text("document", None),
    whole("seq"),
    text("service"),  # the courier's product; empty: all without a card of their own
    key("id"),
    by("courier", "valid_from"),
    by("seq", "id"),
)
