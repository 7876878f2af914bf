"""Step 2: any code on any paper opens the right order, and every reason against it is said."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.control_code import Control
from app.domain.events import OrderOpened, OrderPacked
from app.domain.order import Order, OrderState
from app.domain.verdict import Verdict
from app.station.snapshot import Face
from app.store.records import Claim
from tests.builders import an_item, an_order
from tests.station.harness import PACKER, START, MakeStation, Station

PAPER: dict[str, Any] = {"number": "SO-1", "slip": "SLIP-7", "tote": "T-3"}


@pytest.mark.parametrize("code", ["SO-1", "so-1", "SLIP-7", "T-3", "WB0001"])
def test_any_code_on_any_paper_opens_the_order(station: MakeStation, code: str) -> None:
    bench = station(an_order(**PAPER, waybill="WB0001"))
    bench.scan(code)
    assert bench.face is Face.WAIT_ITEM
    assert bench.snap.order is not None
    assert bench.snap.order.number == "SO-1"


def test_opening_asks_for_the_claim_and_does_not_wait(station: MakeStation) -> None:
    order = an_order()
    bench = station(order)
    bench.scan("SO-1")
    assert [claim.order_id for claim in bench.claims] == [order.id]
    bench.scan("TEA")
    assert bench.snap.scanned == 1


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (OrderState.PENDING, Verdict.NOT_APPROVED),
        (OrderState.HELD, Verdict.ON_HOLD),
        (OrderState.REFUNDED, Verdict.REFUNDED),
        (OrderState.CANCELLED, Verdict.CANCELLED),
        (OrderState.PACKED, Verdict.ALREADY_PACKED),
    ],
)
def test_an_order_that_may_not_be_packed(
    station: MakeStation, state: OrderState, verdict: Verdict
) -> None:
    bench = station(an_order(state=state))
    bench.scan("SO-1")
    assert (bench.face, bench.verdict) == (Face.STOP, verdict)
    assert bench.facts(OrderOpened) == []
    bench.press(Control.ACKNOWLEDGE)
    assert bench.face is Face.WAIT_ORDER


@pytest.mark.parametrize("state", [OrderState.PARKED, OrderState.RETURNED])
def test_an_order_put_aside_can_be_opened(station: MakeStation, state: OrderState) -> None:
    bench = station(an_order(state=state))
    bench.scan("SO-1")
    assert bench.face is Face.WAIT_ITEM


def test_changed_since_its_slip_was_printed(station: MakeStation) -> None:
    bench = station(an_order(slip_revision=1, revision=2))
    bench.scan("SO-1")
    assert bench.verdict is Verdict.CHANGED


def test_a_cancellation_is_not_called_a_change(station: MakeStation) -> None:
    bench = station(an_order(slip_revision=1, revision=2, state=OrderState.CANCELLED))
    bench.scan("SO-1")
    assert bench.verdict is Verdict.CANCELLED


def test_an_unknown_code(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan("SO-2")
    assert (bench.verdict, bench.stop.code) == (Verdict.ORDER_UNKNOWN, "SO-2")


def test_an_item_while_no_order_is_open(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan("TEA")
    assert bench.verdict is Verdict.ORDER_UNKNOWN
    assert bench.stop.details == {"reason": "item"}


def test_packed_here_says_who_and_when(station: MakeStation) -> None:
    bench = station(an_order())
    bench.pack("SO-1", "TEA")
    bench.scan("SO-1")
    assert bench.verdict is Verdict.ALREADY_PACKED
    at = bench.clock.now().utc.astimezone().strftime("%H:%M")
    known = {"number": "SO-1", "bench": "B01", "by": PACKER.name, "at": at}
    assert bench.stop.details == known
    assert len(bench.facts(OrderPacked)) == 1


def test_packed_elsewhere_says_who_when_and_where(station: MakeStation) -> None:
    order = an_order()
    bench = station(order)
    with bench.store.write() as tx:
        tx.orders.set_state(
            order.id, OrderState.PACKED, START, by_operator="op-2", by_station="B02"
        )
    bench.scan("SO-1")
    at = START.astimezone().strftime("%H:%M")
    known = {"number": "SO-1", "bench": "B02", "by": "Packer 2", "at": at}
    assert (bench.verdict, bench.stop.details) == (Verdict.ALREADY_PACKED, known)


def claimed(bench: Station, order: Order, holder: str, minutes: int) -> Claim:
    with bench.store.write() as tx:
        return tx.orders.claim(order.id, holder, START, START + timedelta(minutes=minutes))


def test_another_bench_has_it_open(station: MakeStation) -> None:
    order = an_order()
    bench = station(order)
    claimed(bench, order, "B02", 30)
    bench.scan("SO-1")
    assert (bench.verdict, bench.stop.details["bench"]) == (Verdict.CLAIMED_ELSEWHERE, "B02")


@pytest.mark.parametrize(("holder", "minutes"), [("B01", 30), ("B02", 0)])
def test_an_own_claim_or_one_that_ran_out_holds_nobody_up(
    station: MakeStation, holder: str, minutes: int
) -> None:
    order = an_order()
    bench = station(order)
    claimed(bench, order, holder, minutes)
    bench.scan("SO-1")
    assert bench.face is Face.WAIT_ITEM


def test_a_tote_with_several_orders_opens_the_next_one_to_do(station: MakeStation) -> None:
    orders = [
        an_order(number="SO-1", tote="T-3", state=OrderState.CANCELLED),
        an_order(number="SO-2", tote="T-3"),
        an_order(number="SO-3", tote="T-3"),
    ]
    bench = station(*orders)
    bench.pack("T-3", "TEA")
    bench.pack("T-3", "TEA")
    packed = {fact.order_id for fact in bench.facts(OrderPacked) if isinstance(fact, OrderPacked)}
    assert packed == {"id-SO-2", "id-SO-3"}
    bench.scan("T-3")
    assert bench.verdict is Verdict.ALREADY_PACKED


def test_the_same_order_again_is_no_mistake(station: MakeStation) -> None:
    bench = station(an_order(**PAPER))
    bench.scan_all("SO-1", "SLIP-7")
    assert bench.snap.stop is None
    assert bench.snap.details["notice"] == "same_order"


def test_another_order_while_one_is_open(station: MakeStation) -> None:
    bench = station(an_order(), an_order(number="SO-2"))
    bench.scan_all("SO-1", "SO-2")
    assert (bench.verdict, bench.stop.details) == (Verdict.OTHER_ORDER, {"number": "SO-1"})
    bench.press(Control.ACKNOWLEDGE)
    assert bench.snap.order is not None
    assert bench.snap.order.number == "SO-1"


def test_a_code_that_is_a_tote_and_an_item(station: MakeStation) -> None:
    both = an_item("TEA", codes={"100": 1})
    order = an_order({"TEA": 1}, tote="100")
    line = replace(order.lines[0], item=both)
    bench = station(replace(order, lines=(line,)))
    bench.scan("100")
    assert bench.face is Face.WAIT_ITEM
    bench.scan("100")
    assert bench.snap.scanned == 1


def test_the_screen_knows_how_old_the_order_is(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan("SO-1")
    assert bench.snap.order is not None
    assert bench.snap.order.status_age_s is None
