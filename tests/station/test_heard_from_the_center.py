# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""Refunds, cancellations, changes, holds and claims heard at every step of an open order."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.control_code import Control
from app.domain.events import OrderClosed, OrderParked, ParcelPacked
from app.domain.order import OrderState
from app.domain.verdict import Verdict
from app.station.inputs import CenterHeard, ClaimHeard, OrdersHeard
from app.station.snapshot import Face
from tests.builders import an_item, an_order
from tests.station.harness import MakeStation, Station

ORDER = an_order({"TEA": 2})


def half(bench: Station) -> None:
    bench.scan_all("SO-1", "TEA")


def complete(bench: Station) -> None:
    bench.scan_all("SO-1", "TEA", "TEA")


def printing(bench: Station) -> None:
    bench.prints = False
    complete(bench)
    bench.weigh(200)


def waits(bench: Station) -> None:
    printing(bench)
    bench.printer_trouble()


def stick(bench: Station) -> None:
    complete(bench)
    bench.weigh(200)


def locked(bench: Station) -> None:
    half(bench)
    bench.press(Control.SIGN_OUT)


STEPS = [half, complete, printing, waits, stick, locked]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"state": OrderState.REFUNDED}, Verdict.REFUNDED),
        ({"state": OrderState.CANCELLED}, Verdict.CANCELLED),
        ({"buyer_note": "blue please"}, Verdict.CHANGED),
        ({"state": OrderState.PACKED}, Verdict.ALREADY_PACKED),
    ],
)
def test_an_order_that_must_not_go_on(
    station: MakeStation,
    step: Callable[[Station], None],
    changes: dict[str, Any],
    verdict: Verdict,
) -> None:
    bench = station(ORDER)
    step(bench)
    bench.change(ORDER, **changes)
    if step is locked:
        bench.sign_in()
    assert (bench.face, bench.verdict) == (Face.STOP, verdict)
    bench.press(Control.ACKNOWLEDGE)
    assert (bench.face, bench.snap.order) == (Face.WAIT_ORDER, None)
    assert bench.facts(OrderClosed) == [OrderClosed(ORDER.id, verdict.value)]
    assert bench.facts(ParcelPacked) == []


@pytest.mark.parametrize("step", STEPS[:-1])
@pytest.mark.parametrize(
    ("state", "verdict"),
    [(OrderState.HELD, Verdict.ON_HOLD), (OrderState.PENDING, Verdict.NOT_APPROVED)],
)
def test_an_order_that_somebody_must_look_at_is_put_aside(
    station: MakeStation,
    step: Callable[[Station], None],
    state: OrderState,
    verdict: Verdict,
) -> None:
    bench = station(ORDER)
    step(bench)
    bench.change(ORDER, state=state)
    assert bench.verdict is verdict
    bench.press(Control.ACKNOWLEDGE)
    assert (bench.face, bench.snap.details["note"]) == (Face.PARKED, "hold")
    assert len(bench.facts(OrderParked)) == 1


def test_unheard_news_is_found_at_the_last_scan(station: MakeStation) -> None:
    bench = station(ORDER)
    half(bench)
    bench.refund(ORDER, heard=False)
    bench.scan("TEA")
    assert bench.verdict is Verdict.REFUNDED


def test_unheard_news_is_found_at_the_weight(station: MakeStation) -> None:
    bench = station(ORDER)
    complete(bench)
    bench.refund(ORDER, heard=False)
    bench.weigh(200)
    assert (bench.verdict, bench.labels) == (Verdict.REFUNDED, [])


def test_unheard_news_is_found_at_the_proof(station: MakeStation) -> None:
    bench = station(ORDER)
    stick(bench)
    bench.refund(ORDER, heard=False)
    bench.prove()
    assert (bench.verdict, bench.facts(ParcelPacked)) == (Verdict.REFUNDED, [])


def test_unheard_news_is_found_at_a_reprint(station: MakeStation) -> None:
    bench = station(ORDER)
    stick(bench)
    bench.refund(ORDER, heard=False)
    bench.press(Control.REPRINT)
    assert (bench.verdict, len(bench.labels)) == (Verdict.REFUNDED, 1)


