"""One order at two benches. Claims are advice, results are facts: nothing green is taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.control_code import Control
from app.domain.events import OrderClosed, OrderPacked, ParcelPacked
from app.domain.order import OrderState
from app.domain.verdict import Verdict
from app.station.inputs import ClaimHeard, OrdersHeard
from app.station.snapshot import Face
from app.store.records import Progress
from tests.builders import an_order
from tests.station.harness import CORRECT, START, Station

ORDER = an_order({"TEA": 2})


@pytest.fixture
def benches(tmp_path: Path) -> Iterator[tuple[Station, Station]]:
    pair = (
        Station(tmp_path / "b01.db", CORRECT, station_id="B01", first_number=1),
        Station(tmp_path / "b02.db", CORRECT, station_id="B02", first_number=1001),
    )
    for bench in pair:
        bench.stock([ORDER])
        bench.sign_in()
    yield pair
    for bench in pair:
        bench.close()


def sent_down(bench: Station, state: OrderState, progress: Progress | None = None) -> None:
    """The center's word about the order reaches a bench."""
    with bench.store.write() as tx:
        tx.orders.set_state(ORDER.id, state, START, progress=progress, by_station="B01")
    bench.post(OrdersHeard((ORDER.id,)))


def test_the_second_one_hears_that_the_first_one_has_it(
    benches: tuple[Station, Station],
) -> None:
    first, second = benches
    first.scan_all("SO-1", "TEA")
    second.scan_all("SO-1", "TEA")
    second.post(ClaimHeard(ORDER.id, granted=False, holder="B01", at="08:00"))
    assert second.verdict is Verdict.CLAIMED_ELSEWHERE
    second.press(Control.ACKNOWLEDGE)
    assert (second.face, second.snap.order) == (Face.WAIT_ORDER, None)
    first.scan("TEA")
    first.weigh(200)
    first.prove()
    assert first.face is Face.DONE
    assert len(second.facts(OrderClosed)) == 1


def test_a_claim_known_here_stops_at_once(benches: tuple[Station, Station]) -> None:
    _, second = benches
    with second.store.write() as tx:
        tx.orders.claim(ORDER.id, "B01", START, START + timedelta(minutes=30))
    second.scan("SO-1")
    assert second.verdict is Verdict.CLAIMED_ELSEWHERE


def test_packed_at_the_first_is_a_stop_at_the_second(benches: tuple[Station, Station]) -> None:
    first, second = benches
    second.scan_all("SO-1", "TEA", "TEA")
    first.pack("SO-1", "TEA", "TEA")
    sent_down(second, OrderState.PACKED)
    assert second.verdict is Verdict.ALREADY_PACKED
    assert second.stop.details["bench"] == "B01"
    second.press(Control.ACKNOWLEDGE)
    second.scan("SO-1")
    assert second.verdict is Verdict.ALREADY_PACKED


def test_both_offline_both_green_both_kept(benches: tuple[Station, Station]) -> None:
    """The center will flag the second one; no bench decides that."""
    results = []
    for bench in benches:
        bench.pack("SO-1", "TEA", "TEA")
        assert bench.face is Face.DONE
        (packed,) = bench.facts(ParcelPacked)
        assert isinstance(packed, ParcelPacked)
        results.append(packed)
        assert len(bench.facts(OrderPacked)) == 1
    one, other = results
    assert one.order_id == other.order_id
    assert one.waybill != other.waybill
    assert one.parcel_id != other.parcel_id
    ids = {record.id for bench in benches for record in bench.journal()}
    assert len(ids) == sum(len(bench.journal()) for bench in benches)


def test_parked_at_one_bench_resumed_at_the_other(benches: tuple[Station, Station]) -> None:
    first, second = benches
    first.scan_all("SO-1", "TEA")
    first.press(Control.PARK)
    sent_down(second, OrderState.PARKED, Progress({"1": 1}))
    second.scan_all("SO-1", "TEA")
    assert second.snap.scanned == 2
    second.weigh(200)
    second.prove()
    assert second.face is Face.DONE


def test_returned_at_one_bench_its_slip_resumes_at_the_other(
    benches: tuple[Station, Station],
) -> None:
    first, second = benches
    first.scan_all("SO-1", "TEA")
    first.press(Control.SHORT)
    ticket = first.slips[0].ticket
    sent_down(second, OrderState.RETURNED, Progress({"1": 1}, ticket=ticket))
    second.scan(ticket)
    assert (second.face, second.snap.scanned) == (Face.WAIT_ITEM, 1)
