"""The hand-over: packed parcels as every bench may see them, and manifests."""

from sqlalchemy import Boolean, Column, Date, Table

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

MANIFEST_STATES = ("open", "closed", "handed")

hand_parcel = Table(
    "hand_parcel",
    metadata,
    warehouse(),
    text("id", None),
    text("order_id", None),
    text("courier", None),
    text("account"),
    text("waybill", None),  # as scanners give it: upper case, no spaces
    text("manifest"),  # the one it stands on
    Column("ready", Boolean, nullable=False),  # finished, and its label is not void
    moment("packed_at"),
    text("document", None),
    whole("seq"),
    key("id"),
    by("waybill"),
    by("courier", "account", "manifest", "packed_at"),
    by("manifest"),
    by("order_id"),
    by("seq", "id"),
    comment="nobody is named here: a number, a place, a weight",
)

manifest = Table(
    "manifest",
    metadata,
    warehouse(),
    text("number", None),
    text("courier", None),
    text("account"),
    Column("ship_date", Date, nullable=False),
    text("state", "open"),
    text("station_id", None),
    text("operator_id"),
    moment("opened_at"),
    maybe_moment("closed_at"),
    maybe_moment("handed_at"),
    whole("parcels"),
    whole("grams"),
    whole("missing"),
    whole("copies"),
    key("number"),
    one_of("state", MANIFEST_STATES),
    by("ship_date", "courier"),
    by("opened_at", "number"),
    by("state", "opened_at", "number"),
)
