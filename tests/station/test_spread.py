# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""Parcels of one item teach the bench how far its weight may be off."""

from dataclasses import replace

from app.domain.control_code import Control
from app.domain.policy import BenchPolicy, OnMismatch
from app.domain.verdict import Verdict
from app.station.snapshot import BlindView, Face
from tests.builders import a_line, an_item, an_order
from tests.station.harness import MakeStation, Station

NARROW = BenchPolicy(on_mismatch=OnMismatch.CORRECT, tolerance_g=5, tolerance_permille=0)


def taught(station: MakeStation) -> Station:
    """Twenty single parcels, five grams light and five grams heavy by turns; then three pieces."""
    singles = [an_order(number=f"SO-{n}") for n in range(20)]
    bench = station(*singles, an_order({"TEA": 3}, number="SO-BIG"), policy=NARROW)
    for n in range(20):
        bench.scan_all(f"SO-{n}", "TEA")
        bench.weigh(105 if n % 2 else 95)
        bench.prove()
    return bench


def test_many_pieces_get_the_learned_tolerance(station: MakeStation) -> None:
    bench = taught(station)
    bench.scan_all("SO-BIG", "TEA", "TEA", "TEA")
    assert (bench.snap.weight.expected_g, bench.snap.weight.tolerance_g) == (300, 30)
    bench.restart()
    bench.sign_in()
    assert bench.snap.weight.tolerance_g == 30
    bench.weigh(200)
    assert bench.verdict is Verdict.WEIGHT_OUT  # narrow enough to miss a piece
    bench.press(Control.REWEIGH)
    bench.weigh(329)
    assert bench.face is Face.STICK_LABEL


def test_an_unknown_item_teaches_nothing_and_is_a_blind_spot(station: MakeStation) -> None:
    lines = (a_line(1, an_item("TEA", grams=None), 1),)
    bench = station(an_order(lines), policy=NARROW)
    bench.scan_all("SO-1", "TEA")
    assert bench.snap.weight.blind == BlindView("unknown", bench.snap.lines[0].name)
    bench.weigh(400)
    with bench.store.read() as tx:
        assert tx.checkpoint.get("spread:TEA") is None


def test_items_alike_in_weight_are_named(station: MakeStation) -> None:
    lines = (a_line(1, an_item("TEA", grams=100), 1), a_line(2, an_item("CUP", grams=103), 1))
    bench = station(an_order(lines), policy=NARROW)
    bench.scan_all("SO-1", "TEA")
    assert bench.snap.weight.blind is None  # not before the check is complete
    bench.scan("CUP")
    blind = bench.snap.weight.blind
    assert blind is not None
    assert blind.kind == "alike"
    bench.weigh_right()
    assert bench.snap.weight.blind is None


def test_a_light_item_is_named(station: MakeStation) -> None:
    lines = (a_line(1, an_item("TEA", grams=4), 1), a_line(2, an_item("CUP", grams=300), 1))
    bench = station(an_order(lines), policy=replace(NARROW))
    bench.scan_all("SO-1", "TEA", "CUP")
    blind = bench.snap.weight.blind
    assert blind is not None
    assert blind.kind == "light"
