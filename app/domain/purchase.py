"""Buying a waybill number: it costs money, and what was bought twice cannot be given back.

The intent is stored before the courier is asked, under the parcel's id, which is also the key
the courier knows the purchase by. Whoever finds an intent without an end asks what became of it
before asking for a number again. A number that nobody will use goes back the same way: first the
word that it must, which makes it void here, then the question.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Protocol

from app.domain.order import Order, Recipient
from app.domain.values import Money


class PurchaseState(Enum):
    INTENT = "intent"  # stored; the courier may have been asked, or not yet
    UNKNOWN = "unknown"  # asked, and nobody knows what came of it
    DONE = "done"  # the number is the parcel's
    FAILED = "failed"  # the courier said no: nothing was bought
    USED = "used"  # its label is on a parcel; the end
    CANCELLING = "cancelling"  # void here; the courier must take it back
    CANCELLED = "cancelled"  # nothing was bought, or the courier took it back; the end
    KEPT = "kept"  # the courier does not take it back: a person must ask; the end


class PurchaseEvent(Enum):
    BOUGHT = "bought"
    SILENT = "silent"  # no answer within the deadline
    REFUSED = "refused"
    TRY_AGAIN = "try_again"  # a person mended the reason of a refusal
    USE = "use"
    GIVE_BACK = "give_back"  # its order ended, changed, or was packed without it
    NOT_WANTED = "not_wanted"  # before anything was bought


_S, _E = PurchaseState, PurchaseEvent
TRANSITIONS: Mapping[tuple[PurchaseState, PurchaseEvent], PurchaseState] = MappingProxyType(
    {
        (_S.INTENT, _E.BOUGHT): _S.DONE,
        (_S.INTENT, _E.SILENT): _S.UNKNOWN,
        (_S.INTENT, _E.REFUSED): _S.FAILED,
        (_S.INTENT, _E.NOT_WANTED): _S.CANCELLED,
        (_S.UNKNOWN, _E.BOUGHT): _S.DONE,
        (_S.UNKNOWN, _E.SILENT): _S.UNKNOWN,
        (_S.UNKNOWN, _E.REFUSED): _S.FAILED,
        (_S.UNKNOWN, _E.NOT_WANTED): _S.CANCELLED,  # asked: none was sold
        (_S.FAILED, _E.TRY_AGAIN): _S.INTENT,
        (_S.FAILED, _E.NOT_WANTED): _S.CANCELLED,
        (_S.DONE, _E.USE): _S.USED,
        (_S.DONE, _E.GIVE_BACK): _S.CANCELLING,
        (_S.CANCELLING, _E.BOUGHT): _S.CANCELLED,  # the courier has bought it back
        (_S.CANCELLING, _E.SILENT): _S.CANCELLING,
        (_S.CANCELLING, _E.REFUSED): _S.KEPT,
    }
)
"""Everything that may happen to a purchase."""


@dataclass(frozen=True, slots=True)
class NumberWanted:
    """One number for one parcel. ``parcel_id`` is the key; the same key is the same purchase.

    ``made_for`` is the mark of the address (``mark_of``) that it is bought for.
    """

    parcel_id: str
    order_id: str
    courier: str
    service: str = ""
    made_for: str = ""


@dataclass(frozen=True, slots=True)
class Sold:
    """A number, and what its label must show: ``sorting_code`` in the largest letters.

    ``parent``: the number of the first of several parcels, where the courier counts so.
    """

    number: str
    sorting_code: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What a courier must know of a parcel to sell its number. Weight in grams, 0: not weighed.

    ``orders`` are the channel's own order numbers, ``token`` its token of the address (OAID),
    which goes through as it came. ``items``: (name, pieces). ``cod``: to be collected.
    """

    channel: str
    orders: tuple[str, ...]
    recipient: Recipient
    items: tuple[tuple[str, int], ...] = ()
    token: str = ""
    goods: str = ""
    grams: int = 0
    cod: Money | None = None
    product: str = ""


_MARK_DIGITS = 8


def mark_of(order: Order, token: str = "") -> str:
    """Eight hex digits that change with whatever the courier was told of the address.

    Too few to find the address by, enough to see that it is another one.
    """
    to = order.recipient
    told = (to.name, to.phone, to.country, to.province, to.city, to.district, to.address)
    text = "\x1f".join((*told, to.postcode, order.service, token))
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_DIGITS]


def key_of(order_id: str, n: int) -> str:
    """Under which key the n-th number (from 1) of an order is bought. No key is used twice."""
    return f"{order_id}-{n}"


def is_key_of(key: str, order_id: str) -> bool:
    """Whether a number's owner is still the order it was bought for, and no parcel yet."""
    return bool(order_id) and key.rpartition("-")[0] == order_id


class SellerSilentError(Exception):
    """No answer, or one that cannot be read: it may have sold a number, or not."""


class SellerRefusedError(Exception):
    """The courier answered that it sells none, and why. Nothing was bought."""


class SellerMissingError(Exception):
    """No seller can be opened: an unknown API, or keys that are not in the keyring."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What a seller may ask the center back: a wanted number's parcel, whether a number is ours."""

    shipment_of: Callable[[NumberWanted], Shipment]
    taken: Callable[[str], bool]


class NumberSeller(Protocol):
    """A courier that sells waybill numbers, as the center sees it. Each call has its deadline.

    Each raises SellerSilentError; all but ``ask`` also SellerRefusedError.
    """

    def buy(self, wanted: NumberWanted) -> Sold:
        """A number for the parcel. Asked again with the same key, the same number."""
        ...

    def ask(self, wanted: NumberWanted) -> Sold | None:
        """The number that was sold under the parcel's key; None: none was. Buys nothing."""
        ...

    def cancel(self, wanted: NumberWanted, number: str) -> None:
        """Give a number back. One that the courier took back before is no refusal."""
        ...

    def tell_weight(self, wanted: NumberWanted, number: str, grams: int) -> None:
        """What the scale said, for couriers that want to hear it."""
        ...
