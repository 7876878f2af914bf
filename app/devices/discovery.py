"""What is plugged into this computer, and what each thing looks like: data, no decision."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from app.devices.evdev import InputNode, input_nodes
from app.devices.identity import Identity, Port, serial_ports
from app.devices.printers.listing import PrinterFound, printers
from app.devices.transports import SCALE_PAGE, SCANNER_PAGE, hid_devices, hid_location
from app.domain.readings import DeviceKind

_SCANNER_MAKERS = frozenset(
    {0x0C2E, 0x05E0, 0x05F9, 0x0536, 0x1EAB, 0x065A, 0x0581, 0x1FBB, 0x2DD6}
)
"""USB vendors that make barcode scanners (Honeywell, Zebra, Datalogic, Newland, Opticon ...)."""

_SCALE_MAKERS = frozenset({0x0922, 0x0B67, 0x0EB8, 0x1446, 0x2474, 0x6096})
"""Vendors of scales (DYMO, Fairbanks, Mettler Toledo, Stamps.com ...)."""

_SCANNER_WORDS = ("scan", "barcode", "imager", "bar code")
_SCALE_WORDS = ("scale", "weigh", "balance", "toledo")
_PRINTERS_EVERY_S = 30.0
_HID_KINDS = {SCALE_PAGE: DeviceKind.SCALE, SCANNER_PAGE: DeviceKind.SCANNER}


class Way(Enum):
    """How a device is spoken to; the value is the scanner's kind in the settings."""

    SERIAL = "serial"
    HID = "hid_pos"
    KEYS = "evdev"
    PRINTER = "printer"


@dataclass(frozen=True, slots=True)
class Plugged:
    """One thing that is plugged in. ``port`` is its name now, ``address`` what to keep of it.

    ``kind`` is what it looks like, None where nothing says so (a bare serial adapter). ``says``
    are the maker's words.
    """

    way: Way
    port: str
    address: str
    kind: DeviceKind | None = None
    says: str = ""


@dataclass(slots=True)
class Discovery:
    """All ways to list devices, as they are on this computer; each may be replaced.

    Printers are asked of a print system, so seldom: every 30 s.
    """

    ports: Callable[[], Iterable[Port]] = serial_ports
    hid: Callable[[], Iterable[dict[str, Any]]] = hid_devices
    keyboards: Callable[[], Iterable[InputNode]] = input_nodes
    print_queues: Callable[[], Iterable[PrinterFound]] = printers
    clock: Callable[[], float] = time.monotonic
    _printers: tuple[Plugged, ...] = ()
    _asked_s: float | None = field(default=None)

    def look(self) -> tuple[Plugged, ...]:
        """What is plugged in now, in an order that stays. Raises OSError for an unread list."""
        found = {_of_port(port) for port in self.ports()}
        found |= {_of_hid(each) for each in self.hid() if each.get("usage_page") in _HID_KINDS}
        found |= {_of_keys(node) for node in self.keyboards() if _is_scanner(node)}
        return (*sorted(found, key=lambda each: (each.way.value, each.port)), *self._queues())

    def _queues(self) -> tuple[Plugged, ...]:
        now = self.clock()
        if self._asked_s is None or now - self._asked_s >= _PRINTERS_EVERY_S:
            self._asked_s = now
            self._printers = tuple(
                Plugged(Way.PRINTER, queue.address, queue.address, DeviceKind.PRINTER, queue.says)
                for queue in self.print_queues()
            )
        return self._printers


def looks_like(vendor: int | None, says: str) -> DeviceKind | None:
    """A guess by the device's own words, then by its maker; None where neither helps."""
    words = says.lower()
    if any(word in words for word in _SCALE_WORDS):
        return DeviceKind.SCALE
    if any(word in words for word in _SCANNER_WORDS):
        return DeviceKind.SCANNER
    if vendor in _SCALE_MAKERS:
        return DeviceKind.SCALE
    return DeviceKind.SCANNER if vendor in _SCANNER_MAKERS else None


def _of_port(port: Port) -> Plugged:
    identity = port.identity
    address = identity.address if identity else port.name
    kind = looks_like(identity.vendor if identity else None, port.says)
    return Plugged(Way.SERIAL, port.name, address, kind, port.says)


def _of_hid(found: dict[str, Any]) -> Plugged:
    path: bytes = found["path"]
    identity = Identity(
        found.get("vendor_id", 0),
        found.get("product_id", 0),
        found.get("serial_number") or "",
        hid_location(path),
    )
    words = (found.get("manufacturer_string"), found.get("product_string"))
    says = " ".join(word for word in words if word)
    kind = _HID_KINDS[found["usage_page"]]
    return Plugged(Way.HID, path.decode(errors="replace"), identity.address, kind, says)


def _of_keys(node: InputNode) -> Plugged:
    return Plugged(Way.KEYS, node.path, node.identity.address, DeviceKind.SCANNER, node.says)


def _is_scanner(node: InputNode) -> bool:
    """People's keyboards are never offered: to grab one would lock the person out."""
    return looks_like(node.identity.vendor, node.says) is DeviceKind.SCANNER
