"""JD: orders as ``pop.order.search`` and ``pop.order.enSearch`` send them.

Every id and amount is text. The official key really is spelled ``responce``. A split order's
child names its parent; the parent itself disappears or is cancelled.
"""

from datetime import UTC, datetime
from typing import Any

from app.domain.order import OrderState, Recipient
from app.domain.trade import Trade
from app.domain.values import Money
from app.remote.channels.incoming import ChannelError, IncomingLine, IncomingOrder
from app.remote.channels.json_values import (
    Node,
    china_time,
    count,
    dig,
    money,
    nodes,
    required,
    text,
    token_of,
)

CHANNEL = "jd"

_ANSWERS = ("jingdong_pop_order_enSearch_responce", "jingdong_pop_order_search_responce")
_STATES = {
    "WAIT_SELLER_STOCK_OUT": (OrderState.APPROVED, ""),
    "WAIT_SELLER_DELIVERY": (OrderState.APPROVED, ""),
    "WAIT_GOODS_RECEIVE_CONFIRM": (OrderState.PACKED, "shipped_elsewhere"),
    "FINISHED_L": (OrderState.PACKED, "shipped_elsewhere"),
    "TRADE_CANCELED": (OrderState.CANCELLED, "cancelled"),
    "LOCKED": (OrderState.HELD, "refund_open"),  # the buyer asked to cancel
    "PAUSE": (OrderState.HELD, "platform_hold"),
    "POP_ORDER_PAUSE": (OrderState.HELD, "platform_hold"),
    "NOT_PAY": (OrderState.PENDING, "unpaid"),
}

_PAID_BY_JD = ("34-", "39-", "41-", "52-")
"""Red packets, JD beans, JD coupons and gift cards: JD settles them with the seller."""
_CASH_ON_DELIVERY = "1-"


def _answer(document: Any) -> Any:
    return next((document[key] for key in _ANSWERS if dig(document, key) is not None), None)


def recognises(document: Any) -> bool:
    return _answer(document) is not None


def read(document: Any, shop: str = "") -> tuple[IncomingOrder, ...]:
    result = dig(_answer(document), "searchorderinfo_result")
    if dig(result, "apiResult", "success") is not True:
        problem = dig(result, "apiResult", "englishErrCode") or "no result"
        raise ChannelError(f"JD refused the question ({problem}): ask again")
    return tuple(_order(each, shop) for each in nodes(result, "orderInfoList"))


def _order(order: Node, shop: str) -> IncomingOrder:
    state, reason = _STATES.get(text(order, "orderState"), (OrderState.HELD, "unknown_status"))
    return IncomingOrder(
        channel=CHANNEL,
        shop=text(order, "venderId") or shop,
        number=required(order, "orderId"),
        state=state,
        reason=reason,
        revision_at=china_time(text(order, "modified")) or datetime.fromtimestamp(0, UTC),
        lines=tuple(
            IncomingLine(
                sku=text(item, "outerSkuId"),
                name=text(item, "skuName"),
                quantity=count(item, "itemTotal"),
                listing_id=text(item, "wareId"),
                variant_id=text(item, "skuId"),
            )
            for item in nodes(order, "itemInfoList")
        ),
        recipient=_recipient(dig(order, "consigneeInfo") or {}),
        paid=money(order.get("orderPayment"), "CNY"),
        buyer_note=text(order, "orderRemark"),
        seller_note=text(order, "venderRemark"),
        trade=_trade(order),
    )


def _trade(order: Node) -> Trade:
    shares = [
        money(text(one, "couponPrice"), "CNY") or Money(0, "CNY")
        for one in nodes(order, "couponDetailList")
        if text(one, "couponType").startswith(_PAID_BY_JD)
    ]
    return Trade(
        created_at=china_time(text(order, "orderStartTime")),
        paid_at=china_time(text(order, "paymentConfirmTime")),
        buyer=text(order, "open_id_buyer") or token_of(text(order, "pin")),
        paid=money(order.get("orderPayment"), "CNY"),
        platform=sum(shares, start=Money(0, "CNY")),
        postage=money(order.get("freightPrice"), "CNY"),
        cash_on_delivery=text(order, "payType").startswith(_CASH_ON_DELIVERY),
        address_token=text(dig(order, "consigneeInfo") or {}, "oaid"),
    )


def _recipient(consignee: Node) -> Recipient:
    return Recipient(
        name=text(consignee, "fullname"),
        phone=text(consignee, "mobile", "telephone"),
        province=text(consignee, "province"),
        city=text(consignee, "city"),
        district=text(consignee, "county"),
        address=text(consignee, "fullAddress"),
    )
