# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""A packer's day at one bench, from the first badge to the last parcel."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.control_code import Control
from app.domain.events import OrderPacked, ParcelPacked, Stopped
from app.domain.verdict import MISMATCHES, Verdict
from app.station.inputs import CenterHeard
from app.station.snapshot import Face
from tests.builders import a_box, a_kit, a_line, an_item, an_order
from tests.station.harness import CORRECT, PACKER, Station

TEA = an_item("TEA", grams=200, codes={"TEA": 1, "TEA-CARTON": 6})
SET = a_kit(1, "SET", {"CUP": 2, "POT": 1})


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Station]:
    station = Station(tmp_path / "bench.db", CORRECT)
    station.stock(
        [
            an_order((a_line(1, TEA, 7),), number="SO-1", tote="T-1"),
            an_order((SET, a_line(2, "CARD", gift=True)), number="SO-2", tote="T-2"),
            an_order({"CUP": 1, "POT": 2}, number="SO-3", tote="T-1"),
            an_order({"CARD": 1}, number="SO-4"),
        ],
        boxes=[a_box("BOX-S", tare=50)],
    )
    yield station
    station.close()


def the_packer_comes_in(bench: Station) -> None:
    bench.scan("T-1")
    assert bench.verdict is Verdict.NOT_ALLOWED
    bench.scan(PACKER.badge)
    assert bench.face is Face.WAIT_ORDER


def the_first_tote(bench: Station) -> None:
    """A carton and a single piece in a small box."""
    bench.scan("T-1")
    assert bench.snap.order is not None
    bench.scan_all("BOX-S", "TEA-CARTON", "TEA")
    assert bench.face is Face.COMPLETE
    bench.weigh(1_452)
    assert bench.face is Face.STICK_LABEL
    bench.prove()
    assert bench.face is Face.DONE


def the_second_tote(bench: Station) -> None:
    """A kit with a gift, and a wrong item in the tote."""
    bench.scan_all("T-2", "CUP", "TEA")
    assert bench.verdict is Verdict.WRONG_ITEM
    bench.press(Control.TAKE_OUT)
    bench.scan_all("CUP", "POT", "CARD")
    assert bench.face is Face.COMPLETE

    # One cup stayed in the tote: the scale knows.
    bench.weigh(300)
    assert bench.verdict is Verdict.WEIGHT_OUT
    assert bench.stop.details["explain_kind"] == "omission"
    bench.press(Control.REWEIGH)
    bench.weigh(400)
    bench.prove()
    assert bench.face is Face.DONE


def the_first_tote_again(bench: Station) -> None:
    """With another order in it, in two parcels."""
    bench.scan_all("T-1", "POT", "POT")
    bench.press(Control.NEXT_BOX)
    bench.scan("CUP")
    bench.weigh(200)
    bench.prove()
    assert bench.face in {Face.PUT_ON_SCALE, Face.CLEAR_SCALE}
    bench.weigh(100)
    bench.prove()


def the_last_order(bench: Station) -> None:
    """Its only card is missing: back to the shelf, and here again at once."""
    bench.scan("SO-4")
    bench.press(Control.SHORT)
    assert bench.face is Face.RETURNED
    bench.pack(bench.slips[-1].ticket, "CARD")


def test_a_packing_day(bench: Station) -> None:
    the_packer_comes_in(bench)
    the_first_tote(bench)
    the_second_tote(bench)
    the_first_tote_again(bench)
    the_last_order(bench)

    assert bench.snap.parcels_this_hour == 5
    packed = [one for one in bench.facts(ParcelPacked) if isinstance(one, ParcelPacked)]
    assert [one.order_number for one in packed] == ["SO-1", "SO-2", "SO-3", "SO-3", "SO-4"]
    assert len({one.waybill for one in packed}) == 5
    assert len(bench.facts(OrderPacked)) == 4

    # One pick error was made, and it is on record although it was put right.
    stopped = [one.stop.verdict for one in bench.facts(Stopped) if isinstance(one, Stopped)]
    assert [verdict for verdict in stopped if verdict in MISMATCHES] == [Verdict.WRONG_ITEM]

    # The center has it all, and the packer goes home.
    bench.post(CenterHeard(True, 1, 0, synced_to=bench.journal()[-1].n))
    assert bench.snap.previous is not None
    assert bench.snap.previous.synced
    bench.press(Control.SIGN_OUT)
    assert bench.face is Face.SIGN_IN
