"""The bench's window: snapshots in, words and properties out, one command a click."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.domain.control_code import Control, code_of
from app.domain.readings import DeviceState
from app.domain.verdict import Verdict
from app.station.commands import ControlPressed
from app.station.settings_view import ScreenSettings, SettingsView
from app.station.snapshot import Face
from app.ui import gallery_data as data
from app.ui.bridge import Bridge
from app.ui.gallery_scenes import SCENES, wrong_size
from app.ui.station.window import BenchWindow
from tests.ui.builders_ui import a_snapshot, a_stop
from tests.ui.conftest import Clock


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_is_shown_without_a_warning(window: BenchWindow, scene: str) -> None:
    window.render_snapshot(SCENES[scene]("en"))

    assert not window.grab().isNull()
    assert window.property("verdict") == SCENES[scene]("en").face.value


def test_the_verdict_can_be_read_back(window: BenchWindow) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))

    assert window.bench.verdict.property("verdict") == "accepted"
    assert window.bench.verdict.property("tone") == "ok"
    spoken = window.bench.verdict.accessibleName()
    assert spoken.startswith("Correct. 3 / 7. Handmade ceramic mug")
    assert spoken.endswith("Scan the next item")


def test_a_stop_takes_the_place_of_verdict_weight_and_shipping(window: BenchWindow) -> None:
    window.render_snapshot(wrong_size("en"))
    bench = window.bench

    assert bench.stop.isVisible()
    for panel in (bench.verdict, bench.weight, bench.shipping):
        assert not panel.isVisible()
    assert bench.stop.property("verdict") == "stop"
    assert bench.stop.property("stop") == "wrong_item"
    assert "Put this L in the wrong-items basket" in bench.stop.accessibleName()
    assert bench.lines.rows()[0].property("state") == "lifted"
    assert bench.lines.rows()[0].accessibleName().startswith("Organic cotton T-shirt. Cream / M")


def test_a_stop_closes_an_open_page(window: BenchWindow) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    window.open_settings()
    window.render_snapshot(a_snapshot(Face.STOP))

    assert window.pages.currentWidget() is window.bench


@pytest.mark.parametrize("size", [QSize(1920, 1080), QSize(1366, 768)])
def test_the_code_on_the_screen_clears_the_stop(
    window: BenchWindow, size: QSize, tmp_path: Path
) -> None:
    window.resize(size)
    window.render_snapshot(wrong_size("en"))
    picture = tmp_path / "screen.png"
    window.grab().save(str(picture))

    with Image.open(picture) as image:
        read = zxingcpp.read_barcodes(image.convert("L"))

    assert [code.text for code in read] == [code_of(Control.ACKNOWLEDGE)]


def test_a_click_posts_one_command(window: BenchWindow, posted: list[object], qtbot: QtBot) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    button = window.bench.strip.buttons()[0]

    button.click()

    assert posted == [ControlPressed(Control.TAKE_OUT)]


def test_buttons_have_shortcuts(window: BenchWindow, posted: list[object], qtbot: QtBot) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: posted == [ControlPressed(Control.SHORT)])


def test_no_button_waits_for_an_enter_on_the_bench(window: BenchWindow) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    window.open_devices()
    window.close_page()

    assert not any(button.hasFocus() for button in window.findChildren(QAbstractButton))


def test_the_bridge_brings_snapshots_in_their_order(
    window: BenchWindow, bridge: Bridge, qtbot: QtBot
) -> None:
    bridge.snapshot.emit(a_snapshot(Face.WAIT_ITEM))
    bridge.snapshot.emit(a_snapshot(Face.STOP))
    assert window.property("verdict") is None  # queued: nothing happens within the emit

    qtbot.waitUntil(lambda: window.property("verdict") == "stop")


def test_a_snapshot_that_is_the_same_repaints_nothing(window: BenchWindow) -> None:
    snap = a_snapshot(Face.ACCEPTED)
    window.render_snapshot(snap)
    bench = window.bench

    assert not bench.lines.show_lines(bench.lines._model)
    model = bench.verdict.model
    assert model is not None
    assert not bench.verdict.show_model(replace(model))


def test_only_the_scanned_line_changes(window: BenchWindow) -> None:
    window.render_snapshot(a_snapshot(Face.ACCEPTED))
    before = {row.model.key: row.model for row in window.bench.lines.rows() if row.model}
    lines = data.lines("en", {"mug": 2, "dripper": 1, "shirt": 1})

    window.render_snapshot(a_snapshot(Face.ACCEPTED, lines=lines, scanned=4))

    after = {row.model.key: row.model for row in window.bench.lines.rows() if row.model}
    assert [key for key in after if after[key] != before[key]] == ["1"]


def test_clock_and_ages_move_without_a_snapshot(window: BenchWindow, clock: Clock) -> None:
    stop = a_stop(Verdict.OVER, since_mono_ms=data.MONO_MS - 8_000)
    window.render_snapshot(a_snapshot(Face.STOP, stop=stop))
    assert window.bench.stop.elapsed_ms == 8_000
    assert window.bar.pills()[-1].accessibleName() == "Center • 2 min ago"

    clock.ms += 60_000
    window.tick()

    assert window.bench.stop.elapsed_ms == 68_000
    assert window.bar.pills()[-1].accessibleName() == "Center • 3 min ago"


def test_pills_say_what_is_wrong(window: BenchWindow) -> None:
    pills = data.pills(scale=DeviceState.LOST, printer=DeviceState.DEGRADED)
    window.render_snapshot(a_snapshot(Face.COMPLETE, pills=pills, center=data.OFFLINE))

    said = [(pill.accessibleName(), pill.property("tone")) for pill in window.bar.pills()]
    assert said == [
        ("Scanner ready", "quiet"),
        ("Scale • unplugged", "stop"),
        ("Labels low • 40 left", "warn"),
        ("Offline • 6 to send", "warn"),
    ]


@pytest.mark.parametrize(
    "size", [(1920, 1080), (1600, 900), (1366, 768), (1280, 720), (3840, 2160)]
)
@pytest.mark.parametrize("scale", [100, 150, 200])
def test_verdict_weight_and_lines_stay_on_the_screen(
    window: BenchWindow, size: tuple[int, int], scale: int
) -> None:
    window.resize(*size)
    window.apply_settings(SettingsView(ScreenSettings("en", scale_percent=scale)))
    window.render_snapshot(SCENES["forty_lines"]("en"))
    bench = window.bench

    for panel in (bench.order, bench.verdict, bench.weight, bench.shipping, bench.strip):
        assert panel.isVisible()
        assert bench.rect().contains(panel.geometry()), panel
    assert bench.verdict.height() >= 250 * size[1] / 1080
    shown = [row for row in bench.lines.rows() if row.isVisible()]
    assert len(shown) >= 2
    assert shown[0].property("state") == "lifted"
    assert bench.lines.hidden_below == 40 - len(shown)


def test_the_list_scrolls_and_comes_back_to_the_scanned_line(window: BenchWindow) -> None:
    window.render_snapshot(SCENES["forty_lines"]("en"))
    lines = window.bench.lines
    lines._offset = 900.0
    lines.arrange()
    assert not lines.rows()[0].isVisible()

    window.render_snapshot(replace(SCENES["forty_lines"]("en"), last_key="12"))

    assert lines.rows()[0].isVisible()
    first = lines.rows()[0].model
    assert first is not None
    assert first.key == "12"


def test_an_unknown_badge_is_said_at_the_door(window: BenchWindow) -> None:
    stop = a_stop(Verdict.BADGE_UNKNOWN, clears=())
    window.render_snapshot(a_snapshot(Face.SIGN_IN, stop=stop))

    assert window.pages.currentWidget() is window.login
    assert "Scan your own badge" in window.login.welcome.accessibleName()


def test_the_binding_does_not_eat_references(window: BenchWindow) -> None:
    """One release of the Qt binding lost a reference of None at every call, until Python died."""

    class Sender(QObject):
        flag = Signal(bool)

    sender, before = Sender(), sys.getrefcount(None)
    for _ in range(500):
        window.setEnabled(True)
    assert sys.getrefcount(None) - before > -50

    before = sys.getrefcount(True)
    for _ in range(500):
        sender.flag.emit(True)
    assert sys.getrefcount(True) - before > -50
