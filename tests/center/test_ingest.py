"""What facts do to orders, parcels, numbers, tickets and lists of trouble."""

from dataclasses import replace

import pytest

from app.center.actions import Action, act
from app.domain import events as e
from app.domain.control_code import Control
from app.domain.order import OrderState
from app.domain.values import Grams
from app.domain.verdict import Stop, Verdict
from app.domain.waybill_number import NumberState
from app.store.journal import digest
from app.store.records import Reception
from app.store.session import ORDERS
from tests.builders import NOON, an_order
from tests.center.desk_rig import Desk, mismatch


def test_packed(desk: Desk) -> None:
    assert desk.packed() == [Reception.ACCEPTED] * 5
    assert desk.state() is OrderState.PACKED
    with desk.store.read() as tx:
        number = tx.waybills.get("SF", "SF1")
        (parcel,) = tx.parcels.of_order(desk.order.id)
    assert number is not None
    assert (number.state, number.parcel_id) == (NumberState.PROVEN, "parcel-b1")
    assert (parcel.accepted, parcel.grams, parcel.operator_id) == (True, 640, "P01")


def test_the_same_delivery_again_changes_nothing(desk: Desk) -> None:
    rows = tuple(desk.seal(mismatch(), e.OrderParked(desk.order.id, {"1": 1}, slot="A1")))
    first = desk.desk.push(rows)
    act(desk.store, Action.APPROVE, "SO-1", NOON)
    again = desk.desk.push(rows)
    assert [answer.reception for answer in first] == [Reception.ACCEPTED] * 2
    assert [answer.reception for answer in again] == [Reception.DUPLICATE] * 2
    with desk.store.read() as tx:
        assert len(tx.pick_errors.in_state("open")) == 1


def test_opening_marks_who_works_on_it(desk: Desk) -> None:
    desk.bring(e.OrderOpened(desk.order, "p", "SO-1"))
    with desk.store.read() as tx:
        stored = tx.orders.get(desk.order.id)
    assert stored is not None
    assert stored.holder == "b1"


def test_mismatch_is_a_pick_error_until_acknowledged(desk: Desk) -> None:
    desk.bring(mismatch(), e.Stopped(Stop(Verdict.WEIGHT_OUT)))
    with desk.store.read() as tx:
        (error,) = tx.pick_errors.in_state("open")
    assert (error.found_sku, error.expected_sku, error.picker) == ("CUP", "TEA", "picker 02")
    desk.bring(e.StopCleared("wrong_item", Control.ACKNOWLEDGE))
    with desk.store.read() as tx:
        assert tx.pick_errors.in_state("open") == ()
        assert len(tx.pick_errors.in_state("acknowledged")) == 1


def test_return_opens_a_ticket_that_opens_the_order(desk: Desk) -> None:
    desk.bring(e.OrderReturned(desk.order.id, "ZR0001", {"1": 1}, {"TEA": 1}, ("CUP",)))
    assert desk.state() is OrderState.RETURNED
    with desk.store.read() as tx:
        assert tx.orders.by_code("zr0001") == (desk.order.id,)
        (ticket,) = tx.tickets.in_state("open")
        stored = tx.orders.get(desk.order.id)
    assert (ticket.missing, ticket.extra) == ({"TEA": 1}, ("CUP",))
    assert stored is not None
    assert stored.progress is not None
    assert stored.progress.counts == {"1": 1}
    desk.bring(e.OrderOpened(desk.order, "p2", "ZR0001"), station="b2")
    desk.packed("b2")
    with desk.store.read() as tx:
        assert [t.state for t in tx.tickets.of_order(desk.order.id)] == ["resumed"]


def test_park_and_cancel(desk: Desk) -> None:
    desk.bring(e.OrderParked(desk.order.id, {"1": 1}, ("SN1",), slot="A1"))
    with desk.store.read() as tx:
        stored = tx.orders.get(desk.order.id)
    assert stored is not None
    assert stored.progress is not None
    assert (stored.order.state, stored.progress.slot) == (OrderState.PARKED, "A1")
    desk.bring(e.CheckCancelled(desk.order.id))
    assert desk.state() is OrderState.APPROVED


