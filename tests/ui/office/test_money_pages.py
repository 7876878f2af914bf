"""The pages of payments over a real center: worked off, assigned, undone; charts, receipts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.entrypoints.office_sample import sample_center
from app.ui.office.clearing_page import ClearingPage
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.list_page import ListPage
from app.ui.office.money_days_page import MoneyDaysPage
from app.ui.office.order_money_page import OrderMoneyPage
from app.ui.office.receipts_page import ReceiptsPage
from app.ui.office.statements_page import StatementsPage
from tests.ui.office.page_rig import settled, shown

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@pytest.fixture
def sample(office: Office, tmp_path: Path) -> Iterator[OfficeCenter]:
    with sample_center(tmp_path) as center:
        office.center = center
        office.me = "F1"
        office.exports = tmp_path
        yield center


@pytest.fixture
def undone(office: Office) -> list[Callable[[], None]]:
    """The ways back that were offered."""
    offered: list[Callable[[], None]] = []
    office.tell = lambda _text, _word, undo: offered.append(undo) if undo else None
    return offered


def open_first(qtbot: QtBot, page: ListPage, state: str = "") -> str:  # type: ignore[type-arg]
    """Opens the first row of a state in the drawer; its key."""
    row = next(one for one in page.rows() if not state or one.state == state)
    key: str = page.spec.key(row)
    page.table.select_key(key)
    page.open(row)
    settled(qtbot, page)
    return key


def fill(qtbot: QtBot, page: ListPage, **values: str) -> None:  # type: ignore[type-arg]
    form = page.drawer.own()
    assert isinstance(form, Form)
    if values:
        form.show_values(values)
    form.submit()
    settled(qtbot, page)


def state_of(page: ListPage, key: str) -> str | None:  # type: ignore[type-arg]
    return next((one.state for one in page.rows() if page.spec.key(one) == key), None)


@pytest.mark.usefixtures("sample")
def test_a_file_is_taken_over_cleared_and_taken_back(qtbot: QtBot, office: Office) -> None:
    page = shown(qtbot, office, StatementsPage(office))
    page.take(SAMPLES / "alipay_trade_20261122.gbk.csv")
    settled(qtbot, page)
    row = next(one for one in page.rows() if one.name == "alipay_trade_20261122.gbk.csv")
    assert row.stage == "waiting"
    page.clear()
    settled(qtbot, page)
    assert state_of_stage(page, row.id) == "cleared"
    page.open(next(one for one in page.rows() if one.id == row.id))
    assert page.drawer.model is not None
    assert page.drawer.model.sections[0].lines
    page.drawer.press("back")
    settled(qtbot, page)
    assert state_of_stage(page, row.id) is None


def state_of_stage(page: StatementsPage, file_id: str) -> str | None:
    return next((one.stage for one in page.rows() if one.id == file_id), None)


@pytest.mark.usefixtures("sample")
def test_a_line_is_worked_off_and_opened_again(
    qtbot: QtBot, office: Office, undone: list[Callable[[], None]]
) -> None:
    page = shown(qtbot, office, ClearingPage(office))
    open_now = page.counts["open"]
    key = open_first(qtbot, page)
    page.drawer.press("work")
    fill(qtbot, page, text="asked the shop")
    assert (state_of(page, key), page.counts["open"]) == (None, open_now - 1)
    undone[-1]()
    settled(qtbot, page)
    assert page.counts["open"] == open_now


@pytest.mark.usefixtures("sample", "undone")
def test_a_line_gets_an_order_and_a_number_that_is_none_is_said(
    qtbot: QtBot, office: Office
) -> None:
    page = shown(qtbot, office, ClearingPage(office))
    key = open_first(qtbot, page, "paid_but_no_order")
    page.drawer.press("assign")
    fill(qtbot, page, text="NONE-1")
    form = page.drawer.own()
    assert isinstance(form, Form)
    orders = shown(qtbot, office, OrderMoneyPage(office))
    number = next(one.number for one in orders.rows() if one.state == "order_paid_no_money")
    fill(qtbot, page, text=number)
    page.clear()
    settled(qtbot, page)
    page.table.ask(group="all")
    settled(qtbot, page)
    page.search(number)
    settled(qtbot, page)
    assert state_of(page, key) in {"cleared", "amount_differs"}


@pytest.mark.usefixtures("sample")
def test_a_platform_whose_columns_were_told_is_called_as_it_was_told(
    qtbot: QtBot, office: Office
) -> None:
    clearing = shown(qtbot, office, ClearingPage(office))
    line = replace(clearing.rows()[0], provider="otherpay")
    assert clearing.detail(line).line == "otherpay"
    receipts = shown(qtbot, office, ReceiptsPage(office))
    row = receipts.rows()[0]
    told = replace(row, document=row.document.replace("alipay_", "other_"))
    assert any("other_" in one.title for one in receipts.detail(told).sections)


@pytest.mark.usefixtures("sample")
def test_open_orders_are_counted_by_their_age(qtbot: QtBot, office: Office) -> None:
    page = shown(qtbot, office, OrderMoneyPage(office))
    open_first(qtbot, page, "amount_differs")
    assert page.drawer.model is not None
    assert page.drawer.model.sections[0].lines
    (line,) = page.draw().lines
    assert sum(point.value for point in line.points) == page.table.model.page.total


@pytest.mark.usefixtures("sample")
def test_the_days_are_drawn_and_listed(qtbot: QtBot, office: Office) -> None:
    page = shown(qtbot, office, MoneyDaysPage(office))
    model = page.draw()
    assert model is not None
    assert [len(line.points) for line in model.lines] == [14, 14, 14]
    assert page.table.model.page.total == 14


@pytest.mark.usefixtures("sample", "undone")
def test_a_receipt_is_undone_made_written_and_posted(
    qtbot: QtBot, office: Office, tmp_path: Path
) -> None:
    page = shown(qtbot, office, ReceiptsPage(office))
    key = open_first(qtbot, page, "made")
    page.drawer.press("undo")
    settled(qtbot, page)
    assert state_of(page, key) == "undone"
    page.ask_days()
    fill(qtbot, page)
    assert page.rows()[0].number == 3
    open_first(qtbot, page, "made")
    page.drawer.press("xlsx")
    settled(qtbot, page)
    assert (tmp_path / "receipt-3.xlsx").stat().st_size > 0
    page.drawer.press("post")
    fill(qtbot, page, number="SK-9")
    assert (page.rows()[0].state, page.rows()[0].erp_number) == ("posted", "SK-9")
