"""A scale that is pulled out while it weighs and comes back under another name, again and again."""

import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.devices.conversation import ScaleConversation
from app.devices.identity import Identity, Port, port_name
from app.devices.reader import PortReader
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.links import PtyLink
from app.devices.simulators.load import Load
from app.devices.simulators.post_box import PostBox
from app.devices.simulators.scale import SimulatedScale
from app.devices.transports import SerialTransport
from app.domain.readings import DeviceState, DeviceStatus, WeightReading

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are not on it")
SCALE = Identity(0x1A86, 0x7523, "", "1-1.2")


class MovingLink(PtyLink):
    """A cable whose port has a new name each time: what ttyUSB0 and COM3 do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = count()
        self.present: list[Port] = []
        super().__init__(folder / "unused")

    def plug(self) -> None:
        if self._master < 0:
            self._name = self._folder / f"ttyUSB{next(self._names)}"
            super().plug()
            self.present = [Port(str(self._name), SCALE, "USB Serial")]

    def unplug(self) -> None:
        self.present = []
        super().unplug()


@pytest.fixture
def link(tmp_path: Path) -> MovingLink:
    return MovingLink(tmp_path)


@pytest.fixture
def scale(link: MovingLink) -> Iterator[SimulatedScale]:
    made = SimulatedScale("st_gs", link, lambda: time.monotonic_ns() // 1_000_000, load=Load())
    made.start()
    yield made
    made.stop()


@pytest.fixture
def reader(link: MovingLink, box: PostBox) -> Iterator[PortReader]:
    port = SerialTransport(SCALE.address, find=lambda each: port_name(each, lambda: link.present))
    talk = ScaleConversation("scale-1", scale_protocol("st_gs"), unit="kg")
    made = PortReader("scale-1", port, talk, box.post, lambda: time.monotonic_ns() // 1_000_000)
    made.start()
    yield made
    made.stop()
    assert made.join(3)


def test_pulled_out_while_it_weighs_and_back_under_another_name(
    link: MovingLink, scale: SimulatedScale, reader: PortReader, box: PostBox
) -> None:
    for grams in (1_200, 2_300, 3_400):
        scale.put(grams)
        box.wait(WeightReading, lambda reading: reading.stable is False)
        scale.unplug()
        box.wait(DeviceStatus, lambda status: status.state is DeviceState.LOST)
        scale.put(0)
        scale.plug()
        reader.retry()
        box.wait(DeviceStatus, lambda status: status.state is DeviceState.READY)
        box.wait(WeightReading, lambda reading: reading.stable is True and reading.grams == 0)
    assert reader.where().startswith(str(link.present[0].name))
    assert link.present[0].name.endswith("ttyUSB3")
