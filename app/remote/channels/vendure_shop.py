"""A Vendure shop over its Admin GraphQL API (``ChannelAdapter``).

What a window holds is found twice: by ``updatedAt`` and ``orderPlacedAt``, and, because paying,
shipping and cancelling move neither, by the history of everything placed in the last days. Pages
are read from the last one back, by the orders' ids. Driven against Vendure 3.7.3 by
``make test-vendure``.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from app.remote.channels import vendure
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
from app.remote.channels.calls import in_batches, named, page_before, page_to_read, unknown
from app.remote.channels.incoming import IncomingOrder
from app.remote.channels.json_values import Node, count, dig, iso_time, nodes, text
from app.remote.channels.vendure_client import VendureClient
from app.remote.channels.vendure_parcels import VendureParcels
from app.remote.channels.vendure_prices import push_prices

LIMITS = Limits(longest_window=timedelta(days=1), page_size=100)
REREAD_DAYS = 7
_STOCK_BATCH = 100
_A_SECOND = timedelta(seconds=1)
_ORDERS = f"""query Orders($options:OrderListOptions){{orders(options:$options){{
 totalItems items{{{vendure.ORDER_FIELDS}}}}}}}"""
_MOVED = """query Moved($options:OrderListOptions){orders(options:$options){totalItems
 items{code updatedAt orderPlacedAt payments{refunds{updatedAt}}
  history(options:{take:1,sort:{createdAt:DESC}}){items{createdAt}}}}}"""
_VARIANTS = """query Variants($options:ProductVariantListOptions){
 productVariants(options:$options){totalItems items{id sku name enabled priceWithTax currencyCode
  updatedAt stockLevels{stockLocationId stockOnHand stockAllocated}
  options{name} featuredAsset{preview}
  product{id name enabled featuredAsset{preview}}}}}"""
_PLACES = "query Places{stockLocations{items{id}}}"
_SET_STOCK = """mutation SetStock($input:[UpdateProductVariantInput!]!){
 updateProductVariants(input:$input){id}}"""
_REFUND_STATES = {"Settled": "refunded", "Failed": "closed"}


class VendureShop:
    """One shop. ``courier`` of a shipment is the method that the buyer reads.

    ``reread_days``: how long after it was placed an order's payments and shipments are followed.
    ``place``: the id of the stock location that is ours; "" is the only one there is.
    """

    limits = LIMITS

    def __init__(
        self,
        client: VendureClient,
        shop: str = "",
        place: str = "",
        reread_days: int = REREAD_DAYS,
    ) -> None:
        self._client, self._shop, self._place = client, shop, place
        self._reread = timedelta(days=reread_days)
        self._parcels = VendureParcels(client)

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        """Pages are named ``told:number``, then ``moved:number``."""
        phase, _, number = (page or "told:").partition(":")
        if phase == "told":
            found, following = self._page(_ORDERS, _in_window(window), number)
            orders = vendure.read({"data": {"orders": {"items": list(found)}}})
            after = f"told:{following}" if following else "moved:"
            return OrderPage(named(orders, self._shop), after)
        since = window.since - self._reread
        placed = {"orderPlacedAt": {"between": _span(Window(since, window.until))}}
        found, following = self._page(_MOVED, placed, number)
        moved = tuple(
            text(one, "code")
            for one in found
            if _moved_in(one, window) and not _told_in(one, window)
        )
        return OrderPage((), f"moved:{following}" if following else None, moved)

    def _page(
        self, query: str, wanted: Mapping[str, Any], number: str
    ) -> tuple[tuple[Node, ...], str | None]:
        """One page of orders by their ids, the last one first; "" finds out which that is."""
        page = page_to_read(
            number,
            LIMITS.page_size,
            lambda: count(self._orders(query, wanted, 0, 1), "totalItems"),
        )
        if page is None:
            return (), None
        at = (int(page) - 1) * LIMITS.page_size
        found = self._orders(query, wanted, at, LIMITS.page_size)
        return nodes(found, "items"), page_before(page)

    def _orders(self, query: str, wanted: Mapping[str, Any], skip: int, take: int) -> Node:
        asked = {
            "filter": {**wanted, "active": {"eq": False}},
            "sort": {"id": "ASC"},
            "skip": skip,
            "take": take,
        }
        found: Node = self._client.ask("orders", query, {"options": asked})["orders"]
        return found

    def order(self, number: str) -> IncomingOrder | None:
        found = nodes(self._orders(_ORDERS, {"code": {"eq": number}}, 0, 1), "items")
        orders = vendure.read({"data": {"orders": {"items": list(found)}}})
        return next(iter(named(orders, self._shop)), None)

    def refunds_changed(self, window: Window, page: str | None = None) -> RefundPage:
        """The refunds of every order that changed in the window, moved ones too."""
        phase, _, number = (page or "moved:").partition(":")
        since = window.since - self._reread
        placed = {"orderPlacedAt": {"between": _span(Window(since, window.until))}}
        found, following = self._page(_ORDERS, placed, number)
        refunds = [one for order in found if _moved_in(order, window) for one in _refunds(order)]
        return RefundPage(tuple(refunds), f"{phase}:{following}" if following else None)

    def push_shipment(self, shipment: Shipment) -> Pushed:
        return self._parcels.push(shipment)

    def shipped(self, number: str) -> tuple[str, ...]:
        return self._parcels.shipped(number)

    def listings(self, page: str | None = None) -> ListingPage:
        page = page_to_read(
            page,
            LIMITS.page_size,
            lambda: count(self._variants({"skip": 0, "take": 1}), "totalItems"),
        )
        if page is None:
            return ListingPage((), None)
        at = {"skip": (int(page) - 1) * LIMITS.page_size, "take": LIMITS.page_size}
        found = self._variants(at)
        return ListingPage(tuple(map(_listing, nodes(found, "items"))), page_before(page))

    def _variants(self, options: Mapping[str, Any]) -> Node:
        asked = {"options": {**options, "sort": {"id": "ASC"}}}
        found: Node = self._client.ask("productVariants", _VARIANTS, asked)["productVariants"]
        return found

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        """What the shop has promised already stays promised: it is added to what is for sale."""
        return in_batches(levels, _STOCK_BATCH, self._push_stock)

    def _push_stock(self, levels: Sequence[StockLevel]) -> list[StockRefusal]:
        place = self._place or self._only_place()
        wanted = {"filter": {"id": {"in": [level.variant_id for level in levels]}}}
        found = self._variants({**wanted, "skip": 0, "take": len(levels)})
        promised = {text(one, "id"): _promised(one, place) for one in nodes(found, "items")}
        given = [
            {
                "id": level.variant_id,
                "stockLevels": [
                    {
                        "stockLocationId": place,
                        "stockOnHand": level.quantity + promised[level.variant_id],
                    }
                ],
            }
            for level in levels
            if level.variant_id in promised
        ]
        if given:
            self._client.ask("updateProductVariants", _SET_STOCK, {"input": given}, changes=True)
        return unknown(levels, promised)

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        return in_batches(levels, _STOCK_BATCH, partial(push_prices, self._client))

    def _only_place(self) -> str:
        answer = self._client.ask("stockLocations", _PLACES, {})
        places = nodes(answer, "stockLocations", "items")
        if len(places) != 1:
            raise RefusedError("which_place", "the shop has several stock locations: name ours")
        self._place = text(places[0], "id")
        return self._place

    def close(self) -> None:
        self._client.close()


def _in_window(window: Window) -> dict[str, Any]:
    span = {"between": _span(window)}
    return {"_or": [{"updatedAt": span}, {"orderPlacedAt": span}]}


def _span(window: Window) -> dict[str, str]:
    return {"start": _utc(window.since), "end": _utc(window.until)}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _moved_in(order: Node, window: Window) -> bool:
    """The history has whole seconds, cut off: what it says may have been a moment later."""
    return window.since - _A_SECOND < vendure.changed_at(order) < window.until


def _told_in(order: Node, window: Window) -> bool:
    told = (text(order, "updatedAt"), text(order, "orderPlacedAt"))
    return any(window.since <= iso_time(moment) < window.until for moment in told if moment)


def _refunds(order: Node) -> list[IncomingRefund]:
    currency = text(order, "currencyCode")
    return [
        IncomingRefund(
            number=text(order, "code"),
            refund_id=text(one, "id"),
            state=_REFUND_STATES.get(text(one, "state"), "open"),
            amount=vendure.amount_of(one, "total", currency),
            revision_at=vendure.changed_at(order),
            line=_only_line(one),
        )
        for payment in nodes(order, "payments")
        for one in nodes(payment, "refunds")
    ]


def _only_line(refund: Node) -> str:
    lines = {text(one, "orderLineId") for one in nodes(refund, "lines")}
    return lines.pop() if len(lines) == 1 else ""


def _promised(variant: Node, place: str) -> int:
    levels = nodes(variant, "stockLevels")
    return sum(count(one, "stockAllocated") for one in levels if _is(one, place))


def _is(level: Node, place: str) -> bool:
    return text(level, "stockLocationId") == place


def _listing(variant: Node) -> Listing:
    product: Node = dig(variant, "product") or {}
    levels = nodes(variant, "stockLevels")
    free = sum(int(one["stockOnHand"]) - int(one["stockAllocated"]) for one in levels)
    pictures = (dig(one, "featuredAsset", "preview") for one in (variant, product))
    return Listing(
        listing_id=text(product, "id"),
        variant_id=text(variant, "id"),
        code=text(variant, "sku"),
        name=text(variant, "name"),
        spec=";".join(text(one, "name") for one in nodes(variant, "options")),
        price=vendure.amount_of(variant, "priceWithTax", text(variant, "currencyCode")),
        stock=free,
        on_sale=variant.get("enabled") is True and product.get("enabled") is True,
        picture=str(next((found for found in pictures if found), "")),
        revision_at=iso_time(text(variant, "updatedAt")),
    )
