"""What a payment platform's statement says, line by line, whatever platform it is.

Signs are those of our account: what comes in is positive, what goes out is negative.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.domain.values import Money

TAOBAO_MARK = "T200P"
"""Alipay puts it before the trade number of Taobao and Tmall orders."""


class LineKind(Enum):
    INCOME = "income"  # a buyer paid
    REFUND = "refund"  # a buyer got money back
    REVOKED = "revoked"  # paid and undone at once; nothing is left of it
    FEE = "fee"  # the platform's charges, commissions, points
    TRANSFER = "transfer"  # to or from our own bank account
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line. ``key`` is unique in its provider, so the same line twice is the same line.

    ``amount`` is what the order is compared with: what the buyer paid, the platform's own coupons
    included. ``settled`` is what reached the account for it, ``fee`` what the platform kept.
    """

    provider: str
    key: str
    kind: LineKind
    at: datetime
    transaction: str
    order_ref: str  # the merchant's order number as it stands there
    amount: Money
    settled: Money
    fee: Money
    refund_ref: str = ""
    status: str = ""
    text: str = ""

    @property
    def order_number(self) -> str:
        """The order's own number: without the mark of Taobao's trades."""
        return self.order_ref.removeprefix(TAOBAO_MARK)


Sums = Mapping[str, str]
"""Named counts and sums of a statement, as decimal text with the digits of the file."""


@dataclass(frozen=True, slots=True)
class StatementTotals:
    """``counted`` from the lines, ``stated`` by the file; only what the file states is compared."""

    counted: Sums
    stated: Sums

    @property
    def agree(self) -> bool:
        """Whether all that the file states came out; a file that states nothing agrees."""
        return all(self.counted.get(name) == value for name, value in self.stated.items())
