"""Shopify: orders as the Admin GraphQL API sends them.

Money is text inside a money bag; ``currentQuantity`` is what is left after edits and refunds;
``unfulfilledQuantity`` is what still has to be shipped.
"""

from typing import Any

from app.domain.order import OrderState, Recipient
from app.remote.channels.incoming import ChannelError, IncomingLine, IncomingOrder
from app.remote.channels.json_values import (
    Node,
    count,
    dig,
    iso_time,
    money,
    nodes,
    required,
    text,
)

CHANNEL = "shopify"

_UNPAID = {"PENDING", "AUTHORIZED", "PARTIALLY_PAID", "EXPIRED"}


def recognises(document: Any) -> bool:
    return dig(document, "data", "orders", "nodes") is not None


def read(document: Any, shop: str = "") -> tuple[IncomingOrder, ...]:
    if dig(document, "errors"):
        raise ChannelError("Shopify refused the question: ask again later")
    return tuple(_order(each, shop) for each in nodes(document, "data", "orders", "nodes"))


def _order(order: Node, shop: str) -> IncomingOrder:
    lines = tuple(
        line for item in nodes(order, "lineItems", "nodes") if (line := _line(item)).quantity
    )
    state, reason = _state(order, lines)
    price = dig(order, "currentTotalPriceSet", "shopMoney") or {}
    return IncomingOrder(
        channel=CHANNEL,
        shop=shop or CHANNEL,
        number=required(order, "name", "legacyResourceId"),
        state=state,
        reason=reason,
        revision_at=iso_time(required(order, "updatedAt")),
        lines=lines,
        recipient=_recipient(dig(order, "shippingAddress") or {}),
        paid=money(price.get("amount"), text(price, "currencyCode") or "CNY"),
        buyer_note=text(order, "note"),
    )


def _line(item: Node) -> IncomingLine:
    return IncomingLine(
        sku=text(item, "sku"), name=text(item, "title"), quantity=count(item, "currentQuantity")
    )


def _state(order: Node, lines: tuple[IncomingLine, ...]) -> tuple[OrderState, str]:
    financial = text(order, "displayFinancialStatus")
    fulfilment = text(order, "displayFulfillmentStatus")
    if order.get("cancelledAt"):
        return OrderState.CANCELLED, "cancelled"
    if financial == "REFUNDED":
        return OrderState.REFUNDED, "refunded"
    if fulfilment == "FULFILLED":
        return OrderState.PACKED, "shipped_elsewhere"
    if financial in _UNPAID:
        return OrderState.PENDING, "unpaid"
    if financial == "VOIDED":
        return OrderState.CANCELLED, "cancelled"
    if fulfilment == "PARTIALLY_FULFILLED":
        return OrderState.HELD, "part_shipped"
    if fulfilment == "ON_HOLD":
        return OrderState.HELD, "platform_hold"
    if not lines:
        return OrderState.HELD, "nothing_to_ship"
    if financial not in {"PAID", "PARTIALLY_REFUNDED"}:
        return OrderState.HELD, "unknown_status"
    return OrderState.APPROVED, ""


def _recipient(address: Node) -> Recipient:
    return Recipient(
        name=text(address, "name"),
        phone=text(address, "phone"),
        country=text(address, "countryCodeV2"),
        province=text(address, "province"),
        city=text(address, "city"),
        address=" ".join(filter(None, (text(address, "address1"), text(address, "address2")))),
        postcode=text(address, "zip"),
    )
