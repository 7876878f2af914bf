"""The buyer takes the money back when the label is out already: the parcel does not leave."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.control_code import Control
from app.domain.events import OrderClosed, OrderPacked, ParcelPacked
from app.domain.verdict import Verdict
from app.domain.waybill_number import NumberState
from app.station.snapshot import Face
from tests.builders import an_order
from tests.station.harness import CORRECT, Station

ORDER = an_order()
NUMBER = "sf000000000001"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Station]:
    station = Station(tmp_path / "bench.db", CORRECT)
    station.stock([ORDER, an_order(number="SO-2")])
    station.sign_in()
    station.scan_all("SO-1", "TEA")
    station.weigh(100)
    yield station
    station.close()


def number_state(bench: Station) -> NumberState:
    with bench.store.read() as tx:
        known = tx.waybills.get("sf", NUMBER)
    assert known is not None
    return known.state


def test_heard_while_the_label_is_in_the_hand(bench: Station) -> None:
    assert bench.face is Face.STICK_LABEL
    bench.refund(ORDER)
    assert (bench.face, bench.verdict) == (Face.STOP, Verdict.REFUNDED)
    bench.scan(NUMBER)  # sticking it changes nothing any more
    assert bench.verdict is Verdict.REFUNDED
    bench.press(Control.ACKNOWLEDGE)
    assert bench.facts(OrderClosed) == [OrderClosed(ORDER.id, "refunded")]
    assert bench.facts(ParcelPacked) == []
    assert number_state(bench) is NumberState.VOIDED


def test_found_out_when_the_label_is_scanned(bench: Station) -> None:
    bench.refund(ORDER, heard=False)
    bench.scan(NUMBER)
    assert (bench.verdict, bench.facts(ParcelPacked)) == (Verdict.REFUNDED, [])


def test_the_power_goes_over_the_stop(bench: Station) -> None:
    bench.refund(ORDER)
    bench.restart()
    assert bench.verdict is Verdict.REFUNDED
    bench.press(Control.ACKNOWLEDGE)
    bench.restart()
    assert (bench.face, bench.snap.order) == (Face.WAIT_ORDER, None)


def test_the_number_goes_to_nobody_else(bench: Station) -> None:
    bench.refund(ORDER)
    bench.press(Control.ACKNOWLEDGE)
    bench.pack("SO-2", "TEA")
    (packed,) = bench.facts(ParcelPacked)
    assert isinstance(packed, ParcelPacked)
    assert packed.waybill != NUMBER
    bench.scan("SO-1")
    assert bench.verdict is Verdict.REFUNDED


def test_after_the_proof_it_is_the_hand_overs_business(bench: Station) -> None:
    bench.prove()
    bench.refund(ORDER)
    assert (bench.face, bench.snap.stop) == (Face.DONE, None)
    assert len(bench.facts(OrderPacked)) == 1
    bench.scan("SO-1")
    assert bench.verdict is Verdict.ALREADY_PACKED
