"""Devices on the network: those we call, and scanners that call us."""

import contextlib
import select
import socket
from urllib.parse import urlsplit

from app.devices.base import FrameError, PortAwaited, PortBusy, PortLost

_MOST = 4096
_ACCEPT_S = 0.1


class TcpTransport:
    """A serial device server (``socket://host:port``).

    Not through pyserial: its handler leaves the socket open when the peer went first, and
    sleeps at every close.
    """

    def __init__(self, url: str, connect_timeout: float = 2.0) -> None:
        self._address = _address(url)
        self._connect_timeout = connect_timeout
        self._socket: socket.socket | None = None

    def open(self) -> None:
        try:
            self._socket = socket.create_connection(self._address, self._connect_timeout)
        except OSError as error:
            raise PortLost(f"{self.describe()}: {error}") from error
        _keep_alive(self._socket)

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


class ListeningTransport:
    """A scanner that connects to us (``listen://address:port``; address 0.0.0.0 for any).

    ``open`` raises PortAwaited while nobody is connected; the reader asks again at once and
    leaves the ear open. A device that calls anew takes the place of the one before: after a
    power cut its old connection would look alive for hours.
    """

    def __init__(self, url: str) -> None:
        self._address = _address(url, "listen")
        self._ear: socket.socket | None = None
        self._peer: socket.socket | None = None

    @property
    def port(self) -> int:
        """The port that is listened on, once it is open (0 asks for a free one)."""
        return int(self._ear.getsockname()[1]) if self._ear else self._address[1]

    def open(self) -> None:
        if self._ear is None:
            try:
                self._ear = socket.create_server(self._address)
            except OSError as error:
                raise PortBusy(f"{self.describe()}: {error}") from error
        if not _ready(_ACCEPT_S, self._ear):
            raise PortAwaited(f"{self.describe()}: nobody has connected")
        self._peer, _ = self._ear.accept()
        _keep_alive(self._peer)

    def close(self) -> None:
        for end in (self._peer, self._ear):
            if end is not None:
                end.close()
        self._peer = self._ear = None

    def read(self, timeout: float) -> bytes:
        peer, ear = self._live()
        ready = _ready(timeout, ear, peer)
        if peer in ready:
            return self._receive(peer)
        if ear in ready:
            self._hang_up(peer)
            raise PortAwaited(f"{self.describe()}: the device connects anew")
        return b""

    def write(self, data: bytes) -> None:
        try:
            self._live()[0].sendall(data)
        except OSError as error:
            raise PortLost(f"{self.describe()}: {error}") from error

    def describe(self) -> str:
        return f"listen://{self._address[0]}:{self.port}"

    def _receive(self, peer: socket.socket) -> bytes:
        data = b""
        with contextlib.suppress(OSError):  # a reset is an end like any other
            data = peer.recv(_MOST)
        if not data:
            self._hang_up(peer)
            raise PortAwaited(f"{self.describe()}: closed by the device")
        return data

    def _hang_up(self, peer: socket.socket) -> None:
        peer.close()
        self._peer = None

    def _live(self) -> tuple[socket.socket, socket.socket]:
        if self._peer is None or self._ear is None:
            raise PortLost(f"{self.describe()}: not open")
        return self._peer, self._ear


def _address(url: str, scheme: str = "socket") -> tuple[str, int]:
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port is None or (port == 0 and scheme == "socket"):
        raise FrameError("bad_port", f"{url!r} is no {scheme}://host:port")
    return host, port


def _keep_alive(end: socket.socket) -> None:
    """A peer whose power went says no goodbye: asked after 10 s of silence, given up after 25."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3)):
        option = getattr(socket, name, None)
        if option is not None:
            end.setsockopt(socket.IPPROTO_TCP, option, value)


def _ready(timeout: float, *ends: socket.socket) -> list[socket.socket]:
    ready, _, _ = select.select(ends, [], [], timeout)
    return ready
