"""The power goes after every single event of a long shift: the bench stands where it stood."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.card_key import PassReason, reason_code
from app.domain.control_code import Control
from app.domain.events import LabelRequested, ParcelPacked
from app.domain.order import Order
from app.station.snapshot import BenchSnapshot
from tests.builders import a_box, a_kit, a_line, an_item, an_order
from tests.station.harness import CORRECT, OTHER_PACKER, PACKER, SUPERVISOR, Station

Act = Callable[[Station], object]
GTIN = "06971402118058"
TEA = an_item("TEA", codes={GTIN: 1, "INNER-6": 6}, grams=100)


def orders() -> list[Order]:
    return [
        an_order((a_line(1, TEA, 7), a_line(2, "GIFT", gift=True)), number="SO-1", tote="T-1"),
        an_order((a_kit(1, "SET", {"CUP": 2, "POT": 1}), a_line(2, "CARD")), number="SO-2"),
        an_order({"CUP": 1, "POT": 1, "CARD": 1}, number="SO-3", default_box="BOX-S"),
        an_order((a_line(1, TEA, 1),), number="SO-4", waybill="WB0004"),
        an_order({"CUP": 2}, number="SO-5"),
        an_order({"POT": 1}, number="SO-6"),
        an_order({"POT": 1}, number="SO-7", waybill="WB0007"),
    ]


def scans(*codes: str) -> list[Act]:
    return [lambda bench, code=code: bench.scan(code) for code in codes]  # type: ignore[misc]


def press(*controls: Control) -> list[Act]:
    return [lambda bench, one=one: bench.press(one) for one in controls]  # type: ignore[misc]


def weigh(grams: int) -> list[Act]:
    return [lambda bench: bench.weigh(grams)]


PROVE: list[Act] = [lambda bench: bench.prove()]
PRINTED: list[Act] = [lambda bench: bench.printed()]
TROUBLE: list[Act] = [lambda bench: bench.printer_trouble("out_of_paper")]
# One act: what is asked of a badge does not outlive a cut, the badge is scanned again.
LET_PASS: list[Act] = [
    lambda bench: bench.scan_all(SUPERVISOR.badge, reason_code(PassReason.COUNTED))
]
UNCLEAR: list[Act] = [lambda bench: bench.label_unclear()]

SHIFT: list[Act] = [
    *scans("SO-1", "ZB-NOBODY", PACKER.badge, "NOTHING-KNOWN", "T-1"),
    *scans(f"]C101{GTIN}21S1", f"]C101{GTIN}21S1"),
    *press(Control.ACKNOWLEDGE),
    *scans("INNER-6", "CUP"),
    *press(Control.CALL_LEAD, Control.TAKE_OUT),
    *scans("GIFT"),
    *press(Control.TAKE_OUT),
    *scans("GIFT", "GIFT"),
    *weigh(800),
    *TROUBLE,
    *PRINTED,
    *scans("NOT-THIS-LABEL"),
    *press(Control.REPRINT),
    *UNCLEAR,
    *PROVE,
    # a kit, parked and taken up again, sent back, and taken up from its slip
    *scans("SO-2", "CUP"),
    *press(Control.PARK),
    *scans("SO-2", "POT"),
    *press(Control.SHORT),
    *[lambda bench: bench.scan(bench.slips[-1].ticket)],
    *scans(OTHER_PACKER.badge, "CUP", "CARD"),
    *weigh(100),
    *press(Control.REWEIGH),
    *weigh(400),
    *PRINTED,
    *press(Control.REWEIGH),
    *weigh(401),
    *PRINTED,
    *PROVE,
    # three boxes
    *scans("SO-3", "CUP"),
    *press(Control.NEXT_BOX),
    *scans("BOX-L", "POT"),
    *press(Control.NEXT_BOX),
    *scans("CARD"),
    *weigh(150),
    *PRINTED,
    *PROVE,
    *weigh(400),
    *PRINTED,
    *PROVE,
    *press(Control.PARK, Control.ACKNOWLEDGE),
    *weigh(150),
    *PRINTED,
    *PROVE,
    # the label was there before; signed out in the middle
    *scans("WB0004"),
    *press(Control.SIGN_OUT),
    *scans(PACKER.badge, GTIN),
    *weigh(100),
    *PROVE,
    # far too heavy, let pass; cancelled and begun anew
    *scans("SO-5", "CUP"),
    *press(Control.CANCEL),
    *scans("SO-5", "CUP", "CUP"),
    *weigh(900),
    *LET_PASS,
    *PRINTED,
    *PROVE,
    *press(Control.MODE_SINGLE),
    *scans("POT"),
    *weigh(100),
    *PRINTED,
    *PROVE,
    *press(Control.MODE_WEIGH),
    *scans("WB0007"),
    *weigh(100),
    *press(Control.MODE_CHECK, Control.SIGN_OUT),
]


@pytest.fixture
def stations(tmp_path: Path) -> Iterator[Callable[[str], Station]]:
    opened: list[Station] = []

    def make(name: str) -> Station:
        station = Station(tmp_path / f"{name}.db", CORRECT, prints=False)
        boxes = [a_box("BOX-S", tare=50), a_box("BOX-L", tare=300)]
        station.stock(orders(), boxes=boxes)
        opened.append(station)
        return station

    yield make
    for station in opened:
        station.close()


def shown(snap: BenchSnapshot) -> tuple[object, ...]:
    """All that a person would see and that must outlive a cut."""
    stop = snap.stop
    details = {name: value for name, value in snap.details.items() if name != "notice"}
    return (
        snap.face,
        stop and (stop.stop, stop.clears, stop.lead_called, stop.returns_order),
        snap.operator,
        snap.order,
        snap.lines,
        snap.last_key,
        (snap.scanned, snap.needed, snap.item),
        snap.shipping,
        snap.offers,
        snap.previous,
        snap.parcels_this_hour,
        details,
    )


def test_the_power_goes_after_every_event(stations: Callable[[str], Station]) -> None:
    calm, cut = stations("calm"), stations("cut")
    for number, act in enumerate(SHIFT):
        for station in (calm, cut):
            station.clock.advance(1_500)  # what the scale said before is too old by now
            act(station)
            station.clock.advance(1_500)
        before = cut.state
        calm.post("a look at the screen")
        cut.restart()
        assert cut.state == before, number
        assert cut.state == calm.state, number
        assert shown(cut.snap) == shown(calm.snap), number
    assert len(cut.facts(ParcelPacked)) == 9
    assert cut.facts() == calm.facts()


def test_the_facts_alone_make_the_state(stations: Callable[[str], Station]) -> None:
    station = stations("facts")
    for number, act in enumerate(SHIFT):
        act(station)
        if number % 7 == 0:
            assert station.folded() == station.state, number
    assert station.folded() == station.state
    with station.store.read() as tx:
        assert tx.journal.verify_chain("B01") is None


def test_no_label_is_asked_for_twice(stations: Callable[[str], Station]) -> None:
    station = stations("labels")
    for act in SHIFT:
        act(station)
        station.restart()
    requested = [one for one in station.facts(LabelRequested) if isinstance(one, LabelRequested)]
    assert len({one.job_id for one in requested}) == len(requested)
    asked = [label for label in station.labels if not label.doubted]
    assert len({label.job_id for label in asked}) == len(asked)
    copies = [(label.waybill, label.copy) for label in asked]
    assert len(set(copies)) == len(copies)
