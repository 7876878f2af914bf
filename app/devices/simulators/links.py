"""The far end of a cable: a TCP server, or a pseudo terminal that looks like a serial port."""

import contextlib
import os
import select
import socket
import sys
from pathlib import Path
from typing import Protocol

if sys.platform != "win32":
    import pty
    import tty

_MOST = 4096


class Link(Protocol):
    """A cable with a plug. Owned by the thread of its simulator."""

    @property
    def url(self) -> str:
        """The address to give to a transport; the same after every replug."""

    def plug(self) -> None:
        """Make it reachable."""

    def unplug(self) -> None:
        """Cut it: whoever reads loses the port at once."""

    def receive(self, timeout: float) -> bytes:
        """What the other side sent, at most ``timeout`` seconds waited."""

    def send(self, data: bytes) -> bool:
        """Send if somebody listens; False if not."""


class TcpLink:
    """A serial device server with room for one client."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._server: socket.socket | None = None
        self._client: socket.socket | None = None
        self.plug()

    @property
    def url(self) -> str:
        return f"socket://127.0.0.1:{self._port}"

    def plug(self) -> None:
        if self._server is None:
            self._server = socket.create_server(("127.0.0.1", self._port))
            self._port = self._server.getsockname()[1]

    def unplug(self) -> None:
        for end in (self._client, self._server):
            if end is not None:
                end.close()
        self._client = self._server = None

    def receive(self, timeout: float) -> bytes:
        ends = [end for end in (self._server, self._client) if end is not None]
        if not ends:
            return b""
        ready, _, _ = select.select(ends, [], [], timeout)
        data = self._hear() if self._client in ready else b""
        if self._server is not None and self._server in ready:
            self._hang_up()
            self._client, _ = self._server.accept()
        return data

    def send(self, data: bytes) -> bool:
        if self._client is None:
            return False
        try:
            self._client.sendall(data)
        except OSError:
            self._hang_up()
            return False
        return True

    def _hear(self) -> bytes:
        assert self._client is not None
        try:
            data = self._client.recv(_MOST)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


class PtyLink:
    """A pseudo terminal behind a fixed name, as a by-id name stays while ttyUSB0 changes."""

    def __init__(self, name: Path) -> None:
        self._name = name
        self._master = -1
        self._slave = -1
        self.plug()

    @property
    def url(self) -> str:
        return str(self._name)

    def plug(self) -> None:
        if self._master < 0:
            self._master, self._slave = pty.openpty()
            tty.setraw(self._slave)
            self._name.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        if self._master < 0:
            return
        self._name.unlink(missing_ok=True)
        # Our own hold on the slave goes first: the last close of the master hangs up the line.
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def receive(self, timeout: float) -> bytes:
        if self._master < 0:
            return b""
        ready, _, _ = select.select([self._master], [], [], timeout)
        return os.read(self._master, _MOST) if ready else b""

    def send(self, data: bytes) -> bool:
        if self._master < 0:
            return False
        with contextlib.suppress(BlockingIOError):
            _, ready, _ = select.select([], [self._master], [], 0)
            if ready:  # nobody reads and the buffer is full: a real line would lose it too
                os.write(self._master, data)
        return True
