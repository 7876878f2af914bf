"""WooCommerce: orders of the REST API (wc/v3). Totals are text, each time has a GMT twin."""

from typing import Any

from app.domain.order import OrderState, Recipient
from app.remote.channels.incoming import IncomingLine, IncomingOrder
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

CHANNEL = "woo"

_STATES = {
    "processing": (OrderState.APPROVED, ""),
    "on-hold": (OrderState.HELD, "platform_hold"),
    "pending": (OrderState.PENDING, "unpaid"),
    "checkout-draft": (OrderState.PENDING, "unpaid"),
    "failed": (OrderState.PENDING, "unpaid"),
    "completed": (OrderState.PACKED, "shipped_elsewhere"),
    "refunded": (OrderState.REFUNDED, "refunded"),
    "cancelled": (OrderState.CANCELLED, "cancelled"),
    "trash": (OrderState.CANCELLED, "cancelled"),
}


def recognises(document: Any) -> bool:
    return isinstance(document, list) and all(
        dig(each, "line_items") is not None and dig(each, "order_key") is not None
        for each in document
    )


def read(document: Any, shop: str = "") -> tuple[IncomingOrder, ...]:
    return tuple(_order(each, shop) for each in nodes({"orders": document}, "orders"))


def _order(order: Node, shop: str) -> IncomingOrder:
    state, reason = _STATES.get(text(order, "status"), (OrderState.HELD, "unknown_status"))
    if state is OrderState.APPROVED and nodes(order, "refunds"):
        state, reason = OrderState.HELD, "refund_open"  # a part: only a person sees which
    return IncomingOrder(
        channel=CHANNEL,
        shop=shop or CHANNEL,
        number=required(order, "number", "id"),
        state=state,
        reason=reason,
        revision_at=iso_time(required(order, "date_modified_gmt")),
        lines=tuple(
            IncomingLine(
                sku=text(item, "sku"), name=text(item, "name"), quantity=count(item, "quantity")
            )
            for item in nodes(order, "line_items")
        ),
        recipient=_recipient(dig(order, "shipping") or {}, dig(order, "billing") or {}),
        paid=money(order.get("total"), required(order, "currency")),
        buyer_note=text(order, "customer_note"),
    )


def _recipient(shipping: Node, billing: Node) -> Recipient:
    country = text(shipping, "country")
    first, last = text(shipping, "first_name"), text(shipping, "last_name")
    joined = last + first if country == "CN" else f"{first} {last}".strip()
    return Recipient(
        name=joined,
        phone=text(shipping, "phone") or text(billing, "phone"),
        country=country,
        province=text(shipping, "state"),
        city=text(shipping, "city"),
        address=" ".join(filter(None, (text(shipping, "address_1"), text(shipping, "address_2")))),
        postcode=text(shipping, "postcode"),
    )