def test_news_during_another_stop_waits_for_its_end(station: MakeStation) -> None:
    bench = station(ORDER, extra_items=[an_item("CUP")])
    bench.scan_all("SO-1", "CUP")
    bench.refund(ORDER)
    assert bench.verdict is Verdict.WRONG_ITEM
    bench.press(Control.ACKNOWLEDGE)
    assert bench.verdict is Verdict.REFUNDED


def test_parking_at_a_stop_does_not_hide_a_refund(station: MakeStation) -> None:
    bench = station(ORDER, extra_items=[an_item("CUP")])
    bench.scan_all("SO-1", "CUP")
    bench.refund(ORDER)
    bench.press(Control.PARK)
    assert (bench.verdict, bench.facts(OrderParked)) == (Verdict.REFUNDED, [])


def test_news_of_other_orders_is_not_this_ones(station: MakeStation) -> None:
    other = an_order(number="SO-2")
    bench = station(ORDER, other)
    half(bench)
    bench.refund(other)
    assert bench.snap.stop is None


def test_news_without_a_change_stops_nobody(station: MakeStation) -> None:
    bench = station(ORDER)
    half(bench)
    bench.post(OrdersHeard((ORDER.id,)))
    assert bench.snap.stop is None


def test_a_refused_claim(station: MakeStation) -> None:
    bench = station(ORDER)
    half(bench)
    bench.post(ClaimHeard(ORDER.id, granted=False, holder="B02", at="08:15"))
    assert bench.verdict is Verdict.CLAIMED_ELSEWHERE
    assert bench.stop.details == {"bench": "B02", "at": "08:15", "number": "SO-1"}
    bench.press(Control.ACKNOWLEDGE)
    assert (bench.face, bench.snap.order) == (Face.WAIT_ORDER, None)


def test_a_claim_refused_because_it_is_packed(station: MakeStation) -> None:
    bench = station(ORDER)
    half(bench)
    bench.post(ClaimHeard(ORDER.id, granted=False, holder="B02", packed=True))
    assert bench.verdict is Verdict.ALREADY_PACKED


@pytest.mark.parametrize(
    "heard",
    [
        ClaimHeard(ORDER.id, granted=True),
        ClaimHeard("another order", granted=False, holder="B02"),
        ClaimHeard(ORDER.id, granted=False),  # nobody has it: the center does not know it
    ],
)
def test_claims_that_stop_nobody(station: MakeStation, heard: ClaimHeard) -> None:
    bench = station(ORDER)
    half(bench)
    bench.post(heard)
    assert bench.snap.stop is None


def test_a_claim_refused_during_a_stop_is_heard_after_it(station: MakeStation) -> None:
    bench = station(ORDER, extra_items=[an_item("CUP")])
    bench.scan_all("SO-1", "CUP")
    bench.post(ClaimHeard(ORDER.id, granted=False, holder="B02"))
    assert bench.verdict is Verdict.WRONG_ITEM
    bench.press(Control.ACKNOWLEDGE)
    assert bench.verdict is Verdict.CLAIMED_ELSEWHERE


def test_the_claim_is_asked_for_again_after_a_restart(station: MakeStation) -> None:
    bench = station(ORDER)
    half(bench)
    bench.restart()
    assert [claim.order_id for claim in bench.claims] == [ORDER.id, ORDER.id]


def test_how_old_and_how_much_waits(station: MakeStation) -> None:
    bench = station(ORDER)
    half(bench)
    bench.post(CenterHeard(reachable=True, age_s=75, waiting=2, refused=1))
    assert bench.snap.center.reachable
    assert bench.snap.center.refused == 1
    assert bench.snap.order is not None
    assert bench.snap.order.status_age_s == 75


def test_the_parcel_before_becomes_synced(station: MakeStation) -> None:
    bench = station(ORDER)
    bench.pack("SO-1", "TEA", "TEA")
    assert bench.snap.previous is not None
    assert (bench.snap.previous.number, bench.snap.previous.synced) == ("SO-1", False)
    last = bench.journal()[-1].n
    bench.post(CenterHeard(reachable=True, age_s=1, waiting=1, synced_to=last - 1))
    assert not bench.snap.previous.synced
    bench.post(CenterHeard(reachable=True, age_s=1, waiting=0, synced_to=last))
    assert bench.snap.previous.synced
    assert bench.snap.center.waiting == 0
