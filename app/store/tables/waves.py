"""Waves: what was released to the benches together, with the slips that were printed of it."""

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

KINDS = ("batch", "single")

wave = Table(
    "wave",
    metadata,
    warehouse(),
    text("number", None),
    text("courier"),
    text("zone"),
    text("kind", None),
    whole("orders"),
    whole("pieces"),
    maybe_moment("cut_off"),
    moment("made_at"),
    text("made_by"),
    text("picker"),
    whole("lists"),  # how often its picking list was printed
    key("number"),
    one_of("kind", KINDS),
    by("made_at", "number"),
    by("cut_off", "number"),
)

wave_order = Table(
    "wave_order",
    metadata,
    warehouse(),
    text("wave", None),
    text("order_id", None),
    whole("slot", None),
    whole("pieces"),
    whole("slips"),  # how often its slip was printed
    key("wave", "order_id"),
    by("order_id"),
    comment="stays when the order leaves the wave: the list says so",
)

wave_day = Table(
    "wave_day",
    metadata,
    warehouse(),
    text("day", None),
    whole("made"),
    key("day"),
    comment="one row a day, locked by whoever makes waves: numbers, and one maker at a time",
)

wave_policy = Table(
    "wave_policy",
    metadata,
    warehouse(),
    text("id", None),
    text("document", None),
    moment("changed_at"),
    text("changed_by"),
    key("id"),
)