def test_packed_twice_keeps_both_and_asks_a_person(desk: Desk) -> None:
    desk.packed("b1")
    with desk.store.read() as tx:
        head = tx.feed.head(ORDERS)
    receptions = desk.packed("b2", "SF2")
    assert receptions[3] is Reception.DUPLICATE
    assert desk.tasks() == ["double_pack"]
    with desk.store.read() as tx:
        parcels = tx.parcels.of_order(desk.order.id)
        stored = tx.orders.get(desk.order.id)
        assert tx.feed.head(ORDERS) > head  # every bench hears of it
    assert sorted(parcel.accepted for parcel in parcels) == [False, True]
    assert stored is not None
    assert stored.by_station == "b1"


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Action.REFUND, OrderState.REFUNDED),
        (Action.CANCEL, OrderState.CANCELLED),
        (Action.HOLD, OrderState.PACKED),
    ],
)
def test_packed_although_it_must_not_ship(action: Action, state: OrderState, desk: Desk) -> None:
    act(desk.store, action, "SO-1", NOON)
    desk.packed()
    assert desk.state() is state
    assert desk.tasks() == ["packed_anyway"]


def test_refund_after_packing_is_a_task(desk: Desk) -> None:
    desk.packed()
    assert act(desk.store, Action.REFUND, "SO-1", NOON).task
    assert act(desk.store, Action.REFUND, "SO-1", NOON).task
    assert (desk.state(), desk.tasks()) == (OrderState.PACKED, ["refund_after_packing"])


def test_parked_after_another_packed_it(desk: Desk) -> None:
    desk.packed("b1")
    desk.bring(e.OrderParked(desk.order.id, {"1": 1}), station="b2")
    desk.bring(e.OrderReturned(desk.order.id, "ZR2", {}, {}), station="b2")
    assert (desk.state(), desk.tasks()) == (OrderState.PACKED, ["came_late", "came_late"])


def test_number_of_another_parcel_is_a_task(desk: Desk) -> None:
    desk.packed("b1", "SF1")
    desk.bring(e.WaybillAssigned("other", "SF", "SF1"), station="b2")
    assert desk.tasks() == ["number_used_twice"]
    with desk.store.read() as tx:
        number = tx.waybills.get("SF", "SF1")
    assert number is not None
    assert number.parcel_id == "parcel-b1"


def test_order_that_only_a_bench_remembers(desk: Desk) -> None:
    lost = an_order(number="SO-9")
    desk.bring(e.OrderOpened(lost, "p9", "SO-9"), order_id=lost.id)
    with desk.store.read() as tx:
        assert tx.orders.by_code("SO-9") == (lost.id,)
    twin = an_order(number="SO-9", id="id-twin")
    desk.bring(e.OrderOpened(twin, "p10", "SO-9"), order_id=twin.id)
    with desk.store.read() as tx:
        assert tx.orders.by_code("SO-9") == (lost.id,)


def test_facts_about_nothing_are_kept(desk: Desk) -> None:
    receptions = desk.bring(
        e.OrderParked("nobody", {}),
        e.LabelPrinted("nobody", "j"),
        e.OrderClosed("nobody", "refunded"),
        e.LeadCalled(),
        e.CheckCancelled("nobody"),
        e.OrderPacked("nobody", 1),
        mismatch(),
        order_id="nobody",
    )
    assert set(receptions) == {Reception.ACCEPTED}
    with desk.store.read() as tx:
        assert len(tx.journal.envelopes("b1")) == 7


def test_fact_that_cannot_be_applied_stops_no_other(desk: Desk) -> None:
    """A parcel of more grams than any database can count: kept, judged, and passed by."""
    heavy = e.ParcelPacked(
        "p", desk.order.id, "SO-1", 1, 1, "SF", "SF1", Grams(2**70), "F1", {"TEA": 2}
    )
    parked = e.OrderParked(desk.order.id, {"1": 1})
    answers = desk.desk.push(tuple(desk.seal(heavy, parked)))
    assert [answer.reception for answer in answers] == [Reception.ACCEPTED] * 2
    assert desk.state() is OrderState.PARKED
    with desk.store.read() as tx:
        assert len(tx.journal.envelopes("b1")) == 2
        assert tx.parcels.of_order(desk.order.id) == ()


def test_fact_that_cannot_even_be_kept_is_refused(desk: Desk) -> None:
    """Its own clock is beyond any number: the bench sets it aside, the next one comes through."""
    first, second = desk.seal(e.LeadCalled(), e.OrderParked(desk.order.id, {"1": 1}))
    strange = replace(first, mono_ms=2**70)
    strange = replace(strange, sha256=digest("W1", strange))
    answers = desk.desk.push((strange, second))
    assert [answer.reception for answer in answers] == [Reception.REFUSED, Reception.ACCEPTED]
    assert desk.state() is OrderState.PARKED
