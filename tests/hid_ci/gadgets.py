"""Devices that the kernel takes for real: HID over /dev/uhid, USB over dummy_hcd and configfs.

Only for the guest of ``run.sh``: it needs root and modules that few computers have loaded.
"""

import contextlib
import os
import queue
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

SCALE_REPORTS = bytes.fromhex("058D0920A10185030932A102150026FF007508950509408102C0C0")
"""Usage page 0x8D, input report 3 of five bytes (HID point of sale usage tables 1.02)."""

SCANNER_REPORTS = bytes.fromhex(
    "058C0902A10185021500 26FF00 7508 95010901 8102 950309FB 8102 953809FE 8102 950309FF 8102 C0"
)
"""Usage page 0x8C, input report 2: length, AIM identifier, 56 bytes, symbology and flags."""

KEYBOARD_REPORTS = bytes.fromhex(
    "05010906A101050719E029E7150025017501950881029501750881019506750815002565 05071900296581 00C0"
)
_DESTROY, _OUTPUT, _GET, _GET_REPLY, _CREATE, _INPUT, _SET, _SET_REPLY = 1, 6, 9, 10, 11, 12, 13, 14
_VIRTUAL_USB = 3
_EVENT_SIZE = 5000


class UhidScale:
    """A HID scale that hangs on no bus. ``written`` is what the program sent to it."""

    def __init__(self, name: str, serial: str, vendor: int, product: int) -> None:
        self._said = (name.encode(), serial.encode(), vendor, product)
        self._file = os.open("/dev/uhid", os.O_RDWR)
        self.written: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._hear, name="uhid", daemon=True).start()

    def plug(self) -> None:
        name, serial, vendor, product = self._said
        made = struct.pack(
            "<I128s64s64sHHIIII4096s",
            _CREATE, name, b"uhid/0", serial, len(SCALE_REPORTS), _VIRTUAL_USB,
            vendor, product, 0x0100, 0, SCALE_REPORTS,
        )  # fmt: skip
        os.write(self._file, made)

    def unplug(self) -> None:
        os.write(self._file, struct.pack("<I", _DESTROY))

    def report(self, data: bytes) -> None:
        os.write(self._file, struct.pack("<IH4096s", _INPUT, len(data), data))

    def _hear(self) -> None:
        while True:
            event = os.read(self._file, _EVENT_SIZE)
            (kind,) = struct.unpack_from("<I", event)
            if kind == _OUTPUT:
                (size,) = struct.unpack_from("<H", event, 4 + 4096)
                self.written.put(event[4 : 4 + size])
            elif kind == _SET:
                number, _report, _type, size = struct.unpack_from("<IBBH", event, 4)
                self.written.put(event[12 : 12 + size])
                os.write(self._file, struct.pack("<IIH", _SET_REPLY, number, 0))
            elif kind == _GET:
                number, report = struct.unpack_from("<IB", event, 4)
                answer = bytes([report, 0, 0])
                reply = struct.pack("<IIHH4096s", _GET_REPLY, number, 0, len(answer), answer)
                os.write(self._file, reply)


class Gadget:
    """One USB device with some functions, plugged into the virtual host of this kernel."""

    _count = 0

    def __init__(self, vendor: int, product: int, serial: str, name: str) -> None:
        Gadget._count += 1
        self._folder = Path(f"/sys/kernel/config/usb_gadget/g{Gadget._count}")
        self._folder.mkdir()
        self._write("idVendor", f"{vendor:#06x}")
        self._write("idProduct", f"{product:#06x}")
        for folder in ("strings/0x409", "configs/c.1"):
            (self._folder / folder).mkdir()
        self._write("strings/0x409/serialnumber", serial)
        self._write("strings/0x409/manufacturer", "Test bench")
        self._write("strings/0x409/product", name)

    def hid(self, instance: str, reports: bytes, length: int, boot: int = 0) -> Path:
        """A HID function; the node to write its input reports to. ``boot`` 1: a boot keyboard."""
        name = f"hid.{instance}"
        (self._folder / "functions" / name).mkdir()
        for what, value in (("report_length", length), ("protocol", boot), ("subclass", boot)):
            self._write(f"functions/{name}/{what}", str(value))
        self._write(f"functions/{name}/report_desc", reports)
        self._link(name)
        minor = (self._folder / "functions" / name / "dev").read_text().strip().split(":")[1]
        return Path(f"/dev/hidg{minor}")

    def serial(self, instance: str) -> Path:
        """A CDC-ACM function; the device's own end of the line."""
        name = f"acm.{instance}"
        (self._folder / "functions" / name).mkdir()
        self._link(name)
        number = (self._folder / "functions" / name / "port_num").read_text().strip()
        return Path(f"/dev/ttyGS{number}")

    def plug(self) -> None:
        self._write("UDC", min(each.name for each in Path("/sys/class/udc").iterdir()))

    def unplug(self) -> None:
        self._write("UDC", "\n")

    def _link(self, name: str) -> None:
        (self._folder / "configs/c.1" / name).symlink_to(self._folder / "functions" / name)

    def _write(self, name: str, value: str | bytes) -> None:
        (self._folder / name).write_bytes(value if isinstance(value, bytes) else value.encode())


class Again:
    """Does something again and again in a thread, as a device that streams; errors are its rest."""

    def __init__(self, act: Callable[[], object], every_s: float = 0.1) -> None:
        self._act, self._every_s = act, every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="again")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            with contextlib.suppress(OSError):  # unplugged
                self._act()


def send_report(node: Path, data: bytes) -> None:
    """One input report of a gadget; waits until the host has taken the one before."""
    descriptor = os.open(node, os.O_WRONLY)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)
