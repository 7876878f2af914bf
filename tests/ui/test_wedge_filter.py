"""A scanner that types is heard whatever has the focus, and presses nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.station.commands import ScanTyped
from app.station.snapshot import Face
from app.station.wedge import Wedge, WedgeSettings
from app.ui.station.window import BenchWindow
from app.ui.wedge_filter import WedgeFilter
from tests.ui.builders_ui import a_snapshot
from tests.ui.conftest import Clock


@pytest.fixture
def wedge(qapp: QApplication, posted: list[object], clock: Clock) -> Iterator[WedgeFilter]:
    made = WedgeFilter(posted.append, Wedge(WedgeSettings()), clock)
    made.install(qapp)
    yield made
    made.remove(qapp)


def type_keys(target: QWidget, text: str, clock: Clock, *, gap_ms: int = 8) -> None:
    """Keys as the window system brings them, each with its own time stamp."""
    for letter in text:
        clock.ms += gap_ms
        code = Qt.Key.Key_Return.value if letter == "\r" else ord(letter.upper())
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
            event.setTimestamp(clock.ms)
            QCoreApplication.sendEvent(target, event)


def texts(posted: list[object]) -> list[str]:
    return [sent.text for sent in posted if isinstance(sent, ScanTyped)]


def test_a_scan_arrives_whatever_has_the_focus(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock
) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    window.open_settings()
    buttons = [*window.settings_page.findChildren(QPushButton), *window.bench.strip.buttons()]
    targets: list[QWidget] = [window, window.bench.verdict, *buttons[:4]]

    for number, target in enumerate(targets):
        clock.ms += 3_000
        type_keys(target, f"SO-2026-{number}\r", clock)

    assert texts(posted) == [f"SO-2026-{number}" for number in range(len(targets))]


def test_the_end_of_a_scan_presses_no_button(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock
) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    button = window.bench.strip.buttons()[0]
    button.setFocus()

    type_keys(button, "6971402118056\r", clock)

    assert posted == [ScanTyped("6971402118056", clock.ms)]


def test_a_person_may_still_press_a_button_with_enter(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock, qtbot: QtBot
) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    button = window.bench.strip.buttons()[0]
    window.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    clock.ms += 5_000

    type_keys(button, "\r", clock)

    assert len(posted) == 1
    assert not texts(posted)


def test_a_code_with_a_hole_is_suspicious(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock
) -> None:
    type_keys(window, "69714021", clock)
    clock.ms += 200
    type_keys(window, "18056\r", clock)

    assert [(sent.suspicious is not None) for sent in posted if isinstance(sent, ScanTyped)] == [
        True
    ]


def test_a_code_without_an_end_is_ended_by_the_timer(
    qapp: QApplication, window: BenchWindow, posted: list[object], clock: Clock, qtbot: QtBot
) -> None:
    quiet = WedgeSettings(end_by_silence=True)
    made = WedgeFilter(posted.append, Wedge(quiet), clock)
    made.install(qapp)
    try:
        type_keys(window, "6971402118056", clock)
        clock.ms += 400
        qtbot.waitUntil(lambda: bool(posted), timeout=2_000)
    finally:
        made.remove(qapp)

    assert texts(posted) == ["6971402118056"]


def test_keys_with_ctrl_stay_shortcuts(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], qtbot: QtBot
) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: len(posted) == 1)
    assert not texts(posted)


def test_a_thousand_codes_come_in_whole(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock
) -> None:
    codes = [f"SP{number:010d}" for number in range(1_000)]
    for code in codes:
        clock.ms += 60
        type_keys(window, f"{code}\r", clock, gap_ms=5)

    assert texts(posted) == codes
