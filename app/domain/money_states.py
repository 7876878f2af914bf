"""The states of money: one for each line of a statement, one for each order."""

from enum import Enum


class LineState(Enum):
    """The one state of a statement's line."""

    CLEARED = "cleared"
    AMOUNT_DIFFERS = "amount_differs"
    DUPLICATE = "duplicate"  # an order paid already was paid by one more transaction
    REFUNDED = "refunded"  # with it the order, or its duplicate, is given back wholly
    PARTLY_REFUNDED = "partly_refunded"
    REFUND_FAILED = "refund_failed"
    OTHER_PERIOD = "other_period"  # a refund of an order that was paid before these statements
    REVOKED = "revoked"
    FEE = "fee"
    TRANSFER = "transfer"
    TOLD_TWICE = "told_twice"  # the account's log of a payment that a trade's line tells
    SUGGESTION = "suggestion"  # amount and time fit an order; a person decides
    PAID_BUT_NO_ORDER = "paid_but_no_order"
    REFUND_BUT_NO_ORDER = "refund_but_no_order"
    UNKNOWN_KIND = "unknown_kind"  # the platform's line is of a kind that we do not know


class MoneyState(Enum):
    """The one state of an order's money."""

    CLEARED = "cleared"
    AMOUNT_DIFFERS = "amount_differs"
    DUPLICATE = "duplicate"  # paid twice and the second payment not given back
    REFUNDED = "refunded"
    PARTLY_REFUNDED = "partly_refunded"
    ORDER_PAID_NO_MONEY = "order_paid_no_money"
    OTHER_PERIOD = "other_period"  # paid at a time that these statements do not cover
    CASH_ON_DELIVERY = "cash_on_delivery"  # the courier brings the money
    NOTHING_DUE = "nothing_due"
    NOT_PAID = "not_paid"  # the shop itself says that the buyer has not paid
    SUGGESTION = "suggestion"


OPEN_LINES = frozenset(
    {
        LineState.AMOUNT_DIFFERS,
        LineState.DUPLICATE,
        LineState.REFUND_FAILED,
        LineState.SUGGESTION,
        LineState.PAID_BUT_NO_ORDER,
        LineState.REFUND_BUT_NO_ORDER,
        LineState.UNKNOWN_KIND,
    }
)
"""States that a person works off."""
OPEN_ORDERS = frozenset(
    {
        MoneyState.ORDER_PAID_NO_MONEY,
        MoneyState.AMOUNT_DIFFERS,
        MoneyState.DUPLICATE,
        MoneyState.SUGGESTION,
    }
)
"""States of orders that a person looks at."""
WITHOUT_MONEY = frozenset({MoneyState.ORDER_PAID_NO_MONEY, MoneyState.OTHER_PERIOD})
"""Orders that money may still be found for."""
