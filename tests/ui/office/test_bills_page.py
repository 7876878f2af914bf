"""The pages of couriers' bills over a real center: worked off, closed, undone; their figures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.center.bills import Bill
from app.center.office_center import OfficeCenter
from app.entrypoints.office_sample import sample_center
from app.ui.office.bill_lines_page import BillLinesPage
from app.ui.office.bills_page import BillsPage
from app.ui.office.context import Office
from tests.ui.office.page_rig import settled, shown, told

STRANGE = "单号,目的省,目的市,称重,应付款\n43X1,江苏,苏州市,900,1.80\n43X2,江苏,苏州市,500,4.80\n"


@pytest.fixture
def sample(office: Office, tmp_path: Path) -> Iterator[OfficeCenter]:
    with sample_center(tmp_path) as center:
        office.center = center
        office.me = "F1"
        yield center


@pytest.fixture
def page(qtbot: QtBot, office: Office, sample: OfficeCenter) -> BillsPage:
    return shown(qtbot, office, BillsPage(office))


@pytest.fixture
def undone(office: Office) -> list[Callable[[], None]]:
    """The ways back that were offered."""
    offered: list[Callable[[], None]] = []
    office.tell = lambda _text, _word, undo: offered.append(undo) if undo else None
    return offered


def opened(qtbot: QtBot, page: BillsPage, bill_id: str) -> Bill:
    row = next(one for one in page.rows() if one.id == bill_id)
    page.table.select_key(bill_id)
    page.open(row)
    settled(qtbot, page)
    return row


def act(qtbot: QtBot, page: BillsPage, action: str) -> str:
    """Presses a button of the drawer; the bill's state then."""
    page.drawer.press(action)
    settled(qtbot, page)
    row = page.current()
    assert row is not None
    return row.state


def offered(page: BillsPage) -> list[str]:
    assert page.drawer.model is not None
    return [one.key for one in page.drawer.model.actions]


def test_a_bill_says_what_it_is_made_of(qtbot: QtBot, page: BillsPage) -> None:
    row = opened(qtbot, page, "bill-1")
    paid, causes = page.detail(row).sections
    assert ("Wrong zone", "1 · 46.20 CNY") in causes.lines
    assert paid.lines[-1] == ("To be paid", "74.65 CNY")


def test_a_bill_is_closed_and_opened_again(
    qtbot: QtBot, page: BillsPage, undone: list[Callable[[], None]]
) -> None:
    opened(qtbot, page, "bill-1")
    assert act(qtbot, page, "dispute_all") == "taken"
    undone[-1]()
    settled(qtbot, page)
    assert act(qtbot, page, "close") == "taken"  # its claims are open again: it says so
    act(qtbot, page, "dispute_all")
    assert act(qtbot, page, "close") == "closed"
    assert "dispute_all" not in offered(page)
    undone[-1]()
    settled(qtbot, page)
    assert act(qtbot, page, "close") == "closed"
    assert act(qtbot, page, "pay") == "paid"
    assert "reopen" not in offered(page)
    assert act(qtbot, page, "unpay") == "closed"


def test_papers_are_written_where_exports_go(qtbot: QtBot, page: BillsPage, office: Office) -> None:
    opened(qtbot, page, "bill-3")
    said = told(office)
    act(qtbot, page, "settlement")
    act(qtbot, page, "claims")
    names = {one.name for one in office.exports.iterdir()}
    assert {"2026-05-YUNDA-settlement.xlsx", "2026-05-YUNDA-claims.xlsx"} <= names
    assert any(name.startswith("YUNDA-2026-05-") and name.endswith(".json") for name in names)
    assert len(said) == 2


def test_columns_are_told_once_and_the_bill_is_taken_over(
    qtbot: QtBot, page: BillsPage, tmp_path: Path
) -> None:
    path = tmp_path / "strange.csv"
    path.write_text(STRANGE, "gb18030")
    page.look_at(path, "YUNDA")
    settled(qtbot, page)
    columns = page.columns
    assert columns.isVisible()
    columns.choose(0, "waybill")
    columns.submit()
    settled(qtbot, page)
    assert "which one the money" in columns.wrong.text()
    for place, column in enumerate(("waybill", "province", "city", "weight", "freight")):
        columns.choose(place, column)
    columns.unit.setCurrentIndex(1)
    columns.submit()
    settled(qtbot, page)
    settled(qtbot, page)
    assert not columns.isVisible()
    assert "strange.csv" in {one.name for one in page.rows()}


def test_esc_leaves_the_columns(qtbot: QtBot, page: BillsPage, tmp_path: Path) -> None:
    path = tmp_path / "strange.csv"
    path.write_text(STRANGE, "gb18030")
    page.look_at(path, "YUNDA")
    settled(qtbot, page)
    assert page.leave()
    assert page.bar.isVisible()
    assert not page.leave()


def test_returns_are_told_from_a_list(
    qtbot: QtBot, page: BillsPage, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "back.csv"
    path.write_text("运单号\n43X1\n43X2\n", "utf-8")
    said = told(office)
    page.tell_returns(path, "YUNDA")
    settled(qtbot, page)
    assert said == ["2 returns are new"]


def test_figures_of_all_couriers_and_of_one(qtbot: QtBot, page: BillsPage, office: Office) -> None:
    page.show_figures()
    settled(qtbot, page)
    charts = page.charts
    cost, *_rest = charts.panels
    assert cost.chart.model is not None
    sf, yunda = cost.chart.model.lines
    assert (sf.name, sf.points[0].said, yunda.points[0].label) == ("SF", "–", "2026-04")
    cost.turn()
    assert cost.as_table
    charts.courier.setCurrentIndex(charts.courier.findData("SF"))
    charts.ask()
    settled(qtbot, page)
    assert [line.name for line in cost.chart.model.lines] == ["SF"]
    charts.write()
    settled(qtbot, page)
    assert (office.exports / "bill-figures.xlsx").exists()


def test_a_line_is_disputed_and_opened_again(
    qtbot: QtBot, office: Office, sample: OfficeCenter, undone: list[Callable[[], None]]
) -> None:
    page = shown(qtbot, office, BillLinesPage(office))
    row = page.rows()[0]
    page.act("disputed", row)
    settled(qtbot, page)
    assert row.id not in {one.id for one in page.rows()}  # it left the list of claims
    undone[-1]()
    settled(qtbot, page)
    assert row.id in {one.id for one in page.rows()}
