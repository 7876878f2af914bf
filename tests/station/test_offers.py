"""What was plugged in is offered as what is missing, and never as what it cannot be."""

import sys
import time
from pathlib import Path

import pytest

from app.config import ScaleSettings, ScannerSettings, Settings
from app.devices.discovery import Plugged, Way
from app.devices.simulators.links import PtyLink
from app.devices.simulators.post_box import PostBox
from app.domain.misreads import MisreadCode
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus, Scan
from app.station.device_view import DeviceOffer
from app.station.devices_page import Devices
from app.station.hardware import Hardware
from app.station.offers import bound, offers

SETTINGS = Settings(
    scanner=(
        ScannerSettings("scanner-1", "serial", "usb:0c2e:0b61:S1"),
        ScannerSettings("keys", "keyboard"),
    ),
    scale=ScaleSettings("scale", "st_gs", "usb:1a86:7523@1-1.1"),
)
SCANNER = Plugged(Way.SERIAL, "COM4", "usb:0c2e:0b61:S1", DeviceKind.SCANNER, "Imager")
ADAPTER = Plugged(Way.SERIAL, "COM5", "usb:1a86:7523@1-1.2", None, "USB Serial")
OTHER_SCANNER = Plugged(Way.SERIAL, "COM6", "usb:05f9:0b61:S9", DeviceKind.SCANNER, "Imager")
HID_SCALE = Plugged(Way.HID, "path", "usb:0922:8003:S7", DeviceKind.SCALE, "M10")
BOARD = Plugged(Way.SERIAL, "COM1", "COM1")
QUEUE = Plugged(Way.PRINTER, "label", "label", DeviceKind.PRINTER)


def test_what_is_in_use_or_no_usb_is_not_offered() -> None:
    assert offers([SCANNER, BOARD, QUEUE], SETTINGS, {"scale"}) == ()


def test_an_adapter_in_another_socket_is_offered_as_the_scale_that_is_missing() -> None:
    assert offers([SCANNER, ADAPTER], SETTINGS, {"scale", "keys"}) == (
        DeviceOffer(DeviceKind.SCALE, "COM5", ADAPTER.address, "USB Serial", "scale"),
    )


def test_with_nothing_missing_it_is_only_shown() -> None:
    assert offers([ADAPTER], SETTINGS, ()) == (
        DeviceOffer(None, "COM5", ADAPTER.address, "USB Serial"),
    )


def test_a_scanner_is_never_offered_as_the_scale() -> None:
    (offer,) = offers([SCANNER, OTHER_SCANNER], SETTINGS, {"scale"})
    assert (offer.kind, offer.device_id) == (DeviceKind.SCANNER, "")


def test_two_missing_devices_that_it_could_be_are_a_question_for_a_person() -> None:
    (offer,) = offers([ADAPTER], SETTINGS, {"scale", "scanner-1"})
    assert offer.device_id == ""


def test_a_hid_scale_without_an_address_is_in_use() -> None:
    hid = Settings(scale=ScaleSettings("scale", "usb_hid_scale"))
    assert offers([HID_SCALE], hid, {"scale"}) == ()
    assert offers([HID_SCALE], SETTINGS, {"scale"})[0].device_id == ""


def test_a_port_in_the_settings_by_its_name_is_in_use() -> None:
    named = Settings(scale=ScaleSettings("scale", "st_gs", "COM5"))
    assert offers([ADAPTER], named, {"scale"}) == ()


def test_a_wrong_address_in_the_settings_is_nobody() -> None:
    wrong = Settings(scale=ScaleSettings("scale", "st_gs", "usb:scale"))
    assert len(offers([ADAPTER], wrong, ())) == 1


def test_ports_that_were_chosen_win_over_the_settings_file() -> None:
    changed = bound(SETTINGS, {"scale": "COM9", "scanner-1": "COM8", "gone": "COM7"})
    assert changed.scale is not None
    assert (changed.scale.port, changed.scanner[0].port) == ("COM9", "COM8")
    assert bound(Settings(), {"scale": "COM9"}) == Settings()


def test_the_page_tells_offers_holders_and_misreads() -> None:
    box = PostBox()
    devices = Devices(SETTINGS, box.post)
    hardware = Hardware((), None, box.post, lambda: 0)
    kind = DeviceKind.SCANNER
    devices.post(DeviceStatus(kind, "scanner-1", DeviceState.BUSY, 0, "", "minicom"))
    devices.post(DeviceStatus(DeviceKind.SCALE, "scale", DeviceState.LOST, 0))
    devices.plugged((ADAPTER,))
    for code in ("690", "691", "690"):
        devices.misread(MisreadCode("scanner-1", code))

    page = devices.page(hardware)

    scanner = page.cards[0]
    assert (scanner.holder, scanner.misreads, scanner.worst) == ("minicom", 3, ("690", 2))
    assert [offer.device_id for offer in page.offers] == ["scale"]
    devices.rebound(bound(SETTINGS, {"scale": ADAPTER.address}))
    assert devices.page(hardware).offers == ()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are not on Windows")
def test_a_device_is_used_on_its_new_port_at_once(tmp_path: Path) -> None:
    old, new, box = PtyLink(tmp_path / "a"), PtyLink(tmp_path / "b"), PostBox()
    settings = ScannerSettings("scanner-1", "serial", old.url, options={"suffix": "CR"})
    hardware = Hardware((settings,), None, box.post, lambda: time.monotonic_ns() // 1_000_000)
    hardware.start()
    box.wait(DeviceStatus, lambda status: status.state is DeviceState.READY)
    hardware.retry()
    hardware.rebind("scanner-1", new.url)
    box.wait(DeviceStatus, lambda status: status.state is DeviceState.READY)
    assert new.send(b"6957842208856\r")
    assert box.wait(Scan).text == "6957842208856"
    hardware.stop()
    old.unplug()
    new.unplug()
