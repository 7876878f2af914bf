"""The wizard and the live view: what each step offers, and the control card on both pages."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.control_code import Control
from app.station.commands import (
    FormShown,
    LessonDescribed,
    LessonEmpty,
    LessonListen,
    LessonOpened,
    LessonSaved,
    LessonStopped,
    LessonWeight,
    ScaleChosen,
)
from app.station.lesson_view import LessonStep
from app.ui.gallery_devices import LESSONS, device_page
from app.ui.station.learn_result import ResultStep
from app.ui.station.learn_steps import EmptyStep, ListenStep, PortStep, WeightStep
from app.ui.station.window import BenchWindow


def commands(posted: list[object]) -> list[object]:
    """Without the words about which page is open."""
    return [each for each in posted if not isinstance(each, FormShown | LessonOpened)]


def open_lesson(window: BenchWindow, name: str) -> QWidget:
    window.open_devices()
    window.forms.open_lesson()
    view = LESSONS[name]
    window.forms.made.learn.show_view(view)
    return window.forms.made.learn.steps[view.step]


def test_each_step_posts_what_it_offers(window: BenchWindow, posted: list[object]) -> None:
    ports = open_lesson(window, "learn-port")
    assert isinstance(ports, PortStep)
    ports.ports[0].click()
    listening = open_lesson(window, "learn-listen")
    assert isinstance(listening, ListenStep)
    listening.stop.click()
    empty = open_lesson(window, "learn-empty")
    assert isinstance(empty, EmptyStep)
    empty.done.click()
    weight = open_lesson(window, "learn-weight")
    assert isinstance(weight, WeightStep)
    weight.typed.setText("750")
    weight.typed.textEdited.emit("750")
    weight.done.click()
    result = open_lesson(window, "learn-result")
    assert isinstance(result, ResultStep)
    result.save.click()

    assert commands(posted) == [
        LessonListen("usb:0403:6001:A1@1-1.3"),
        LessonStopped(),
        LessonEmpty(),
        LessonWeight(750),
        LessonSaved(0, "ST-GS-9600"),
    ]


def test_what_is_described_is_read_again_at_once(window: BenchWindow, posted: list[object]) -> None:
    result = open_lesson(window, "learn-result")
    assert isinstance(result, ResultStep)
    fields = result.describe.fields
    for name, text in (("at", "8"), ("width", "6"), ("unit", "kg")):
        fields[name].setText(text)
        fields[name].textEdited.emit(text)
    last = commands(posted)[-1]
    assert isinstance(last, LessonDescribed)
    assert last.columns is not None
    assert (last.columns.length, last.columns.weight_at, last.columns.weight_width) == (16, 8, 6)
    assert last.unit == "kg"

    fields["pattern"].setText("(?P<weight>[0-9.]+)kg")
    fields["pattern"].textEdited.emit("")
    last = commands(posted)[-1]
    assert isinstance(last, LessonDescribed)
    assert last.pattern is not None
    assert not fields["at"].text()


def test_esc_leaves_the_wizard_for_the_devices_and_then_for_the_bench(
    window: BenchWindow, posted: list[object]
) -> None:
    open_lesson(window, "learn-empty")
    window.close_page()
    assert window.pages.currentWidget() is window.device_page
    window.close_page()
    forms = [each.name for each in posted if isinstance(each, FormShown)]
    assert forms == ["devices", "learn", "devices", ""]
    assert LessonStopped(leave=True) in posted


def test_the_control_card_presses_what_the_step_offers_first(
    window: BenchWindow, posted: list[object]
) -> None:
    open_lesson(window, "learn-empty")
    window.forms.take_pressed(Control.ACKNOWLEDGE)
    assert commands(posted) == [LessonEmpty()]
    window.forms.take_pressed(Control.CANCEL)
    assert window.pages.currentWidget() is window.device_page


def test_the_live_view_can_be_held_still_and_taken_along(window: BenchWindow) -> None:
    window.open_devices()
    window.show_devices(device_page(works=True))
    window.device_page.choose("w1")
    live = window.device_page.detail.live
    assert live.model.rows[0][2:] == ("ST,GS,+  0.000kg<0D><0A>", "0.000 kg • at rest")
    assert live.model.rows[2][3] == "1.120 kg • moving"

    live.pause.click()
    window.show_devices(device_page())
    assert live.model.rows[0][3] == "0.000 kg • at rest"
    live.copy.click()
    assert "ST,GS,+  1.634kg<0D><0A>" in QGuiApplication.clipboard().text()

    live.pause.click()
    assert live.model.rows[-1][3] == "refused: bad_frame"


def test_another_setting_is_used_when_it_is_pressed(
    window: BenchWindow, posted: list[object]
) -> None:
    window.open_devices()
    window.show_devices(device_page())
    form = window.device_page.detail.choice
    form.lists["line"].setCurrentText("4800 8N1")
    window.show_devices(device_page())  # a fresh page does not undo what was begun
    form.use.click()
    (chosen,) = [each for each in posted if isinstance(each, ScaleChosen)]
    assert (chosen.choice.baud, chosen.choice.framing, chosen.choice.protocol) == (
        4800,
        "8N1",
        "st_gs",
    )


def test_every_step_of_the_wizard_has_names(window: BenchWindow) -> None:
    for name in LESSONS:
        open_lesson(window, name)
        for each in window.forms.made.learn.findChildren(QPushButton):
            assert each.accessibleName() or not each.isVisible(), (name, each)
    assert {view.step for view in LESSONS.values()} == set(LessonStep)
