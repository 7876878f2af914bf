# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""Step 4: the box adds its tare; ``next box`` closes one parcel and opens the next."""

from app.domain.control_code import Control
from app.domain.events import ParcelPacked
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.verdict import Verdict
from app.station.snapshot import Face
from tests.builders import a_box, an_item, an_order
from tests.station.harness import MakeStation

BOX_NEEDED = BenchPolicy(on_mismatch=OnMismatch.CORRECT, require_box=True)
SMALL, LARGE = a_box("BOX-S", tare=50), a_box("BOX-L", tare=300)
BOXES = {"boxes": [SMALL, LARGE]}


def test_a_box_adds_its_tare(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}), **BOXES)
    bench.scan_all("SO-1", "BOX-S", "TEA", "TEA")
    weight = bench.snap.weight
    assert (weight.expected_g, weight.items_g, weight.box) == (250, 200, SMALL)


def test_another_box_takes_the_place_of_the_first(station: MakeStation) -> None:
    bench = station(an_order(), **BOXES)
    bench.scan_all("SO-1", "TEA", "BOX-S", "BOX-L")
    assert bench.snap.weight.expected_g == 400


def test_a_needed_box_is_asked_for(station: MakeStation) -> None:
    bench = station(an_order(), policy=BOX_NEEDED, **BOXES)
    bench.scan_all("SO-1", "TEA")
    bench.weigh(150)
    assert bench.face is Face.WAIT_BOX
    bench.scan("BOX-S")
    bench.reading(150)
    assert bench.face is Face.STICK_LABEL


def test_the_default_box_needs_no_scan(station: MakeStation) -> None:
    bench = station(an_order(default_box="BOX-S"), policy=BOX_NEEDED, **BOXES)
    bench.pack("SO-1", "TEA")
    (packed,) = bench.facts(ParcelPacked)
    assert isinstance(packed, ParcelPacked)
    assert (packed.box, packed.grams) == ("BOX-S", 150)


def test_no_box_after_the_weight(station: MakeStation) -> None:
    bench = station(an_order(), prints=False, **BOXES)
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    bench.scan("BOX-S")
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.NOT_ALLOWED, "weighed")


def test_three_parcels_of_one_order(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1, "CUP": 2, "POT": 1}), **BOXES)
    bench.scan_all("SO-1", "TEA", "BOX-S")
    bench.press(Control.NEXT_BOX)
    bench.scan_all("CUP", "CUP", "BOX-L")
    bench.press(Control.NEXT_BOX)
    bench.scan("POT")
    for number, grams in ((1, 150), (2, 500), (3, 100)):
        assert bench.snap.order is not None
        assert (bench.snap.order.parcel_no, bench.snap.order.parcel_of) == (number, 3)
        assert bench.face is Face.PUT_ON_SCALE or bench.face is Face.CLEAR_SCALE
        bench.weigh(grams)
        label = bench.labels[-1]
        assert (label.parcel_no, label.parcel_of, label.grams) == (number, 3, grams)
        bench.prove()
    assert bench.face is Face.DONE
    packed = [fact for fact in bench.facts(ParcelPacked) if isinstance(fact, ParcelPacked)]
    assert [fact.contents for fact in packed] == [{"TEA": 1}, {"CUP": 2}, {"POT": 1}]
    assert len({fact.waybill for fact in packed}) == 3


def test_the_next_box_is_the_usual_one_too(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1, "CUP": 1}, default_box="BOX-S"), **BOXES)
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.NEXT_BOX)
    assert [parcel.box for parcel in bench.packing.parcels] == [SMALL, SMALL]


def test_an_empty_box_is_no_parcel(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    bench.scan("SO-1")
    bench.press(Control.NEXT_BOX)
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.NOT_ALLOWED, "empty")
    bench.scan("TEA")
    bench.press(Control.NEXT_BOX)
    bench.press(Control.NEXT_BOX)
    assert (bench.verdict, len(bench.packing.parcels)) == (Verdict.NOT_ALLOWED, 2)


def test_no_next_box_after_the_last_item(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.NEXT_BOX)
    assert bench.verdict is Verdict.NOT_ALLOWED
    assert len(bench.packing.parcels) == 1


def test_one_piece_too_heavy_in_the_second_box_is_seen_there(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1, "CUP": 1}))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.NEXT_BOX)
    bench.scan("CUP")
    bench.weigh(100)
    bench.prove()
    bench.weigh(200)
    assert (bench.verdict, bench.stop.details["expected_g"]) == (Verdict.WEIGHT_OUT, "100")


def test_the_first_parcels_weight_is_not_the_seconds(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1, "CUP": 1}))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.NEXT_BOX)
    bench.scan("CUP")
    bench.weigh(100)
    bench.prove()
    for _ in range(10):
        bench.reading(100)
    assert (bench.face, bench.packing.current.weighing) == (Face.CLEAR_SCALE, None)


def test_taking_out_after_a_parcel_is_packed_reaches_the_open_one_only(
    station: MakeStation,
) -> None:
    tea = an_item("TEA")
    bench = station(an_order({"TEA": 1, "CUP": 1}), extra_items=[tea])
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.NEXT_BOX)
    bench.scan("CUP")
    bench.weigh(100)
    bench.prove()
    bench.press(Control.TAKE_OUT)
    bench.scan("TEA")
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.WRONG_ITEM, "not_in")
    bench.press(Control.ACKNOWLEDGE)
    bench.scan("CUP")
    assert (bench.face, bench.snap.scanned) == (Face.WAIT_ITEM, 1)


def test_an_order_with_a_packed_parcel_is_not_put_aside(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 1, "CUP": 1}))
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.NEXT_BOX)
    bench.scan("CUP")
    bench.weigh(100)
    bench.prove()
    for control in (Control.PARK, Control.CANCEL, Control.RETURN):
        bench.press(control)
        assert bench.verdict is Verdict.NOT_ALLOWED
        assert bench.stop.details["reason"] == "parcel_packed"
    bench.weigh(100)
    bench.press(Control.ACKNOWLEDGE)
    bench.weigh(100)
    bench.prove()
    assert bench.face is Face.DONE
