"""Prices told to a Shopify shop: the variants of one product at a time.

Of a batch all is done or nothing; one that is refused is tried row by row. Source: the page of
productVariantsBulkUpdate of API version 2026-07 (the app needs the scope write_products).
"""

from collections.abc import Sequence

from app.remote.channels.base import PriceLevel, PriceRefusal, RefusedError
from app.remote.channels.calls import in_batches, split_by_currency
from app.remote.channels.json_values import dig
from app.remote.channels.shopify import gid
from app.remote.channels.shopify_client import ShopifyClient

_BATCH = 250
_CURRENCY = "query Currency{shop{currencyCode}}"
_SET_PRICES = """mutation SetPrices($product:ID!,$variants:[ProductVariantsBulkInput!]!){
 productVariantsBulkUpdate(productId:$product,variants:$variants){
  userErrors{code field message}}}"""


def push_prices(client: ShopifyClient, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
    """Raises what the client raises, except a refusal of rows."""
    currency = str(dig(client.ask("shop", _CURRENCY, {}), "shop", "currencyCode"))
    allowed, refused = split_by_currency(levels, currency)
    by_product: dict[str, list[PriceLevel]] = {}
    for level in allowed:
        by_product.setdefault(level.listing_id, []).append(level)
    for mine in by_product.values():
        refused += in_batches(mine, _BATCH, lambda part: _push(client, part))
    return tuple(refused)


def _push(client: ShopifyClient, levels: Sequence[PriceLevel]) -> list[PriceRefusal]:
    variants = [
        {"id": gid("ProductVariant", level.variant_id), "price": str(level.price.amount)}
        for level in levels
    ]
    given = {"product": gid("Product", levels[0].listing_id), "variants": variants}
    try:
        client.change("productVariantsBulkUpdate", _SET_PRICES, given)
    except RefusedError as error:
        if len(levels) == 1:
            return [PriceRefusal(levels[0], error.code, str(error))]
        return [refusal for level in levels for refusal in _push(client, [level])]
    return []
