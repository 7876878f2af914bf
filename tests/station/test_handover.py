"""The hand-over at the bench, driven by the scanner alone."""

from datetime import UTC, datetime, time, timedelta

import pytest

from app.domain.contract import Contract, CutOff
from app.domain.control_code import Control
from app.domain.hand_facts import (
    ManifestClosed,
    ManifestHanded,
    ManifestOpened,
    ManifestPrinted,
    ManifestShown,
    ParcelLoaded,
    ParcelUnloaded,
)
from app.domain.hand_over import label_code, read_label
from app.domain.manifest import ManifestState, ReadyParcel
from app.domain.order import Order
from app.domain.values import Grams
from app.domain.verdict import Verdict
from app.domain.waybill_number import NumberState
from app.station.effects import PrintManifest
from app.station.snapshot import Face, Sound
from app.store.manifests import HandParcel
from tests.builders import an_order
from tests.station.harness import START, MakeStation, Station

NUMBER = "MF261124-B01-01"


def _orders(count: int = 3) -> tuple[Order, ...]:
    return tuple(an_order({"TEA": 1}, number=f"SO-{n}") for n in range(1, count + 1))


def _packed(station: MakeStation, count: int = 3) -> tuple[Station, list[str]]:
    """A bench that packed some orders and stands in the hand-over mode; their waybills."""
    bench = station(*_orders(count))
    waybills = []
    for n in range(1, count + 1):
        bench.scan_all(f"SO-{n}", "TEA")
        bench.weigh_right()
        waybills.append(bench.waybill)
        bench.prove()
    bench.press(Control.MODE_HAND_OVER)
    return bench, waybills


def _elsewhere(bench: Station, **changes: object) -> None:
    """A parcel of another bench, as the center told of it."""
    values: dict[str, object] = {
        "parcel_id": "p-9", "waybill": "YD77", "courier": "yd", "account": "",
        "order_number": "SO-9", "place": "P C", "grams": Grams(700),
    } | changes  # fmt: skip
    with bench.store.write() as tx:
        parcel = ReadyParcel(**values)  # type: ignore[arg-type]
        tx.hand_parcels.put(HandParcel(parcel, "o-9", START))


def test_the_first_parcel_opens_the_list_and_the_card_closes_it(station: MakeStation) -> None:
    bench, (one, two, three) = _packed(station)
    assert (bench.face, bench.snap.hand) == (Face.HAND_WAIT, None)
    bench.scan(one)
    hand = bench.snap.hand
    assert hand is not None
    assert (bench.face, hand.number, hand.loaded, hand.expected) == (Face.HAND_ON, NUMBER, 1, 3)
    assert [each.waybill for each in hand.missing] == [two, three]
    bench.scan(two)
    bench.press(Control.CLOSE_LIST)
    assert bench.face is Face.HAND_CLOSED
    assert bench.snap.cue is not None
    assert bench.snap.cue.sound is Sound.COMPLETE
    assert bench.facts(ManifestClosed) == [ManifestClosed(NUMBER, 2, Grams(200), 1)]
    assert bench.effects.count(PrintManifest(NUMBER, 1)) == 1
    with bench.store.read() as tx:
        assert tx.waybills.get("sf", one).state is NumberState.HANDED_OVER  # type: ignore[union-attr]
        assert tx.waybills.get("sf", three).state is NumberState.PROVEN  # type: ignore[union-attr]


def test_the_paper_is_signed_once_and_its_reprint_is_a_copy(station: MakeStation) -> None:
    bench, waybills = _packed(station, 1)
    bench.scan(waybills[0])
    bench.press(Control.CLOSE_LIST)
    bench.press(Control.REPRINT)
    assert bench.facts(ManifestPrinted) == [ManifestPrinted(NUMBER, 1), ManifestPrinted(NUMBER, 2)]
    bench.scan(NUMBER)
    assert bench.face is Face.HANDED
    bench.scan(NUMBER)
    assert bench.snap.details["notice"] == "handed_before"
    assert bench.facts(ManifestHanded) == [ManifestHanded(NUMBER)]
    with bench.store.read() as tx:
        kept = tx.manifests.get(NUMBER)
    assert kept is not None
    assert (kept.state, kept.copies, kept.parcels) == (ManifestState.HANDED, 2, 1)


