"""A JD shop over JOS (``ChannelAdapter``).

The platform gives no stable order of pages: each window is read from its last page back, orders
come twice where rows moved, and the caller's upsert takes what it has. The official keys really
are spelled ``responce`` and ``logiCoprId``. What the documentation leaves open (which date is
asked) is a setting. Source: the pages of pop.order.enSearch, pop.order.get, pop.order.shipment,
pop.afs.soa.refundapply.queryPageList, price.write.updateSkuJdPrice.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from app.remote.channels import jd, jd_refunds
from app.remote.channels.base import (
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
from app.remote.channels.calls import (
    document_of,
    in_money_of,
    named,
    once,
    page_before,
    page_to_read,
    part_of,
    row_by_row,
)
from app.remote.channels.incoming import IncomingOrder
from app.remote.channels.jd_parcels import numbers_of, renumbered
from app.remote.channels.jd_refunds import china_text
from app.remote.channels.json_values import CHINA, Node, count, dig, money, nodes, text
from app.remote.http import Http, HttpRequest
from app.remote.signing.pairs import md5_sign

GATEWAY = "https://api.jd.com/routerjson"
LIMITS = Limits(longest_window=timedelta(days=1), page_size=50)
_STATES = (
    "WAIT_SELLER_STOCK_OUT,WAIT_SELLER_DELIVERY,WAIT_GOODS_RECEIVE_CONFIRM,FINISHED_L,"
    "TRADE_CANCELED,LOCKED,PAUSE,POP_ORDER_PAUSE"
)
_FIELDS = (
    "orderId,venderId,orderState,orderTotalPrice,orderPayment,itemInfoList,consigneeInfo,modified,"
    "parentOrderId,directParentOrderId,orderStartTime,paymentConfirmTime,payType,freightPrice,"
    "couponDetailList,pin,open_id_buyer,orderRemark,venderRemark,waybill,logisticsId"
)
_SEARCH, _SEARCHED = "jingdong.pop.order.enSearch", "jingdong_pop_order_enSearch_responce"
_SESSION_CODES, _BUSY_CODES = frozenset({19, 20}), frozenset({21, 22, 61})
_BUSY_WAIT_S = 60.0
_SKU_FIELDS = "wareId,skuId,status,jdPrice,outerId,skuName,wareTitle,barCode,stockNum"
_ON_SALE, _ON_AND_OFF_SALE = "1", "1,2"
_RENUMBER = "360buy.order.sop.waybill.update"


@dataclass(frozen=True, slots=True)
class JdKeys:
    """An application and the shop that authorised it. Never shown in a log."""

    app_key: str
    secret: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class JdDates:
    """Which date a search means: what clients that page by change send. Check with a real shop."""

    sort_type: str = "1"
    date_type: str = "0"


class JdShop:
    """One shop. ``courier`` of a shipment is the platform's number of the carrier (467 is SF)."""

    limits = LIMITS

    def __init__(
        self,
        http: Http,
        keys: JdKeys,
        clock: Callable[[], datetime],
        dates: JdDates | None = None,
        gateway: str = GATEWAY,
        shop: str = "",
    ) -> None:
        self._shop = shop
        self._http, self._keys, self._clock = http, keys, clock
        self._dates, self._gateway = dates or JdDates(), gateway

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        page = page_to_read(
            page,
            LIMITS.page_size,
            lambda: count(self._search(window, "1", "1"), "orderTotal"),
        )
        if page is None:
            return OrderPage((), None)
        result = self._search(window, page, str(LIMITS.page_size))
        orders = named(jd.read({_SEARCHED: {"searchorderinfo_result": result}}), self._shop)
        return OrderPage(orders, page_before(page))

    def _search(self, window: Window, page: str, size: str) -> Node:
        asked = {
            "start_date": china_text(window.since),
            "end_date": china_text(window.until - timedelta(seconds=1)),
            "order_state": _STATES,
            "optional_fields": _FIELDS,  # required, or the platform rejects the call
            "page": page,
            "page_size": size,
            "sortType": self._dates.sort_type,
            "dateType": self._dates.date_type,
        }
        result = dig(self._call(_SEARCH, asked), "searchorderinfo_result")
        return _successful(result, "apiResult")

    def order(self, number: str) -> IncomingOrder | None:
        found = self._order(number)
        if found is None:
            return None
        result = {"apiResult": {"success": True}, "orderInfoList": [found]}
        return named(jd.read({_SEARCHED: {"searchorderinfo_result": result}}), self._shop)[0]

    def _order(self, number: str) -> Node | None:
        asked = {"order_id": number, "order_state": _STATES, "optional_fields": _FIELDS}
        answer = self._call("jingdong.pop.order.enGet", asked)
        found = dig(answer, "orderDetailInfo", "orderInfo")
        return found if isinstance(found, Mapping) else None

    def refunds_changed(self, window: Window, page: str | None = None) -> RefundPage:
        return jd_refunds.refunds_changed(self._refunds, window, page)

    def _refunds(self, asked: Mapping[str, str]) -> Node:
        method = "jingdong.pop.afs.soa.refundapply.queryPageList"
        result = part_of(dig(self._call(method, asked), "queryResult"), method)
        return _successful(result) if "success" in result else result

    def push_shipment(self, shipment: Shipment) -> Pushed:
        """The first parcel ships the order; another one, or another number, changes the numbers."""
        if shipment.digital:
            raise NotOfferedError("JD has no call for an order of which nothing is sent")
        if shipment.replaces or shipment.lines:
            order = self._order(shipment.number)
            known = numbers_of(order)
            if shipment.waybill in known:
                return Pushed(already=True)
            if order is not None and known:
                return self._renumber(order, shipment)
        given = {
            "orderId": shipment.number,
            "logiCoprId": shipment.courier,
            "logiNo": shipment.waybill,
        }
        return once(lambda: self._ship(given), self, shipment)

    def _ship(self, given: Mapping[str, str]) -> None:
        answer = self._call("jingdong.pop.order.shipment", given, changes=True)
        _successful(dig(answer, "sopjosshipment_result"))

    def _renumber(self, order: Node, shipment: Shipment) -> Pushed:
        given = renumbered(order, shipment)
        self._call(_RENUMBER, given, changes=True)
        return Pushed()

    def shipped(self, number: str) -> tuple[str, ...]:
        return numbers_of(self._order(number))

    def listings(self, page: str | None = None) -> ListingPage:
        number = int(page or "1")
        asked = {
            "pageNo": str(number),
            "page_size": str(LIMITS.page_size),
            "skuStatuValue": _ON_AND_OFF_SALE,
            "field": _SKU_FIELDS,  # without them there is neither a name nor a stock
        }
        answer = self._call("jingdong.sku.read.searchSkuList", asked)
        result: Node = dig(answer, "page") or {}
        listings = tuple(map(_listing, nodes(result, "data")))
        more = number * LIMITS.page_size < count(result, "totalItem")
        return ListingPage(listings, str(number + 1) if more else None)

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        return row_by_row(levels, self._push_stock)

    def _push_stock(self, level: StockLevel) -> None:
        given = {"skuId": level.variant_id, "stockNum": str(level.quantity)}
        _successful(self._call("jingdong.stock.write.updateSkuStock", given, changes=True))

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        return row_by_row(levels, self._push_price)

    def _push_price(self, level: PriceLevel) -> None:
        given = {"skuId": level.variant_id, "jdPrice": str(in_money_of(level, "CNY").amount)}
        _successful(self._call("jingdong.price.write.updateSkuJdPrice", given, changes=True))

    def close(self) -> None:
        self._http.close()

    def _call(self, method: str, given: Mapping[str, str], *, changes: bool = False) -> Node:
        now = self._clock().astimezone(CHINA)
        sent = {
            "method": method,
            "app_key": self._keys.app_key,
            "access_token": self._keys.token,
            "timestamp": f"{now:%Y-%m-%d %H:%M:%S}.{now.microsecond // 1000:03d}+0800",
            "v": "2.0",
            "360buy_param_json": json.dumps(given, ensure_ascii=False, sort_keys=True),
        }
        sent["sign"] = md5_sign(self._keys.secret, sent)
        head = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        body = urlencode(sent).encode()
        request = HttpRequest(self._gateway, "POST", body, head)
        document = document_of(self._http, request, method, changes=changes)
        fault = dig(document, "error_response")
        if fault is not None:
            raise error_of(fault)
        return part_of(_answer_to(document, method), method)


