"""What is no stop of a bench is on the board too: exceptions, facts not applied, badges."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.center.alert_board import AlertFilter
from app.center.alerts import AlertsDesk
from app.domain import events as e
from app.domain.order import OrderState, Role
from app.domain.pin_facts import LockedOut
from app.store.alerts import StoredAlert
from app.store.journal import digest
from app.store.records import Reception
from tests.builders import NOON, an_operator
from tests.center.desk_rig import Desk


@pytest.fixture
def lead(desk: Desk) -> AlertsDesk:
    numbers = iter(range(1000))
    return AlertsDesk(desk.store, lambda: desk.now, lambda: f"act-{next(numbers)}")


def alerts(desk: Desk) -> dict[str, StoredAlert]:
    with desk.store.read() as tx:
        ids = [one.id for one in AlertsDesk(desk.store, lambda: NOON, str).page(AlertFilter()).rows]
        return {one.verdict: one for one in tx.alerts.of(ids)}


def test_a_parcel_packed_twice(desk: Desk, lead: AlertsDesk) -> None:
    desk.packed("b1", "SF1")
    desk.packed("b2", "SF2")
    one = alerts(desk)["double_pack"]
    assert (one.kind, one.order_number, one.station_id, one.state) == (
        "exception", "SO-1", "b2", "open",
    )  # fmt: skip
    assert (one.details["waybill"], one.details["first_station"]) == ("SF2", "b1")
    assert [row.verdict for row in lead.page(AlertFilter(text="SF2")).rows] == ["double_pack"]


def test_closing_it_closes_the_task_and_undo_opens_both(desk: Desk, lead: AlertsDesk) -> None:
    desk.packed("b1", "SF1")
    desk.packed("b2", "SF2")
    one = alerts(desk)["double_pack"]
    assert desk.tasks() == ["double_pack"]
    done = lead.close([one.id], "other", "found it", "L1")
    assert desk.tasks() == []
    with desk.store.read() as tx:
        task = tx.tasks.get(one.id)
    assert task is not None
    assert (task.closed_by, task.note) == ("L1", "found it")
    lead.undo(done.actions, "L1")
    assert desk.tasks() == ["double_pack"]
    assert alerts(desk)["double_pack"].state == "open"


def test_packed_although_refunded(desk: Desk) -> None:
    with desk.store.write() as tx:
        tx.orders.upsert([replace(desk.order, state=OrderState.REFUNDED)], NOON)
    desk.packed()
    one = alerts(desk)["packed_anyway"]
    assert (one.details["state"], one.details["waybill"]) == ("refunded", "SF1")


def test_wrong_pins_and_force_passes(desk: Desk) -> None:
    supervisor = an_operator("S1", Role.SUPERVISOR, name="supervisor")
    with desk.store.write() as tx:
        tx.operators.put([supervisor])
    desk.bring(LockedOut("S1", NOON + timedelta(minutes=15)))
    desk.bring(e.ForcePassed("weight_out", supervisor, "counted", an_operator("L1", Role.LEAD), 2))
    locked, passed = alerts(desk)["locked_out"], alerts(desk)["force_passed"]
    assert (locked.kind, locked.details["who"], locked.station_id) == ("badge", "supervisor", "b1")
    assert (passed.kind, passed.order_number, passed.details["used"]) == ("badge", "SO-1", "2")


def test_facts_that_do_nothing_here(desk: Desk) -> None:
    desk.bring(e.OrderParked("gone", {}), order_id="gone")
    for row in desk.seal(e.LeadCalled(), e.LeadCalled()):
        newer = replace(row, kind="FromTomorrow")
        desk.desk.push((replace(newer, sha256=digest("W1", newer)),))
    (wrong,) = desk.seal(e.LeadCalled())
    assert desk.desk.push((replace(wrong, kind="Changed"),))[0].reception is Reception.REFUSED
    found = alerts(desk)
    assert found["not_applied"].details["why"] == "no such order"
    assert found["not_known"].details["fact"] == "FromTomorrow"
    page = AlertsDesk(desk.store, lambda: NOON, str).page(AlertFilter(kinds=("exception",)))
    assert found["set_aside"].details["fact"] == "Changed"
    assert page.total == 3  # a newer bench is said once
