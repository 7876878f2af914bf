"""What a shop's word means: two payments, payment at the door, digital, refunds, gifts of ours."""

from dataclasses import replace

import pytest

from app.center.intake import Intake
from app.center.order_life import judged, with_gifts
from app.domain.order import OrderState
from app.domain.trade import Presale, Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from app.store.refunds import Refund
from tests.builders import NOON, a_line, a_recipient, an_item, money

TOLD = IncomingOrder(
    channel="pdd", shop="s1", number="A", state=OrderState.APPROVED, revision_at=NOON,
    lines=(
        IncomingLine("TEA", "tea", 2, line_id="L1"), IncomingLine("CUP", "cup", 1, line_id="L2"),
    ),
    recipient=a_recipient(), paid=money("10.00"),
)  # fmt: skip


def a_refund(state: str = "open", line: str = "", amount: str = "10.00") -> Refund:
    return Refund("pdd", "s1", "A", f"r-{line}", state, money(amount), line, revision_at=NOON)


@pytest.mark.parametrize(
    ("trade", "state", "reason"),
    [
        (Trade(presale=Presale.DEPOSIT_DUE), "pending", "balance_due"),
        (Trade(presale=Presale.BALANCE_DUE), "pending", "balance_due"),
        (Trade(presale=Presale.PAID), "approved", ""),
        (Trade(presale=Presale.FORFEITED), "cancelled", "deposit_lost"),
        (Trade(digital=True), "held", "digital"),
        (Trade(cash_on_delivery=True), "approved", ""),
    ],
)
def test_how_it_is_paid_and_sent(trade: Trade, state: str, reason: str) -> None:
    found = judged(replace(TOLD, trade=trade))
    assert (found.state.value, found.reason) == (state, reason)


def test_what_is_paid_at_the_door_needs_no_payment_before() -> None:
    unpaid = replace(TOLD, state=OrderState.PENDING, reason="unpaid")
    assert judged(unpaid).state is OrderState.PENDING
    door = replace(unpaid, trade=Trade(cash_on_delivery=True))
    assert judged(door).state is OrderState.APPROVED


@pytest.mark.parametrize(
    ("refunds", "state", "lines"),
    [
        ([a_refund()], "held", 2),
        ([a_refund(line="L1")], "held", 2),
        ([a_refund("refunded")], "refunded", 2),
        ([a_refund("refunded", amount="1.00")], "approved", 2),
        ([a_refund("refunded", "L1", "4.00")], "approved", 1),
        ([a_refund("refunded", "L1"), a_refund("refunded", "L2")], "refunded", 2),
        ([a_refund("closed")], "approved", 2),
    ],
)
def test_refunds(refunds: list[Refund], state: str, lines: int) -> None:
    found = judged(TOLD, refunds)
    assert (found.state.value, len(found.lines)) == (state, lines)


def test_a_refund_holds_the_order_until_it_is_closed(store: Store) -> None:
    states = []
    ids = iter("abc")
    for refund in (None, a_refund(), replace(a_refund("closed"), revision_at=NOON)):
        with store.write() as tx:
            tx.catalogue.put([an_item("TEA"), an_item("CUP")])
            if refund is not None:
                assert tx.refunds.put([refund]) == (refund,)
                assert tx.refunds.put([refund]) == ()
            Intake(tx, lambda: next(ids), NOON).take([TOLD])
            stored = tx.orders.by_number("pdd", "s1", "A")
            assert stored is not None
            states.append((stored.order.state.value, tx.orders.note(stored.order.id).reason))
    assert states == [("approved", ""), ("held", "refund_open"), ("approved", "")]


def test_gifts_of_ours_stay_whatever_the_shop_tells(local: Store) -> None:
    gift = a_line(1, "PEN")
    with local.write() as tx:
        tx.catalogue.put([an_item("TEA"), an_item("CUP"), an_item("PEN")])
        Intake(tx, lambda: "a", NOON).take([TOLD])
        stored = tx.orders.get("a")
        assert stored is not None
        tx.orders.upsert([with_gifts(stored.order, [gift])], NOON)
        more = replace(TOLD.lines[0], quantity=3)
        Intake(tx, lambda: "b", NOON).take([replace(TOLD, lines=(more,))])
        stored = tx.orders.get("a")
    assert stored is not None
    lines = [(line.line_no, line.item.sku, line.quantity, line.gift) for line in stored.order.lines]
    assert lines == [(1, "TEA", 3, False), (901, "PEN", 1, True)]
