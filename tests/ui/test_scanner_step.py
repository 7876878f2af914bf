"""The bench learns a keyboard scanner from three scans, through real Qt key events."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.readings import DeviceKind, DeviceState
from app.station.commands import OfferTaken, ScannerLearnt, ScanTyped
from app.station.device_view import DeviceCard, DeviceOffer, DevicePage
from app.station.snapshot import Face
from app.station.wedge import Wedge, WedgeSettings
from app.station.wedge_learning import TEST_CODE
from app.ui.station.window import BenchWindow
from app.ui.wedge_filter import WedgeFilter
from tests.ui.builders_ui import a_snapshot
from tests.ui.conftest import Clock
from tests.ui.test_wedge_filter import texts, type_keys


@pytest.fixture
def wedge(
    qapp: QApplication, window: BenchWindow, posted: list[object], clock: Clock
) -> Iterator[WedgeFilter]:
    made = WedgeFilter(posted.append, Wedge(WedgeSettings()), clock)
    made.install(qapp)
    window.learner = made
    yield made
    made.remove(qapp)


def scan(window: BenchWindow, text: str, clock: Clock) -> None:
    clock.ms += 2_000
    type_keys(window, text, clock)


def wait_for_other_words(shown: QLabel, said: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shown.text() != said)


def learn(window: BenchWindow, texts: list[str], clock: Clock, qtbot: QtBot) -> str:
    """Press the button, scan, and read what the page says."""
    step = window.settings_page.scanner
    step.start()
    for number, text in enumerate(texts, start=1):
        scan(window, text, clock)
        clock.ms += 1_000
        said = step.outcome.text()
        wait_for_other_words(step.outcome, said, qtbot)
        if number < len(texts):
            assert str(number) in step.outcome.text()
    return step.outcome.text()


def test_three_scans_teach_and_the_next_scan_is_read_so(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock, qtbot: QtBot
) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    window.open_settings()

    said = learn(window, [f"~{TEST_CODE}#\r"] * 3, clock, qtbot)

    assert "~" in said
    assert not texts(posted)  # the lesson means nothing to the bench
    (learnt,) = [each for each in posted if isinstance(each, ScannerLearnt)]
    assert (learnt.settings.prefix, learnt.settings.suffix) == ("~", "#")
    window.close_page()
    scan(window, "~A1#\r", clock)
    assert texts(posted) == ["A1"]


def test_another_code_teaches_nothing_and_says_why(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock, qtbot: QtBot
) -> None:
    window.open_settings()
    said = learn(window, ["6957842208856\r"] * 3, clock, qtbot)
    assert said
    assert not posted
    scan(window, "6957842208856\r", clock)
    assert texts(posted) == ["6957842208856"]


def test_leaving_the_page_ends_the_lesson(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock
) -> None:
    window.open_settings()
    window.settings_page.scanner.start()
    window.close_page()
    scan(window, "6957842208856\r", clock)
    assert texts(posted) == ["6957842208856"]


def test_without_a_filter_the_button_does_nothing(window: BenchWindow) -> None:
    window.open_settings()
    window.settings_page.scanner.start()
    assert window.settings_page.scanner.outcome.text() == ""


@pytest.mark.parametrize("per_second", [30])
def test_thirty_scans_a_second_whatever_has_the_focus(
    window: BenchWindow,
    wedge: WedgeFilter,
    posted: list[object],
    clock: Clock,
    per_second: int,
) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    window.open_settings()
    buttons = window.settings_page.findChildren(QPushButton)
    targets: list[QWidget] = [window, window.settings_page, *buttons]
    codes = [f"{number:012d}" for number in range(300)]
    for number, code in enumerate(codes):
        begun = clock.ms
        type_keys(targets[number % len(targets)], f"{code}\r", clock, gap_ms=2)
        clock.ms = begun + 1_000 // per_second
    assert texts(posted) == codes
    assert all(each.suspicious is None for each in posted if isinstance(each, ScanTyped))


def test_no_widget_of_the_bench_asks_for_an_input_method(window: BenchWindow) -> None:
    """An input method would swallow or change the letters of a code. Text fields are people's."""
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    window.open_settings()
    window.open_devices()
    method = Qt.WidgetAttribute.WA_InputMethodEnabled
    asking = [each for each in window.findChildren(QWidget) if each.testAttribute(method)]
    focus = [each for each in asking if each.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert not [each for each in focus if not isinstance(each, QLineEdit)]


def test_full_width_letters_reach_the_bench_as_they_are(
    window: BenchWindow, wedge: WedgeFilter, posted: list[object], clock: Clock
) -> None:
    """The domain brings them back (NFKC) and judges the rest; the screen drops nothing."""
    type_keys(window, "ＳＦ１３８５\r", clock)
    assert texts(posted) == ["ＳＦ１３８５"]


def test_an_offer_is_taken_with_a_press(window: BenchWindow, posted: list[object]) -> None:
    card = DeviceCard(
        DeviceKind.SCALE, "scale", DeviceState.BUSY, holder="minicom", misreads=2, worst=("690", 2)
    )
    offer = DeviceOffer(DeviceKind.SCALE, "COM5", "usb:1a86:7523@1-1.2", "Serial", "scale")
    other = DeviceOffer(None, "COM6", "usb:1a86:7523@1-1.3", "Serial")
    window.open_devices()
    window.show_devices(DevicePage((card,), (offer, other)))

    row = window.device_page.offer_rows[0]
    row.button.click()

    taken = [each for each in posted if isinstance(each, OfferTaken)]
    assert taken == [OfferTaken("scale", "usb:1a86:7523@1-1.2")]
    assert window.device_page.offer_rows[1].button.isHidden()
    window.show_devices(DevicePage((card,)))
    assert window.device_page.offer_rows == []
