"""WooCommerce's products as listings, and stock and prices in the batches that it takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.remote.channels.base import Level, Listing, PriceLevel, StockLevel
from app.remote.channels.json_values import Node, iso_time, money, nodes, text, whole

_BATCH = 100


def stock_row(level: StockLevel) -> dict[str, Any]:
    return {"id": _id(level), "manage_stock": True, "stock_quantity": level.quantity}


def price_row(level: PriceLevel) -> dict[str, Any]:
    """``price`` itself is worked out by the shop, from this one and its sale price."""
    return {"id": _id(level), "regular_price": str(level.price.amount)}


def _id(level: StockLevel | PriceLevel) -> int:
    return int(level.variant_id or level.listing_id)


def batches(levels: Sequence[Level]) -> Iterator[tuple[str, Sequence[Level]]]:
    """Paths and batches: products together, the variations of each product on their own."""
    by_path: dict[str, list[Level]] = {}
    for level in levels:
        path = f"products/{level.listing_id}/variations" if level.variant_id else "products"
        by_path.setdefault(path, []).append(level)
    for path, found in by_path.items():
        for at in range(0, len(found), _BATCH):
            yield f"{path}/batch", found[at : at + _BATCH]


def listings_of(product: Node, variations: Sequence[Node], currency: str) -> list[Listing]:
    """The listings of one product: itself, or its variations."""
    return [_listing(product, one, currency) for one in variations or (None,)]


def _listing(product: Node, variation: Node | None, currency: str) -> Listing:
    source = product if variation is None else variation
    changed = text(source, "date_modified_gmt")
    return Listing(
        listing_id=text(product, "id"),
        variant_id="" if variation is None else text(variation, "id"),
        code=text(source, "sku"),
        name=text(product, "name"),
        spec="" if variation is None else _spec(variation),
        barcode=text(source, "global_unique_id"),
        price=money(source.get("price"), currency),
        stock=whole(source, "stock_quantity"),
        on_sale=text(product, "status") == "publish",
        picture=_picture(product, variation),
        revision_at=iso_time(changed) if changed else None,
    )


def _spec(variation: Node) -> str:
    named = ((text(one, "name"), text(one, "option")) for one in nodes(variation, "attributes"))
    return ";".join(f"{name}:{option}" for name, option in named)


def _picture(product: Node, variation: Node | None) -> str:
    own = variation.get("image") if variation is not None else None
    pictures = ((own,) if own else ()) + nodes(product, "images")
    return next((found for one in pictures if (found := text(one, "src"))), "")
