"""WooCommerce: orders of the REST API (wc/v3). Totals are text, each time has a GMT twin."""

from typing import Any

from app.domain.order import OrderState, Recipient
from app.domain.trade import Trade
from app.domain.values import Money
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
    token_of,
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
    currency = required(order, "currency")
    return IncomingOrder(
        channel=CHANNEL,
        shop=shop or CHANNEL,
        number=required(order, "number", "id"),
        state=state,
        reason=reason,
        revision_at=iso_time(required(order, "date_modified_gmt")),
        lines=tuple(_line(item, currency) for item in nodes(order, "line_items")),
        recipient=_recipient(dig(order, "shipping") or {}, dig(order, "billing") or {}),
        paid=money(order.get("total"), currency),
        buyer_note=text(order, "customer_note"),
        trade=_trade(order, currency),
    )


def _line(item: Node, currency: str) -> IncomingLine:
    """A line's ``total`` is without its tax."""
    spec = [
        f"{text(one, 'display_key')}:{one['display_value']}"
        for one in nodes(item, "meta_data")
        if isinstance(one.get("display_value"), str) and not text(one, "key").startswith("_")
    ]
    return IncomingLine(
        sku=text(item, "sku"),
        name=text(item, "name"),
        quantity=count(item, "quantity"),
        spec=";".join(spec),
        line_id=text(item, "id"),
        listing_id=text(item, "product_id"),
        variant_id="" if item.get("variation_id") == 0 else text(item, "variation_id"),
        paid=_total(item, ("total", "total_tax"), currency),
    )


def _trade(order: Node, currency: str) -> Trade:
    """A guest is known by the digest of the address that the shop writes to."""
    customer = text(order, "customer_id")
    guest = token_of(text(dig(order, "billing") or {}, "email"))
    transaction = text(order, "transaction_id")
    paid_at = text(order, "date_paid_gmt")
    created_at = text(order, "date_created_gmt")
    return Trade(
        created_at=iso_time(created_at) if created_at else None,
        paid_at=iso_time(paid_at) if paid_at else None,
        buyer=guest if customer in {"", "0"} else customer,
        paid=money(order.get("total"), currency),
        postage=_total(order, ("shipping_total", "shipping_tax"), currency),
        transactions=(transaction,) if transaction else (),
        cash_on_delivery=text(order, "payment_method") == "cod",
        digital=order.get("needs_processing") is False,
    )


def _total(node: Node, keys: tuple[str, ...], currency: str) -> Money | None:
    found = [amount for key in keys if (amount := money(node.get(key), currency))]
    return sum(found[1:], start=found[0]) if found else None


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
