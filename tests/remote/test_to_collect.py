"""What the driver collects at the door, as a channel or a file tells it."""

import pytest

from app.domain.order import OrderState, Recipient
from app.domain.trade import Trade
from app.domain.values import Money
from app.remote.channels.incoming import IncomingOrder


@pytest.mark.parametrize(
    ("trade", "paid", "cod", "collected"),
    [
        (Trade(cash_on_delivery=True), 900, None, 900),
        (Trade(cash_on_delivery=True, paid=Money(800, "CNY")), 900, None, 800),
        (Trade(cash_on_delivery=True), None, None, None),
        (Trade(cash_on_delivery=True), 900, 700, 700),
        (Trade(), 900, None, None),
    ],
)
def test_what_the_driver_collects(
    trade: Trade, paid: int | None, cod: int | None, collected: int | None
) -> None:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, "CNY")

    order = IncomingOrder(
        "shop", "1", "X", OrderState.APPROVED, None, (), Recipient(), paid=money(paid),
        cod=money(cod), trade=trade,
    )  # fmt: skip
    assert order.to_collect == money(collected)
