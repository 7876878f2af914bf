"""The device page of a real bench with a simulated scale: tests, learning, saving, sharing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from app.clock import mono_ms
from app.config import FILE_NAME, ScaleSettings, ScannerSettings, Settings, load
from app.devices.simulators.links import TcpLink
from app.devices.simulators.post_box import PostBox
from app.devices.simulators.scale import SimulatedScale
from app.domain.control_code import Control, code_of
from app.domain.readings import DeviceState
from app.domain.scale_profile import ScaleLearned
from app.entrypoints.device_desk import DeviceDesk
from app.entrypoints.station_host import StationHost
from app.station.commands import (
    DeviceTestPressed,
    FormShown,
    LessonEmpty,
    LessonListen,
    LessonOpened,
    LessonSaved,
    LessonWeight,
    ScaleChosen,
    ScanTyped,
)
from app.station.device_view import DeviceCard, DevicePage, DeviceTest, ScaleChoice
from app.station.lesson_view import LessonStep, LessonView

T = TypeVar("T")


class Rig:
    """A bench whose settings name another protocol than its scale speaks."""

    def __init__(self, home: Path) -> None:
        self.home, self.shown = home, PostBox()
        self.scale = SimulatedScale("st_gs", TcpLink(), mono_ms)
        settings = Settings(
            scanner=(ScannerSettings("keys", "keyboard"),),
            scale=ScaleSettings("scale", "toledo_8217", self.scale.url, framing="7E1"),
        )
        self.host = StationHost(settings, home, lambda _snapshot: None)
        self.pressed: list[Control] = []
        self.host.devices.on_control = self.pressed.append
        self.desk = DeviceDesk(self.host, home / FILE_NAME, self.shown.post, self.shown.post)

    def start(self) -> None:
        self.scale.start()
        self.host.start()
        self.desk.start()

    def stop(self) -> None:
        self.desk.stop()
        self.host.stop()
        self.scale.stop()

    def card(self, fits: Callable[[DeviceCard], bool]) -> DeviceCard:
        """The scale's card, once it fits."""
        found: list[DeviceCard] = []

        def looks(page: DevicePage) -> bool:
            found[:] = [each for each in page.cards if each.device_id == "scale" and fits(each)]
            return bool(found)

        self.shown.wait(DevicePage, looks)
        return found[0]

    def lesson(self, step: LessonStep) -> LessonView:
        return self.shown.wait(LessonView, lambda view: view.step is step and not view.busy)

    def facts(self) -> list[object]:
        with self.host._store.read() as tx:
            return [record.fact for record in tx.journal.read("B01")]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.start()
    yield made
    made.stop()


def test_a_scale_is_learnt_saved_used_and_shared(rig: Rig) -> None:
    rig.desk.takes(FormShown("devices"))
    doubted = rig.card(lambda card: card.doubt is not None)
    assert doubted.doubt is not None
    assert doubted.doubt.params["protocol"] == "st_gs"

    rig.desk.takes(FormShown("learn"))
    rig.desk.takes(LessonOpened())
    rig.desk.takes(LessonListen(rig.scale.url))
    heard = rig.lesson(LessonStep.EMPTY)
    assert heard.candidates[0].name == "st_gs"
    rig.desk.takes(LessonEmpty())
    rig.lesson(LessonStep.WEIGHT)
    rig.scale.put(500)
    rig.desk.takes(LessonWeight(500))
    result = rig.lesson(LessonStep.RESULT)
    assert result.found[0].loaded == "0.500 kg"
    rig.desk.takes(LessonSaved(0, "FLOOR-60"))
    rig.lesson(LessonStep.SAVED)

    rig.desk.takes(FormShown("devices"))
    works = rig.card(lambda card: card.state is DeviceState.READY)
    assert works.choice is not None
    assert works.choice.profile == "FLOOR-60"
    rig.desk.takes(DeviceTestPressed("scale", DeviceTest.READ_WEIGHT))
    read = rig.card(lambda card: card.result is not None and "grams" in card.result.params)
    assert read.result is not None
    assert read.result.params["grams"] == "500"
    assert any(frame.reads == "0.500 kg" for frame in read.frames)
    kept = load(rig.home / FILE_NAME).scale
    assert kept is not None
    assert kept.profile is not None
    assert kept.profile.protocol == "st_gs"
    rig.host.mailbox.stop()
    assert any(isinstance(fact, ScaleLearned) for fact in rig.facts())


def test_another_protocol_is_chosen_from_the_list(rig: Rig) -> None:
    rig.desk.takes(FormShown("devices"))
    rig.desk.takes(ScaleChosen(ScaleChoice(rig.scale.url, "st_gs", 9600, "8N1")))
    works = rig.card(lambda card: card.state is DeviceState.READY)
    assert works.model == "st_gs"
    rig.desk.takes(ScaleChosen(ScaleChoice(rig.scale.url, "no_such", 9600, "8N1")))
    page = rig.shown.wait(DevicePage, lambda page: bool(page.notice and page.notice.params))
    assert page.notice is not None
    assert "no_such" in page.notice.params["why"]
    kept = load(rig.home / FILE_NAME).scale
    assert kept is not None
    assert kept.protocol == "st_gs"


def test_the_control_card_works_the_page_and_a_test_scan_is_no_scan_of_the_bench(
    rig: Rig,
) -> None:
    devices = rig.host.devices
    rig.desk.takes(FormShown("devices"))
    for control in (Control.NEXT_BOX, Control.ACKNOWLEDGE, Control.CANCEL):
        devices.post(ScanTyped(code_of(control), 1))
    assert rig.pressed == [Control.NEXT_BOX, Control.ACKNOWLEDGE, Control.CANCEL]

    devices.post(ScanTyped(code_of(Control.TEST_SCAN), 2))
    rig.shown.wait(DevicePage, lambda page: page.cards[0].result is not None)

    rig.desk.takes(FormShown(""))
    devices.post(ScanTyped(code_of(Control.ACKNOWLEDGE), 3))
    assert len(rig.pressed) == 3
