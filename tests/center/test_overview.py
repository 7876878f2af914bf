"""The warehouse at a glance, on both engines."""

from datetime import timedelta

from app.center.overview import OverviewDesk
from app.domain import events as e
from app.domain.control_code import Control
from app.domain.order import OrderState
from app.domain.verdict import Stop, Verdict
from tests.builders import NOON, an_operator, an_order
from tests.center.desk_rig import Desk, mismatch

DAY = NOON.replace(hour=0)


def overview(desk: Desk) -> OverviewDesk:
    return OverviewDesk(desk.store, lambda: desk.now)


def test_benches_now(desk: Desk) -> None:
    for station in ("b1", "b2", "b3", "b4"):
        desk.desk.hello(station, "0.1", NOON, 0)
    desk.bring(e.SignedIn(an_operator("P01")), e.OrderOpened(desk.order, "p", "SO-1"))
    desk.bring(e.SignedIn(an_operator("P01")), e.SignedOut(), station="b2")
    desk.bring(e.SignedIn(an_operator("P01")), mismatch(), station="b3")
    now = overview(desk).now(DAY)
    b1, b2, b3, b4 = now.benches
    assert (b1.state, b1.packer, b1.order_number) == ("packing", "Packer", "SO-1")
    assert (b2.state, b2.packer) == ("free", "")
    assert (b3.state, b3.verdict, b3.packer) == ("stopped", "wrong_item", "Packer")
    assert b4.state == "free"


def test_parcels_this_hour_and_away(desk: Desk) -> None:
    desk.desk.hello("b1", "0.1", NOON, 0)
    desk.packed("b1")
    desk.now = NOON + timedelta(minutes=5)
    now = overview(desk).now(DAY)
    (bench,) = now.benches
    assert (bench.parcels_hour, bench.parcels_today) == (1, 1)
    assert (bench.state, bench.since, bench.waiting) == ("away", NOON, 0)
    assert (now.parcels_hour, now.parcels_today, now.parcels[-1][1]) == (1, 1, 1)
    desk.now = NOON + timedelta(hours=1)
    assert overview(desk).now(DAY).parcels_hour == 0


def test_a_stop_that_was_cleared_is_over(desk: Desk) -> None:
    desk.desk.hello("b1", "0.1", NOON, 0)
    desk.bring(e.Stopped(Stop(Verdict.WEIGHT_OUT)))
    assert overview(desk).now(DAY).benches[0].state == "stopped"
    desk.bring(e.StopCleared("weight_out", Control.REWEIGH))
    assert overview(desk).now(DAY).benches[0].state == "packing"


def test_orders_by_state_and_the_oldest(desk: Desk) -> None:
    soon = an_order(number="SO-2", cut_off=NOON + timedelta(hours=1))
    late = an_order(number="SO-3", cut_off=NOON + timedelta(hours=3), state=OrderState.PARKED)
    held = an_order(number="SO-4", state=OrderState.HELD)
    with desk.store.write() as tx:
        tx.orders.upsert([late, soon, held], NOON)
    now = overview(desk).now(DAY, oldest=2)
    assert now.orders == {"approved": 2, "held": 1, "parked": 1}
    assert [one.number for one in now.oldest] == ["SO-2", "SO-3"]
