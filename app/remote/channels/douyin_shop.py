"""A Douyin shop (``ChannelAdapter``).

The business parameters are the body, and exactly those bytes are signed. Pages count from 0. A row
that changes while we read leaves the window and pulls those behind it one place forward, so pages
are read from the last one back: what moves is seen twice, never missed. Source: the platform's Go
SDK 1.1.0 and its page structures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.domain.values import Money
from app.remote.channels import douyin
from app.remote.channels.base import (
    IncomingRefund,
    Limits,
    Listing,
    ListingPage,
    NotOfferedError,
    OrderPage,
    PriceLevel,
    PriceRefusal,
    Pushed,
    RefundPage,
    RefusedError,
    Shipment,
    SignInAgainError,
    StockLevel,
    StockRefusal,
    ThrottledError,
    Window,
)
from app.remote.channels.calls import document_of, in_money_of, named, once, row_by_row
from app.remote.channels.incoming import IncomingOrder
from app.remote.channels.json_values import Node, count, dig, nodes, text, unix_time
from app.remote.http import AwayError, Http, HttpRequest, UnknownResultError
from app.remote.signing.douyin import DouyinCall, douyin_sign, param_json

GATEWAY = "https://openapi-fxg.jinritemai.com"
LIMITS = Limits(longest_window=timedelta(hours=1), page_size=100)
_SUCCESS = 10000
_BUSY_WAIT_S = 1.0
_REFUND_DONE, _REFUND_CLOSED = frozenset({12, 51, 53}), frozenset({14, 27, 28, 29})
"""Closed: exchanged (14), or refused; 7 waits for the buyer to send the goods back, so is open."""
_GOODS_COME_BACK, _STOCK_BY_REGION = 0, 1


@dataclass(frozen=True, slots=True)
class DouyinKeys:
    """An application and the shop that authorised it. Never shown in a log."""

    app_key: str
    secret: str = field(repr=False)
    token: str = field(repr=False)


class DouyinShop:
    """One shop. ``courier`` of a shipment is the platform's company code (shunfeng)."""

    limits = LIMITS

    def __init__(
        self,
        http: Http,
        keys: DouyinKeys,
        clock: Callable[[], datetime],
        shop: str = "",
        gateway: str = GATEWAY,
    ) -> None:
        self._http, self._keys, self._clock = http, keys, clock
        self._shop, self._gateway = shop, gateway

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        asked = {
            "order_by": "update_time",
            "order_asc": True,
            **_span(window, "update_time_start", "update_time_end"),
        }
        at = self._last_page("order.searchList", asked) if page is None else int(page)
        if at < 0:
            return OrderPage((), None)
        answer = self._call("order.searchList", {**asked, "page": at, "size": LIMITS.page_size})
        orders = douyin.read({"code": _SUCCESS, "data": answer}, self._shop)
        return OrderPage(named(orders, self._shop), str(at - 1) if at else None)

    def _last_page(self, method: str, asked: Mapping[str, Any]) -> int:
        total = count(self._call(method, {**asked, "page": 0, "size": 1}), "total")
        return -(-total // LIMITS.page_size) - 1

    def order(self, number: str) -> IncomingOrder | None:
        found = self._order(number)
        if found is None:
            return None
        document = {"code": _SUCCESS, "data": {"shop_order_detail": found}}
        return named(douyin.read(document, self._shop), self._shop)[0]

    def _order(self, number: str) -> Node | None:
        found = dig(self._call("order.orderDetail", {"shop_order_id": number}), "shop_order_detail")
        return found if isinstance(found, Mapping) and found.get("order_id") else None

    def refunds_changed(self, window: Window, page: str | None = None) -> RefundPage:
        asked = {
            "order_by": ["update_time asc"],
            **_span(window, "update_start_time", "update_end_time"),
        }
        at = self._last_page("afterSale.List", asked) if page is None else int(page)
        if at < 0:
            return RefundPage((), None)
        answer = self._call("afterSale.List", {**asked, "page": at, "size": LIMITS.page_size})
        return RefundPage(tuple(map(_refund, nodes(answer, "items"))), str(at - 1) if at else None)

    def push_shipment(self, shipment: Shipment) -> Pushed:
        """``key`` is the platform's ``request_id`` where it has one: for parts of an order."""
        if shipment.digital:
            raise NotOfferedError("Douyin has no call for an order of which nothing is sent")
        if shipment.replaces and shipment.waybill in self.shipped(shipment.number):
            return Pushed(already=True)
        method, given = _sending(shipment)
        return once(lambda: self._call(method, given, changes=True), self, shipment)

    def shipped(self, number: str) -> tuple[str, ...]:
        found = self._order(number)
        told = nodes(found, "logistics_info") if found is not None else ()
        return tuple(waybill for one in told if (waybill := text(one, "tracking_no")))

    def listings(self, page: str | None = None) -> ListingPage:
        number = int(page or "1")
        answer = self._call("product.listV2", {"page": number, "size": LIMITS.page_size})
        listings = [one for product in nodes(answer, "data") for one in self._variants(product)]
        more = number * LIMITS.page_size < count(answer, "total")
        return ListingPage(tuple(listings), str(number + 1) if more else None)

    def _variants(self, product: Node) -> list[Listing]:
        number = text(product, "product_id_str", "product_id")
        answer = self._ask("sku.list", {"product_id": number})  # its data is the list itself
        return [_listing(product, number, sku) for sku in nodes({"data": answer}, "data")]

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        return row_by_row(levels, self._push_stock)

    def _push_stock(self, level: StockLevel) -> None:
        """The whole number, which needs no key: told twice it is the same stock."""
        if not (level.listing_id.isdecimal() and level.variant_id.isdecimal()):
            raise RefusedError("unknown_variant", "no such variant in the shop")
        given = {
            "product_id": int(level.listing_id),
            "sku_id": int(level.variant_id),
            "stock_num": level.quantity,
            "incremental": False,
        }
        self._call("sku.syncStock", given, changes=True)

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        return row_by_row(levels, self._push_price)

    def _push_price(self, level: PriceLevel) -> None:
        given = {
            "product_id": level.listing_id,
            "sku_id": level.variant_id,
            "price": in_money_of(level, "CNY").minor,
        }
        self._call("sku.editPrice", given, changes=True)

    def close(self) -> None:
        self._http.close()

    def _call(self, method: str, given: Mapping[str, Any], *, changes: bool = False) -> Node:
        found = self._ask(method, given, changes=changes)
        return found if isinstance(found, Mapping) else {}

    def _ask(self, method: str, given: Mapping[str, Any], *, changes: bool = False) -> Any:
        """The ``data`` of an answer."""
        body = param_json(given)
        now = str(int(self._clock().timestamp()))
        call = DouyinCall(self._keys.app_key, method, body, now)
        query = {
            "app_key": call.app_key,
            "method": method,
            "timestamp": now,
            "v": call.version,
            "sign_method": "hmac-sha256",
            "access_token": self._keys.token,
            "sign": douyin_sign(self._keys.secret, call),
        }
        url = f"{self._gateway}/{method.replace('.', '/', 1)}?{urlencode(query)}"
        head = {"Content-Type": "application/json;charset=UTF-8"}
        request = HttpRequest(url, "POST", body.encode(), head)
        document = document_of(self._http, request, method, changes=changes)
        if dig(document, "code") != _SUCCESS:
            raise error_of(document, changes=changes)
        return dig(document, "data")


def error_of(document: Any, *, changes: bool = False) -> Exception:
    """The error that an answer without success means."""
    sub_code = str(dig(document, "sub_code") or "")
    words = str(dig(document, "sub_msg") or dig(document, "msg") or "no words given")
    if "access-token" in sub_code:
        return SignInAgainError(words)
    if "limit" in sub_code:
        return ThrottledError(words, _BUSY_WAIT_S)
    if sub_code.startswith("isp."):
        return UnknownResultError(words) if changes else AwayError(words)
    return RefusedError(sub_code or str(dig(document, "code")), words)


def _sending(shipment: Shipment) -> tuple[str, dict[str, Any]]:
    """The call that tells this kind of parcel. With an open refund nothing is to be shipped."""
    pack = {"company_code": shipment.courier, "logistics_code": shipment.waybill}
    if shipment.replaces:
        return "order.logisticsEdit", {"order_id": shipment.number, **pack}
    given: dict[str, Any] = {"order_id": shipment.number, "is_refund_reject": False}
    if not shipment.lines:
        return "order.logisticsAdd", {**given, **pack}
    inside = [{"shipped_order_id": one.line, "shipped_num": one.quantity} for one in shipment.lines]
    packs = [{**pack, "shipped_order_info": inside}]
    return "order.logisticsAddMultiPack", {**given, "request_id": shipment.key, "pack_list": packs}


def _span(window: Window, start: str, end: str) -> dict[str, int]:
    """Unix seconds; the platform's end is inclusive."""
    return {start: int(window.since.timestamp()), end: int(window.until.timestamp()) - 1}


def _refund(one: Node) -> IncomingRefund:
    """An after-sale that concerns several lines names none."""
    info: Node = dig(one, "aftersale_info") or {}
    status = count(info, "aftersale_status")
    state = "refunded" if status in _REFUND_DONE else "open"
    lines = nodes(one, "order_info", "related_order_info")
    return IncomingRefund(
        number=text(dig(one, "order_info") or {}, "shop_order_id"),
        refund_id=text(info, "aftersale_id"),
        state="closed" if status in _REFUND_CLOSED else state,
        amount=Money(count(info, "refund_amount"), "CNY"),
        revision_at=unix_time(info.get("update_time")),
        line=text(lines[0], "sku_order_id") if len(lines) == 1 else "",
        goods_back=info.get("aftersale_type") == _GOODS_COME_BACK,
        returning_waybill=text(info, "return_logistics_code"),
    )


def _listing(product: Node, number: str, sku: Node) -> Listing:
    return Listing(
        listing_id=number,
        variant_id=text(sku, "id", "sku_id"),
        code=text(sku, "code"),
        name=text(product, "name"),
        spec=_spec(sku),
        price=Money(count(sku, "price"), "CNY"),
        stock=_stock(sku),
        on_sale=product.get("status") == 0,
        picture=text(product, "img"),
        revision_at=unix_time(product.get("update_time")),
    )


def _spec(sku: Node) -> str:
    """Newer answers have any number of properties, older ones three."""
    names = [text(one, "value_name") for one in nodes(sku, "sell_properties")]
    names = names or [text(sku, f"spec_detail_name{at}") for at in (1, 2, 3)]
    return ",".join(name for name in names if name)


def _stock(sku: Node) -> int:
    by_region = dig(sku, "stock_map")
    if sku.get("sku_type") == _STOCK_BY_REGION and isinstance(by_region, Mapping):
        return sum(count(by_region, region) for region in by_region)
    return count(sku, "stock_num")
