"""A WooCommerce shop over its REST API, wc/v3 (``ChannelAdapter``).

Over HTTPS the keys go as Basic authentication; over plain HTTP the shop takes OAuth 1.0a alone.
A window is read from its last page back, by the orders' ids: an order that changes while we read
leaves the window, and those behind it move one place forward. The core has no field for a
tracking number: it is kept in ``meta_data`` and told to the buyer in a note. Source: the pages of
the project's REST API documentation.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.remote.channels import woo
from app.remote.channels.base import (
    IncomingRefund,
    Level,
    Limits,
    ListingPage,
    OrderPage,
    PriceLevel,
    PriceRefusal,
    Pushed,
    RefundPage,
    Refusal,
    RefusedError,
    Shipment,
    StockLevel,
    StockRefusal,
    Window,
)
from app.remote.channels.calls import last_page, named, page_before, split_by_currency
from app.remote.channels.incoming import IncomingOrder
from app.remote.channels.json_values import Node, dig, iso_time, money, nodes, text
from app.remote.channels.woo_client import WooClient
from app.remote.channels.woo_goods import batches, listings_of, price_row, stock_row

LIMITS = Limits(longest_window=timedelta(days=1), page_size=100)
_NO_SUCH_PAGE = "rest_post_invalid_page_number"
_UNKNOWN = frozenset({"woocommerce_rest_shop_order_invalid_id", "woocommerce_rest_invalid_id"})
_OVER = frozenset({"cancelled", "refunded", "failed", "trash"})
_DONE = "completed"


@dataclass(frozen=True, slots=True)
class WooTracking:
    """Where the shop keeps tracking numbers: the names of ``meta_data`` that its plug-in reads.

    ``tell_buyer``: the note of the order is sent to the buyer.
    """

    number_key: str = "_tracking_number"
    courier_key: str = "_tracking_provider"
    tell_buyer: bool = True


class WooShop:
    """One shop. ``courier`` of a shipment is the name that the buyer shall read."""

    limits = LIMITS

    def __init__(
        self, client: WooClient, shop: str = "", tracking: WooTracking | None = None
    ) -> None:
        self._client, self._shop = client, shop
        self._tracking = tracking or WooTracking()

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        found, following = self._changed(window, page)
        return OrderPage(named(woo.read(list(found), self._shop), self._shop), following)

    def _changed(self, window: Window, page: str | None) -> tuple[tuple[Node, ...], str | None]:
        """Both ends of the platform's window are left out of it."""
        asked = {
            "modified_after": _gmt(window.since - timedelta(seconds=1)),
            "modified_before": _gmt(window.until),
            "dates_are_gmt": "true",
            "status": "any",
            "orderby": "id",
            "order": "asc",
        }
        return self._backwards("orders", asked, page)

    def _backwards(
        self, path: str, asked: Mapping[str, str], page: str | None
    ) -> tuple[tuple[Node, ...], str | None]:
        size = {"per_page": str(LIMITS.page_size)}
        if page is None:
            first, pages = self._client.get(path, {**asked, **size, "page": "1"})
            if pages <= 1:
                return nodes({path: first}, path), None
            page = last_page(pages, 1)
        try:
            found, _pages = self._client.get(path, {**asked, **size, "page": page})
        except RefusedError as error:
            if error.code != _NO_SUCH_PAGE:
                raise
            found = []  # what stood there has left the window
        return nodes({path: found}, path), page_before(page)

    def order(self, number: str) -> IncomingOrder | None:
        found = self._order(number)
        return None if found is None else named(woo.read([found], self._shop), self._shop)[0]

    def _order(self, number: str) -> Node | None:
        """By its id; a plug-in may give orders numbers that are not their ids."""
        if number.isdecimal():
            try:
                found, _pages = self._client.get(f"orders/{number}")
            except RefusedError as error:
                if error.code not in _UNKNOWN:
                    raise
                found = None
            if isinstance(found, Mapping) and text(found, "number", "id") == number:
                return found
        listed, _pages = self._client.get("orders", {"search": number, "status": "any"})
        same = (one for one in nodes({"orders": listed}, "orders") if text(one, "number") == number)
        return next(same, None)

    def refunds_changed(self, window: Window, page: str | None = None) -> RefundPage:
        """The refunds of the orders changed in the window: a refund changes its order."""
        found, following = self._changed(window, page)
        return RefundPage(tuple(one for order in found for one in _refunds(order)), following)

    def push_shipment(self, shipment: Shipment) -> Pushed:
        """One call changes number and status together; the note comes after, once."""
        order = self._order(shipment.number)
        if order is None:
            raise RefusedError("unknown_order", f"order {shipment.number} is not in the shop")
        status, known = text(order, "status"), self._waybills(order)
        if status in _OVER:
            raise RefusedError(status, f"order {shipment.number} is not to be sent any more")
        told = status == _DONE if shipment.digital else shipment.waybill in known
        if not told:
            if status == _DONE and shipment.last and shipment.replaces not in known:
                raise RefusedError("already_shipped", f"order {shipment.number} went as {known}")
            self._client.send("PUT", f"orders/{text(order, 'id')}", self._change(shipment, known))
        if not shipment.digital:
            self._note(text(order, "id"), shipment)
        return Pushed(already=told)

    def _change(self, shipment: Shipment, known: tuple[str, ...]) -> dict[str, Any]:
        change: dict[str, Any] = {"status": _DONE} if shipment.last else {}
        if not shipment.digital:
            kept = [number for number in known if number != shipment.replaces]
            change["meta_data"] = [
                {"key": self._tracking.number_key, "value": ",".join([*kept, shipment.waybill])},
                {"key": self._tracking.courier_key, "value": shipment.courier},
            ]
        return change

    def _note(self, order_id: str, shipment: Shipment) -> None:
        path = f"orders/{order_id}/notes"
        notes, _pages = self._client.get(path)
        if any(shipment.waybill in text(one, "note") for one in nodes({"notes": notes}, "notes")):
            return
        words = f"{shipment.courier} {shipment.waybill}".strip()
        self._client.send("POST", path, {"note": words, "customer_note": self._tracking.tell_buyer})

    def shipped(self, number: str) -> tuple[str, ...]:
        order = self._order(number)
        return () if order is None else self._waybills(order)

    def _waybills(self, order: Node) -> tuple[str, ...]:
        told = [
            str(one.get("value") or "")
            for one in nodes(order, "meta_data")
            if one.get("key") == self._tracking.number_key
        ]
        return tuple(number.strip() for number in ",".join(told).split(",") if number.strip())

    def listings(self, page: str | None = None) -> ListingPage:
        """A product with variations is one listing for each of them."""
        asked = {"status": "any", "orderby": "id", "order": "asc"}
        products, following = self._backwards("products", asked, page)
        currency = self._currency()
        found = [
            one
            for product in products
            for one in listings_of(product, self._variations(product), currency)
        ]
        return ListingPage(tuple(found), following)

    def _variations(self, product: Node) -> tuple[Node, ...]:
        if text(product, "type") != "variable":
            return ()
        path, page, found = f"products/{text(product, 'id')}/variations", None, list[Node]()
        while True:
            more, page = self._backwards(path, {"orderby": "id", "order": "asc"}, page)
            found += more
            if page is None:
                return tuple(found)

    def _currency(self) -> str:
        current, _pages = self._client.get("data/currencies/current")
        return str(dig(current, "code") or "CNY")

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        return tuple(refusal for _level, _told, refusal in self._push(levels, stock_row) if refusal)

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        """The regular price. Where the shop has a sale price, buyers pay that one: a refusal."""
        currency = self._currency()
        mine, refused = split_by_currency(levels, currency)
        for level, told, refusal in self._push(mine, price_row):
            paid = money((told or {}).get("price"), currency)
            if refusal is not None:
                refused.append(refusal)
            elif paid != level.price:
                words = (
                    f"buyers pay {paid.amount if paid else 'nothing'}: the shop has a sale price"
                )
                refused.append(PriceRefusal(level, "sale_price", words))
        return tuple(refused)

    def _push(
        self, levels: Sequence[Level], row: Callable[[Level], dict[str, Any]]
    ) -> Iterator[tuple[Level, Node | None, Refusal[Level] | None]]:
        """Each with what the shop says of it, and its refusal if it is one."""
        for path, part in batches(levels):
            answer = self._client.send("POST", path, {"update": [row(level) for level in part]})
            by_id = {text(one, "id"): one for one in nodes(answer, "update")}
            for level in part:
                told = by_id.get(level.variant_id or level.listing_id)
                yield level, told, _refusal(level, told)

    def close(self) -> None:
        self._client.close()


def _refusal(level: Level, told: Node | None) -> Refusal[Level] | None:
    error = {"code": "unknown", "message": "no answer"} if told is None else told.get("error")
    if not error:
        return None
    return Refusal(level, str(dig(error, "code")), str(dig(error, "message") or "no words given"))


def _refunds(order: Node) -> list[IncomingRefund]:
    currency = text(order, "currency")
    refunds = []
    for one in nodes(order, "refunds"):
        amount = money(str(one.get("total") or "0").lstrip("-"), currency)
        changed = iso_time(text(order, "date_modified_gmt"))
        number = text(order, "number", "id")
        refunds.append(IncomingRefund(number, text(one, "id"), "refunded", amount, changed))
    return refunds


def _gmt(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
