"""A courier's file: who it is, our contracts with it, and how one is chosen for an order."""

from sqlalchemy import Boolean, Column, Table, true

from app.store.tables.base import (
    by,
    key,
    maybe_whole,
    metadata,
    moment,
    text,
    warehouse,
    whole,
)

courier = Table(
    "courier",
    metadata,
    warehouse(),
    text("code", None),
    text("document", None),
    Column("active", Boolean, nullable=False, server_default=true()),
    whole("seq"),
    key("code"),
    by("seq", "code"),
)

contract = Table(
    "contract",
    metadata,
    warehouse(),
    text("id", None),
    text("courier", None),
    text("document", None),
    Column("active", Boolean, nullable=False, server_default=true()),
    whole("seq"),
    key("id"),
    by("courier"),
    by("seq", "id"),
)

contract_contacts = Table(
    "contract_contacts",
    metadata,
    warehouse(),
    text("contract_id", None),
    text("document", None),
    key("contract_id"),
    comment="people at the courier; they stay at the center",
)

routing_rule = Table(
    "routing_rule",
    metadata,
    warehouse(),
    text("id", None),
    text("document", None),
    key("id"),
)

courier_choice = Table(
    "courier_choice",
    metadata,
    warehouse(),
    text("order_id", None),
    whole("parcel_no", None),
    text("courier"),
    text("rule"),  # empty: the cheapest
    maybe_whole("price_minor"),
    text("cheapest"),
    maybe_whole("cheapest_minor"),
    text("currency"),
    moment("chosen_at"),
    text("document", None),  # every courier that was looked at, with its price or its refusal
    key("order_id", "parcel_no"),
    by("chosen_at"),
    comment="which courier and why, and what the cheapest would have cost",
)
