"""What one order adds to the statistics: once as a whole, and once for each category in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Final

from app.domain.order import Order, OrderState
from app.domain.trade import Trade

WHOLE: Final = "*"
"""The category of the row that counts the order itself."""
SHOPS_TIME: Final = timezone(timedelta(hours=8))
"""A day of the statistics is a day where the shops are."""


class Payment(Enum):
    """Whether there is money for an order."""

    UNPAID = "unpaid"
    PAID = "paid"
    ON_DELIVERY = "on_delivery"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Share:
    """One row of the statistics; amounts in minor units. ``orders``: 1, the order is in it."""

    order_id: str
    category: str
    day: str
    channel: str
    shop: str
    payment: str
    currency: str
    orders: int
    pieces: int
    paid_minor: int


def payment_of(order: Order, trade: Trade | None, reason: str) -> Payment:
    """``reason``: why the order waits, a word of the intake."""
    if order.state is OrderState.REFUNDED:
        return Payment.REFUNDED
    if order.state is OrderState.CANCELLED:
        return Payment.CANCELLED
    if trade is not None and trade.cash_on_delivery:
        return Payment.ON_DELIVERY
    told = trade is not None and trade.created_at is not None
    if reason == "unpaid" or (told and trade is not None and trade.paid_at is None):
        return Payment.UNPAID
    return Payment.PAID


def day_of(trade: Trade | None, told_at: datetime | None, stored_at: datetime) -> str:
    """When it was bought; of a file that does not say it, when it was told or first seen."""
    at = (trade.created_at if trade else None) or told_at or stored_at
    return at.astimezone(SHOPS_TIME).date().isoformat()


def shares_of(
    order: Order, trade: Trade | None, day: str, payment: Payment, categories: Mapping[str, str]
) -> tuple[Share, ...]:
    """The whole order, then its categories.

    What was paid is shared by what each line cost, and by pieces where the shop does not say
    that. No cent is lost.
    """
    pieces = sum(line.quantity for line in order.lines)
    paid = order.paid or (trade.paid if trade else None)
    minor, currency = (paid.minor, paid.currency) if paid else (0, "")

    def share(category: str, count: int, part: int) -> Share:
        return Share(
            order.id, category, day, order.channel, order.shop, payment.value, currency, 1, count,
            part,
        )  # fmt: skip

    counts: dict[str, int] = {}
    costs: dict[str, int] = {}
    told = {one.line_no: one.paid.minor for one in trade.lines if one.paid} if trade else {}
    priced = all(line.line_no in told for line in order.lines)
    for line in order.lines:
        category = categories.get(line.item.sku, "")
        counts[category] = counts.get(category, 0) + line.quantity
        cost = told[line.line_no] if priced else line.quantity
        costs[category] = costs.get(category, 0) + cost
    parts = _split(minor, costs)
    return (share(WHOLE, pieces, minor), *(share(one, counts[one], parts[one]) for one in counts))


def _split(minor: int, costs: Mapping[str, int]) -> dict[str, int]:
    """By the largest remainder: the parts add up."""
    total = sum(costs.values())
    if not total:
        return dict.fromkeys(costs, 0) | dict.fromkeys(list(costs)[:1], minor)
    parts = {one: minor * cost // total for one, cost in costs.items()}
    rest = sorted(costs, key=lambda one: (-(minor * costs[one] % total), one))
    for one in rest[: minor - sum(parts.values())]:
        parts[one] += 1
    return parts
