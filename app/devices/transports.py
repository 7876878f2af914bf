"""Ports: serial lines (and pseudo terminals), TCP serial servers, USB HID devices."""

import contextlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import serial

from app.devices.base import FrameError, PortBusy, PortLost, Transport
from app.devices.holders import Hold, claim, holder_of, refuse_if_held
from app.devices.identity import SCHEME, identity_of, port_name, usb_location
from app.devices.tcp import ListeningTransport, TcpTransport

if sys.platform == "linux":
    # "hid" is the libusb build there: it needs rights and detaches the kernel driver.
    import termios

    import hidraw as hid_api

    # termios.error is no OSError. TypeError comes from pyserial when a port dies under a read.
    _GONE: tuple[type[Exception], ...] = (OSError, termios.error, TypeError, ValueError)
else:
    import hid as hid_api

    _GONE = (OSError, TypeError, ValueError)

_MOST = 4096
_BUSY_WORDS = ("exclusively lock", "PermissionError", "Access is denied", "busy")
_BITS = {"7": serial.SEVENBITS, "8": serial.EIGHTBITS}
_STOPS = {"1": serial.STOPBITS_ONE, "2": serial.STOPBITS_TWO}
_FORMAT_LENGTH = 3
SCALE_PAGE, SCANNER_PAGE = 0x8D, 0x8C
KEYBOARD_PAGE, KEYBOARD_USAGE = 0x01, 0x06
_REPORT_SIZE = 64


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Settings of a serial line; ``frame`` is data bits, parity, stop bits ("7E1")."""

    baud: int = 9600
    frame: str = "8N1"
    xonxoff: bool = False

    def __post_init__(self) -> None:
        known = len(self.frame) == _FORMAT_LENGTH and self.frame[1] in "NEOMS"
        if not known or self.frame[0] not in _BITS or self.frame[2] not in _STOPS:
            raise FrameError("bad_line", f"{self.frame!r} is no line setting such as 8N1")


class SerialTransport:
    """A serial port: COM3, /dev/ttyUSB0, a pseudo terminal, or another pyserial address.

    ``usb:...`` is a device however its port is called today (``identity``): looked up at every
    open. Where the system can, the port is held alone: two programs on one port steal each
    other's bytes; who has it is named.
    """

    def __init__(
        self,
        url: str,
        line: LineSettings | None = None,
        *,
        find: Callable[[str], str] = port_name,
    ) -> None:
        self._url = self._name = url
        if url.startswith(SCHEME):
            identity_of(url)  # a wrong address is a mistake of the settings, not a lost port
        self._line = line or LineSettings()
        self._find = find
        self._port: Any = None

    def open(self) -> None:
        self._name = self._find(self._url)
        if "://" not in self._name:
            refuse_if_held(self._name)
        self._port = self._opened()
        with contextlib.suppress(*_GONE, AttributeError):
            claim(self._port.fileno(), ours=True)

    def _opened(self) -> Any:
        frame = self._line.frame
        try:
            port = serial.serial_for_url(
                self._name,
                do_not_open=True,
                baudrate=self._line.baud,
                bytesize=_BITS[frame[0]],
                parity=frame[1],
                stopbits=_STOPS[frame[2]],
                xonxoff=self._line.xonxoff,
                timeout=0,
                write_timeout=1,
            )
            if "://" not in self._name and sys.platform != "win32":
                port.exclusive = True
            port.open()
        except _GONE as error:
            if any(word in str(error) for word in _BUSY_WORDS):
                said = f"{self._name}: {error}"
                raise PortBusy(said, port=self._name, holder=holder_of(self._name)) from error
            raise PortLost(f"{self._name}: {error}") from error
        return port

    def close(self) -> None:
        port, self._port = self._port, None
        if port is None:
            return
        with contextlib.suppress(*_GONE, AttributeError):
            claim(port.fileno(), ours=False)
        with contextlib.suppress(*_GONE):
            port.close()

    def read(self, timeout: float) -> bytes:
        port = self._live()
        try:
            if port.timeout != timeout:
                port.timeout = timeout
            # More than is waiting would lose the last frame of a dying line.
            data: bytes = port.read(max(1, port.in_waiting))
            if data and port.in_waiting:
                data += port.read(min(port.in_waiting, _MOST))
        except _GONE as error:
            raise PortLost(f"{self._name}: {error}") from error
        return data

    def write(self, data: bytes) -> None:
        try:
            self._live().write(data)
        except _GONE as error:
            raise PortLost(f"{self._name}: {error}") from error

    def describe(self) -> str:
        known = f" ({self._url})" if self._name != self._url else ""
        return f"{self._name}{known} {self._line.baud} {self._line.frame}"

    def _live(self) -> Any:
        if self._port is None:
            raise PortLost(f"{self._name}: not open")
        return self._port


@dataclass(frozen=True, slots=True)
class HidMatch:
    """Which HID device: by usage page, not by a list of makers; the rest narrows it down."""

    usage_page: int = SCALE_PAGE
    usage: int | None = None
    vendor: int | None = None
    product: int | None = None
    serial_number: str | None = None
    location: str = ""

    @classmethod
    def at(cls, address: str, usage_page: int, usage: int | None = None) -> "HidMatch":
        """Of a ``usb:`` address, or the first of that kind where no device is named."""
        if not address.startswith(SCHEME):
            return cls(usage_page, usage)
        wanted = identity_of(address)
        return cls(usage_page, usage, wanted.vendor, wanted.product, wanted.serial, wanted.location)

    def among(self, found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The devices meant. Without a serial number the socket tells two alike apart."""
        alike = [each for each in found if self.fits(each)]
        if self.location and (len(alike) > 1 or not self.serial_number):
            alike = [each for each in alike if hid_location(each["path"]) == self.location]
        return alike

    def fits(self, found: dict[str, Any]) -> bool:
        """True if one entry of the system's list is the device meant."""
        wanted = {
            "usage_page": self.usage_page,
            "usage": self.usage,
            "vendor_id": self.vendor,
            "product_id": self.product,
            "serial_number": self.serial_number,
        }
        return all(
            value is None or (found.get(name) or "" if value == "" else found.get(name)) == value
            for name, value in wanted.items()
        )


