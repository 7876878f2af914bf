"""What only the center knows of items, what shops offer, and which orders wait for a binding."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Table,
    UniqueConstraint,
    true,
)

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

LISTING_STATES = ("unbound", "bound", "ignored")

item_detail = Table(
    "item_detail",
    metadata,
    warehouse(),
    text("sku", None),
    text("sku_key", None),  # normalised
    text("name"),  # as in the item's document, to sort by
    text("spec"),
    maybe_whole("weight_g"),
    Column("active", Boolean, nullable=False, server_default=true()),
    text("category"),
    maybe_whole("price_minor"),
    text("currency"),
    maybe_whole("floor_minor"),  # one piece is not sold for less, in the price's currency
    whole("length_mm"),
    whole("width_mm"),
    whole("height_mm"),
    text("picture"),  # a drawn one's name, a kept file's name (its hash) or an address
    whole("parts"),  # of how many a kit is made; 0: no kit
    text("words"),  # code, name, spec and barcodes in lower case
    key("sku"),
    by("sku_key"),
    by("name", "sku"),
    by("category", "sku"),
    by("price_minor", "sku"),
    comment="of the center alone: benches need none of it",
)

listing = Table(
    "listing",
    metadata,
    warehouse(),
    text("id", None),  # made of the next five: app/domain/listing.py
    text("channel", None),
    text("shop", None),
    text("listing_id", None),
    text("variant_id", None),
    text("code"),  # the seller's own, as the shop has it
    text("name"),
    text("spec"),
    text("barcode"),
    maybe_whole("price_minor"),
    text("currency"),
    maybe_whole("stock"),
    Column("on_sale", Boolean, nullable=False, server_default=true()),
    text("picture"),
    maybe_moment("revision_at"),
    moment("seen_at"),  # the last time that the shop offered it, or an order named it
    maybe_moment("gone_at"),  # since when a whole reading of the shop lacks it
    text("words"),  # in lower case, to search
    text("state", "unbound"),
    text("sku"),  # what it is bound to
    whole("pieces", "1"),  # of that item in one listing
    text("bound_by"),  # a person, or empty: by itself
    text("how"),  # code | barcode | person
    text("act"),  # the act that bound it: what is taken back together
    maybe_moment("bound_at"),
    whole("waiting"),  # orders that wait for it
    text("suggested"),  # the best item, and all that were found as JSON
    whole("score"),  # 0 to 100
    whole("lead"),  # points before the next best
    text("suggestions", "[]"),
    maybe_moment("suggested_at"),
    maybe_whole("push_stock"),  # the number that the shop is to be told
    text("push_words"),  # why the shop refused it
    maybe_moment("pushed_at"),
    maybe_whole("told_stock"),  # the number that the shop took last
    maybe_whole("push_price_minor"),  # the price that the shop is to be told, in its currency
    text("push_price_words"),  # why the shop refused it
    maybe_moment("price_pushed_at"),
    key("id"),
    UniqueConstraint("warehouse", "channel", "shop", "listing_id", "variant_id", "code"),
    one_of("state", LISTING_STATES),
    CheckConstraint("pieces > 0", name="pieces_positive"),
    by("state", "waiting", "id"),
    by("state", "score", "id"),
    by("state", "name", "id"),
    by("sku"),
    by("act"),
    by("channel", "shop", "seen_at"),
    by("channel", "shop", "variant_id"),
    by("channel", "shop", "push_stock"),
    by("channel", "shop", "push_price_minor"),
    comment="one thing that can be bought in a shop: a variant, or an item without variants",
)

order_unbound = Table(
    "order_unbound",
    metadata,
    warehouse(),
    text("order_id", None),
    whole("line_no", None),
    text("listing", None),
    text("told_state", None),  # what the order is once its lines are bound
    text("told_reason"),
    text("act"),  # the binding that released it; empty while it waits
    key("order_id", "line_no"),
    ForeignKeyConstraint(
        ["warehouse", "order_id"], ["orders.warehouse", "orders.id"], ondelete="CASCADE"
    ),
    by("listing", "act", "order_id"),
    by("act"),
)