def test_what_comes_after_closing_goes_on_the_next_list(station: MakeStation) -> None:
    bench, (one, two) = _packed(station, 2)
    bench.scan(one)
    bench.press(Control.CLOSE_LIST)
    bench.scan(two)
    opened = bench.facts(ManifestOpened)
    assert [each.number for each in opened] == [NUMBER, "MF261124-B01-02"]  # type: ignore[union-attr]
    bench.scan(one)
    assert (bench.verdict, bench.stop.details["manifest"]) == (Verdict.OTHER_MANIFEST, NUMBER)


@pytest.mark.parametrize(
    ("changes", "scan", "verdict"),
    [
        ({}, "YD77", Verdict.WRONG_COURIER),
        ({"courier": "sf", "account": "other"}, "YD77", Verdict.WRONG_COURIER),
        ({"courier": "sf", "void": True}, "YD77", Verdict.VOID_COPY),
        ({"courier": "sf", "copy": 2}, "YD77*1", Verdict.VOID_COPY),
        ({"courier": "sf", "copy": 2}, "YD77", Verdict.VOID_COPY),
        ({"courier": "sf", "finished": False}, "YD77", Verdict.NOT_PACKED),
        ({"courier": "sf", "manifest": "MF-X"}, "YD77", Verdict.OTHER_MANIFEST),
        ({}, "NOBODYS", Verdict.HAND_UNKNOWN),
    ],
)
def test_what_does_not_belong_stops_with_its_sound(
    station: MakeStation, changes: dict[str, object], scan: str, verdict: Verdict
) -> None:
    bench, waybills = _packed(station, 1)
    _elsewhere(bench, **changes)
    bench.scan(waybills[0])
    bench.scan(scan)
    assert bench.verdict is verdict
    assert bench.snap.cue is not None
    assert bench.snap.cue.sound is Sound.STOP
    bench.scan(waybills[0])  # nothing goes on before it is acknowledged
    assert bench.verdict is verdict
    bench.press(Control.ACKNOWLEDGE)
    assert bench.face is Face.HAND_ON
    assert len(bench.facts(ParcelLoaded)) == 1


def test_the_newest_copy_is_taken_by_its_qr_code(station: MakeStation) -> None:
    bench, _ = _packed(station, 1)
    _elsewhere(bench, copy=2)
    bench.scan(label_code("YD77", 2))
    assert bench.face is Face.HAND_ON
    assert read_label("YD77*2") == ("YD77", 2)
    assert read_label("YD77*") == ("YD77*", 0)


def test_a_refund_is_caught_at_the_scan_and_at_closing(station: MakeStation) -> None:
    orders = _orders(2)
    bench, (one, two) = _packed(station, 2)
    bench.scan(one)
    bench.refund(orders[1])
    bench.scan(two)
    assert bench.verdict is Verdict.CANCELLED
    bench.press(Control.ACKNOWLEDGE)
    bench.refund(orders[0])
    bench.press(Control.CLOSE_LIST)
    assert (bench.verdict, bench.stop.code) == (Verdict.CANCELLED, one.upper())
    bench.press(Control.ACKNOWLEDGE)
    bench.press(Control.TAKE_OUT)
    assert bench.face is Face.HAND_OFF
    bench.scan(one)
    assert bench.snap.details["notice"] == "taken_off"
    assert len(bench.facts(ParcelUnloaded)) == 1
    bench.press(Control.CLOSE_LIST)
    assert bench.stop.details["reason"] == "empty_list"


def test_twice_counts_once_and_a_cut_loses_nothing(station: MakeStation) -> None:
    bench, (one, two) = _packed(station, 2)
    bench.scan(one)
    bench.scan(one, after_ms=2_000)
    assert (bench.snap.details["notice"], len(bench.facts(ParcelLoaded))) == ("loaded_before", 1)
    before = bench.snap.hand
    bench.restart()
    assert (bench.face, bench.snap.hand) == (Face.HAND_ON, before)
    bench.scan(two)
    assert bench.state == bench.folded()


def test_the_next_collection_is_the_contracts(station: MakeStation) -> None:
    bench, waybills = _packed(station, 1)
    local = START.astimezone()
    at = (local + timedelta(hours=2)).time().replace(second=0, microsecond=0)
    with bench.store.write() as tx:
        tx.contracts.put([Contract("c", "sf", cut_offs=(CutOff(time(0, 0)), CutOff(at)))])
    bench.scan(waybills[0])
    hand = bench.snap.hand
    assert hand is not None
    assert hand.cut_off == datetime.combine(local.date(), at, local.tzinfo).astimezone(UTC)


