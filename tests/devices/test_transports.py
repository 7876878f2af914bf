"""Ports that open, vanish, are taken, or never were: always one of our own errors."""

import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from app.devices.base import FrameError, PortBusy, PortLost, Transport
from app.devices.simulators.links import PtyLink, TcpLink
from app.devices.tcp import TcpTransport
from app.devices.transports import (
    SCALE_PAGE,
    HidMatch,
    HidTransport,
    LineSettings,
    SerialTransport,
    open_transport,
)

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are not on Windows")


def read_some(port: Transport) -> bytes:
    """The first bytes that come, within two seconds."""
    return next(filter(None, (port.read(0.1) for _ in range(20))), b"")


def read_until_lost(port: Transport) -> None:
    for _ in range(20):
        port.read(0.1)


@POSIX
def test_a_serial_port_reads_writes_and_is_lost(tmp_path: Path) -> None:
    link = PtyLink(tmp_path / "port")
    port = open_transport(link.url, LineSettings(9600, "8N1"))
    port.open()
    link.send(b"hello")
    assert read_some(port) == b"hello"
    port.write(b"W")
    assert link.receive(2) == b"W"
    assert port.read(0.01) == b""
    link.unplug()
    with pytest.raises(PortLost):
        read_until_lost(port)
    port.close()
    port.close()
    with pytest.raises(PortLost):
        port.read(0.1)
    with pytest.raises(PortLost):
        port.open()


@POSIX
def test_a_taken_port_is_busy(tmp_path: Path) -> None:
    link = PtyLink(tmp_path / "port")
    first, second = SerialTransport(link.url), SerialTransport(link.url)
    first.open()
    with pytest.raises(PortBusy):
        second.open()
    first.close()
    second.open()
    second.close()
    link.unplug()


def test_tcp_reads_writes_and_is_lost() -> None:
    link = TcpLink()
    port = open_transport(link.url)
    port.open()
    assert isinstance(port, TcpTransport)
    link.receive(2)
    link.send(b"hello")
    assert read_some(port) == b"hello"
    port.write(b"W")
    assert link.receive(2) == b"W"
    assert port.read(0.01) == b""
    link.unplug()
    with pytest.raises(PortLost):
        read_until_lost(port)
    port.close()
    with pytest.raises(PortLost):
        port.open()
    with pytest.raises(PortLost):
        port.write(b"W")


def test_nonsense_addresses_and_lines_are_refused() -> None:
    with pytest.raises(FrameError):
        open_transport("socket://nowhere")
    with pytest.raises(FrameError):
        LineSettings(9600, "9X3")
    missing = SerialTransport("/no/such/port")
    with pytest.raises(PortLost):
        missing.open()


class FakeHidDevice:
    """What hidapi hands out: reads lists, raises OSError when the plug is out."""

    def __init__(self, reports: list[list[int]]) -> None:
        self.reports = reports
        self.sent: list[bytes] = []
        self.features: list[bytes] = []
        self.out_endpoint = True
        self.closed = threading.Event()

    def open_path(self, path: bytes) -> None:
        if path == b"held":
            raise OSError("open failed")

    def read(self, _size: int, _timeout_ms: int) -> list[int]:
        if not self.reports:
            raise OSError("read error")
        return self.reports.pop(0)

    def write(self, data: bytes) -> int:
        self.sent.append(data)
        return len(data) if self.out_endpoint else -1

    def send_feature_report(self, data: bytes) -> int:
        self.features.append(data)
        return len(data)

    def close(self) -> None:
        self.closed.set()


def hid(
    device: FakeHidDevice, *, skip_first: bool = False, path: bytes = b"/dev/hidraw0"
) -> HidTransport:
    mouse: dict[str, Any] = {"usage_page": 1, "vendor_id": 1, "product_id": 1, "path": b"mouse"}
    scale = {"usage_page": SCALE_PAGE, "vendor_id": 0x922, "product_id": 0x8003, "path": path}
    return HidTransport(
        HidMatch(SCALE_PAGE),
        skip_first=skip_first,
        enumerate_devices=lambda: [mouse, scale],
        make_device=lambda: device,
    )


def test_a_hid_scale_is_found_by_its_usage_page_and_its_old_report_skipped() -> None:
    device = FakeHidDevice([[3, 4, 2, 0, 9, 9], [], [3, 4, 2, 0, 20, 0]])
    port = hid(device, skip_first=True)
    port.open()
    assert [port.read(0.1) for _ in range(3)] == [b"", b"", bytes([3, 4, 2, 0, 20, 0])]
    with pytest.raises(PortLost):
        port.read(0.1)
    port.close()
    assert device.closed.is_set()


def test_a_hid_command_goes_as_feature_where_there_is_no_out_endpoint() -> None:
    device = FakeHidDevice([])
    port = hid(device)
    with pytest.raises(PortLost):
        port.write(b"\x02\x02")
    port.open()
    port.write(b"\x02\x02")
    assert (device.sent, device.features) == ([b"\x02\x02"], [])
    device.out_endpoint = False
    port.write(b"\x02\x02")
    assert device.features == [b"\x02\x02"]
    port.close()


def test_a_hid_device_that_is_absent_or_cannot_be_opened_is_lost() -> None:
    with pytest.raises(PortLost):
        hid(FakeHidDevice([]), path=b"held").open()
    absent = HidTransport(HidMatch(0x8C), enumerate_devices=list, make_device=lambda: None)
    with pytest.raises(PortLost):
        absent.open()
    with pytest.raises(PortLost):
        absent.read(0.1)


def test_the_real_hidapi_is_asked_and_answers() -> None:
    with pytest.raises(PortLost, match="not plugged in"):
        HidTransport(HidMatch(SCALE_PAGE, vendor=0xFFFF, product=0xFFFF)).open()
