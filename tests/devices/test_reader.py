"""A reader of scales on real cables: weights, pulled plugs, silence, noise, commands."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from app.devices.conversation import ScaleConversation
from app.devices.reader import PortReader
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.links import Link, PtyLink, TcpLink
from app.devices.simulators.load import Load
from app.devices.simulators.post_box import PostBox
from app.devices.simulators.scale import SimulatedScale
from app.devices.simulators.scanner import SimulatedHid
from app.devices.transports import open_transport
from app.domain.readings import DeviceState, DeviceStatus, WeightFault, WeightReading
from tests.devices.cables import POSIX, Clock, Start, state


def scale_reader(
    url: str, protocol: str, box: PostBox, clock: Clock, unit: str | None = None
) -> PortReader:
    talk = ScaleConversation("scale-1", scale_protocol(protocol), unit=unit)
    return PortReader("scale-1", open_transport(url), talk, box.post, clock)


def settled(grams: int) -> Callable[[WeightReading], bool]:
    return lambda reading: reading.grams == grams and reading.stable is not False


@pytest.mark.parametrize("protocol", ["st_gs", "yaohua_a9", "yaohua_a12", "toledo_8217", "mt_sics"])
def test_a_parcel_is_weighed_in_every_protocol(
    protocol: str, link: Link, box: PostBox, clock: Clock, running: Start
) -> None:
    scale = SimulatedScale(protocol, link, clock, load=Load(settle_ms=200))
    running(scale)
    running(scale_reader(link.url, protocol, box, clock, unit="kg"))
    box.wait(WeightReading, settled(0))
    scale.put(1234)
    box.wait(WeightReading, settled(1234))
    scale.put(0)
    box.wait(WeightReading, settled(0))


@pytest.mark.parametrize("protocol", ["st_gs", "toledo_8217", "mt_sics"])
def test_moving_is_never_called_stable(
    protocol: str, box: PostBox, clock: Clock, running: Start
) -> None:
    scale = SimulatedScale(protocol, TcpLink(), clock, load=Load(settle_ms=600))
    running(scale)
    running(scale_reader(scale.url, protocol, box, clock, unit="kg"))
    box.wait(WeightReading, settled(0))
    scale.put(5000)
    box.wait(WeightReading, lambda reading: reading.stable is False)
    box.wait(WeightReading, settled(5000))
    wrong = [
        reading
        for reading in box.seen
        if isinstance(reading, WeightReading)
        and reading.stable
        and reading.grams not in (0, 5000, None)
    ]
    assert not wrong


def test_a_pulled_plug_is_posted_at_once_and_mended(
    link: Link, box: PostBox, clock: Clock, running: Start
) -> None:
    scale = SimulatedScale("st_gs", link, clock)
    running(scale)
    running(scale_reader(link.url, "st_gs", box, clock))
    box.wait(DeviceStatus, state(DeviceState.READY))
    box.wait(WeightReading, settled(0))
    pulled_ms = clock()
    scale.unplug()
    lost = box.wait(DeviceStatus, state(DeviceState.LOST))
    assert lost.mono_ms - pulled_ms < 500
    after = len(box.seen)
    scale.put(700)
    scale.plug()
    box.wait(DeviceStatus, state(DeviceState.READY))
    box.wait(WeightReading, settled(700))
    assert [each for each in box.seen[after:] if isinstance(each, WeightReading)]


@POSIX
def test_a_port_held_by_another_program_is_busy(
    tmp_path: Path, box: PostBox, clock: Clock, running: Start
) -> None:
    link = PtyLink(tmp_path / "scale")
    other = open_transport(link.url)
    other.open()
    running(scale_reader(link.url, "st_gs", box, clock))
    box.wait(DeviceStatus, state(DeviceState.BUSY))
    other.close()
    link.unplug()
    box.wait(DeviceStatus, state(DeviceState.LOST))


def test_half_frames_and_noise_do_not_stop_the_readings(
    box: PostBox, clock: Clock, running: Start
) -> None:
    scale = SimulatedScale("st_gs", TcpLink(), clock)
    running(scale)
    reader = scale_reader(scale.url, "st_gs", box, clock)
    running(reader)
    box.wait(WeightReading, settled(0))
    scale.babble(b"\xff\x00garbage\r\n")
    scale.misbehave(half_frames=3)
    scale.put(900)
    box.wait(WeightReading, settled(900))
    assert any(b"garbage" in raw for _, raw in reader.recent())


def test_a_scale_that_talks_nonsense_is_silent_then_ready(
    box: PostBox, clock: Clock, running: Start
) -> None:
    scale = SimulatedScale("yaohua_a9", TcpLink(), clock)
    running(scale)
    running(scale_reader(scale.url, "st_gs", box, clock))
    box.wait(DeviceStatus, state(DeviceState.SILENT))
    assert not [each for each in box.seen if isinstance(each, WeightReading)]


def test_a_mute_scale_is_silent_and_comes_back(box: PostBox, clock: Clock, running: Start) -> None:
    scale = SimulatedScale("mt_sics", TcpLink(), clock)
    running(scale)
    running(scale_reader(scale.url, "mt_sics", box, clock))
    box.wait(DeviceStatus, state(DeviceState.READY))
    scale.misbehave(mute=True)
    box.wait(DeviceStatus, state(DeviceState.SILENT))
    scale.misbehave()
    box.wait(DeviceStatus, state(DeviceState.READY))


@pytest.mark.parametrize(
    ("protocol", "grams", "fault"),
    [
        ("st_gs", 40_000, WeightFault.OVER),
        ("st_gs", -500, WeightFault.UNDER),
        ("mt_sics", 40_000, WeightFault.OVER),
        ("toledo_8217", 40_000, WeightFault.OVER),
        ("yaohua_a12", 40_000, WeightFault.OVER),
    ],
)
def test_overload_and_underload_are_faults_without_grams(
    protocol: str, grams: int, fault: WeightFault, box: PostBox, clock: Clock, running: Start
) -> None:
    scale = SimulatedScale(protocol, TcpLink(), clock)
    running(scale)
    running(scale_reader(scale.url, protocol, box, clock, unit="kg"))
    scale.put(grams)
    assert box.wait(WeightReading, lambda reading: reading.fault is fault).grams is None


def test_a_stuck_scale_keeps_saying_the_same(box: PostBox, clock: Clock, running: Start) -> None:
    scale = SimulatedScale("st_gs", TcpLink(), clock)
    running(scale)
    running(scale_reader(scale.url, "st_gs", box, clock))
    scale.put(250)
    box.wait(WeightReading, settled(250))
    scale.misbehave(stuck=True)
    scale.put(999)
    scale.put(0)
    for _ in range(5):
        assert box.wait(WeightReading).grams == 250


def test_jitter_and_drift_show(box: PostBox, clock: Clock, running: Start) -> None:
    scale = SimulatedScale("st_gs", TcpLink(), clock)
    running(scale)
    running(scale_reader(scale.url, "st_gs", box, clock))
    scale.misbehave(jitter=2, drift=Decimal(3))
    box.wait(WeightReading, lambda reading: reading.grams == -2)
    box.wait(WeightReading, lambda reading: (reading.grams or 0) >= 5)


@pytest.mark.parametrize("protocol", ["mt_sics", "toledo_8217"])
def test_zero_and_tare_reach_the_scale(
    protocol: str, box: PostBox, clock: Clock, running: Start
) -> None:
    spoken = scale_protocol(protocol)
    scale = SimulatedScale(protocol, TcpLink(), clock)
    running(scale)
    reader = scale_reader(scale.url, protocol, box, clock, unit="kg")
    running(reader)
    scale.put(300)
    box.wait(WeightReading, settled(300))
    reader.send(spoken.tare)
    box.wait(WeightReading, settled(0))
    reader.send(spoken.clear_tare)
    box.wait(WeightReading, settled(300))
    reader.send(spoken.zero)
    box.wait(WeightReading, settled(0))


def test_a_hid_scale(box: PostBox, clock: Clock, running: Start) -> None:
    hid = SimulatedHid()
    talk = ScaleConversation("scale-1", scale_protocol("usb_hid_scale"), streams=False)
    reader = PortReader("scale-1", hid, talk, box.post, clock)
    running(reader)
    hid.report(bytes.fromhex("0404"), bytes.fromhex("030402006e03"))
    assert box.wait(WeightReading).grams == 878
    hid.plugged = False
    box.wait(DeviceStatus, state(DeviceState.LOST))
