"""An order leaves other than packed: short, returned, parked, cancelled; and comes back."""

from dataclasses import replace

import pytest

from app.domain.control_code import Control
from app.domain.events import CheckCancelled, OrderOpened, OrderParked, OrderReturned
from app.domain.order import OrderState
from app.domain.verdict import Verdict
from app.station.snapshot import Face
from app.store.records import Answer, Progress, Reception
from tests.builders import a_box, a_kit, a_line, an_item, an_order
from tests.station.harness import START, MakeStation, Station

GTIN = "06971402118058"


def answered(bench: Station) -> None:
    """The center has answered all that this bench said."""
    with bench.store.write() as tx:
        waiting = tx.outbox.waiting()
        answers = [Answer(one.id, "B01", one.n, Reception.ACCEPTED) for one in waiting]
        tx.outbox.answer(answers, START)


def test_short_sends_back_with_the_exact_difference(station: MakeStation) -> None:
    bench = station(an_order((a_line(1, "TEA", 3), a_kit(2, "SET", {"CUP": 2, "POT": 1}))))
    bench.scan_all("SO-1", "TEA", "CUP")
    bench.press(Control.SHORT)
    assert bench.face is Face.RETURNED
    (returned,) = bench.facts(OrderReturned)
    assert isinstance(returned, OrderReturned)
    assert returned.missing == {"TEA": 2, "CUP": 1, "POT": 1}
    assert (returned.reason, returned.counts) == ("short", {"1": 1, "2.1": 1})
    (slip,) = bench.slips
    assert (slip.ticket, slip.missing) == (returned.ticket, returned.missing)
    assert bench.snap.details == {"mode": "check", "number": "SO-1", "note": slip.ticket}


def test_what_does_not_belong_is_on_the_slip(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}), extra_items=[an_item("CUP")])
    bench.scan_all("SO-1", "CUP")
    bench.press(Control.ACKNOWLEDGE)
    bench.press(Control.RETURN)
    (slip,) = bench.slips
    assert (slip.missing, slip.extra) == ({"TEA": 2}, ("CUP",))


def test_the_slip_resumes_the_check_without_the_center(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 3}))
    bench.scan_all("SO-1", "TEA", "TEA")
    bench.press(Control.SHORT)
    bench.scan(bench.slips[0].ticket)
    assert (bench.face, bench.snap.scanned) == (Face.WAIT_ITEM, 2)
    bench.scan("TEA")
    bench.weigh(300)
    bench.prove()
    assert bench.face is Face.DONE


def test_park_and_resume_at_the_exact_scan(station: MakeStation) -> None:
    box = a_box("BOX-S")
    item = an_item("TEA", codes={GTIN: 1})
    bench = station(an_order((a_line(1, item, 3),)), boxes=[box])
    bench.scan_all("SO-1", "BOX-S", f"]C101{GTIN}21S1", f"]C101{GTIN}21S2")
    bench.press(Control.PARK)
    assert bench.face is Face.PARKED
    bench.scan("SO-1")
    assert (bench.snap.scanned, bench.packing.current.box) == (2, box)
    bench.scan(f"]C101{GTIN}21S1")
    assert bench.verdict is Verdict.DUPLICATE_SERIAL


def test_another_order_goes_between(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}), an_order(number="SO-2"))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.PARK)
    bench.pack("SO-2", "TEA")
    bench.scan_all("SO-1", "TEA")
    assert bench.packing.check.complete


def test_resumed_from_another_benchs_progress(station: MakeStation) -> None:
    order = an_order({"TEA": 3})
    bench = station(order)
    progress = Progress({"1": 2}, slot="hold")
    with bench.store.write() as tx:
        tx.orders.set_state(order.id, OrderState.PARKED, START, progress=progress)
    bench.scan("SO-1")
    assert (bench.face, bench.snap.scanned) == (Face.WAIT_ITEM, 2)


def test_progress_that_the_order_has_outgrown_begins_anew(station: MakeStation) -> None:
    order = an_order({"TEA": 1})
    bench = station(order)
    with bench.store.write() as tx:
        tx.orders.set_state(order.id, OrderState.PARKED, START, progress=Progress({"1": 5}))
    bench.scan("SO-1")
    assert bench.snap.scanned == 0


def test_the_other_benchs_later_word_counts(station: MakeStation) -> None:
    order = an_order({"TEA": 3})
    bench = station(order)
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.PARK)
    answered(bench)
    with bench.store.write() as tx:
        tx.orders.set_state(order.id, OrderState.PARKED, START, progress=Progress({"1": 2}))
    bench.scan("SO-1")
    assert bench.snap.scanned == 2


def test_a_copy_that_is_behind_does_not_undo_a_scan(station: MakeStation) -> None:
    order = an_order({"TEA": 3})
    bench = station(order)
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.PARK)
    with bench.store.write() as tx:
        tx.orders.set_state(order.id, OrderState.PARKED, START, progress=Progress({"1": 1}))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.PARK)
    answered(bench)
    bench.scan("SO-1")
    assert bench.snap.scanned == 2


def test_cancel_drops_the_check(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.CANCEL)
    assert (bench.face, bench.snap.order) == (Face.WAIT_ORDER, None)
    assert len(bench.facts(CheckCancelled)) == 1
    bench.scan("SO-1")
    assert bench.snap.scanned == 0


def test_cancel_after_a_resume_drops_what_was_parked_too(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.PARK)
    bench.scan("SO-1")
    bench.press(Control.CANCEL)
    bench.scan("SO-1")
    assert bench.snap.scanned == 0


def test_parking_at_a_stop(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}), extra_items=[an_item("CUP")])
    bench.scan_all("SO-1", "CUP")
    bench.press(Control.PARK)
    assert (bench.face, bench.snap.stop) == (Face.PARKED, None)


@pytest.mark.parametrize("control", [Control.PARK, Control.RETURN, Control.CANCEL])
def test_a_restart_after_leaving_stands_outside(station: MakeStation, control: Control) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan_all("SO-1", "TEA")
    bench.press(control)
    face = bench.face
    bench.restart()
    assert (bench.face, bench.snap.order) == (face, None)


def test_every_visit_is_a_parcel_of_its_own(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan("SO-1")
    bench.press(Control.PARK)
    bench.scan("SO-1")
    opened = [one for one in bench.facts(OrderOpened) if isinstance(one, OrderOpened)]
    assert len({one.parcel_id for one in opened}) == 2


def test_parked_facts_say_what_is_in(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.PARK)
    assert bench.facts(OrderParked) == [OrderParked("id-SO-1", {"1": 1}, revision=1)]


def test_tickets_are_told_apart(station: MakeStation) -> None:
    first = an_order({"TEA": 2})
    bench = station(first, replace(first, id="id-2", number="SO-2"))
    for number in ("SO-1", "SO-2"):
        bench.scan_all(number, "TEA")
        bench.press(Control.SHORT)
    one, other = bench.slips
    assert one.ticket != other.ticket
    bench.scan(other.ticket)
    assert bench.snap.order is not None
    assert bench.snap.order.number == "SO-2"
