"""Vendure: orders as its Admin GraphQL API sends them. Amounts are whole hundredths.

Measured with Vendure 3.7.3: an order's ``updatedAt`` stays where it was when the order is placed,
paid, shipped or cancelled. Its history tells all of them but a new refund, so the time of the last
change is the newest of these.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.order import OrderState, Recipient
from app.domain.trade import Trade
from app.domain.values import Money
from app.remote.channels.incoming import ChannelError, IncomingLine, IncomingOrder
from app.remote.channels.json_values import Node, count, dig, iso_time, nodes, required, text

CHANNEL = "vendure"
ORDER_FIELDS = """
 id code state active orderPlacedAt createdAt updatedAt currencyCode totalWithTax shippingWithTax
 customer{id}
 shippingAddress{fullName streetLine1 streetLine2 city province postalCode countryCode phoneNumber}
 lines{id quantity proratedLinePriceWithTax productVariant{id sku name product{id}}}
 payments{id method amount state transactionId createdAt
  refunds{id total state updatedAt lines{orderLineId}}}
 history(options:{take:1,sort:{createdAt:DESC}}){items{createdAt}}
"""

_STATES = {
    "Draft": (OrderState.PENDING, "unpaid"),
    "AddingItems": (OrderState.PENDING, "unpaid"),
    "ArrangingPayment": (OrderState.PENDING, "unpaid"),
    "PaymentAuthorized": (OrderState.PENDING, "unpaid"),
    "PaymentSettled": (OrderState.APPROVED, ""),
    "PartiallyShipped": (OrderState.HELD, "part_shipped"),
    "Shipped": (OrderState.PACKED, "shipped_elsewhere"),
    "PartiallyDelivered": (OrderState.PACKED, "shipped_elsewhere"),
    "Delivered": (OrderState.PACKED, "shipped_elsewhere"),
    "Modifying": (OrderState.HELD, "platform_hold"),
    "ArrangingAdditionalPayment": (OrderState.HELD, "platform_hold"),
    "Cancelled": (OrderState.CANCELLED, "cancelled"),
}
_ON_DELIVERY = frozenset({"cod", "cash-on-delivery"})
_GOT_IN, _GIVEN_BACK, _GIVING_BACK = "Settled", "Settled", "Pending"


def recognises(document: Any) -> bool:
    found = dig(document, "data", "orders", "items")
    return isinstance(found, list) and all(dig(each, "code") is not None for each in found)


def read(document: Any, shop: str = "") -> tuple[IncomingOrder, ...]:
    if dig(document, "errors"):
        raise ChannelError("Vendure refused the question: ask again")
    return tuple(_order(each, shop) for each in nodes(document, "data", "orders", "items"))


def amount_of(node: Node, key: str, currency: str) -> Money | None:
    """Vendure counts hundredths of every currency, also of those that have none."""
    value = node.get(key)
    return None if value is None else Money.of(Decimal(int(value)).scaleb(-2), currency)


def changed_at(order: Node) -> datetime:
    """When the order changed last: itself, its history, or a refund (a new one has no history)."""
    told = [text(order, "updatedAt"), text(order, "orderPlacedAt")]
    told += [text(one, "createdAt") for one in nodes(order, "history", "items")]
    told += [
        text(one, "updatedAt")
        for payment in nodes(order, "payments")
        for one in nodes(payment, "refunds")
    ]
    return max(iso_time(moment) for moment in told if moment)


def _order(order: Node, shop: str) -> IncomingOrder:
    currency = required(order, "currencyCode")
    state, reason = _state(order)
    return IncomingOrder(
        channel=CHANNEL,
        shop=shop or CHANNEL,
        number=required(order, "code"),
        state=state,
        reason=reason,
        revision_at=changed_at(order),
        lines=tuple(_line(one, currency) for one in nodes(order, "lines") if one.get("quantity")),
        recipient=_recipient(dig(order, "shippingAddress") or {}),
        paid=amount_of(order, "totalWithTax", currency),
        trade=_trade(order, currency),
    )


def _state(order: Node) -> tuple[OrderState, str]:
    state, reason = _STATES.get(text(order, "state"), (OrderState.HELD, "unknown_status"))
    if text(order, "state") == "PaymentAuthorized" and _on_delivery(order):
        state, reason = OrderState.APPROVED, ""
    refunds = [one for payment in nodes(order, "payments") for one in nodes(payment, "refunds")]
    back = sum(count(one, "total") for one in refunds if text(one, "state") == _GIVEN_BACK)
    whole = sum(count(one, "amount") for one in _paid(order))
    if back and back >= whole:
        return OrderState.REFUNDED, "refunded"
    if state is not OrderState.APPROVED:
        return state, reason
    if back or any(text(one, "state") == _GIVING_BACK for one in refunds):
        return OrderState.HELD, "refund_open"  # a part: only a person sees which
    return state, reason


def _paid(order: Node) -> list[Node]:
    return [one for one in nodes(order, "payments") if text(one, "state") == _GOT_IN]


def _on_delivery(order: Node) -> bool:
    return any(text(one, "method") in _ON_DELIVERY for one in nodes(order, "payments"))


def _trade(order: Node, currency: str) -> Trade:
    paid = _paid(order)
    placed = text(order, "orderPlacedAt", "createdAt")
    moments = [moment for one in paid if (moment := text(one, "createdAt"))]
    numbers = (text(one, "transactionId") for one in paid)
    return Trade(
        created_at=iso_time(placed) if placed else None,
        paid_at=max(map(iso_time, moments), default=None),
        buyer=text(dig(order, "customer") or {}, "id"),
        paid=amount_of(order, "totalWithTax", currency),
        postage=amount_of(order, "shippingWithTax", currency),
        transactions=tuple(dict.fromkeys(number for number in numbers if number)),
        cash_on_delivery=_on_delivery(order),
    )


def _line(line: Node, currency: str) -> IncomingLine:
    variant: Node = dig(line, "productVariant") or {}
    return IncomingLine(
        sku=text(variant, "sku"),
        name=text(variant, "name"),
        quantity=count(line, "quantity"),
        line_id=text(line, "id"),
        listing_id=text(dig(variant, "product") or {}, "id"),
        variant_id=text(variant, "id"),
        paid=amount_of(line, "proratedLinePriceWithTax", currency),
    )


def _recipient(address: Node) -> Recipient:
    street = (text(address, "streetLine1"), text(address, "streetLine2"))
    return Recipient(
        name=text(address, "fullName"),
        phone=text(address, "phoneNumber"),
        country=text(address, "countryCode"),
        province=text(address, "province"),
        city=text(address, "city"),
        address=" ".join(filter(None, street)),
        postcode=text(address, "postalCode"),
    )
