"""Douyin shop: orders as ``order.searchList`` and ``order.orderDetail`` send them.

Amounts are whole fen, order ids are text; ``code`` is the seller's item code. Status numbers
and after-sale numbers are those of the platform's own SDK.
"""

import json
from datetime import UTC, datetime
from typing import Any

from app.domain.order import OrderState, Recipient
from app.domain.trade import Presale, Trade
from app.domain.values import Money
from app.remote.channels.incoming import ChannelError, IncomingLine, IncomingOrder
from app.remote.channels.json_values import (
    Node,
    count,
    dig,
    minor,
    nodes,
    required,
    text,
    unix_time,
)

CHANNEL = "douyin"

_SUCCESS = 10000
_CASH_ON_DELIVERY = 0
_DIGITAL_ORDERS = frozenset({2, 4, 5})  # virtual goods, coupons redeemed elsewhere
_STATES = {
    1: (OrderState.PENDING, "unpaid"),
    105: (OrderState.APPROVED, ""),  # paid
    2: (OrderState.APPROVED, ""),
    101: (OrderState.HELD, "part_shipped"),
    3: (OrderState.PACKED, "shipped_elsewhere"),
    4: (OrderState.CANCELLED, "cancelled"),
    5: (OrderState.PACKED, "shipped_elsewhere"),
}
_REFUND_QUIET = {0, 27, 28}  # none, or closed again
_REFUND_DONE = {12, 51, 53}


def recognises(document: Any) -> bool:
    return (
        dig(document, "data", "shop_order_list") is not None
        or dig(document, "data", "shop_order_detail") is not None
    )


def read(document: Any, shop: str = "") -> tuple[IncomingOrder, ...]:
    if dig(document, "code") != _SUCCESS:
        raise ChannelError(f"Douyin refused the question ({dig(document, 'sub_msg')}): ask again")
    single = dig(document, "data", "shop_order_detail")
    found = (single,) if single is not None else nodes(document, "data", "shop_order_list")
    return tuple(_order(each, shop) for each in found)


def _order(order: Node, shop: str) -> IncomingOrder:
    bought = nodes(order, "sku_order_list")
    state, reason = _state(order, bought)
    to_ship = [sub for sub in bought if _after_sale(sub) not in _REFUND_DONE] or bought
    return IncomingOrder(
        channel=CHANNEL,
        shop=text(order, "shop_name", "shop_id") or shop,
        number=required(order, "order_id"),
        state=state,
        reason=reason,
        revision_at=unix_time(order.get("update_time")) or datetime.fromtimestamp(0, UTC),
        lines=tuple(_line(sub) for sub in to_ship),
        recipient=_recipient(order),
        paid=Money(count(order, "pay_amount"), "CNY"),
        buyer_note=text(order, "buyer_words"),
        seller_note=text(order, "seller_words"),
        cut_off=unix_time(order.get("exp_ship_time")),
        trade=_trade(order, bought),
    )


def _trade(order: Node, bought: tuple[Node, ...]) -> Trade:
    payments = (order, *nodes(order, "order_phase_list"))
    numbers = (text(one, "channel_payment_no") for one in payments)
    kinds = {sub.get("goods_type") for sub in bought}
    return Trade(
        created_at=unix_time(order.get("create_time")),
        paid_at=unix_time(order.get("pay_time")),
        buyer=text(order, "doudian_open_id"),
        paid=minor(order, "pay_amount", "CNY"),
        platform=minor(order, "platform_cost_amount", "CNY"),
        postage=minor(order, "post_amount", "CNY"),
        transactions=tuple(dict.fromkeys(number for number in numbers if number)),
        cash_on_delivery=order.get("pay_type") == _CASH_ON_DELIVERY,
        presale=_presale(order),
        digital=order.get("order_type") in _DIGITAL_ORDERS or kinds == {1},
        address_token=_sealed(order),
    )


def _presale(order: Node) -> Presale:
    """A sale in two steps has its payments as phases."""
    paid = [one.get("pay_success") is True for one in nodes(order, "order_phase_list")]
    if not paid:
        return Presale.NO
    if all(paid):
        return Presale.PAID
    return Presale.BALANCE_DUE if any(paid) else Presale.DEPOSIT_DUE


def _sealed(order: Node) -> str:
    """The sealed recipient as JSON: labels are printed from it, never from the masked words."""
    sealed = {
        "receiver": text(order, "encrypt_post_receiver"),
        "tel": text(order, "encrypt_post_tel"),
        "detail": text(dig(order, "post_addr") or {}, "encrypt_detail"),
    }
    return json.dumps(sealed, separators=(",", ":")) if any(sealed.values()) else ""


def _after_sale(sub: Node) -> int:
    status = dig(sub, "after_sale_info", "after_sale_status")
    return status if isinstance(status, int) else 0


def _state(order: Node, bought: tuple[Node, ...]) -> tuple[OrderState, str]:
    status = order.get("order_status")
    state, reason = (
        _STATES.get(status, (OrderState.HELD, "unknown_status"))
        if isinstance(status, int)
        else (OrderState.HELD, "unknown_status")
    )
    refunds = {_after_sale(sub) for sub in bought}
    if refunds and refunds <= _REFUND_DONE:
        return OrderState.REFUNDED, "refunded"
    if state is not OrderState.APPROVED:
        return state, reason
    if _presale(order) not in {Presale.NO, Presale.PAID}:
        return OrderState.PENDING, "unpaid"
    if refunds - _REFUND_QUIET - _REFUND_DONE:
        return OrderState.HELD, "refund_open"
    if not unix_time(order.get("pay_time")) and order.get("pay_type") != _CASH_ON_DELIVERY:
        return OrderState.PENDING, "unpaid"
    return state, reason


def _line(sub: Node) -> IncomingLine:
    spec = ";".join(f"{text(each, 'name')}:{text(each, 'value')}" for each in nodes(sub, "spec"))
    return IncomingLine(
        sku=text(sub, "code", "out_sku_id"),
        name=text(sub, "product_name"),
        spec=spec,
        quantity=count(sub, "item_num"),
        gift=text(sub, "given_product_type") == "FREE",
        line_id=text(sub, "order_id"),
        listing_id=text(sub, "product_id_str", "product_id"),
        variant_id=text(sub, "sku_id"),
        paid=minor(sub, "pay_amount", "CNY"),
    )


def _recipient(order: Node) -> Recipient:
    street = dig(order, "post_addr", "street", "name") or ""
    return Recipient(
        name=text(order, "mask_post_receiver"),
        phone=text(order, "mask_post_tel"),
        province=dig(order, "post_addr", "province", "name") or "",
        city=dig(order, "post_addr", "city", "name") or "",
        district=dig(order, "post_addr", "town", "name") or "",
        address=street + (dig(order, "mask_post_addr", "detail") or ""),
    )
