# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""Numbers, prices and labels that were there before: what a label is printed from."""

import pytest

from app.domain.control_code import Control
from app.domain.events import (
    LabelRequested,
    WaybillAssigned,
)
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.verdict import Verdict
from app.domain.waybill_number import NumberState
from app.station.snapshot import Face
from tests.builders import a_recipient, an_order
from tests.station.harness import MakeStation, Station

NO_PROOF = BenchPolicy(on_mismatch=OnMismatch.CORRECT, prove_label=False)
FIRST, SECOND = "sf000000000001", "sf000000000002"


def weighed(station: MakeStation, **more: object) -> Station:
    bench = station(an_order(), **more)
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    return bench


def number_state(bench: Station, number: str) -> NumberState:
    with bench.store.read() as tx:
        known = tx.waybills.get("sf", number)
    assert known is not None
    return known.state


def test_no_number_left(station: MakeStation) -> None:
    bench = station(an_order(), an_order(number="SO-2"), numbers=1)
    bench.pack("SO-1", "TEA")
    bench.scan_all("SO-2", "TEA")
    bench.weigh(100)
    assert (bench.verdict, bench.stop.details) == (Verdict.NO_NUMBER, {"courier": "sf"})
    bench.press(Control.ACKNOWLEDGE)
    assert (bench.face, bench.snap.details["note"]) == (Face.PARKED, "no_number")
    with bench.store.write() as tx:
        tx.waybills.add("sf", [SECOND])
        tx.waybills.lease("sf", "B01", 1)
    bench.scan("SO-2")
    bench.weigh(100)
    assert bench.labels[-1].waybill == SECOND


def test_two_parcels_and_one_number_left_begin_nothing(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1, "CUP": 1}), numbers=1)
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.NEXT_BOX)
    bench.scan("CUP")
    bench.weigh(100)
    assert (bench.verdict, bench.facts(WaybillAssigned)) == (Verdict.NO_NUMBER, [])


def test_no_card_for_the_courier(station: MakeStation) -> None:
    bench = weighed(station, cards=[])
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.NO_RATE, "no_card")
    assert bench.facts(WaybillAssigned) == []
    bench.press(Control.ACKNOWLEDGE)
    assert (bench.face, bench.snap.details["note"]) == (Face.PARKED, "no_rate")


def test_no_price_for_the_place(station: MakeStation) -> None:
    bench = station(an_order(recipient=a_recipient(province="Far away")))
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    assert (bench.verdict, bench.stop.details["place"]) == (Verdict.NO_RATE, "Far away C")


def test_a_label_that_is_voided_never_comes_back(station: MakeStation) -> None:
    bench = weighed(station)
    bench.press(Control.PARK)
    assert number_state(bench, FIRST) is NumberState.VOIDED
    bench.scan("SO-1")
    bench.weigh(100)
    assert bench.waybill == SECOND
    bench.scan(FIRST)
    assert bench.verdict is Verdict.WRONG_LABEL


def test_pre_printed_the_waybill_opens_and_proves(station: MakeStation) -> None:
    bench = station(an_order(waybill="WB0001"))
    bench.scan_all("WB0001", "TEA")
    bench.weigh(100)
    assert (bench.face, bench.labels) == (Face.STICK_LABEL, [])
    assert bench.facts(WaybillAssigned) == []
    bench.scan("WB0001")
    assert bench.face is Face.DONE


def test_pre_printed_a_spoilt_label_is_printed_here(station: MakeStation) -> None:
    bench = station(an_order(waybill="WB0001"))
    bench.scan_all("WB0001", "TEA")
    bench.weigh(100)
    bench.press(Control.REPRINT)
    (label,) = bench.labels
    assert (label.waybill, label.copy) == ("WB0001", 2)
    bench.scan("WB0001")
    assert bench.face is Face.DONE


def test_pre_printed_weighed_again_is_no_new_copy(station: MakeStation) -> None:
    bench = station(an_order(waybill="WB0001"))
    bench.scan_all("WB0001", "TEA")
    bench.weigh(100)
    bench.press(Control.REWEIGH)
    bench.weigh(101)
    assert (bench.labels, len(bench.facts(LabelRequested))) == ([], 1)


def test_pre_printed_a_second_box_gets_a_label_of_its_own(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1, "CUP": 1}, waybill="WB0001"))
    bench.scan_all("WB0001", "TEA")
    bench.press(Control.NEXT_BOX)
    bench.scan("CUP")
    bench.weigh(100)
    bench.prove()
    bench.weigh(100)
    (label,) = bench.labels
    assert (label.waybill, label.parcel_no, label.parcel_of) == (FIRST, 2, 2)
    bench.prove()
    assert bench.face is Face.DONE


@pytest.mark.parametrize("number", ["#1001", "SO/2026/7", "订单 1", ".hidden", "a b"])
def test_every_order_number_makes_a_job_that_printers_take(
    station: MakeStation, number: str
) -> None:
    bench = station(an_order(number=number))
    bench.scan_all(number, "TEA")
    bench.weigh(100)
    job = bench.labels[-1].job_id
    assert job.isascii()
    assert all(char.isalnum() or char in "-_." for char in job)
    assert not job.startswith(".")
