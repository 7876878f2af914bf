"""Scanners on the network: one that calls us, again and again, whatever becomes of its line."""

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from app.devices.base import FrameError, PortAwaited, PortBusy, PortLost
from app.devices.conversation import ScanConversation
from app.devices.reader import PortReader
from app.devices.simulators.post_box import PostBox
from app.devices.tcp import ListeningTransport
from app.devices.transports import open_transport
from app.domain.readings import DeviceState, DeviceStatus, Scan


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def port(box: PostBox) -> Iterator[int]:
    """A bench that waits for a scanner on a port of its own."""
    number = a_free_port()
    transport = open_transport(f"listen://127.0.0.1:{number}")
    talk = ScanConversation("scanner-1", "tcp", {"suffix": "CR"})
    reader = PortReader(
        "scanner-1", transport, talk, box.post, lambda: time.monotonic_ns() // 1_000_000
    )
    reader.start()
    yield number
    reader.stop()
    assert reader.join(3)


def call(port: int) -> socket.socket:
    """A scanner that connects, as soon as somebody listens."""
    for _ in range(200):
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port), 2)
        time.sleep(0.01)
    raise AssertionError("nobody listens")


def test_a_scanner_connects_leaves_and_connects_again(box: PostBox, port: int) -> None:
    for number in range(3):
        with call(port) as scanner:
            box.wait(DeviceStatus, lambda status: status.state is DeviceState.READY)
            scanner.sendall(f"SF138562871673{number}\r".encode())
            assert box.wait(Scan).text == f"SF138562871673{number}"
            scanner.sendall(b"SF1385")
        box.wait(DeviceStatus, lambda status: status.state is DeviceState.LOST)


def test_a_scanner_whose_power_was_cut_takes_its_own_place(box: PostBox, port: int) -> None:
    """The dead connection says nothing; the new one counts, and the half code is not glued on."""
    with call(port) as dead:
        box.wait(DeviceStatus, lambda status: status.state is DeviceState.READY)
        dead.sendall(b"SF13")
        with call(port) as alive:
            box.wait(DeviceStatus, lambda status: status.state is DeviceState.LOST)
            alive.sendall(b"6957842208856\r")
            assert box.wait(Scan).text == "6957842208856"


def test_nobody_there_is_waited_for_and_a_taken_port_is_busy() -> None:
    first = ListeningTransport("listen://127.0.0.1:0")
    with pytest.raises(PortAwaited):
        first.open()
    assert first.port
    second = ListeningTransport(f"listen://127.0.0.1:{first.port}")
    with pytest.raises(PortBusy):
        second.open()
    first.close()
    first.close()


def test_what_is_not_open_is_lost() -> None:
    waiting = ListeningTransport("listen://127.0.0.1:0")
    with pytest.raises(PortLost):
        waiting.read(0.1)
    with pytest.raises(PortLost):
        waiting.write(b"x")


@pytest.mark.parametrize("url", ["listen://", "listen://host", "listen://host:x"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(FrameError):
        open_transport(url)
