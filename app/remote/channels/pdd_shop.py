"""A Pinduoduo shop (``ChannelAdapter``).

Windows of half an hour at most that end three minutes before now, pages from the last one back, as
the platform's documentation asks. Source: pages of pdd.order.number.list.increment.get,
pdd.order.information.get, pdd.refund.list.increment.get, pdd.logistics.online.send,
pdd.goods.list.get, pdd.goods.quantity.update, pdd.goods.sku.price.update.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.remote.channels import pdd
from app.remote.channels.base import (
    Limits,
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
    WindowTooWideError,
)
from app.remote.channels.calls import (
    document_of,
    in_money_of,
    once,
    page_before,
    page_to_read,
    part_of,
    row_by_row,
)
from app.remote.channels.incoming import IncomingOrder
from app.remote.channels.json_values import Node, count, dig, nodes, text
from app.remote.channels.pdd_rows import listings_of, refund_of
from app.remote.http import Http, HttpRequest
from app.remote.signing.pairs import md5_sign

GATEWAY = "https://gw-api.pinduoduo.com/api/router"
LIMITS = Limits(longest_window=timedelta(minutes=30), page_size=100)
_BUSINESS, _TOO_WIDE = 50001, "时间跨度"
_SESSION_CODES = frozenset({10019, 10020})
_BUSY_CODES = frozenset({70031, 70032})
_BUSY_WAIT_S = 1.0
_ALL_KINDS, _ALL_STATES = "1", "1"
_OVERWRITE, _ANOTHER_PARCEL = "2", "1"
_AS_IT_IS = "1"  # on sale or not: a new price changes nothing of that


@dataclass(frozen=True, slots=True)
class PddKeys:
    """An application and the shop that authorised it. Never shown in a log."""

    client_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)


class PddShop:
    """One shop. ``couriers`` of a shipment are the platform's numbers (44 is SF)."""

    limits = LIMITS

    def __init__(
        self,
        http: Http,
        keys: PddKeys,
        clock: Callable[[], datetime],
        shop: str = "",
        gateway: str = GATEWAY,
    ) -> None:
        self._http, self._keys, self._clock = http, keys, clock
        self._shop, self._gateway = shop, gateway

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        asked = {
            "start_updated_at": str(int(window.since.timestamp())),
            "end_updated_at": str(int(window.until.timestamp()) - 1),
            "order_status": "5",
            "refund_status": "5",
            "is_lucky_flag": "0",
            "use_has_next": "false",
        }
        kind, part = "pdd.order.number.list.increment.get", "order_sn_increment_get_response"
        answer, following = self._backwards(kind, part, asked, page)
        if answer is None:
            return OrderPage((), None)
        return OrderPage(pdd.read({part: answer}, self._shop), following)

    def order(self, number: str) -> IncomingOrder | None:
        found = self._order(number)
        if found is None:
            return None
        (order,) = pdd.read({"order_info_get_response": {"order_info": found}}, self._shop)
        return order

    def _order(self, number: str) -> Node | None:
        part = "order_info_get_response"
        answer = self._call("pdd.order.information.get", part, {"order_sn": number})
        found = dig(answer, "order_info")
        return found if isinstance(found, Mapping) else None

    def refunds_changed(self, window: Window, page: str | None = None) -> RefundPage:
        """State 1 asks for all: 0, which newer pages name, is "no refund"."""
        asked = {
            "start_updated_at": str(int(window.since.timestamp())),
            "end_updated_at": str(int(window.until.timestamp()) - 1),
            "after_sales_type": _ALL_KINDS,
            "after_sales_status": _ALL_STATES,
        }
        kind, part = "pdd.refund.list.increment.get", "refund_increment_get_response"
        answer, following = self._backwards(kind, part, asked, page)
        if answer is None:
            return RefundPage((), None)
        return RefundPage(tuple(map(refund_of, nodes(answer, "refund_list"))), following)

    def _backwards(
        self, kind: str, part: str, asked: Mapping[str, str], page: str | None
    ) -> tuple[Node | None, str | None]:
        """A page and the one that is read next; None where the window is empty."""

        def total() -> int:
            return count(self._call(kind, part, {**asked, **_paged("1")}), "total_count")

        at = page_to_read(page, LIMITS.page_size, total)
        if at is None:
            return None, None
        return self._call(kind, part, {**asked, **_paged(at)}), page_before(at)

    def push_shipment(self, shipment: Shipment) -> Pushed:
        """The first parcel ships the order; the others are told beside it, whatever is in them."""
        if shipment.digital:
            raise NotOfferedError("Pinduoduo has no call for an order of which nothing is sent")
        known = self.shipped(shipment.number) if shipment.replaces or shipment.lines else ()
        if shipment.waybill in known:
            return Pushed(already=True)
        if known and not shipment.replaces:
            return self._beside(shipment)
        given = {
            "order_sn": shipment.number,
            "logistics_id": shipment.courier,
            "tracking_number": shipment.waybill,
            "redelivery_type": _OVERWRITE if shipment.replaces else "1",
        }
        return once(lambda: self._send("pdd.logistics.online.send", given), self, shipment)

    def _send(self, kind: str, given: Mapping[str, str]) -> None:
        part = f"{kind.removeprefix('pdd.').replace('.', '_')}_response"
        if dig(self._call(kind, part, given, changes=True), "is_success") is not True:
            raise RefusedError("not_shipped", f"{kind} did not take {given['order_sn']}")

    def _beside(self, shipment: Shipment) -> Pushed:
        track = {"shipping_id": int(shipment.courier), "tracking_number": shipment.waybill}
        given = {
            "order_sn": shipment.number,
            "extra_track_type": _ANOTHER_PARCEL,
            "extra_track_list": json.dumps([track]),
        }
        self._send("pdd.order.upload.extra.logistics", given)
        return Pushed()

    def shipped(self, number: str) -> tuple[str, ...]:
        found = self._order(number)
        if found is None:
            return ()
        told = (
            text(one, "tracking_number") for one in (found, *nodes(found, "extra_delivery_list"))
        )
        return tuple(dict.fromkeys(waybill for waybill in told if waybill))

    def listings(self, page: str | None = None) -> ListingPage:
        number = page or "1"
        answer = self._call("pdd.goods.list.get", "goods_list_get_response", _paged(number))
        listings = [one for goods in nodes(answer, "goods_list") for one in listings_of(goods)]
        more = int(number) * LIMITS.page_size < count(answer, "total_count")
        return ListingPage(tuple(listings), str(int(number) + 1) if more else None)

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        return row_by_row(levels, self._push_stock)

    def _push_stock(self, level: StockLevel) -> None:
        given = {
            "goods_id": level.listing_id,
            "sku_id": level.variant_id,
            "quantity": str(level.quantity),
            "update_type": "1",  # the whole number, no difference
        }
        kind, part = "pdd.goods.quantity.update", "goods_quantity_update_response"
        if dig(self._call(kind, part, given, changes=True), "is_success") is not True:
            raise RefusedError("not_taken", f"Pinduoduo did not take the stock {level.quantity}")

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        return row_by_row(levels, self._push_price)

    def _push_price(self, level: PriceLevel) -> None:
        """The price of buying together, which is the one that orders come with.

        That of buying alone stays: the platform refuses one that would not be above the other.
        """
        price = in_money_of(level, "CNY")
        if not level.variant_id.isdecimal():
            raise RefusedError("unknown_variant", "no such variant in the shop")
        row = {"sku_id": int(level.variant_id), "group_price": price.minor}
        given = {
            "goods_id": level.listing_id,
            "sku_price_list": json.dumps([row]),
            "sync_goods_operate": _AS_IT_IS,
        }
        kind, part = "pdd.goods.sku.price.update", "goods_update_sku_price_response"
        if dig(self._call(kind, part, given, changes=True), "is_success") is not True:
            raise RefusedError("not_taken", f"Pinduoduo did not take the price {price.amount}")

    def close(self) -> None:
        self._http.close()

    def _call(
        self, kind: str, part: str, given: Mapping[str, str], *, changes: bool = False
    ) -> Node:
        sent = {
            **given,
            "type": kind,
            "client_id": self._keys.client_id,
            "access_token": self._keys.token,
            "timestamp": str(int(self._clock().timestamp())),
            "data_type": "JSON",
            "version": "V1",
        }
        sent["sign"] = md5_sign(self._keys.secret, sent)
        head = {"Content-Type": "application/json"}
        body = json.dumps(sent, ensure_ascii=False).encode()
        request = HttpRequest(self._gateway, "POST", body, head)
        document = document_of(self._http, request, kind, changes=changes)
        fault = dig(document, "error_response")
        if fault is not None:
            raise error_of(fault)
        return part_of(dig(document, part), kind)


def error_of(fault: Any) -> Exception:
    """The error that an ``error_response`` means."""
    code = int(dig(fault, "error_code") or 0)
    words = str(dig(fault, "sub_msg") or dig(fault, "error_msg") or "no words given")
    if code in _SESSION_CODES:
        return SignInAgainError(words)
    if code in _BUSY_CODES:
        return ThrottledError(words, _BUSY_WAIT_S)
    if code == _BUSINESS and words.startswith(_TOO_WIDE):
        return WindowTooWideError(words)
    return RefusedError(str(dig(fault, "sub_code") or code), words)


def _paged(page: str) -> dict[str, str]:
    return {"page": page, "page_size": str(LIMITS.page_size)}
