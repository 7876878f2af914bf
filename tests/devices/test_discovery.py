"""What is plugged in, what it looks like, and the word when it changes: never more than that."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.devices.discovery import Discovery, Plugged, Way, looks_like
from app.devices.evdev import InputNode
from app.devices.hotplug import PlugsChanged, PlugWatch, difference
from app.devices.identity import Identity, Port
from app.devices.printers.listing import PrinterFound, cups_queues, usb_printers
from app.devices.simulators.post_box import PostBox
from app.domain.readings import DeviceKind

SCALE = {
    "path": b"/dev/hidraw2",
    "usage_page": 0x8D,
    "vendor_id": 0x0922,
    "product_id": 0x8003,
    "serial_number": "S7",
    "manufacturer_string": "DYMO",
    "product_string": "M10",
}
MOUSE: dict[str, Any] = {"path": b"/dev/hidraw1", "usage_page": 1, "usage": 2}
ADAPTER = Port("/dev/ttyUSB0", Identity(0x1A86, 0x7523, "", "1-1.2"), "USB Serial")
SCANNER = InputNode("/dev/input/event9", Identity(0x0C2E, 0x0B61, "S1", "1-1.3:1.0"), "Imager")
KEYBOARD = InputNode("/dev/input/event3", Identity(0x046D, 0xC31C, "", "1-1.4:1.0"), "Keyboard")


@dataclass(slots=True)
class Computer:
    """What the system would list."""

    ports: list[Port] = field(default_factory=lambda: [ADAPTER, Port("/dev/ttyS0")])
    queues: list[PrinterFound] = field(default_factory=list)
    now_s: float = 0.0
    asked: int = 0

    def discovery(self) -> Discovery:
        return Discovery(
            lambda: self.ports,
            lambda: [SCALE, MOUSE],
            lambda: [SCANNER, KEYBOARD],
            self._print_queues,
            lambda: self.now_s,
        )

    def _print_queues(self) -> list[PrinterFound]:
        self.asked += 1
        return self.queues


def test_everything_that_may_be_a_device_is_listed_and_nothing_else() -> None:
    computer = Computer(queues=[PrinterFound("ipp", "ipp://localhost:631/printers/label", "Zebra")])
    queue = "ipp://localhost:631/printers/label"
    assert set(computer.discovery().look()) == {
        Plugged(Way.SERIAL, "/dev/ttyUSB0", "usb:1a86:7523@1-1.2", None, "USB Serial"),
        Plugged(Way.SERIAL, "/dev/ttyS0", "/dev/ttyS0"),
        Plugged(Way.HID, "/dev/hidraw2", "usb:0922:8003:S7", DeviceKind.SCALE, "DYMO M10"),
        Plugged(
            Way.KEYS,
            "/dev/input/event9",
            "usb:0c2e:0b61:S1@1-1.3:1.0",
            DeviceKind.SCANNER,
            "Imager",
        ),
        Plugged(Way.PRINTER, queue, queue, DeviceKind.PRINTER, "Zebra"),
    }


def test_the_print_system_is_asked_seldom() -> None:
    computer = Computer()
    discovery = computer.discovery()
    for _ in range(40):
        discovery.look()
        computer.now_s += 2
    assert computer.asked == 3  # 80 s


@pytest.mark.parametrize(
    ("vendor", "says", "kind"),
    [
        (0x0403, "METTLER TOLEDO Scale", DeviceKind.SCALE),
        (0x0403, "Honeywell Bar Code Scanner", DeviceKind.SCANNER),
        (0x05F9, "", DeviceKind.SCANNER),
        (0x0B67, "", DeviceKind.SCALE),
        (0x1A86, "USB2.0-Serial", None),
        (None, "", None),
    ],
)
def test_what_a_device_looks_like(vendor: int | None, says: str, kind: DeviceKind | None) -> None:
    assert looks_like(vendor, says) is kind


def test_a_computer_without_a_print_system_has_no_queues(tmp_path: Path) -> None:
    assert cups_queues("ipp://127.0.0.1:9/") == []
    (tmp_path / "lp0").touch()
    assert usb_printers(tmp_path) == [PrinterFound("usb", str(tmp_path / "lp0"))]
    assert usb_printers(tmp_path / "nothing") == []


ONE, TWO = Plugged(Way.SERIAL, "COM3", "usb:1:2:A"), Plugged(Way.SERIAL, "COM5", "usb:1:2:A")


def test_the_difference_between_two_looks() -> None:
    assert difference((ONE,), (TWO,)) == PlugsChanged((TWO,), came=(TWO,), went=(ONE,))


class Looks:
    """Answers of the system one after the other; the last one stays. None is a failure."""

    def __init__(self, *answers: tuple[Plugged, ...] | None) -> None:
        self._answers: Iterator[tuple[Plugged, ...] | None] = iter(answers)
        self._last: tuple[Plugged, ...] = ()
        self.enough = threading.Semaphore(0)

    def __call__(self) -> tuple[Plugged, ...]:
        self.enough.release()
        answer = next(self._answers, self._last)
        if answer is None:
            raise OSError("no list")
        self._last = answer
        return answer


def test_the_watch_speaks_only_when_something_changed(caplog: pytest.LogCaptureFixture) -> None:
    looks, box = Looks((ONE,), (ONE,), (ONE,), None, (), (TWO,)), PostBox()
    watch = PlugWatch(looks, box.post, interval_s=0.001)
    watch.start()
    for _ in range(9):
        assert looks.enough.acquire(timeout=5)
    watch.stop()
    said = [box.wait(PlugsChanged) for _ in range(3)]
    assert said == [
        PlugsChanged((ONE,), came=(ONE,)),
        PlugsChanged((), went=(ONE,)),
        PlugsChanged((TWO,), came=(TWO,)),
    ]
    with pytest.raises(TimeoutError):
        box.wait(PlugsChanged, timeout=0.01)
    assert "could not be listed" in caplog.text


def test_a_watch_that_was_never_started_can_be_stopped() -> None:
    PlugWatch(tuple, PostBox().post).stop()
