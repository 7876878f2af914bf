"""A Taobao or Tmall shop over TOP (``ChannelAdapter``).

Changed trades come newest first, so a trade that changes while we page moves to page 1 and pushes
another over a page's border: pages are read from the last one back (the platform's own advice).
Field names and limits: documentation of trades.sold.increment.get, trade.fullinfo.get,
refunds.receive.get, logistics.offline.send, items.onsale.get, item.skus.get.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from app.domain.order import OrderState
from app.domain.values import Money
from app.remote.channels import taobao, taobao_prices
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
from app.remote.channels.calls import named, page_before, page_to_read, row_by_row
from app.remote.channels.incoming import ChannelError, IncomingOrder
from app.remote.channels.json_values import (
    CHINA,
    Node,
    china_time,
    count,
    dig,
    money,
    nodes,
    text,
    whole,
)
from app.remote.channels.top import TopClient

LIMITS = Limits(longest_window=timedelta(minutes=30), page_size=50)
_TYPES = "fixed,auction,step,cod,ec,eticket,nopaid,tmall_i18n,guarantee_trade,auto_delivery"
"""Without them only some kinds of trades come back, and orders are missed."""
_FIELDS = (
    "tid,tid_str,type,status,seller_nick,buyer_nick,buyer_open_uid,payment,post_fee,"
    "platform_subsidy_fee,created,modified,pay_time,alipay_no,"
    "step_trade_status,step_paid_fee,cod_status,shipping_type,receiver_name,receiver_state,"
    "receiver_city,receiver_district,receiver_town,receiver_address,receiver_mobile,"
    "receiver_phone,receiver_zip,oaid,top_hold,team_buy_hold,share_group_hold,ofp_hold,"
    "forbid_consign,buyer_message,seller_memo,promotion_details,orders"
)
_REFUND_FIELDS = (
    "refund_id,tid,oid,status,refund_fee,refund_phase,good_status,has_good_return,sid,modified"
)
_ITEM_FIELDS = "num_iid,title,outer_id,price,num,approve_status,modified,pic_url"
_SKU_FIELDS = "sku_id,num_iid,outer_id,price,quantity,status,properties_name,barcode,modified"
_SHELVES = (("onsale", "taobao.items.onsale.get"), ("inventory", "taobao.items.inventory.get"))
_ITEM_PAGE = 40  # as many items as one call for their variants takes
_REFUND_STATES = {"SUCCESS": "refunded", "CLOSED": "closed", "SELLER_REFUSE_BUYER": "closed"}
_ALREADY_SHIPPED = "B04"


class TaobaoShop:
    """One shop. Every call is one question of the platform's, or two."""

    limits = LIMITS

    def __init__(self, client: TopClient, shop: str = "") -> None:
        self._client, self._shop = client, shop

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        method = "taobao.trades.sold.increment.get"
        span = _span(window, "start_modified", "end_modified") | {"type": _TYPES}
        answer, following = self._backwards(method, span, _FIELDS, page)
        if answer is None:
            return OrderPage((), None)
        found = taobao.read({"trades_sold_increment_get_response": answer}, self._shop)
        orders = named(found, self._shop)
        # The list leaves out what a parcel needs (OAID, remarks): those are read one by one.
        again = tuple(one.number for one in orders if one.state is OrderState.APPROVED)
        return OrderPage(orders, following, again)

    def order(self, number: str) -> IncomingOrder | None:
        trade = self._trade(number, _FIELDS)
        if trade is None:
            return None
        found = taobao.read({"trade_fullinfo_get_response": {"trade": trade}}, self._shop)
        return named(found, self._shop)[0]

    def _trade(self, number: str, fields: str) -> Node | None:
        try:
            answer = self._client.call(
                "taobao.trade.fullinfo.get",
                {"fields": fields, "tid": number, "include_oaid": "true"},
            )
        except RefusedError as error:
            if error.code.startswith(("isv.trade-not-exist", "isv.invalid-parameter:tid")):
                return None
            raise
        found = dig(answer, "trade")
        if not isinstance(found, Mapping):
            raise ChannelError(f"trade {number}: an answer without the trade")
        return found

    def refunds_changed(self, window: Window, page: str | None = None) -> RefundPage:
        method = "taobao.refunds.receive.get"
        span = _span(window, "start_modified", "end_modified") | {"type": _TYPES}
        answer, following = self._backwards(method, span, _REFUND_FIELDS, page)
        if answer is None:
            return RefundPage((), None)
        return RefundPage(
            tuple(_refund(one) for one in nodes(answer, "refunds", "refund")), following
        )

    def _backwards(
        self, method: str, span: Mapping[str, str], fields: str, page: str | None
    ) -> tuple[Node | None, str | None]:
        """A page and the one that is read next; None where the window is empty."""

        def total() -> int:
            own = fields.partition(",")[0]
            counting = {"fields": own, "page_no": "1", "page_size": "1", "use_has_next": "false"}
            return count(self._client.call(method, {**span, **counting}), "total_results")

        at = page_to_read(page, LIMITS.page_size, total)
        if at is None:
            return None, None
        asked = {**span, "fields": fields, **_paged(at), "use_has_next": "true"}
        return self._client.call(method, asked), page_before(at)

    def push_shipment(self, shipment: Shipment) -> Pushed:
        """Parts of an order are whole lines: the platform does not part a line's pieces."""
        given = {"tid": shipment.number}
        if not shipment.digital:
            given |= {"out_sid": shipment.waybill, "company_code": shipment.courier}
        if shipment.lines:
            given |= {"is_split": "1", "sub_tid": ",".join(one.line for one in shipment.lines)}
        if shipment.replaces and shipment.waybill in self.shipped(shipment.number):
            return Pushed(already=True)
        try:
            answer = self._client.call(_sending(shipment), given, changes=True)
        except RefusedError as error:
            if not error.code.endswith(_ALREADY_SHIPPED):
                raise
            if shipment.digital or shipment.waybill in self.shipped(shipment.number):
                return Pushed(already=True)
            raise
        if dig(answer, "shipping", "is_success") is not True:
            raise RefusedError("not_shipped", f"Taobao did not take {shipment.waybill}")
        return Pushed()

    def shipped(self, number: str) -> tuple[str, ...]:
        trade = self._trade(number, "tid,orders.oid,orders.invoice_no")
        if trade is None:
            return ()
        told = (text(sub, "invoice_no") for sub in nodes(trade, "orders", "order"))
        return tuple(dict.fromkeys(number for number in told if number))

    def listings(self, page: str | None = None) -> ListingPage:
        """Pages are named ``shelf:number``: what is on sale first, then what is not."""
        shelf, _, number = (page or "onsale:1").partition(":")
        answer = self._client.call(
            dict(_SHELVES)[shelf],
            {
                "fields": _ITEM_FIELDS,
                "page_no": number,
                "page_size": str(_ITEM_PAGE),
                "order_by": "modified:desc",
            },
        )
        items = nodes(answer, "items", "item")
        skus = self._skus(items)
        listings = [one for item in items for one in _variants(item, skus)]
        more = int(number) * _ITEM_PAGE < count(answer, "total_results")
        following = f"{shelf}:{int(number) + 1}" if more else _next_shelf(shelf)
        return ListingPage(tuple(listings), following)

    def _skus(self, items: Sequence[Node]) -> tuple[Node, ...]:
        if not items:
            return ()
        ids = ",".join(text(item, "num_iid") for item in items)
        answer = self._client.call("taobao.item.skus.get", {"fields": _SKU_FIELDS, "num_iids": ids})
        return nodes(answer, "skus", "sku")

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        return row_by_row(levels, self._push_stock)

    def _push_stock(self, level: StockLevel) -> None:
        given = {"num_iid": level.listing_id, "quantity": str(level.quantity), "type": "1"}
        if level.variant_id:
            given["sku_id"] = level.variant_id
        self._client.call("taobao.item.quantity.update", given, changes=True)

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        return row_by_row(levels, partial(taobao_prices.push, self._client))

    def mergeable(self, orders: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
        """Which orders, as (number, OAID), go to one person at one place: groups of numbers.

        Two OAIDs of one person may differ: only the platform can say.
        """
        asked = ",".join(f'{{"oaid":"{oaid}","tid":"{number}"}}' for number, oaid in orders if oaid)
        answer = self._client.call("taobao.top.oaid.merge", {"merge_list": f"[{asked}]"})
        groups = dig(answer, "tid_list", "string") or []
        return tuple(tuple(str(group).split(",")) for group in groups)

    def close(self) -> None:
        self._client.close()


def _sending(shipment: Shipment) -> str:
    """Which call tells this kind of parcel."""
    if shipment.digital:
        return "taobao.logistics.dummy.send"
    if shipment.replaces:
        return "taobao.logistics.consign.resend"
    kind = "online" if shipment.cash_on_delivery else "offline"
    return f"taobao.logistics.{kind}.send"


def _span(window: Window, start: str, end: str) -> dict[str, str]:
    """Both ends by China's clock; the platform's ends are inclusive and of whole seconds."""
    last = window.until - timedelta(seconds=1)
    return {start: _china(window.since), end: _china(last)}


def _china(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _paged(page: str) -> dict[str, str]:
    return {"page_no": page, "page_size": str(LIMITS.page_size)}


def _next_shelf(shelf: str) -> str | None:
    names = [name for name, _ in _SHELVES]
    at = names.index(shelf) + 1
    return f"{names[at]}:1" if at < len(names) else None


def _refund(one: Node) -> IncomingRefund:
    return IncomingRefund(
        number=text(one, "tid"),
        refund_id=text(one, "refund_id"),
        state=_REFUND_STATES.get(text(one, "status"), "open"),
        amount=money(one.get("refund_fee"), "CNY"),
        revision_at=china_time(text(one, "modified")),
        line=text(one, "oid"),
        goods_back=one.get("has_good_return") is True,
        returning_waybill=text(one, "sid"),
    )


def _variants(item: Node, skus: Sequence[Node]) -> list[Listing]:
    own = [
        sku
        for sku in skus
        if text(sku, "num_iid") == text(item, "num_iid") and text(sku, "status") != "delete"
    ]
    return [_listing(item, sku) for sku in own] or [_listing(item, None)]


def _listing(item: Node, sku: Node | None) -> Listing:
    source: Node = item if sku is None else sku
    price: Money | None = money(source.get("price"), "CNY")
    return Listing(
        listing_id=text(item, "num_iid"),
        variant_id="" if sku is None else text(sku, "sku_id"),
        code=text(source, "outer_id"),
        name=text(item, "title"),
        spec="" if sku is None else _spec(text(sku, "properties_name")),
        barcode="" if sku is None else text(sku, "barcode"),
        price=price,
        stock=whole(source, "quantity" if sku is not None else "num"),
        on_sale=text(item, "approve_status") != "instock",
        picture=text(item, "pic_url"),
        revision_at=china_time(text(source, "modified")),
    )


def _spec(properties: str) -> str:
    """``1627207:28341:颜色:黑色;...`` is 颜色:黑色;..."""
    parts = (part.split(":", 2)[-1] for part in properties.split(";") if part)
    return ";".join(parts)