def test_the_mode_is_left_by_another_mode(station: MakeStation) -> None:
    bench, waybills = _packed(station, 1)
    bench.scan(waybills[0])
    bench.press(Control.MODE_CHECK)
    assert (bench.snap.hand, bench.face) == (None, Face.DONE)
    bench.press(Control.MODE_HAND_OVER)
    assert bench.snap.hand is not None
    assert bench.snap.hand.loaded == 1


def _two_couriers(station: MakeStation) -> tuple[Station, list[str]]:
    """A list of each of two couriers is open; the second one is shown."""
    bench, waybills = _packed(station, 2)
    _elsewhere(bench)
    bench.scan(waybills[0])
    bench.press(Control.MODE_HAND_OVER)
    bench.scan("YD77")
    return bench, waybills


def _lists(bench: Station) -> tuple[str, dict[str, int]]:
    """The number of the list shown, and how many are on each of the others."""
    hand = bench.snap.hand
    assert hand is not None
    return hand.number, {one.number: one.loaded for one in hand.aside}


SECOND = "MF261124-B01-02"


def test_two_lists_are_open_and_the_label_chooses_its_own(station: MakeStation) -> None:
    bench, (_one, two) = _two_couriers(station)
    assert _lists(bench) == (SECOND, {NUMBER: 1})
    bench.scan(two)
    assert (bench.face, bench.snap.details["notice"]) == (Face.HAND_ON, "other_list")
    assert _lists(bench) == (NUMBER, {SECOND: 1})
    bench.scan("YD77")  # counted already: it is only shown
    assert (bench.snap.details["notice"], _lists(bench)) == ("loaded_before", (SECOND, {NUMBER: 2}))
    assert [fact.number for fact in bench.facts(ManifestShown)] == ["", SECOND]  # type: ignore[union-attr]
    before = bench.snap.hand
    bench.restart()
    assert bench.snap.hand == before
    assert bench.state == bench.folded()


def test_the_list_shown_is_closed_and_the_other_goes_on(station: MakeStation) -> None:
    bench, (_one, two) = _two_couriers(station)
    bench.press(Control.CLOSE_LIST)
    assert (bench.face, _lists(bench)) == (Face.HAND_CLOSED, (SECOND, {NUMBER: 1}))
    bench.press(Control.CLOSE_LIST)
    assert bench.stop.details["reason"] == "empty_list"
    bench.press(Control.ACKNOWLEDGE)
    bench.scan(two)
    assert _lists(bench) == (NUMBER, {})
    bench.scan(SECOND)  # its courier signs while the other list is shown
    bench.press(Control.CLOSE_LIST)
    assert [fact.number for fact in bench.facts(ManifestClosed)] == [SECOND, NUMBER]  # type: ignore[union-attr]
    assert bench.facts(ManifestHanded) == [ManifestHanded(SECOND)]
    assert bench.state == bench.folded()


def test_a_parcel_comes_off_its_own_list_whichever_is_shown(station: MakeStation) -> None:
    bench, (one, _two) = _two_couriers(station)
    bench.press(Control.TAKE_OUT)
    bench.scan(one)
    assert (bench.snap.details["notice"], _lists(bench)) == ("taken_off", (NUMBER, {SECOND: 1}))
    bench.scan("YD77")
    assert bench.face is Face.HAND_ON  # the other list did not wait to take one out
    assert bench.state == bench.folded()


def test_a_courier_without_a_list_is_a_stop_until_its_list_is_begun(station: MakeStation) -> None:
    bench, waybills = _packed(station, 1)
    _elsewhere(bench)
    bench.scan(waybills[0])
    bench.scan("YD77")
    assert bench.verdict is Verdict.WRONG_COURIER
    bench.press(Control.ACKNOWLEDGE)
    bench.press(Control.MODE_HAND_OVER)
    assert (bench.face, _lists(bench)) == (Face.HAND_WAIT, ("", {NUMBER: 1}))
    bench.restart()
    assert (bench.face, _lists(bench)) == (Face.HAND_WAIT, ("", {NUMBER: 1}))
    bench.scan(waybills[0])  # nothing was begun: back to the list that has it
    assert _lists(bench) == (NUMBER, {})


def test_tomorrow_the_same_courier_has_another_list(station: MakeStation) -> None:
    bench, (one, two) = _packed(station, 2)
    bench.scan(one)
    bench.scan(two, after_ms=24 * 3_600_000)
    assert _lists(bench) == ("MF261125-B01-01", {NUMBER: 1})
    bench.scan(one)
    bench.press(Control.CLOSE_LIST)
    assert [fact.number for fact in bench.facts(ManifestClosed)] == [NUMBER]  # type: ignore[union-attr]
