"""The pages of couriers' bills over a real center: sums by cause, lines worked off and undone."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.entrypoints.office_sample import sample_center
from app.ui.office.bill_lines_page import BillLinesPage
from app.ui.office.bills_page import BillsPage
from app.ui.office.context import Office
from tests.ui.office.page_rig import settled, shown


def over(office: Office, center: OfficeCenter) -> Office:
    office.center = center
    office.me = "F1"
    return office


def test_a_bill_says_what_it_is_made_of(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    with sample_center(tmp_path) as center:
        page = shown(qtbot, over(office, center), BillsPage(office))
        (row,) = page.rows()
        page.opened(row)
        settled(qtbot, page)
        (section,) = page.detail(row).sections
        assert ("Wrong zone", "1 · 46.20 CNY") in section.lines


def test_a_line_is_disputed_and_opened_again(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    with sample_center(tmp_path) as center:
        undone: list[Callable[[], None]] = []
        office.tell = lambda _text, _word, undo: undone.append(undo) if undo else None
        page = shown(qtbot, over(office, center), BillLinesPage(office))
        row = page.rows()[0]
        page.act("disputed", row)
        settled(qtbot, page)
        assert row.id not in {one.id for one in page.rows()}  # it left the list of claims
        undone[-1]()
        settled(qtbot, page)
        assert row.id in {one.id for one in page.rows()}