class HidTransport:
    """A HID device read by reports: one ``read`` is one report, its id in front.

    ``skip_first``: scales keep an old report ready; what was weighed before the plug went in
    must not be shown. ``enumerate_devices`` and ``make_device`` are the hidapi functions.
    """

    def __init__(
        self,
        match: HidMatch,
        *,
        skip_first: bool = False,
        enumerate_devices: Callable[[], list[dict[str, Any]]] = hid_api.enumerate,
        make_device: Callable[[], Any] = hid_api.device,
    ) -> None:
        self._match = match
        self._skip_first = skip_first
        self._enumerate = enumerate_devices
        self._make = make_device
        self._device: Any = None
        self._hold = Hold()
        self._path = b""
        self._skip = False

    def open(self) -> None:
        # The path changes with every replug: look it up anew each time.
        try:
            found = self._match.among(self._enumerate())
            if not found:
                raise PortLost(f"{self.describe()}: not plugged in")
            path = self._free_one([each["path"] for each in found])
            device = self._make()
            device.open_path(path)
        except _GONE as error:
            self._hold.free()
            raise PortLost(f"{self.describe()}: {error}") from error
        self._device, self._path, self._skip = device, path, self._skip_first

    def _free_one(self, paths: list[bytes]) -> bytes:
        """The first that no other bench holds. Raises PortBusy if all are taken."""
        for path in paths[:-1]:
            with contextlib.suppress(PortBusy):
                self._hold.take(path.decode(errors="replace"))
                return path
        self._hold.take(paths[-1].decode(errors="replace"))
        return paths[-1]

    def close(self) -> None:
        device, self._device = self._device, None
        self._hold.free()
        if device is not None:
            with contextlib.suppress(*_GONE):
                device.close()

    def read(self, timeout: float) -> bytes:
        if self._device is None:
            raise PortLost(f"{self.describe()}: not open")
        try:
            report = bytes(self._device.read(_REPORT_SIZE, round(timeout * 1000)))
        except _GONE as error:
            raise PortLost(f"{self.describe()}: {error}") from error
        if report and self._skip:
            self._skip = False
            return b""
        return report

    def write(self, data: bytes) -> None:
        """``data`` is one output report, its id in front; some models want it as a feature."""
        if self._device is None:
            raise PortLost(f"{self.describe()}: not open")
        try:
            if self._device.write(data) < 0:
                self._device.send_feature_report(data)
        except _GONE as error:
            raise PortLost(f"{self.describe()}: {error}") from error

    def describe(self) -> str:
        ids = (f"{each:04x}" if each is not None else "*" for each in self._ids())
        return (
            f"hid {':'.join(ids)} page {self._match.usage_page:#04x} {self._path.decode()}".strip()
        )

    def _ids(self) -> tuple[int | None, int | None]:
        return self._match.vendor, self._match.product


def hid_devices() -> list[dict[str, Any]]:
    """All HID devices of this computer now, as hidapi lists them."""
    found: list[dict[str, Any]] = hid_api.enumerate()
    return found


def hid_location(path: bytes) -> str:
    """The socket a HID device hangs on: from /sys on Linux, from the path itself on Windows."""
    text = path.decode(errors="replace")
    if sys.platform == "linux":
        return usb_location(Path("/sys/class/hidraw") / Path(text).name / "device")
    else:  # noqa: RET505 - so that the type checker knows either branch by its platform
        parts = text.split("#")  # hid#vid..&pid..#instance#{class}
        return parts[2] if len(parts) > 2 else ""  # noqa: PLR2004


def open_transport(url: str, line: LineSettings | None = None) -> Transport:
    """The transport for an address of the settings; nothing is opened yet."""
    if url.startswith("socket://"):
        return TcpTransport(url)
    if url.startswith("listen://"):
        return ListeningTransport(url)
    return SerialTransport(url, line)
