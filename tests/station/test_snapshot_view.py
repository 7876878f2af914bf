# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""What the snapshot holds: everything the screen shows, and nothing it must work out."""

from datetime import timedelta

from app.domain.catalogue import Item, ItemBarcode
from app.domain.control_code import Control
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus
from app.domain.values import Grams
from app.station.inputs import Tick
from app.station.snapshot import Face, PanState
from tests.builders import a_line, an_order, money
from tests.station.harness import START, MakeStation

LINEN = Item(
    "LINEN",
    "Table cloth",
    "white, L",
    Grams(400),
    "A-07-2",
    "linen.png",
    (ItemBarcode("06971402118058"),),
)


def test_a_line_says_all_of_its_item(station: MakeStation) -> None:
    bench = station(an_order((a_line(1, LINEN, 3),)))
    bench.scan_all("SO-1", "6971402118058")
    (line,) = bench.snap.lines
    assert (line.sku, line.name, line.spec) == ("LINEN", "Table cloth", "white, L")
    assert (line.location, line.code, line.picture) == ("A-07-2", "6971402118058", "linen.png")
    assert (line.needed, line.scanned, line.complete) == (3, 1, False)
    assert bench.snap.last_key == line.key
    assert (bench.snap.scanned, bench.snap.needed) == (1, 3)


def test_the_item_of_the_last_scan(station: MakeStation) -> None:
    bench = station(an_order((a_line(1, LINEN, 3),)))
    bench.scan("SO-1")
    assert bench.snap.item is None
    bench.scan("6971402118058")
    item = bench.snap.item
    assert item is not None
    assert (item.sku, item.remaining, item.counted) == ("LINEN", 2, 1)


def test_the_order_shows_a_region_and_never_an_address(station: MakeStation) -> None:
    cut_off = START + timedelta(hours=3)
    order = an_order(
        tote="T-1", cut_off=cut_off, buyer_note="ring twice", seller_note="fragile", service="air"
    )
    bench = station(order)
    bench.scan("SO-1")
    view = bench.snap.order
    assert view is not None
    assert (view.tote, view.cut_off, view.courier) == ("T-1", cut_off, "sf air")
    assert (view.buyer_note, view.seller_note, view.region) == ("ring twice", "fragile", "P C")
    shown = repr(bench.snap)
    recipient = order.recipient
    for private in (recipient.name, recipient.phone, recipient.address):
        assert f"'{private}'" not in shown


def test_what_it_costs(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    shipping = bench.snap.shipping
    assert shipping is not None
    assert (shipping.charge, shipping.zone, shipping.waybill) == (
        money("6.00"),
        "1",
        "sf000000000001",
    )
    assert shipping.charge_trace[0] == "zone"


def test_every_device_has_its_pill(station: MakeStation) -> None:
    bench = station()
    kinds = [pill.kind for pill in bench.snap.pills]
    assert kinds == list(DeviceKind)
    assert bench.snap.pills[0].state is DeviceState.OFF
    bench.post(DeviceStatus(DeviceKind.SCANNER, "scanner-1", DeviceState.READY, 0))
    assert bench.snap.pills[0].state is DeviceState.READY


def test_parcels_this_hour(station: MakeStation) -> None:
    bench = station(an_order(), an_order(number="SO-2"))
    bench.pack("SO-1", "TEA")
    bench.clock.advance(30 * 60_000)
    bench.pack("SO-2", "TEA")
    assert (bench.snap.parcels_this_hour, bench.snap.expected_per_hour) == (2, 50)
    bench.restart()
    assert bench.snap.parcels_this_hour == 2
    bench.clock.advance(31 * 60_000)
    bench.post(Tick())
    assert bench.snap.parcels_this_hour == 1


def test_the_parcel_before_is_known_after_a_restart(station: MakeStation) -> None:
    bench = station(an_order())
    bench.pack("SO-1", "TEA")
    before = bench.snap.previous
    bench.restart()
    assert before is not None
    assert bench.snap.previous == before


def test_snapshots_and_sounds_are_counted(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan_all("SO-1", "TEA", "TEA")
    numbers = [snap.number for snap in bench.snapshots]
    assert numbers == sorted(set(numbers))
    cues = [snap.cue.number for snap in bench.snapshots if snap.cue]
    assert cues == sorted(set(cues))
    bench.post(Tick())
    assert bench.snap.cue is None


def test_a_stop_says_since_when(station: MakeStation) -> None:
    bench = station(an_order())
    bench.scan_all("SO-1", "WHAT-IS-THIS")
    since = bench.clock.ms
    bench.clock.advance(5_000)
    bench.post(Tick())
    assert bench.snap.stop is not None
    assert bench.snap.stop.since_mono_ms == since


def test_the_pan_is_shown_before_an_order_is_open(station: MakeStation) -> None:
    bench = station()
    assert bench.snap.weight.pan is PanState.BLANK
    bench.reading(0)
    assert bench.snap.weight.pan is PanState.EMPTY
    bench.weigh(250)
    assert (bench.snap.weight.pan, bench.snap.weight.grams) == (PanState.STABLE, 250)


def test_offers_follow_the_step(station: MakeStation) -> None:
    bench = station(an_order({"TEA": 2}))
    assert bench.snap.offers[:3] == (Control.MODE_CHECK, Control.MODE_WEIGH, Control.MODE_SINGLE)
    bench.scan("SO-1")
    assert bench.snap.offers[0] is Control.TAKE_OUT
    bench.scan_all("TEA", "TEA")
    assert bench.snap.offers[0] is Control.REWEIGH
    bench.weigh(200)
    assert (bench.face, bench.snap.offers[0]) == (Face.STICK_LABEL, Control.REPRINT)
