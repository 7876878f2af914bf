"""A purchase of which nobody knows how it ended: what every courier's seller must do then."""

from datetime import datetime

import pytest

from app.center.buying import PATIENCE, NumberBuyer, PurchaseOpenError
from app.domain.purchase import NumberSeller, NumberWanted
from app.store.engine import Store
from tests.builders import NOON


def asked_first(store: Store, seller: NumberSeller, now: list[datetime], want: NumberWanted) -> str:
    """The number that is got when patience ends; it stays the parcel's."""
    buyer = NumberBuyer(store, seller, lambda: now[0])
    with pytest.raises(PurchaseOpenError):
        buyer.number_for(want)
    now[0] = NOON + PATIENCE
    number = buyer.number_for(want)
    assert buyer.number_for(want) == number
    return number
