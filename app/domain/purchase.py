"""Buying a waybill number: it costs money, and what was bought twice cannot be given back.

The intent is stored before the courier is asked, under the parcel's id, which is also the key
the courier knows the purchase by. Whoever finds an intent without an end asks what became of it
before asking for a number again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Protocol


class PurchaseState(Enum):
    INTENT = "intent"  # stored; the courier may have been asked, or not yet
    UNKNOWN = "unknown"  # asked, and nobody knows what came of it
    DONE = "done"  # the number is the parcel's, for ever
    FAILED = "failed"  # the courier said no: nothing was bought


class PurchaseEvent(Enum):
    BOUGHT = "bought"
    SILENT = "silent"  # no answer within the deadline
    REFUSED = "refused"
    TRY_AGAIN = "try_again"  # a person mended the reason of a refusal


TRANSITIONS: Mapping[tuple[PurchaseState, PurchaseEvent], PurchaseState] = MappingProxyType(
    {
        (PurchaseState.INTENT, PurchaseEvent.BOUGHT): PurchaseState.DONE,
        (PurchaseState.INTENT, PurchaseEvent.SILENT): PurchaseState.UNKNOWN,
        (PurchaseState.INTENT, PurchaseEvent.REFUSED): PurchaseState.FAILED,
        (PurchaseState.UNKNOWN, PurchaseEvent.BOUGHT): PurchaseState.DONE,
        (PurchaseState.UNKNOWN, PurchaseEvent.SILENT): PurchaseState.UNKNOWN,
        (PurchaseState.UNKNOWN, PurchaseEvent.REFUSED): PurchaseState.FAILED,
        (PurchaseState.FAILED, PurchaseEvent.TRY_AGAIN): PurchaseState.INTENT,
    }
)
"""Everything that may happen to a purchase; nothing happens to one that is done."""


@dataclass(frozen=True, slots=True)
class NumberWanted:
    """One number for one parcel. ``parcel_id`` is the key; the same key is the same purchase."""

    parcel_id: str
    order_id: str
    courier: str
    service: str = ""


class SellerSilentError(Exception):
    """No answer, or one that cannot be read: it may have sold a number, or not."""


class SellerRefusedError(Exception):
    """The courier answered that it sells none, and why. Nothing was bought."""


class NumberSeller(Protocol):
    """A courier that sells waybill numbers, as the center sees it. Each call has its deadline."""

    def buy(self, wanted: NumberWanted) -> str:
        """A number for the parcel. Asked again with the same key, the same number.

        Raises SellerSilentError, SellerRefusedError.
        """
        ...

    def ask(self, wanted: NumberWanted) -> str | None:
        """The number that was sold under the parcel's key; None: none was. Buys nothing.

        Raises SellerSilentError.
        """
        ...
