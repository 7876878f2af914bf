"""Shops and jobs as data, what shops were told of shipments, refunds, merged and split orders."""

from sqlalchemy import Boolean, Column, Table, false, true

from app.store.tables.base import (
    by,
    key,
    maybe_moment,
    maybe_whole,
    metadata,
    moment,
    one_of,
    text,
    warehouse,
    whole,
)

WORK_STATES = ("idle", "running", "waiting", "failed", "signed_out")
NOTICE_STATES = ("queued", "asking", "told", "refused")
REFUND_STATES = ("open", "refunded", "closed")
GROUP_KINDS = ("merge", "split")
GROUP_STATES = ("standing", "undone")

shop = Table(
    "shop",
    metadata,
    warehouse(),
    text("id", None),  # as the orders name it
    text("platform", None),
    text("name"),
    text("base_url"),
    text("options", "{}"),
    Column("enabled", Boolean, nullable=False, server_default=true()),
    maybe_moment("signed_out_at"),  # since when a person must authorise it again
    moment("changed_at"),
    key("id"),
    comment="keys of shops are never here: app/store/shop_keys.py",
)

job = Table(
    "job",
    metadata,
    warehouse(),
    text("id", None),
    text("kind", None),
    text("shop"),
    whole("every_s"),
    text("cursor"),  # up to where its work is stored
    moment("next_at"),
    text("state", "idle"),
    text("reason"),
    Column("paused", Boolean, nullable=False, server_default=false()),
    whole("tries"),  # failures in a row
    text("counts", "{}"),
    maybe_moment("began_at"),
    maybe_moment("ended_at"),
    text("holder"),  # the worker that has it,
    whole("fence"),  # its number,
    maybe_moment("busy_until"),  # and until when nobody else takes it
    key("id"),
    one_of("state", WORK_STATES),
    by("next_at"),
    by("shop"),
)

shipment_notice = Table(
    "shipment_notice",
    metadata,
    warehouse(),
    text("id", None),  # parcel/order: the key under which the shop hears of it
    text("shop", None),
    text("order_id", None),  # the shop's order, never a merged one
    text("number", None),
    text("parcel_id"),
    text("courier"),
    text("waybill"),
    text("lines", "[]"),
    Column("last", Boolean, nullable=False, server_default=true()),
    Column("digital", Boolean, nullable=False, server_default=false()),
    text("replaces"),
    text("state", "queued"),
    whole("tries"),  # how often the shop was told
    text("reason"),
    moment("made_at"),
    moment("changed_at"),
    moment("next_at"),
    key("id"),
    one_of("state", NOTICE_STATES),
    by("shop", "state", "next_at"),
    by("order_id"),
)

order_refund = Table(
    "order_refund",
    metadata,
    warehouse(),
    text("id", None),  # channel/shop/refund
    text("channel", None),
    text("shop", None),
    text("number", None),
    text("refund_id", None),
    text("state", "open"),
    text("line"),
    text("currency"),
    maybe_whole("amount_minor"),
    Column("goods_back", Boolean, nullable=False, server_default=false()),
    text("returning_waybill"),
    maybe_moment("revision_at"),
    key("id"),
    one_of("state", REFUND_STATES),
    by("channel", "shop", "number"),
    by("state", "revision_at"),
)

order_group = Table(
    "order_group",
    metadata,
    warehouse(),
    text("id", None),
    text("source_id", None),  # the shop's order
    text("made_id", None),  # what is packed in its place
    text("kind", None),
    text("lines", "[]"),  # which of the source's lines, where not all
    text("state", "standing"),
    text("made_by"),
    text("ended_by"),
    moment("made_at"),
    maybe_moment("ended_at"),
    key("id", "source_id", "made_id"),
    one_of("kind", GROUP_KINDS),
    one_of("state", GROUP_STATES),
    by("source_id"),
    by("made_id"),
)
