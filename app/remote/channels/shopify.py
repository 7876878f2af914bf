"""Shopify: orders as the Admin GraphQL API sends them.

Money is text inside a money bag; ``currentQuantity`` is what is left after edits and refunds;
``unfulfilledQuantity`` is what still has to be shipped.
"""

from typing import Any

from app.domain.order import OrderState, Recipient
from app.domain.trade import Trade
from app.domain.values import Money
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
    token_of,
)

CHANNEL = "shopify"
_MONEY = "{shopMoney{amount currencyCode}}"
ORDER_FIELDS = f"""
 id legacyResourceId name email note createdAt updatedAt cancelledAt paymentGatewayNames
 displayFinancialStatus displayFulfillmentStatus customer{{id}}
 currentTotalPriceSet{_MONEY} currentShippingPriceSet{_MONEY}
 shippingAddress{{name address1 address2 city province zip countryCodeV2 phone}}
 transactions(first:10){{id kind status gateway paymentId processedAt}}
 lineItems(first:$lines,after:$from){{pageInfo{{hasNextPage endCursor}}
  nodes{{id sku title variantTitle quantity currentQuantity unfulfilledQuantity requiresShipping
   product{{id}} variant{{id}} discountedTotalSet{_MONEY}}}}}
"""

_CASH_ON_DELIVERY = "cash on delivery"
_MONEY_IN = {"SALE", "CAPTURE"}
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
    return IncomingOrder(
        channel=CHANNEL,
        shop=shop or CHANNEL,
        number=required(order, "name", "legacyResourceId"),
        state=state,
        reason=reason,
        revision_at=iso_time(required(order, "updatedAt")),
        lines=lines,
        recipient=_recipient(dig(order, "shippingAddress") or {}),
        paid=in_shops_money(order.get("currentTotalPriceSet")),
        buyer_note=text(order, "note"),
        trade=_trade(order),
    )


def in_shops_money(bag: Any) -> Money | None:
    """The amount of a money bag in the shop's own currency; None when absent."""
    amount = dig(bag, "shopMoney", "amount")
    return money(amount, str(dig(bag, "shopMoney", "currencyCode") or "CNY"))


def tail(gid: str) -> str:
    """``gid://shopify/Order/1`` is 1: ids are kept short, their kind is known from the place."""
    return gid.rsplit("/", 1)[-1]


def gid(kind: str, number: str) -> str:
    """The other way round."""
    return f"gid://shopify/{kind}/{number}"


def by_name(number: str) -> str:
    """The search for one order; what it finds must be compared, for it also finds the like."""
    plain = number.replace("\\", "").replace("'", "")
    return f"name:'{plain}'"


def _trade(order: Node) -> Trade:
    """``transactions``: the payment's own id, beside Shopify's id of the transaction."""
    good = [
        one
        for one in nodes(order, "transactions")
        if text(one, "kind") in _MONEY_IN and text(one, "status") == "SUCCESS"
    ]
    numbers = (number for one in good for number in (text(one, "paymentId"), tail(text(one, "id"))))
    processed = [moment for one in good if (moment := text(one, "processedAt"))]
    created_at = text(order, "createdAt")
    ships = [item.get("requiresShipping") for item in nodes(order, "lineItems", "nodes")]
    customer = tail(text(dig(order, "customer") or {}, "id"))
    return Trade(
        created_at=iso_time(created_at) if created_at else None,
        paid_at=max(map(iso_time, processed), default=None),
        buyer=customer or token_of(text(order, "email")),
        paid=in_shops_money(order.get("currentTotalPriceSet")),
        postage=in_shops_money(order.get("currentShippingPriceSet")),
        transactions=tuple(dict.fromkeys(number for number in numbers if number)),
        cash_on_delivery=_on_delivery(order),
        digital=bool(ships) and all(one is False for one in ships),
    )


def _on_delivery(order: Node) -> bool:
    names = [*(order.get("paymentGatewayNames") or [])]
    names += [text(one, "gateway") for one in nodes(order, "transactions")]
    return any(_CASH_ON_DELIVERY in str(name).lower() for name in names)


def _line(item: Node) -> IncomingLine:
    return IncomingLine(
        sku=text(item, "sku"),
        name=text(item, "title"),
        quantity=count(item, "currentQuantity"),
        spec=text(item, "variantTitle"),
        line_id=tail(text(item, "id")),
        listing_id=tail(text(dig(item, "product") or {}, "id")),
        variant_id=tail(text(dig(item, "variant") or {}, "id")),
        paid=in_shops_money(item.get("discountedTotalSet")),
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
    on_delivery = financial == "PENDING" and _on_delivery(order)
    if financial in _UNPAID and not on_delivery:
        return OrderState.PENDING, "unpaid"
    if financial == "VOIDED":
        return OrderState.CANCELLED, "cancelled"
    if fulfilment == "PARTIALLY_FULFILLED":
        return OrderState.HELD, "part_shipped"
    if fulfilment == "ON_HOLD":
        return OrderState.HELD, "platform_hold"
    if not lines:
        return OrderState.HELD, "nothing_to_ship"
    if financial not in {"PAID", "PARTIALLY_REFUNDED"} and not on_delivery:
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
