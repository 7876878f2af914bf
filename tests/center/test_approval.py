"""Orders wait for the rules and leave with courier and stock; a person has the last word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.center import review_desk, review_hand
from app.center.actions import Action, ActionRefusedError, act
from app.center.approval import approve_waiting
from app.center.refusals import NotDoneError
from app.center.staff import NotPermittedError
from app.domain.contract import Contract
from app.domain.order import OrderState, Role
from app.domain.recosting import undated
from app.domain.review import Condition, Op, Outcome, Rule
from app.domain.trade import Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from tests.builders import NOON, an_item, an_operator
from tests.center.review_rig import (
    ALL,
    CHENGDU,
    LARGE,
    a_rule,
    an_act,
    found,
    new_id,
    save,
    standing,
    stocked,
    take,
    told,
)
from tests.domain.rate_sheets import YUNDA, card_of


def judged(store: Store, order: IncomingOrder, *rules: Rule) -> str:
    """The id of an order that the rules have judged."""
    save(store, *rules)
    take(store, order)
    approve_waiting(store, NOON, new_id)
    return found(store).id


def test_without_rules_every_payable_order_is_approved(store: Store) -> None:
    take(store, told())
    assert standing(store) == ("approved", "")
    save(store, replace(ALL, enabled=False))
    take(store, told("2"))
    assert standing(store, "2") == ("approved", "")
    assert approve_waiting(store, NOON, new_id) == {}


def test_with_rules_an_order_waits_and_is_judged(store: Store) -> None:
    save(store, LARGE, ALL)
    take(
        store,
        told("1"),
        told("2", paid="900"),
        told("3", state=OrderState.PENDING, reason="unpaid"),
    )
    assert standing(store) == ("pending", "review")

    assert approve_waiting(store, NOON, new_id) == {"approve": 1, "hold": 1}

    assert standing(store) == ("approved", "")
    assert standing(store, "2") == ("held", "review_hold")
    assert standing(store, "3") == ("pending", "unpaid")
    assert found(store).recipient == CHENGDU
    with store.read() as tx:
        kept = tx.reviews.get(found(store, "2").id)
        assert kept is not None
        assert (kept.outcome, kept.rule, kept.facts["paid"]) == ("hold", "large", 900.0)
        assert tx.reviews.decided(NOON) == {"all": 1, "large": 1}
        why = review_desk.kept_trace(tx, found(store))
        assert why is not None
        assert [one.rule.name for one in why.trace.otherwise] == ["large"]
        head = tx.feed.head("orders")
    with pytest.raises(ActionRefusedError, match="review_hold"):  # its courier would be missing
        act(store, Action.APPROVE, "2", NOON)
    take(store, told("1"), told("2", paid="900"))  # told again: nothing changes
    assert approve_waiting(store, NOON, new_id) == {}
    with store.read() as tx:
        assert tx.feed.head("orders") == head


def test_an_order_paid_later_and_one_bound_later_are_judged(store: Store) -> None:
    save(store, ALL)
    nameless = (IncomingLine("", "tea", 1),)
    unpaid = told("1", state=OrderState.PENDING, reason="unpaid")
    take(store, unpaid, told("2", lines=nameless))
    later = NOON + timedelta(minutes=5)
    take(store, told("1", revision_at=later), told("2", revision_at=later))
    assert standing(store) == standing(store, "2") == ("pending", "review")
    assert approve_waiting(store, later, new_id) == {"approve": 2}


def test_what_a_buyer_and_the_stock_are_known_for(store: Store) -> None:
    save(
        store,
        a_rule("black", Outcome.REJECT, Condition("blacklisted", Op.IS, ("yes",))),
        a_rule("new", Outcome.HOLD_FINANCE, Condition("first_order", Op.IS, ("yes",))),
        a_rule("short", Outcome.HOLD, Condition("stock_enough", Op.IS, ("no",))),
        ALL,
    )
    with store.write() as tx:
        review_desk.put_black(tx, an_act(), buyers=["buyer-1"], on=True)
        stocked(tx, TEA=1, CUP=0)
    again = Trade(paid_at=NOON, buyer="buyer-2")
    cups = (IncomingLine("CUP", "cup", 1),)
    take(store, told("1"), told("2"), told("3", trade=again), told("4", trade=again, lines=cups))

    counts = approve_waiting(store, NOON, new_id)

    assert counts == {"reject": 1, "hold_finance": 1, "approve": 1, "hold": 1}
    reasons = [standing(store, number)[1] for number in "1234"]
    assert reasons == ["review_reject", "review_finance", "", "review_hold"]


def test_couriers_gifts_and_stock_come_with_the_approval(store: Store) -> None:
    with store.write() as tx:
        tx.rates.put([undated(card_of(YUNDA))])
        tx.contracts.put([Contract("c2", "YUNDA")])
        tx.catalogue.put([an_item("TEA"), an_item("CUP")])
        stocked(tx, TEA=2, CUP=9)
    reach = Condition("courier_reachable", Op.IS, ("no",))
    by_sf = a_rule("sf", Outcome.SET_COURIER, Condition("paid", Op.MORE, ("500",)), value="SF")
    gift = a_rule("gift", Outcome.ADD_GIFT, value="CUP*2")
    save(store, a_rule("far", Outcome.HOLD, reach), by_sf, gift, ALL)
    far = replace(CHENGDU, country="NO", province="", city="Oslo", district="")
    take(store, told("1"), told("2", paid="900"), told("3"), told("4", recipient=far))

    counts = approve_waiting(store, NOON, new_id)

    assert counts == {"approve": 3, "hold": 1, "no_stock": 1}
    assert [found(store, number).courier for number in "12"] == ["YUNDA", "SF"]
    assert [(line.item.sku, line.quantity) for line in found(store).lines] == [
        ("TEA", 1),
        ("CUP", 2),
    ]
    assert standing(store, "3") == ("held", "no_stock")
    take(store, told("1", revision_at=NOON + timedelta(1)))  # the shop knows of no gift
    assert len(found(store).lines) == 2
    with store.read() as tx:
        assert tx.choices.get(found(store).id) is not None
        assert tx.reservations.of([found(store).id]) == {found(store).id: {"TEA": 1, "CUP": 2}}


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (a_rule("gift", Outcome.ADD_GIFT, value="NOTHING"), "gift_item"),
        (a_rule("there", Outcome.SET_WAREHOUSE, value="W2"), "other_warehouse"),
        (a_rule("here", Outcome.SET_WAREHOUSE, value="W1"), ""),
    ],
)
def test_additions_that_cannot_be_done_here(local: Store, rule: Rule, reason: str) -> None:
    save(local, rule, ALL)
    take(local, told())
    approve_waiting(local, NOON, new_id)
    assert standing(local)[1] == reason


def test_many_orders_are_judged_in_parts(local: Store) -> None:
    save(local, LARGE, ALL)
    take(local, *(told(str(n), paid=str(n)) for n in range(450, 680)))
    assert approve_waiting(local, NOON, new_id) == {"approve": 51, "hold": 179}


def test_a_person_releases_and_takes_back(store: Store) -> None:
    order_id = judged(store, told(paid="900"), LARGE, ALL)
    with store.write() as tx:
        review_hand.approve(tx, an_act(), order_id=order_id)
    assert standing(store) == ("approved", "")
    with store.write() as tx:
        review_hand.unapprove(tx, an_act(), order_id=order_id)
    assert standing(store) == ("held", "by_hand")
    take(store, told(paid="900", revision_at=NOON + timedelta(1)))
    assert standing(store) == ("held", "by_hand")
    with store.read() as tx:
        assert [one.action for one in tx.audit.read(about="1")] == [
            "review.approve",
            "review.take_back",
        ]
        with pytest.raises(NotDoneError):
            review_hand.unapprove(tx, an_act(), order_id=order_id)


def test_force_needs_a_reason_and_a_right(local: Store) -> None:
    with local.write() as tx:
        tx.operators.put([an_operator("clerk", Role.CLERK), an_operator("boss", Role.SUPERVISOR)])
    order_id = judged(local, told(), a_rule("never", Outcome.REJECT))
    with local.write() as tx, pytest.raises(NotDoneError, match="by force"):
        review_hand.approve(tx, an_act("clerk"), order_id=order_id)
    with local.write() as tx, pytest.raises(NotPermittedError):
        review_hand.force(tx, an_act("clerk"), order_id=order_id, reason="agreed")
    with local.write() as tx, pytest.raises(NotDoneError, match="Say why"):
        review_hand.force(tx, an_act("boss"), order_id=order_id, reason=" ")
    with local.write() as tx:
        review_hand.force(tx, an_act("boss"), order_id=order_id, reason="agreed by phone")
    assert standing(local) == ("approved", "")
    with local.read() as tx:
        (entry,) = tx.audit.read(about="1")
        assert entry.after["because"] == "agreed by phone"
    with local.write() as tx, pytest.raises(NotDoneError, match="does not wait"):
        review_hand.force(tx, an_act("boss"), order_id=order_id, reason="again")


def test_force_goes_without_stock_and_plain_approval_does_not(local: Store) -> None:
    save(local, ALL)
    take(local, told())
    with local.write() as tx:
        stocked(tx, TEA=0)
    assert approve_waiting(local, NOON, new_id) == {"approve": 1, "no_stock": 1}
    order_id = found(local).id
    with local.write() as tx, pytest.raises(NotDoneError, match="stock"):
        review_hand.approve(tx, an_act(), order_id=order_id)
    with local.write() as tx:
        review_hand.force(tx, an_act(), order_id=order_id, reason="it is on the way")
    assert standing(local) == ("approved", "")


def test_an_unbound_line_stops_force_too(local: Store) -> None:
    take(local, told(lines=(IncomingLine("", "tea", 1),)))
    with local.write() as tx, pytest.raises(NotDoneError, match="without an item"):
        review_hand.force(tx, an_act(), order_id=found(local).id, reason="x")


def test_finance_releases_what_is_kept_for_it(local: Store) -> None:
    with local.write() as tx:
        tx.operators.put([an_operator("clerk", Role.CLERK), an_operator("fin", Role.FINANCE)])
    order_id = judged(local, told(), a_rule("dear", Outcome.HOLD_FINANCE))
    with local.write() as tx, pytest.raises(NotPermittedError):
        review_hand.approve(tx, an_act("clerk"), order_id=order_id)
    with local.write() as tx:
        review_hand.approve(tx, an_act("fin"), order_id=order_id)
    assert standing(local) == ("approved", "")
