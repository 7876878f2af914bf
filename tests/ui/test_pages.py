"""Settings and devices: changed while running, named for a screen reader, posted once."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.i18n import Words
from app.station.commands import DeviceTestPressed, FormShown, SettingsChanged
from app.station.device_view import DeviceTest
from app.station.settings_view import ScreenSettings, SettingsView
from app.station.snapshot import Face
from app.ui.gallery_devices import device_page
from app.ui.station.window import BenchWindow
from app.ui.style import Style
from tests.ui.builders_ui import a_snapshot


def test_language_changes_while_running(window: BenchWindow, words: Words) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))

    window.change_settings(ScreenSettings("zh_Hant"))
    assert window.bench.verdict.accessibleName().startswith("正確")
    assert window.bench.strip.buttons()[0].accessibleName() == "取出"

    window.change_settings(ScreenSettings("zh_Hans"))
    assert window.bench.verdict.accessibleName().startswith("正确")
    assert words.language == "zh_Hans"


def test_theme_changes_while_running(window: BenchWindow, style: Style) -> None:
    window.apply_settings(SettingsView(ScreenSettings("en")))
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    light = QColor(window.grab().toImage().pixel(5, 500))

    window.change_settings(ScreenSettings("en", "dark"))

    dark = QColor(window.grab().toImage().pixel(5, 500))
    assert light == style_of("light").colours["surface"]
    assert dark == style.colours["surface"]
    assert dark.lightness() < 60 < light.lightness()


def style_of(theme: str) -> Style:
    return Style(theme)


def test_a_change_of_settings_is_posted_once(window: BenchWindow, posted: list[object]) -> None:
    wished = ScreenSettings("en", "high_contrast", 150, 110, 30)

    window.change_settings(wished)

    assert posted == [SettingsChanged(wished)]


def test_settings_are_changed_by_their_buttons(
    window: BenchWindow, posted: list[object], qtbot: QtBot
) -> None:
    window.apply_settings(SettingsView(ScreenSettings("en"), "Bench 07", "W1"))
    window.open_settings()
    dark = next(b for b in window.findChildren(QPushButton) if b.text() == "Dark")

    dark.click()

    assert posted == [SettingsChanged(ScreenSettings("en", "dark"))]
    assert window.pages.currentWidget() is window.settings_page


def test_the_device_page_says_the_next_step_and_posts_tests(
    window: BenchWindow, posted: list[object], qtbot: QtBot
) -> None:
    window.open_devices()
    window.show_devices(device_page())
    page = window.device_page
    text = " ".join(each.text() for each in page.findChildren(QLabel))
    assert "On COM3: sends, but at another speed: try 4800" in text
    assert "Put in a new roll of labels." in text

    window.show_devices(device_page(works=True))
    page.choose("w1")
    page.detail.tests[DeviceTest.ZERO].click()

    assert posted == [FormShown("devices"), DeviceTestPressed("w1", DeviceTest.ZERO)]


def test_everything_that_can_be_used_has_a_name(window: BenchWindow) -> None:
    window.show_devices(device_page())
    window.render_snapshot(a_snapshot(Face.STOP))
    for page in (window.open_devices, window.open_settings, window.close_page):
        page()
        for control in window.findChildren(QWidget):
            usable = isinstance(control, QAbstractButton | QAbstractSlider)
            if usable and control.isVisible() and "ScrollBar" not in type(control).__name__:
                assert control.accessibleName(), control
    panels: list[QWidget] = [window.bar, *window.bar.pills(), window.bench.stop]
    for panel in (*panels, window.bench.order):
        assert panel.accessibleName()


def test_nothing_on_the_bench_lets_an_input_method_in(window: BenchWindow) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))

    for widget in (window, *window.bench.strip.buttons(), window.bench.verdict):
        assert not widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
