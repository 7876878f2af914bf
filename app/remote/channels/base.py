"""What every shop's platform can be asked: one protocol, one adapter a platform.

Every call is one question (an adapter may need a few requests for it). The caller pages through
a window, stores every page, and moves its cursor only when the whole window is stored. Adapters
hold no state between calls: what they must remember of a window is in ``next_page``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from app.domain.values import Money
from app.remote.channels.incoming import IncomingOrder
from app.remote.http import AwayError, UnknownResultError


class ThrottledError(AwayError):
    """The platform wants us to wait; ``seconds`` as it says, or as its rules say."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words)
        self.seconds = seconds


class WindowTooWideError(AwayError):
    """The platform asks for a shorter window; ask again for half of it after ``seconds``."""

    def __init__(self, words: str, seconds: float = 0) -> None:
        super().__init__(words)
        self.seconds = seconds


class SignInAgainError(Exception):
    """The shop's authorisation has ended: a person must authorise it again."""


class RefusedError(Exception):
    """The platform refuses this call, and will again: our data or our settings are wrong.

    ``code`` is the platform's own word, for a log and for support.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{words} ({code})")
        self.code = code


class NotOfferedError(RefusedError):
    """The platform has no such call."""

    def __init__(self, what: str) -> None:
        super().__init__("not_offered", what)


@dataclass(frozen=True, slots=True)
class Window:
    """Changes in ``since`` <= time < ``until``; both aware."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows, as its documentation says.

    ``lag``: a window ends that long before now, because changes show up late. ``overlap``: how
    far a window reaches back into the one before. ``horizon``: nothing older can be asked.
    """

    longest_window: timedelta
    page_size: int
    lag: timedelta = timedelta(minutes=3)
    overlap: timedelta = timedelta(minutes=5)
    horizon: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """``next_page`` None: the window is done. ``again``: numbers that must be read one by one."""

    orders: tuple[IncomingOrder, ...]
    next_page: str | None
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomingRefund:
    """A refund as the platform tells it. ``state``: open, refunded, closed."""

    number: str  # of the order
    refund_id: str
    state: str
    amount: Money | None
    revision_at: datetime | None
    line: str = ""  # the platform's id of the line, where it concerns one
    goods_back: bool = False
    returning_waybill: str = ""


@dataclass(frozen=True, slots=True)
class RefundPage:
    refunds: tuple[IncomingRefund, ...]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """``line``: the platform's id of the order's line."""

    line: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel for one order. ``lines`` empty: everything that is left of the order.

    ``key`` is the same whenever the same parcel is told again: the idempotency key of platforms
    that have one. ``replaces``: the number told before, where a parcel got another one.
    """

    number: str
    courier: str  # the platform's code of the courier
    waybill: str
    key: str
    lines: tuple[ShippedLine, ...] = ()
    last: bool = True
    replaces: str = ""
    digital: bool = False  # nothing is sent
    cash_on_delivery: bool = False  # some platforms have another call for it


@dataclass(frozen=True, slots=True)
class Pushed:
    """``already``: the platform knew this very waybill, so nothing changed."""

    already: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One thing that can be bought in a shop: a variant, or an item without variants."""

    listing_id: str
    variant_id: str
    code: str  # the seller's own code; empty where none was given
    name: str
    spec: str = ""
    barcode: str = ""
    price: Money | None = None
    stock: int | None = None
    on_sale: bool = True
    picture: str = ""
    revision_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListingPage:
    listings: tuple[Listing, ...]
    next_page: str | None


@dataclass(frozen=True, slots=True)
class StockLevel:
    """The whole number for sale, never a difference."""

    listing_id: str
    variant_id: str
    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PriceLevel:
    """The whole new price of what is bought, never a difference."""

    listing_id: str
    variant_id: str
    code: str
    price: Money


Level = TypeVar("Level", StockLevel, PriceLevel)


@dataclass(frozen=True)  # with slots a frozen one of a given kind cannot be made (Python 3.11)
class Refusal(Generic[Level]):
    """What was not taken, and why: the platform's own word, and words for a person."""

    level: Level
    code: str
    words: str


StockRefusal = Refusal[StockLevel]
PriceRefusal = Refusal[PriceLevel]


class ChannelAdapter(Protocol):
    """One shop of one platform.

    Every method may raise AwayError (ask again later), ThrottledError (after so many seconds),
    SignInAgainError, RefusedError (do not ask again) and ChannelError (an answer nobody can read).
    """

    @property
    def limits(self) -> Limits: ...

    def orders_changed(self, window: Window, page: str | None = None) -> OrderPage:
        """One page of the orders changed in the window. May raise WindowTooWideError."""
        ...

    def order(self, number: str) -> IncomingOrder | None:
        """One order as it is now; None when the platform does not know it."""
        ...

    def refunds_changed(self, window: Window, page: str | None = None) -> RefundPage:
        """One page of the refunds changed in the window.

        Raises NotOfferedError where the orders themselves carry their refunds.
        """
        ...

    def push_shipment(self, shipment: Shipment) -> Pushed:
        """Tell the shop what was sent. Safe to repeat after ``shipped`` was asked.

        Raises UnknownResultError when it may have been done: ask ``shipped`` before a repeat.
        """
        ...

    def shipped(self, number: str) -> tuple[str, ...]:
        """The waybills that the platform has for an order."""
        ...

    def listings(self, page: str | None = None) -> ListingPage:
        """One page of everything that the shop offers."""
        ...

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[StockRefusal, ...]:
        """Set what is for sale; what was refused comes back with the reason."""
        ...

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[PriceRefusal, ...]:
        """Set what buyers pay; what was refused comes back with the reason.

        Safe to repeat: a price is told whole. One in another currency than the shop's is refused
        before anything is changed. Raises NotOfferedError where the platform has no such call.
        """
        ...

    def close(self) -> None: ...


__all__ = [
    "AwayError",
    "ChannelAdapter",
    "IncomingRefund",
    "Level",
    "Limits",
    "Listing",
    "ListingPage",
    "NotOfferedError",
    "OrderPage",
    "PriceLevel",
    "PriceRefusal",
    "Pushed",
    "RefundPage",
    "Refusal",
    "RefusedError",
    "Shipment",
    "ShippedLine",
    "SignInAgainError",
    "StockLevel",
    "StockRefusal",
    "ThrottledError",
    "UnknownResultError",
    "Window",
    "WindowTooWideError",
]
