"""Pinduoduo: orders as ``pdd.order.number.list.increment.get`` sends them.

Amounts are JSON numbers in yuan. While the platform's risk control looks at an order its
address is empty and it must not be shipped. Receiver fields are ciphertext and stay so.
"""

from datetime import UTC, datetime
from typing import Any

from app.domain.order import OrderState, Recipient
from app.domain.trade import Presale, Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.remote.channels.json_values import (
    Node,
    china_time,
    count,
    dig,
    money,
    nodes,
    required,
    text,
)

CHANNEL = "pdd"

_ANSWERS = ("order_sn_increment_get_response", "order_info_get_response")
_TO_SHIP = 1
_SHIPPED = {2, 3}
_REFUND_NONE = 1
_REFUND_DONE = 4
_PRESALES = {0: Presale.DEPOSIT_DUE, 1: Presale.BALANCE_DUE, 2: Presale.PAID}


def _answer(document: Any) -> Any:
    return next((document[key] for key in _ANSWERS if dig(document, key) is not None), None)


def recognises(document: Any) -> bool:
    return _answer(document) is not None


def read(document: Any, shop: str = "") -> tuple[IncomingOrder, ...]:
    answer = _answer(document)
    single = dig(answer, "order_info")
    found = (single,) if single is not None else nodes(answer, "order_sn_list")
    return tuple(_order(each, shop) for each in found)


def _order(order: Node, shop: str) -> IncomingOrder:
    state, reason = _state(order)
    return IncomingOrder(
        channel=CHANNEL,
        shop=shop or CHANNEL,
        number=required(order, "order_sn"),
        state=state,
        reason=reason,
        revision_at=china_time(text(order, "updated_at")) or datetime.fromtimestamp(0, UTC),
        lines=tuple(_line(item) for item in nodes(order, "item_list"))
        + tuple(_line(item, gift=True) for item in nodes(order, "gift_list")),
        recipient=Recipient(
            name=text(order, "receiver_name"),
            phone=text(order, "receiver_phone"),
            province=text(order, "province"),
            city=text(order, "city"),
            district=text(order, "town"),
            address=text(order, "receiver_address"),
        ),
        paid=money(order.get("pay_amount"), "CNY"),
        buyer_note=text(order, "buyer_memo"),
        seller_note=text(order, "remark"),
        cut_off=china_time(text(order, "last_ship_time")),
        trade=_trade(order),
    )


def _trade(order: Node) -> Trade:
    """The platform names no buyer; its id of the address is the token that must not be lost."""
    paid_no = text(order, "pay_no")
    return Trade(
        created_at=china_time(text(order, "created_time")),
        paid_at=china_time(text(order, "pay_time")),
        paid=money(order.get("pay_amount"), "CNY"),
        platform=money(order.get("platform_discount"), "CNY"),
        postage=money(order.get("postage"), "CNY"),
        transactions=(paid_no,) if paid_no else (),
        presale=_presale(order),
        address_token=text(order, "open_address_id_2", "open_address_id"),
    )


def _presale(order: Node) -> Presale:
    step = dig(order, "step_order_info", "step_trade_status")
    return _PRESALES.get(step, Presale.DEPOSIT_DUE) if step is not None else Presale.NO


def _state(order: Node) -> tuple[OrderState, str]:
    refund = order.get("refund_status")
    if refund == _REFUND_DONE:
        return OrderState.REFUNDED, "refunded"
    if order.get("order_status") in _SHIPPED:
        return OrderState.PACKED, "shipped_elsewhere"
    if order.get("order_status") != _TO_SHIP:
        return OrderState.HELD, "unknown_status"
    if refund != _REFUND_NONE:
        return OrderState.HELD, "refund_open"
    if order.get("risk_control_status") != 0:
        return OrderState.HELD, "risk_review"
    if _presale(order) not in {Presale.NO, Presale.PAID}:
        return OrderState.PENDING, "unpaid"
    if order.get("group_status") != 1 or order.get("confirm_status") != 1:
        return OrderState.PENDING, "unpaid"
    return OrderState.APPROVED, ""


def _line(item: Node, *, gift: bool = False) -> IncomingLine:
    return IncomingLine(
        sku=text(item, "outer_id", "outer_goods_id"),
        name=text(item, "goods_name"),
        spec=text(item, "goods_spec"),
        quantity=count(item, "goods_count"),
        gift=gift,
        listing_id=text(item, "goods_id"),
        variant_id=text(item, "sku_id"),
    )
