"""Ports: serial lines (and pseudo terminals), TCP serial servers, USB HID devices."""

import contextlib
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import serial

from app.devices.base import FrameError, PortBusy, PortLost, Transport

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

    Where the system can, the port is held alone: two programs on one port steal each other's
    bytes.
    """

    def __init__(self, url: str, line: LineSettings | None = None) -> None:
        self._url = url
        self._line = line or LineSettings()
        self._port: Any = None

    def open(self) -> None:
        frame = self._line.frame
        try:
            port = serial.serial_for_url(
                self._url,
                do_not_open=True,
                baudrate=self._line.baud,
                bytesize=_BITS[frame[0]],
                parity=frame[1],
                stopbits=_STOPS[frame[2]],
                xonxoff=self._line.xonxoff,
                timeout=0,
                write_timeout=1,
            )
            if "://" not in self._url and sys.platform != "win32":
                port.exclusive = True
            port.open()
        except _GONE as error:
            busy = any(word in str(error) for word in _BUSY_WORDS)
            raise (PortBusy if busy else PortLost)(f"{self._url}: {error}") from error
        self._port = port

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
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
            raise PortLost(f"{self._url}: {error}") from error
        return data

    def write(self, data: bytes) -> None:
        try:
            self._live().write(data)
        except _GONE as error:
            raise PortLost(f"{self._url}: {error}") from error

    def describe(self) -> str:
        return f"{self._url} {self._line.baud} {self._line.frame}"

    def _live(self) -> Any:
        if self._port is None:
            raise PortLost(f"{self._url}: not open")
        return self._port


class TcpTransport:
    """A serial device server (``socket://host:port``).

    Not through pyserial: its handler leaves the socket open when the peer went first, and
    sleeps at every close.
    """

    def __init__(self, url: str, connect_timeout: float = 2.0) -> None:
        parts = urlsplit(url)
        if not parts.hostname or not parts.port:
            raise FrameError("bad_port", f"{url!r} is no socket://host:port")
        self._address = (parts.hostname, parts.port)
        self._connect_timeout = connect_timeout
        self._socket: socket.socket | None = None

    def open(self) -> None:
        try:
            self._socket = socket.create_connection(self._address, self._connect_timeout)
        except OSError as error:
            raise PortLost(f"{self.describe()}: {error}") from error

    def close(self) -> None:
        peer, self._socket = self._socket, None
        if peer is not None:
            peer.close()

    def read(self, timeout: float) -> bytes:
        peer = self._live()
        try:
            peer.settimeout(timeout)
            data = peer.recv(_MOST)
        except TimeoutError:
            return b""
        except OSError as error:
            raise PortLost(f"{self.describe()}: {error}") from error
        if not data:
            raise PortLost(f"{self.describe()}: closed by the peer")
        return data

    def write(self, data: bytes) -> None:
        try:
            self._live().sendall(data)
        except OSError as error:
            raise PortLost(f"{self.describe()}: {error}") from error

    def describe(self) -> str:
        return f"socket://{self._address[0]}:{self._address[1]}"

    def _live(self) -> socket.socket:
        if self._socket is None:
            raise PortLost(f"{self.describe()}: not open")
        return self._socket


@dataclass(frozen=True, slots=True)
class HidMatch:
    """Which HID device: by usage page, not by a list of makers; the rest narrows it down."""

    usage_page: int = SCALE_PAGE
    usage: int | None = None
    vendor: int | None = None
    product: int | None = None
    serial_number: str | None = None

    def fits(self, found: dict[str, Any]) -> bool:
        """True if one entry of the system's list is the device meant."""
        wanted = {
            "usage_page": self.usage_page,
            "usage": self.usage,
            "vendor_id": self.vendor,
            "product_id": self.product,
            "serial_number": self.serial_number,
        }
        return all(value is None or found.get(name) == value for name, value in wanted.items())


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
        self._path = b""
        self._skip = False

    def open(self) -> None:
        # The path changes with every replug: look it up anew each time.
        try:
            found = next((each for each in self._enumerate() if self._match.fits(each)), None)
            if found is None:
                raise PortLost(f"{self.describe()}: not plugged in")
            device = self._make()
            device.open_path(found["path"])
        except _GONE as error:
            raise PortLost(f"{self.describe()}: {error}") from error
        self._device, self._path, self._skip = device, found["path"], self._skip_first

    def close(self) -> None:
        device, self._device = self._device, None
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


def open_transport(url: str, line: LineSettings | None = None) -> Transport:
    """The transport for an address of the settings; nothing is opened yet."""
    if url.startswith("socket://"):
        return TcpTransport(url)
    return SerialTransport(url, line)
