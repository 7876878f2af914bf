"""A Shopify shop over its Admin GraphQL API (``ChannelAdapter``).

A window is read by ``updated_at`` with the platform's own cursors: a cursor stands behind the row
it was made for, so an order that changes while we read moves to the end and pulls no other one
over a page's border. Orders with more lines than a page of them are read one by one. Source: the
pages of orders, productVariants and inventorySetQuantities of API version 2026-07.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from app.remote.channels import shopify
from app.remote.channels.base import (
    IncomingRefund,
    Limits,
    Listing,
    ListingPage,
    OrderPage,
    PriceLevel,
    PriceRefusal,
    Pushed,
    RefundPage,
    RefusedError,
    Shipment,
    StockLevel,
    StockRefusal,
    Window,
)
from app.remote.channels.calls import in_batches, named, unknown
from app.remote.channels.incoming import IncomingOrder
from app.remote.channels.json_values import Node, dig, iso_time, money, nodes, text, whole
from app.remote.channels.shopify import by_name, gid, tail
from app.remote.channels.shopify_client import ShopifyClient
from app.remote.channels.shopify_parcels import ShopifyParcels
from app.remote.channels.shopify_prices import push_prices

LIMITS = Limits(longest_window=timedelta(days=1), page_size=20, horizon=timedelta(days=60))
_LINES, _STOCK_BATCH = 30, 250
_ORDERS = f"""query Orders($first:Int!,$after:String,$q:String!,$lines:Int!,$from:String){{
 orders(first:$first,after:$after,query:$q,sortKey:UPDATED_AT){{
  pageInfo{{hasNextPage endCursor}} nodes{{{shopify.ORDER_FIELDS}}}}}}}"""
_REFUNDS = """query Refunds($first:Int!,$after:String,$q:String!){
 orders(first:$first,after:$after,query:$q,sortKey:UPDATED_AT){pageInfo{hasNextPage endCursor}
  nodes{name refunds(first:20){id createdAt
   totalRefundedSet{shopMoney{amount currencyCode}}}}}}"""
_VARIANTS = """query Variants($first:Int!,$after:String){
 shop{currencyCode} productVariants(first:$first,after:$after){pageInfo{hasNextPage endCursor}
  nodes{id sku title barcode price inventoryQuantity updatedAt image{url}
   product{id title status}}}}"""
_ITEMS = """query Items($ids:[ID!]!){nodes(ids:$ids){... on ProductVariant{id
 inventoryItem{id}}}}"""
_PLACES = "query Places{locations(first:2){nodes{id}}}"
_SET_STOCK = """mutation SetStock($input:InventorySetQuantitiesInput!,$key:String!){
 inventorySetQuantities(input:$input)@idempotent(key:$key){userErrors{code field message}}}"""
_TOO_DEAR = "MAX_COST_EXCEEDED"
_ONLY_DEFAULT = "Default Title"


class ShopifyShop:
    """One shop. ``courier`` of a shipment is the company's name as the buyer reads it.

    ``place``: the number of the location whose stock is ours; "" is the only one there is.
    """

    limits = LIMITS

    def __init__(
        self,
        client: ShopifyClient,
        clock: Callable[[], datetime],
        shop: str = "",
        place: str = "",
        *,
        tell_buyer: bool = False,
    ) -> None:
        self._client, self._clock, self._shop, self._place = client, clock, shop, place
        self._size = LIMITS.page_size
        self._parcels = ShopifyParcels(client, tell_buyer=tell_buyer)

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        found = self._page(_span(window), page)
        whole_ones = [one for one in nodes(found, "nodes") if not _more_lines(one)]
        again = (text(one, "name") for one in nodes(found, "nodes") if _more_lines(one))
        return OrderPage(self._read(whole_ones), _next(found), tuple(again))

    def _page(self, wanted: str, after: str | None) -> Node:
        """As many orders as the shop's limit of one query's cost allows: that is found out."""
        while True:
            try:
                return self._orders(wanted, after, self._size)
            except RefusedError as error:
                if error.code != _TOO_DEAR or self._size == 1:
                    raise
                self._size //= 2

    def _orders(self, wanted: str, after: str | None, first: int, lines_from: str = "") -> Node:
        given = {
            "first": first,
            "after": after,
            "q": wanted,
            "lines": _LINES,
            "from": lines_from or None,
        }
        found: Node = self._client.ask("orders", _ORDERS, given)["orders"]
        return found

    def _read(self, found: Sequence[Node]) -> tuple[IncomingOrder, ...]:
        orders = shopify.read({"data": {"orders": {"nodes": list(found)}}}, self._shop)
        return named(orders, self._shop)

    def order(self, number: str) -> IncomingOrder | None:
        """By its name (#1469), with every line it has."""
        order = self._named(number)
        if order is None:
            return None
        lines, more = list(nodes(order, "lineItems", "nodes")), order
        while _more_lines(more):
            after = text(dig(more, "lineItems", "pageInfo") or {}, "endCursor")
            following = self._named(number, after)
            if following is None:
                return None
            more = following
            lines += nodes(more, "lineItems", "nodes")
        return self._read([{**order, "lineItems": {"nodes": lines}}])[0]

    def _named(self, number: str, lines_from: str = "") -> Node | None:
        found = self._orders(by_name(number), None, 2, lines_from)
        return next((one for one in nodes(found, "nodes") if text(one, "name") == number), None)

    def refunds_changed(self, window: Window, page: str | None = None) -> RefundPage:
        """The refunds of the orders changed in the window: a refund changes its order."""
        given = {"first": LIMITS.page_size, "after": page, "q": _span(window)}
        found: Node = self._client.ask("refunds", _REFUNDS, given)["orders"]
        refunds = [
            _refund(text(order, "name"), one)
            for order in nodes(found, "nodes")
            for one in nodes(order, "refunds")
        ]
        return RefundPage(tuple(refunds), _next(found))

    def push_shipment(self, shipment: Shipment) -> Pushed:
        return self._parcels.push(shipment)

    def shipped(self, number: str) -> tuple[str, ...]:
        return self._parcels.shipped(number)

    def listings(self, page: str | None = None) -> ListingPage:
        given = {"first": 100, "after": page}
        answer = self._client.ask("productVariants", _VARIANTS, given)
        currency = str(dig(answer, "shop", "currencyCode") or "CNY")
        found: Node = answer["productVariants"]
        listings = (_listing(one, currency) for one in nodes(found, "nodes"))
        return ListingPage(tuple(listings), _next(found))

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        return in_batches(levels, _STOCK_BATCH, self._push_stock)

    def _push_stock(self, levels: Sequence[StockLevel]) -> list[StockRefusal]:
        """All of a batch or nothing; a batch that is refused is tried row by row."""
        items = self._items(levels)
        there = [level for level in levels if level.variant_id in items]
        refused = unknown(levels, items)
        try:
            self._set(there, items)
        except RefusedError as error:
            if len(there) == 1:
                return [*refused, StockRefusal(there[0], error.code, str(error))]
            for level in there:
                refused += self._push_stock([level])
        return refused

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        return push_prices(self._client, levels)

    def _items(self, levels: Sequence[StockLevel]) -> dict[str, str]:
        ids = [gid("ProductVariant", level.variant_id) for level in levels]
        answer = self._client.ask("nodes", _ITEMS, {"ids": ids})
        found = [one for one in answer.get("nodes") or [] if one]
        return {tail(one["id"]): str(dig(one, "inventoryItem", "id")) for one in found}

    def _set(self, levels: Sequence[StockLevel], items: Mapping[str, str]) -> None:
        if not levels:
            return
        place = gid("Location", self._place or self._only_place())
        quantities: list[dict[str, Any]] = [
            {
                "inventoryItemId": items[level.variant_id],
                "locationId": place,
                "quantity": level.quantity,
                "changeFromQuantity": None,  # whatever it was: the whole number counts
            }
            for level in levels
        ]
        given = {"name": "available", "reason": "correction", "quantities": quantities}
        said = f"{self._clock().isoformat()} {json.dumps(quantities)}"
        key = hashlib.sha256(said.encode()).hexdigest()
        self._client.change("inventorySetQuantities", _SET_STOCK, {"input": given, "key": key})

    def _only_place(self) -> str:
        places = nodes(self._client.ask("locations", _PLACES, {}), "locations", "nodes")
        if len(places) != 1:
            raise RefusedError("which_place", "the shop has several locations: name ours")
        self._place = tail(text(places[0], "id"))
        return self._place

    def close(self) -> None:
        self._client.close()


def _span(window: Window) -> str:
    return f"updated_at:>='{_utc(window.since)}' AND updated_at:<'{_utc(window.until)}'"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _more_lines(order: Node) -> bool:
    return dig(order, "lineItems", "pageInfo", "hasNextPage") is True


def _next(found: Node) -> str | None:
    more = dig(found, "pageInfo", "hasNextPage") is True
    return str(dig(found, "pageInfo", "endCursor")) if more else None


def _refund(number: str, one: Node) -> IncomingRefund:
    return IncomingRefund(
        number=number,
        refund_id=tail(text(one, "id")),
        state="refunded",
        amount=shopify.in_shops_money(one.get("totalRefundedSet")),
        revision_at=iso_time(text(one, "createdAt")),
    )


def _listing(variant: Node, currency: str) -> Listing:
    product: Node = dig(variant, "product") or {}
    title = text(variant, "title")
    return Listing(
        listing_id=tail(text(product, "id")),
        variant_id=tail(text(variant, "id")),
        code=text(variant, "sku"),
        name=text(product, "title"),
        spec="" if title == _ONLY_DEFAULT else title,
        barcode=text(variant, "barcode"),
        price=money(variant.get("price"), currency),
        stock=whole(variant, "inventoryQuantity"),
        on_sale=text(product, "status") == "ACTIVE",
        picture=text(dig(variant, "image") or {}, "url"),
        revision_at=iso_time(text(variant, "updatedAt")),
    )
