"""A device is known by what it is, however its port is called today."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices.base import FrameError, PortLost
from app.devices.identity import (
    Identity,
    Port,
    identity_of,
    is_node,
    port_name,
    the_same,
    usb_location,
)
from app.devices.simulators.links import PtyLink
from app.devices.transports import HidMatch, SerialTransport


def read_until_lost(port: SerialTransport) -> None:
    """Whoever reads a port that was pulled out is told so."""
    try:
        while True:
            port.read(0.1)
    except PortLost:
        return


FTDI = Identity(0x0403, 0x6001, "A10K", "1-1.2")
LEFT, RIGHT = Identity(0x1A86, 0x7523, "", "1-1.1"), Identity(0x1A86, 0x7523, "", "1-1.2")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are not on Windows")


def found(wanted: Identity, *present: Identity) -> list[Identity]:
    return the_same(wanted, present, lambda each: each)


@given(
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.text(max_size=12),
    st.text(max_size=20),
)
def test_an_address_says_all_of_an_identity(
    vendor: int, product: int, serial: str, location: str
) -> None:
    identity = Identity(vendor, product, serial, location)
    assert identity_of(identity.address) == identity


def test_addresses_are_short_enough_to_read() -> None:
    assert FTDI.address == "usb:0403:6001:A10K@1-1.2"
    assert RIGHT.address == "usb:1a86:7523@1-1.2"


@pytest.mark.parametrize("address", ["usb:", "usb:zz:1", "usb:12345:1", "COM3"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(FrameError):
        identity_of(address)


def test_a_serial_number_counts_wherever_it_is_plugged_in() -> None:
    moved = Identity(0x0403, 0x6001, "A10K", "3-4")
    assert found(FTDI, RIGHT, moved) == [moved]


def test_without_a_serial_number_the_socket_tells_two_alike_apart() -> None:
    assert found(RIGHT, LEFT, RIGHT) == [RIGHT]
    assert found(RIGHT, LEFT) == []  # the neighbour's scale is not ours


def test_two_with_one_serial_number_are_told_apart_by_the_socket() -> None:
    one, two = Identity(1, 2, "0001", "1-1"), Identity(1, 2, "0001", "1-2")
    assert found(two, one, two) == [two]
    assert found(Identity(1, 2, "0001"), one, two) == [one, two]


def test_a_port_name_is_looked_up_and_said_to_be_missing() -> None:
    ports = [Port("COM5", FTDI), Port("COM1")]
    assert port_name("COM3", lambda: ports) == "COM3"
    assert port_name(FTDI.address, lambda: ports) == "COM5"
    with pytest.raises(PortLost, match="not plugged in"):
        port_name(RIGHT.address, lambda: ports)
    with pytest.raises(PortLost, match="alike"):
        port_name("usb:0403:6001:A10K", lambda: [*ports, Port("COM7", FTDI)])


def test_a_wrong_address_is_a_mistake_of_the_settings() -> None:
    with pytest.raises(FrameError):
        SerialTransport("usb:scale")


def test_the_socket_is_read_from_the_folder_of_a_device(tmp_path: Path) -> None:
    device = tmp_path / "usb1" / "1-1" / "1-1.2" / "1-1.2:1.0" / "0003:0922:8003.0001"
    device.mkdir(parents=True)
    (tmp_path / "hidraw0").symlink_to(device, target_is_directory=True)
    assert usb_location(tmp_path / "hidraw0") == "1-1.2:1.0"
    assert usb_location(tmp_path) == ""


@POSIX
def test_a_name_by_id_is_the_node_it_points_to(tmp_path: Path) -> None:
    master, slave = os.openpty()
    name = os.ttyname(slave)
    link = tmp_path / "by-id"
    link.symlink_to(name)
    assert is_node(name, name)
    assert not is_node(str(link), name)  # only below /dev are names links
    os.close(master)
    os.close(slave)


def hid(path: bytes, serial: str, page: int = 0x8D) -> dict[str, object]:
    return {
        "path": path,
        "usage_page": page,
        "usage": 0x20,
        "vendor_id": 0x0922,
        "product_id": 0x8003,
        "serial_number": serial,
    }


def test_a_hid_device_is_known_by_its_serial_number() -> None:
    one, two = hid(b"/dev/hidraw0", "S1"), hid(b"/dev/hidraw3", "S2")
    assert HidMatch.at("usb:0922:8003:S2", 0x8D).among([one, two]) == [two]
    assert HidMatch.at("", 0x8D).among([one, hid(b"x", "", 1)]) == [one]
    assert HidMatch.at("/dev/hidraw7", 0x8D).among([one]) == [one]  # a name means nothing here


@POSIX
def test_a_port_that_comes_back_under_another_name_is_read_again(tmp_path: Path) -> None:
    """COM3 becomes COM5 (ttyUSB0 becomes ttyUSB1) while the bench works."""
    first = PtyLink(tmp_path / "ttyUSB0")
    present = [Port(first.url, FTDI)]
    port = SerialTransport(FTDI.address, find=lambda address: port_name(address, lambda: present))
    port.open()
    assert first.send(b"one\r")
    assert port.read(2) == b"one\r"
    assert port.describe().startswith(first.url)

    present.clear()
    first.unplug()
    read_until_lost(port)
    port.close()
    with pytest.raises(PortLost, match="not plugged in"):
        port.open()

    second = PtyLink(tmp_path / "ttyUSB1")
    present.append(Port(second.url, FTDI))
    port.open()
    assert second.send(b"two\r")
    assert port.read(2) == b"two\r"
    port.close()
    second.unplug()
