"""The office's window: rail, pills, palette, wall, sound once, and what it says of itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.i18n import LANGUAGES
from app.ui.office import gallery_data as data
from app.ui.office.watch import CenterLost
from app.ui.office.window import OfficeWindow
from tests.ui.office.conftest import TellingDesk, open_only, settled


def pill(window: OfficeWindow, key: str) -> str:
    shown = window.top.pill(key)
    return shown.accessibleName() if shown else ""


def test_only_pages_that_are_there_are_on_the_rail(window: OfficeWindow) -> None:
    assert window.rail.item("overview").accessibleName() == "Overview"
    assert window.rail.item("alerts").accessibleName() == "Alerts 3"
    window.rail.item("overview").click()
    assert window.page() == "overview"


def test_an_alarm_once_for_what_nobody_heard_yet(window: OfficeWindow, alarms: list[int]) -> None:
    board = data.board("en")
    window.receive(board)
    assert alarms == []  # they were there when the office opened
    window.receive(replace(board, open=(*open_only(2), *board.open)))
    assert alarms == [1]
    window.receive(replace(board, open=(*open_only(2), *board.open)))
    window.receive(board)
    window.receive(replace(board, open=(*open_only(2), *board.open)))
    assert alarms == [1]


def test_benches_away_are_named_with_since_when(window: OfficeWindow) -> None:
    assert pill(window, "benches") == "11 benches, all here"
    window.receive(data.board("en", away=True))
    assert pill(window, "benches") == "1 bench away"
    since = (data.AT - timedelta(minutes=17)).astimezone().strftime("%H:%M")
    banner = window.banner()
    assert banner == f"Away: Bench 09 since {since}. What happens there comes later."


def test_center_away_says_since_when_and_what_to_do(window: OfficeWindow) -> None:
    window.receive(CenterLost("The database server does not answer.", data.AT))
    assert pill(window, "center") == "Center away"
    assert "Not up to date since" in window.banner()
    assert "does not answer" in window.banner()
    window.receive(data.board("en"))
    assert pill(window, "center") == "Center • now"


def test_old_data_is_said_to_be_old(window: OfficeWindow) -> None:
    window.receive(replace(data.board("en"), at=data.AT - timedelta(seconds=40)))
    assert pill(window, "center") == "Center • 40 s old"


def test_the_palette_finds_pages_and_orders(
    window: OfficeWindow, desk: TellingDesk, qtbot: QtBot
) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.palette_box.isVisible)
    field = window.palette_box.field
    QTest.keyClicks(field, "over")
    assert window.palette_box.titles()[0].startswith("Overview")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.page() == "overview"
    window.open_palette()
    QTest.keyClicks(field, "0187")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert (window.page(), desk.asked[-1][0].text) == ("alerts", "0187")


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_and_looks_change_at_once(window: OfficeWindow, language: str) -> None:
    window.set_language(language)
    window.set_look("dark")
    expected = {"en": "Alerts 3", "zh_Hant": "異常 3", "zh_Hans": "异常 3"}[language]
    assert window.rail.item("alerts").accessibleName() == expected
    assert window.office.kept.get("language") == language
    assert window.office.style.theme == "dark"


def test_the_wall_shows_what_stops_and_the_clocks(window: OfficeWindow, qtbot: QtBot) -> None:
    window.show_wall(full=False)
    said = window.wall.accessibleName()
    assert "07: Wrong item" in said
    assert "0168" in said
    assert window.wall.model is not None
    assert [number for number, _word, _tone in window.wall.model.figures][:2] == ["3", "4"]
    window.receive(data.calm("en"))
    assert window.wall.model.alerts == ()
    QTest.keyClick(window.wall, Qt.Key.Key_Escape)
    assert not window.wall.isVisible()


def test_the_overview_says_what_every_bench_does(window: OfficeWindow) -> None:
    window.show_page("overview")
    cards = [card.accessibleName() for card in window.overview.benches.cards()]
    assert cards[0].startswith("03, Packer 08, Weight is off")
    assert cards[2].startswith("09, Packer 14, Away, since")
    assert "4 facts still there" in cards[2]
    assert any(card.startswith("11, nobody signed in, Nobody there") for card in cards)
    assert "Ready to pack 418" in window.overview.states.accessibleName()
    assert window.overview.oldest.accessibleName().startswith("0168, Being re-picked")


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160)])
def test_it_fits_every_screen(window: OfficeWindow, size: tuple[int, int], qtbot: QtBot) -> None:
    window.resize(*size)
    settled(qtbot, window)
    view = window.alerts.table.view
    assert view.horizontalScrollBar().maximum() == 0
    assert window.alerts.table.model.rowCount() >= 7


def test_long_work_is_in_the_tray_and_can_be_stopped(window: OfficeWindow, qtbot: QtBot) -> None:
    started: list[int] = []

    def work(go_on: object) -> int:
        assert callable(go_on)
        started.append(1)
        while go_on(1, 100):
            pass
        return -1

    number = window.office.work.start_long("Export", work, lambda _rows: None)
    qtbot.waitUntil(lambda: bool(started) and pill(window, "task").startswith("Export 1%"))
    window.tray.cancelled.emit(number)
    qtbot.waitUntil(lambda: pill(window, "task") == "Export • stopped")
