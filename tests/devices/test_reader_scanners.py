"""A reader of scanners on real cables: whole, cut, half and without a suffix."""

import pytest

from app.devices.conversation import ScanConversation
from app.devices.reader import PortReader
from app.devices.simulators.links import Link, TcpLink
from app.devices.simulators.post_box import PostBox
from app.devices.simulators.scanner import SimulatedHid, SimulatedScanner
from app.devices.transports import open_transport
from app.domain.readings import DeviceState, DeviceStatus, Scan
from tests.devices.cables import Clock, Start, state


def scanner_reader(url: str, box: PostBox, clock: Clock, **config: object) -> PortReader:
    talk = ScanConversation("scanner-1", "serial", config)
    return PortReader("scanner-1", open_transport(url), talk, box.post, clock)


def test_a_port_that_is_not_there_is_lost_and_found_later(
    box: PostBox, clock: Clock, running: Start
) -> None:
    link = TcpLink()
    scanner = SimulatedScanner(link)
    scanner.unplug()
    running(scanner_reader(link.url, box, clock))
    box.wait(DeviceStatus, state(DeviceState.LOST))
    scanner.plug()
    assert scanner.send("6957842208856", timeout=6)
    assert box.wait(Scan).text == "6957842208856"
    scanner.unplug()


@pytest.mark.parametrize("pieces", [1, 3, 20])
def test_scans_come_through_whole_however_they_are_cut(
    pieces: int, link: Link, box: PostBox, clock: Clock, running: Start
) -> None:
    scanner = SimulatedScanner(link)
    running(scanner_reader(link.url, box, clock, suffix="CR"))
    box.wait(DeviceStatus, state(DeviceState.READY))
    assert scanner.send("]C1010950110102091710LOT7\x1d21S1", pieces=pieces, pause_s=0.002)
    scan = box.wait(Scan)
    assert (scan.text, scan.aim) == ("010950110102091710LOT7\x1d21S1", "]C1")
    assert scan.device_id == "scanner-1"
    scanner.unplug()


def test_a_scanner_without_suffix_ends_by_silence(
    box: PostBox, clock: Clock, running: Start
) -> None:
    scanner = SimulatedScanner(TcpLink())
    running(scanner_reader(scanner.url, box, clock, suffix="none"))
    assert scanner.send("SF1385628716739", suffix="")
    assert box.wait(Scan).text == "SF1385628716739"
    scanner.unplug()


def test_half_a_scan_before_the_plug_came_out_is_not_glued_to_the_next(
    box: PostBox, clock: Clock, running: Start
) -> None:
    scanner = SimulatedScanner(TcpLink())
    running(scanner_reader(scanner.url, box, clock, suffix="CR"))
    assert scanner.send("SF138562", suffix="")
    scanner.unplug()
    box.wait(DeviceStatus, state(DeviceState.LOST))
    scanner.plug()
    assert scanner.send("SF1385628716739", timeout=6)
    assert box.wait(Scan).text == "SF1385628716739"
    scanner.unplug()


def test_a_hid_pos_scanner_and_a_raw_keyboard(box: PostBox, clock: Clock, running: Start) -> None:
    hid = SimulatedHid()
    talk = ScanConversation("scanner-1", "hid_pos_64", {})
    running(PortReader("scanner-1", hid, talk, box.post, clock))
    hid.report(bytes.fromhex("020d5d4530") + b"5901234123457".ljust(56, b"\0") + b"s\0\0")
    scan = box.wait(Scan)
    assert (scan.text, scan.aim) == ("5901234123457", "]E0")
