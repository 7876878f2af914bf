"""Weigh-only and single-item: other ways through the same bench, chosen by control code."""

from datetime import timedelta

import pytest

from app.domain.control_code import Control
from app.domain.events import ItemChecked, ModeChosen, ParcelPacked
from app.domain.policy import BenchPolicy
from app.domain.verdict import Verdict
from app.station.snapshot import Face
from tests.builders import a_line, an_item, an_order
from tests.station.harness import START, MakeStation


def test_the_mode_is_kept_over_orders_and_restarts(station: MakeStation) -> None:
    bench = station()
    bench.press(Control.MODE_WEIGH)
    assert bench.snap.details["mode"] == "weigh_only"
    bench.restart()
    assert bench.snap.details["mode"] == "weigh_only"
    bench.press(Control.MODE_CHECK)
    assert bench.facts(ModeChosen) == [ModeChosen("weigh_only"), ModeChosen("check")]


def test_no_other_mode_while_an_order_is_open(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan("SO-1")
    bench.press(Control.MODE_SINGLE)
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.NOT_ALLOWED, "order_open")
    assert bench.state.mode == "check"


def test_weigh_only_waybill_weight_done(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2, "CUP": 1}, waybill="WB0001"))
    bench.press(Control.MODE_WEIGH)
    bench.scan("WB0001")
    assert bench.snap.weight.expected_g == 300
    bench.weigh(300)
    assert (bench.face, bench.labels) == (Face.DONE, [])
    (packed,) = bench.facts(ParcelPacked)
    assert isinstance(packed, ParcelPacked)
    assert (packed.waybill, packed.charge_minor) == ("WB0001", 600)
    assert bench.facts(ItemChecked) == []


def test_weigh_only_takes_nothing_that_was_not_checked(station: MakeStation) -> None:
    bench = station(an_order(waybill="WB0001"), an_order(number="SO-2"))
    bench.press(Control.MODE_WEIGH)
    for code in ("SO-1", "SO-2"):
        bench.scan(code)
        assert bench.verdict is Verdict.ORDER_UNKNOWN
        assert bench.stop.details["reason"] == "waybill"


def test_weigh_only_stops_over_the_weight_too(station: MakeStation) -> None:
    bench = station(an_order(waybill="WB0001"))
    bench.press(Control.MODE_WEIGH)
    bench.scan("WB0001")
    bench.weigh(500)
    assert bench.verdict is Verdict.WEIGHT_OUT


def test_single_item_finds_the_most_urgent_order(station: MakeStation) -> None:
    late = an_order(number="SO-1", cut_off=START + timedelta(hours=9))
    soon = an_order(number="SO-2", cut_off=START + timedelta(hours=2))
    more = an_order({"TEA": 2}, number="SO-3", cut_off=START)
    bench = station(late, soon, more)
    bench.press(Control.MODE_SINGLE)
    bench.scan("TEA")
    assert bench.snap.order is not None
    assert (bench.snap.order.number, bench.face) == ("SO-2", Face.COMPLETE)
    bench.weigh(100)
    bench.prove()
    assert bench.face is Face.DONE


def test_single_item_goes_on_without_the_center(station: MakeStation) -> None:
    """The local copy says approved until the center answers: the bench knows better."""
    bench = station(*(an_order(number=f"SO-{n}") for n in range(1, 4)))
    bench.press(Control.MODE_SINGLE)
    for _ in range(3):
        bench.scan("TEA")
        bench.weigh(100)
        bench.prove()
        assert bench.face is Face.DONE
    packed = [one for one in bench.facts(ParcelPacked) if isinstance(one, ParcelPacked)]
    assert {one.order_number for one in packed} == {"SO-1", "SO-2", "SO-3"}
    bench.scan("TEA")
    assert bench.verdict is Verdict.ORDER_UNKNOWN


def test_single_item_leaves_orders_of_kits_and_cartons_alone(station: MakeStation) -> None:
    item = an_item("TEA", codes={"TEA": 1, "CARTON": 6})
    bench = station(an_order((a_line(1, item, 1),)), policy=BenchPolicy())
    bench.press(Control.MODE_SINGLE)
    bench.scan("CARTON")
    assert bench.verdict is Verdict.ORDER_UNKNOWN
    assert bench.snap.order is None


@pytest.mark.parametrize("code", ["WHAT-IS-THIS", "CUP"])
def test_single_item_nothing_needs_it(station: MakeStation, code: str) -> None:
    bench = station(an_order(), extra_items=[an_item("CUP")])
    bench.press(Control.MODE_SINGLE)
    bench.scan(code)
    assert bench.verdict is Verdict.ORDER_UNKNOWN


def test_single_item_mode_still_opens_by_order_code(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.press(Control.MODE_SINGLE)
    bench.scan_all("SO-1", "TEA")
    assert bench.snap.scanned == 1