def _answer_to(document: Any, method: str) -> Any:
    """Most answers stand under the misspelled key; those of the oldest calls under another."""
    found = dig(document, f"{method.replace('.', '_')}_responce")
    if found is not None or not isinstance(document, Mapping):
        return found
    return next((document[key] for key in document if key.endswith("_response")), None)


def error_of(fault: Any) -> Exception:
    """The error that an ``error_response`` means."""
    code = int(str(dig(fault, "code") or 0))
    words = str(dig(fault, "zh_desc") or dig(fault, "en_desc") or "no words given")
    if code in _SESSION_CODES:
        return SignInAgainError(words)
    if code in _BUSY_CODES:
        return ThrottledError(words, _BUSY_WAIT_S)
    return RefusedError(str(code), words)


def _successful(result: Any, inner: str = "") -> Node:
    """A result whose own success is true: JD answers refusals inside a good answer."""
    said = dig(result, inner) if inner else result
    if dig(said, "success") is not True or not isinstance(result, Mapping):
        words = dig(said, "chineseErrCode") or dig(said, "englishErrCode") or "no words given"
        raise RefusedError(str(dig(said, "numberCode") or "refused"), str(words))
    return result


def _listing(one: Node) -> Listing:
    return Listing(
        listing_id=text(one, "wareId"),
        variant_id=text(one, "skuId"),
        code=text(one, "outerId"),
        name=text(one, "wareTitle", "skuName"),
        barcode=text(one, "barCode"),
        price=money(one.get("jdPrice"), "CNY"),
        stock=count(one, "stockNum") if one.get("stockNum") is not None else None,
        on_sale=text(one, "status") == _ON_SALE,
    )
