"""A keyboard-like scanner for ourselves alone, on Linux: its keys never reach the desktop.

``/dev/input/eventN`` is read as ``struct input_event`` and grabbed (EVIOCGRAB). The kernel gives
the grab back when the file is closed, however the program ends. Needs the rights of the group
``input`` or a udev rule.
"""

import errno
import os
import select
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.devices.base import FrameError, PortBusy, PortLost
from app.devices.holders import holder_of
from app.devices.identity import SCHEME, Identity, identity_of, the_same, usb_location

if sys.platform != "win32":
    import fcntl

EVIOCGRAB = 0x40044590  # _IOW('E', 0x90, int)
_MOST = 24 * 64
_NODES = Path("/sys/class/input")
_ALL_KEYS_TO_ENTER = 0x10000000
"""Bit 28 of the key capabilities is Enter: a device without it is no keyboard."""


@dataclass(frozen=True, slots=True)
class InputNode:
    """One event node; ``says`` is the device's own name."""

    path: str
    identity: Identity
    says: str = ""


def input_nodes(nodes: Path = _NODES) -> list[InputNode]:
    """The keyboards of this computer now, read from /sys."""
    try:
        found = sorted(nodes.glob("event*"))
    except OSError:
        return []
    return [node for each in found if (node := _node(each)) is not None]


def grab(descriptor: int, *, ours: bool) -> None:
    """Take the device for ourselves, or give it back. Raises OSError (EBUSY: taken)."""
    if sys.platform != "win32":
        fcntl.ioctl(descriptor, EVIOCGRAB, int(ours))


class EvdevTransport:
    """An event node by its path or by its identity; ``read`` gives whole or cut events.

    ``list_nodes`` and ``take`` are the system's, replaced where there is no such device.
    """

    def __init__(
        self,
        address: str,
        *,
        list_nodes: Callable[[], Iterable[InputNode]] = input_nodes,
        take: Callable[..., None] = grab,
    ) -> None:
        if not address:
            raise FrameError("bad_port", "an evdev scanner needs its port: /dev/input/... or usb:")
        self._address = address
        self._wanted = identity_of(address) if address.startswith(SCHEME) else None
        self._list_nodes = list_nodes
        self._take = take
        self._path = ""
        self._descriptor = -1

    def open(self) -> None:
        self._path = self._find()
        try:
            self._descriptor = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            raise PortLost(f"{self.describe()}: {error}") from error
        try:
            self._take(self._descriptor, ours=True)
        except OSError as error:
            self.close()
            if error.errno != errno.EBUSY:
                raise PortLost(f"{self._path} cannot be grabbed: {error}") from error
            holder = holder_of(self._path)
            said = f"{self._path} is used by {holder or 'another program'}"
            raise PortBusy(said, port=self._path, holder=holder) from error

    def close(self) -> None:
        """The grab ends with the file."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def read(self, timeout: float) -> bytes:
        if self._descriptor < 0:
            raise PortLost(f"{self.describe()}: not open")
        try:
            ready, _, _ = select.select([self._descriptor], [], [], timeout)
            if not ready:
                return b""
            data = os.read(self._descriptor, _MOST)
        except BlockingIOError:
            return b""
        except OSError as error:  # ENODEV: unplugged
            raise PortLost(f"{self.describe()}: {error}") from error
        if not data:
            raise PortLost(f"{self.describe()}: closed")
        return data

    def write(self, data: bytes) -> None:  # noqa: ARG002 - a keyboard is not spoken to
        raise PortLost(f"{self.describe()}: takes no commands")

    def describe(self) -> str:
        return f"evdev {self._path or self._address}"

    def _find(self) -> str:
        if self._wanted is None:
            return self._address
        found = the_same(self._wanted, self._list_nodes(), lambda node: node.identity)
        if not found:
            raise PortLost(f"{self._address}: not plugged in")
        return found[0].path


def _node(folder: Path) -> InputNode | None:
    device = folder / "device"
    keys = _line(device / "capabilities" / "key").split()
    if not keys or not int(keys[-1], 16) & _ALL_KEYS_TO_ENTER:
        return None
    vendor, product = _line(device / "id" / "vendor"), _line(device / "id" / "product")
    if not vendor or not product:
        return None
    place = usb_location(device)
    identity = Identity(int(vendor, 16), int(product, 16), _line(device / "uniq"), place)
    return InputNode(f"/dev/input/{folder.name}", identity, _line(device / "name"))


def _line(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
