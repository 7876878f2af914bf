"""Prices told to a Vendure shop: what buyers pay, tax and all, as its listings say it.

The server takes a price as the channel keeps prices, with tax or without. Where it is without,
the net price is told whose tax makes ours of it; there is not one for every price, and then none
is told. Source: schema of Vendure 3.7.3 (UpdateProductVariantInput, Channel), driven against it.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.remote.channels.base import PriceLevel, PriceRefusal, RefusedError
from app.remote.channels.calls import in_money_of
from app.remote.channels.json_values import Node, dig, nodes, text
from app.remote.channels.vendure_client import VendureClient

_VARIANTS = """query Priced($options:ProductVariantListOptions){
 activeChannel{pricesIncludeTax defaultCurrencyCode}
 productVariants(options:$options){items{id taxRateApplied{value}}}}"""
_SET_PRICES = """mutation SetPrices($input:[UpdateProductVariantInput!]!){
 updateProductVariants(input:$input){id}}"""


def push_prices(client: VendureClient, levels: Sequence[PriceLevel]) -> list[PriceRefusal]:
    """Of one batch: all that is not refused here, or nothing."""
    wanted = {"filter": {"id": {"in": [level.variant_id for level in levels]}}}
    asked = {"options": {**wanted, "skip": 0, "take": len(levels), "sort": {"id": "ASC"}}}
    answer = client.ask("productVariants", _VARIANTS, asked)
    there = {text(one, "id"): one for one in nodes(answer, "productVariants", "items")}
    given: list[dict[str, Any]] = []
    refused: list[PriceRefusal] = []
    for level in levels:
        try:
            price = _told(level, dig(answer, "activeChannel"), there.get(level.variant_id))
        except RefusedError as error:
            refused.append(PriceRefusal(level, error.code, str(error)))
        else:
            given.append({"id": level.variant_id, "price": price})
    if given:
        client.ask("updateProductVariants", _SET_PRICES, {"input": given}, changes=True)
    return refused


def _told(level: PriceLevel, channel: Any, variant: Node | None) -> int:
    """The price as the channel keeps it. Raises RefusedError."""
    if variant is None:
        raise RefusedError("unknown_variant", "no such variant in the shop")
    price = in_money_of(level, str(dig(channel, "defaultCurrencyCode")))
    if dig(channel, "pricesIncludeTax") is True:
        return price.minor
    rate = Decimal(str(dig(variant, "taxRateApplied", "value") or 0))
    net = _rounded(price.minor * 100 / (100 + rate))
    if _rounded(net * (100 + rate) / 100) != price.minor:
        words = f"the shop keeps prices without tax: none gives {price.amount} with {rate} % of it"
        raise RefusedError("no_net_price", words)
    return net


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
