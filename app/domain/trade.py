"""What a shop says of an order's buying and paying, beside what is to be packed.

Kept at the center alone: no bench needs it, and a stolen bench must not have it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.domain.values import Money


class Presale(Enum):
    """A sale paid in two steps: only PAID may be shipped."""

    NO = ""
    DEPOSIT_DUE = "deposit_due"
    BALANCE_DUE = "balance_due"
    PAID = "paid"
    FORFEITED = "forfeited"  # the deposit is lost, nothing will be shipped


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A line as the shop names it. ``line_no`` is that of our order's line."""

    line_no: int
    line_id: str = ""  # the platform's id of the line, for part shipments and refunds
    listing_id: str = ""
    variant_id: str = ""
    code: str = ""  # the seller's own code on the listing; empty where none was given
    name: str = ""
    spec: str = ""
    quantity: int = 0
    paid: Money | None = None  # for the whole line, after its share of discounts


@dataclass(frozen=True, slots=True)
class Trade:
    """``buyer`` is the platform's token of the buyer, never a name or a phone.

    ``paid``: by the buyer; ``platform``: the platform's own coupons, which it pays to us too.
    ``transactions``: as the payment platform calls them. ``address_token``: OAID and its like,
    which must travel with the order unbroken.
    """

    created_at: datetime | None = None
    paid_at: datetime | None = None
    buyer: str = ""
    paid: Money | None = None
    platform: Money | None = None
    postage: Money | None = None
    transactions: tuple[str, ...] = ()
    cash_on_delivery: bool = False
    presale: Presale = Presale.NO
    digital: bool = False  # nothing is sent
    address_token: str = ""
    lines: tuple[TradeLine, ...] = ()


NO_TRADE = Trade()
