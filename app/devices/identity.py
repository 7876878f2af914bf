"""Which device it is, however its port is called today.

The settings hold ``usb:VENDOR:PRODUCT:SERIAL@LOCATION`` (hexadecimal ids). A device with a serial
number is known by it wherever it is plugged in; one without (CH340, PL2303) by the socket it
hangs on. The port name (COM3, ttyUSB0) is looked up each time the port is opened.
"""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

from serial.tools import list_ports

from app.devices.base import FrameError, PortLost

SCHEME = "usb:"
_SHAPE = re.compile(r"usb:([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})(?::([^@]*))?(?:@(.*))?")
_USB_PLACE = re.compile(r"\d+-\d+(?:\.\d+)*(?::\d+\.\d+)?")

Device = TypeVar("Device")


@dataclass(frozen=True, slots=True)
class Identity:
    """``serial`` is "" where the device has none; ``location`` is bus, socket and interface.

    On Linux ``1-1.2:1.0``; on Windows the part of the device's path that names its socket.
    """

    vendor: int
    product: int
    serial: str = ""
    location: str = ""

    @property
    def address(self) -> str:
        """As it stands in the settings file."""
        serial = f":{quote(self.serial, safe='')}" if self.serial else ""
        place = f"@{quote(self.location, safe=':.-&#')}" if self.location else ""
        return f"{SCHEME}{self.vendor:04x}:{self.product:04x}{serial}{place}"


@dataclass(frozen=True, slots=True)
class Port:
    """One serial port as the system lists it; ``identity`` is None for one that is no USB."""

    name: str
    identity: Identity | None = None
    says: str = ""


def identity_of(address: str) -> Identity:
    """The identity in an address. Raises FrameError where it is none."""
    found = _SHAPE.fullmatch(address)
    if found is None:
        raise FrameError("bad_port", f"{address!r} is no usb:VENDOR:PRODUCT:SERIAL@LOCATION")
    vendor, product = int(found[1], 16), int(found[2], 16)
    return Identity(vendor, product, unquote(found[3] or ""), unquote(found[4] or ""))


def the_same(
    wanted: Identity, present: Iterable[Device], identity: Callable[[Device], Identity | None]
) -> list[Device]:
    """Those of the devices that are the one meant: one, none, or several that nobody can tell.

    Without a serial number only the socket tells two alike apart, so another socket is another
    device: the weight of a neighbour's scale must never be taken for ours.
    """
    alike = [
        (device, found)
        for device in present
        if (found := identity(device)) is not None
        and (found.vendor, found.product, found.serial)
        == (wanted.vendor, wanted.product, wanted.serial)
    ]
    if wanted.location and (len(alike) > 1 or not wanted.serial):
        alike = [(device, found) for device, found in alike if found.location == wanted.location]
    return [device for device, _ in alike]


def serial_ports() -> list[Port]:
    """The serial ports of this computer now."""
    return [
        Port(
            port.device,
            Identity(port.vid, port.pid or 0, port.serial_number or "", port.location or "")
            if port.vid is not None
            else None,
            " ".join(part for part in (port.manufacturer, port.product) if part)
            or (port.description if port.description != "n/a" else ""),
        )
        for port in list_ports.comports()
    ]


def port_name(address: str, present: Callable[[], Iterable[Port]] = serial_ports) -> str:
    """What the port of this address is called now; other addresses are names already.

    Raises:
        PortLost: it is not plugged in, or several are alike and nobody can tell which it is.
    """
    if not address.startswith(SCHEME):
        return address
    found = the_same(identity_of(address), present(), lambda port: port.identity)
    if not found:
        raise PortLost(f"{address}: not plugged in")
    if len(found) > 1:
        raise PortLost(f"{address}: {len(found)} devices are alike; add the location")
    return found[0].name


def is_node(port: str, name: str) -> bool:
    """Whether a port of the settings is the one called so now; /dev/serial/by-id/... is a link."""
    return port == name or (port.startswith("/dev/") and os.path.realpath(port) == name)


def usb_location(node: Path) -> str:
    """The USB socket of a device's folder in /sys ("1-1.2:1.0"); "" where it is no USB."""
    places = [part for part in node.resolve().parts if _USB_PLACE.fullmatch(part)]
    return places[-1] if places else ""
