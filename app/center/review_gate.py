"""Where the review begins: while there are rules, no new order is approved without them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from app.store.transaction import Transaction

REVIEW: Final = "review"
"""The reason of an order that waits for the rules."""


def hold_back(tx: Transaction, order_ids: Iterable[str], now: datetime) -> int:
    """Of orders that have just become payable, those approved wait for the rules; how many.

    Without any rule that is switched on nothing is held back.
    """
    ids = tuple(order_ids)
    if not ids or not tx.reviews.current().active:
        return 0
    return tx.reviews.hold_back(ids, REVIEW, now)
