"""The shift lead's page: what it shows, and that every hand is one command."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.office import gallery_data as data
from app.ui.office.window import OfficeWindow
from tests.ui.office.conftest import TellingDesk, settled


def texts(window: OfficeWindow, row: int) -> list[str]:
    model = window.alerts.table.model
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def choose(window: OfficeWindow, typed: str) -> list[str]:
    """Type into the list that is offered and take the first; gives all that was offered."""
    box = window.palette_box
    assert box.isVisible()
    offered = box.titles()
    QTest.keyClicks(box.field, typed)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    return offered


def press(window: OfficeWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.alerts.table.view, key)


def test_a_row_says_who_order_item_bench_and_clock(window: OfficeWindow) -> None:
    row = " | ".join(texts(window, 0))
    assert "Not seen" in row
    assert "Wrong item" in row
    assert "0187" in row
    assert "Organic cotton T-shirt Cream / L, needs Cream / M" in row
    assert "Picker 01" in row
    assert "07 Packer 12" in row
    assert "1:28:17" in row
    assert "0:08 ago" in row


def test_figures_tickets_and_hours(window: OfficeWindow) -> None:
    page = window.alerts
    assert "Not seen 3 alerts Oldest 2:05" in page.tiles.accessibleName()
    assert "0.31 %" in page.tiles.accessibleName()
    first = page.tickets.cards()[0]
    assert (
        first.accessibleName()
        == "0168, Slot 12, Picker 03, 1 short: Cone filters, 40 sheets, 0:08:24"
    )
    assert page.hours.bars.accessibleName().endswith("14 5") is True


def test_rows_fill_the_table_and_none_is_cut(window: OfficeWindow, desk: TellingDesk) -> None:
    view = window.alerts.table.view
    shown = window.alerts.table.model.rowCount()
    assert shown == view.page_size()
    assert shown * view.rowHeight(0) <= view.viewport().height()
    assert desk.asked[-1][4] == shown


def test_enter_confirms_and_ctrl_z_takes_it_back(
    window: OfficeWindow, desk: TellingDesk, qtbot: QtBot
) -> None:
    window.alerts.table.view.select(0)
    press(window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert desk.told == [("acknowledge", ("alert-00",), "LA")]
    assert window.toast.text() == "1 alert confirmed"
    window.toast.undo()
    settled(qtbot, window)
    assert desk.told[-1] == ("undo", ("acknowledge-1",), "LA")


def test_several_rows_are_confirmed_at_once(
    window: OfficeWindow, desk: TellingDesk, qtbot: QtBot
) -> None:
    view = window.alerts.table.view
    view.select(0)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert desk.told == [("acknowledge", ("alert-00", "alert-01", "alert-02"), "LA")]


def test_the_button_of_a_row_is_clicked(
    window: OfficeWindow, desk: TellingDesk, qtbot: QtBot
) -> None:
    view = window.alerts.table.view
    last = window.alerts.table.model.columnCount() - 1
    cell: QRect = view.visualRect(window.alerts.table.model.index(1, last))
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell.right() - 50, cell.center().y())
    )
    settled(qtbot, window)
    assert desk.told == [("acknowledge", ("alert-01",), "LA")]


def test_a_gives_it_to_somebody(window: OfficeWindow, desk: TellingDesk, qtbot: QtBot) -> None:
    window.alerts.table.view.select(1)
    press(window, Qt.Key.Key_A)
    assert choose(window, "lead b")[:2] == ["Lead A (me)", "Lead B"]
    settled(qtbot, window)
    assert desk.told == [("assign", ("alert-01",), "LB", "LA")]


def test_c_closes_with_a_cause(window: OfficeWindow, desk: TellingDesk, qtbot: QtBot) -> None:
    window.alerts.table.view.select(3)
    press(window, Qt.Key.Key_C)
    settled(qtbot, window)
    drawer = window.alerts.drawer
    assert drawer.model is not None
    assert drawer.model.id == "alert-03"
    drawer.end.click()
    assert desk.told == []  # not without a cause
    drawer.choose_cause("wrong_location")
    drawer.note.setText("bin relabelled")
    drawer.end.click()
    settled(qtbot, window)
    assert desk.told == [("close", ("alert-03",), "wrong_location", "bin relabelled", "LA")]


def test_the_drawer_shows_everything_and_what_was_done(window: OfficeWindow, qtbot: QtBot) -> None:
    window.alerts.table.view.select(4)
    press(window, Qt.Key.Key_Space)
    settled(qtbot, window)
    model = window.alerts.drawer.model
    assert model is not None
    facts = dict(model.facts)
    assert facts["Bench"] == "Bench 05 • Packer 10"
    assert facts["Cut-off"].endswith("in 1:28:17")
    assert [side.good for side in model.sides] == [False, True]
    assert [text for _time, text in model.steps] == [
        "Lead A acknowledged",
        "Lead A gave it to Lead A",
    ]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.alerts.aside.is_open)


def test_somebody_else_was_faster(window: OfficeWindow, desk: TellingDesk, qtbot: QtBot) -> None:
    desk.faster = True
    window.alerts.table.view.select(0)
    press(window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert window.toast.text() == "Somebody else was faster"
    assert not window.toast.can_undo()


def test_nobody_acts_without_a_name(window: OfficeWindow, desk: TellingDesk, qtbot: QtBot) -> None:
    window.office.me = ""
    window.alerts.table.view.select(0)
    press(window, Qt.Key.Key_Return)
    assert choose(window, "lb") == ["Lead A", "Lead B"]
    assert window.office.me == "LB"
    assert desk.told == []


def test_filters_and_sorting_are_asked_of_the_center(
    window: OfficeWindow, desk: TellingDesk, qtbot: QtBot
) -> None:
    page = window.alerts
    page.bar.tab("todo").click()
    settled(qtbot, window)
    assert desk.asked[-1][0].group == "todo"
    page.bar.actions_of("kinds")[1].trigger()
    settled(qtbot, window)
    assert desk.asked[-1][0].kinds == ("stop",)
    page.table.view.header.sectionClicked.emit(3)
    settled(qtbot, window)
    assert desk.asked[-1][1:3] == ("order_number", True)
    page.table.view.header.sectionClicked.emit(3)
    settled(qtbot, window)
    assert desk.asked[-1][1:3] == ("order_number", False)
    before = desk.asked[-1][0].since
    page.head.period("week").click()
    settled(qtbot, window)
    since = desk.asked[-1][0].since
    assert since is not None
    assert before is not None
    assert since < before


def test_typing_searches_and_escape_clears(
    window: OfficeWindow, desk: TellingDesk, qtbot: QtBot
) -> None:
    press(window, Qt.Key.Key_Slash)
    QTest.keyClicks(window.alerts.bar.search, "mug")
    settled(qtbot, window)
    assert desk.asked[-1][0].text == "mug"
    window.alerts.table.view.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    settled(qtbot, window)
    assert desk.asked[-1][0].text == ""


def test_columns_views_and_copy(window: OfficeWindow, qtbot: QtBot) -> None:
    page = window.alerts
    page.bar.actions_of("columns")[-1].trigger()  # the scanned code, hidden at first
    assert "code" in page.table.visible()
    page.table.ask(group="mine")
    settled(qtbot, window)
    page.bar.actions_of("views")[-1].trigger()
    saved = window.office.kept.views("alerts")
    assert [(view.name, view.query.group) for view in saved] == [("Mine", "mine")]
    page.table.ask(group="all")
    settled(qtbot, window)
    page.bar.actions_of("views")[0].trigger()
    settled(qtbot, window)
    assert page.table.query.group == "mine"
    page.table.view.select(0)
    copied = page.table.view.copy().splitlines()
    assert copied[0].split("\t")[:3] == ["State", "Time", "Type"]
    assert "SO-20261124-0187" in copied[1]


def test_export_runs_in_the_tray(
    window: OfficeWindow, desk: TellingDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    press(window, Qt.Key.Key_E)
    settled(qtbot, window)
    what, suffix, group, titles = desk.told[-1]
    assert (what, suffix, group) == ("export", ".xlsx", "all")
    assert isinstance(titles, list)
    assert titles[:2] == ["State", "Time"]
    assert window.toast.text().startswith("3 alerts written to ")
    pill = window.tray.pill()
    assert pill is not None
    assert pill.word == "Export • done"


def test_a_ticket_gets_its_fetcher(window: OfficeWindow, desk: TellingDesk, qtbot: QtBot) -> None:
    window.alerts.tickets.cards()[0].click()
    choose(window, "packer 06")
    settled(qtbot, window)
    assert desk.told == [("assign_ticket", "ZR12", "P6", "LA")]


def test_the_chosen_row_stays_chosen_when_others_arrive(
    window: OfficeWindow, desk: TellingDesk, qtbot: QtBot
) -> None:
    window.alerts.table.view.select(2)
    desk.alerts = (replace(desk.alerts[0], id="new"), *desk.alerts)
    window.receive(data.board("en"))
    settled(qtbot, window)
    current = window.alerts.table.current()
    assert current.id == "alert-02"


def test_empty_states_say_what_to_do(window: OfficeWindow, desk: TellingDesk, qtbot: QtBot) -> None:
    desk.alerts = ()
    window.alerts.table.ask()
    qtbot.waitUntil(window.office.work.idle)
    assert window.alerts.table.empty.accessibleName().startswith("All quiet")
    window.alerts.table.ask(text="nothing")
    qtbot.waitUntil(window.office.work.idle)
    assert "Take a filter away" in window.alerts.table.empty.accessibleName()
