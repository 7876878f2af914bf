"""What speaks for our weight: the weighing, the scale's frame and its check, in file and drawer."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.center import bill_papers
from app.center.bill_evidence import evidence_of
from app.center.office_center import OfficeCenter
from app.center.sheets import read_sheets
from app.domain.events import Fact, OrderOpened, ParcelWeighed
from app.domain.recorded import Recorded
from app.domain.scale_facts import ScaleChecked
from app.domain.values import Moment
from app.i18n import Words
from app.store.engine import Store
from app.ui.office.present_journal import evidence_lines, journal_lines
from tests.builders import a_weighing, an_order
from tests.center.bill_rig import SHIPPED, a_bill, going_on, lines_of, office_over, take

CHECK = ScaleChecked("C1", date(2026, 11, 2), "scale-1", 1000, 1001, 2, passed=True)
"""The parcel of waybill X2 is p1, of order id-A-1."""


def record(n: int, fact: Fact | ScaleChecked, order_id: str) -> Recorded:
    moment = Moment(SHIPPED + timedelta(seconds=n), 1_000 * n)
    return Recorded(n, f"B1-{n}", "B1", "boot-1", moment, "P1", order_id, fact)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> OfficeCenter:
    made = office_over(store)
    weighing = a_weighing(2050, raw="53542c47532c", check_id="C1", shown="2.050", unit="kg")
    order = an_order(number="A-1")
    with store.write() as tx:
        tx.journal.append_all(
            [
                record(1, CHECK, ""),
                record(2, OrderOpened(order, "p1", "A-1"), order.id),
                record(3, ParcelWeighed("p1", weighing), order.id),
            ]
        )
    take(made, a_bill(tmp_path))
    return made


def test_the_evidence_of_a_parcel(office: OfficeCenter) -> None:
    found = office.read(lambda tx: evidence_of(tx, parcel_id="p1"))
    assert (found.station, found.grams, found.raw) == ("B1", 2050, "53542c47532c")
    assert (found.check, found.checked_at) == (CHECK, SHIPPED + timedelta(seconds=1))
    weighed = dict(evidence_lines(found, Words("en")))
    assert weighed["The scale showed"] == "2.050 kg"
    assert weighed["Check: weight and reading"] == "1,000 g → 1,001 g"
    journal = journal_lines(found.facts, Words("en"))
    assert [told for _at, told in journal] == ["Opened", "Weighed · 2,050 g"]
    assert journal[0][0].endswith("B1")


def test_a_parcel_without_a_journal_has_none(office: OfficeCenter) -> None:
    found = office.read(lambda tx: evidence_of(tx, parcel_id="p2"))
    assert (found.order_number, found.weighed_at, found.facts) == ("A-2", None, ())
    assert office.read(lambda tx: evidence_of(tx, parcel_id="")).station == ""


def test_the_claims_carry_it(office: OfficeCenter, tmp_path: Path) -> None:
    bill_id = lines_of(office)["X2"].bill_id
    office.run(
        lambda store, act: bill_papers.write_claims(
            store, act, going_on, bill_id=bill_id, folder=tmp_path, words=Words("en")
        ),
        "F1",
    )
    (sheet,) = read_sheets(tmp_path / "november-claims.xlsx")
    (_row, titles), (_first, cells), *_rest = sheet.rows
    said = {title.text: cell.text for title, cell in zip(titles, cells, strict=False)}
    assert said["Waybill"] == "X2"
    assert said["Frame of the scale (hex)"] == "53542c47532c"
    assert said["Check: weight and reading"] == "1000 g → 1001 g"
    assert said["Bench"] == "B1"
