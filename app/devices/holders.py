"""Who else has a port: named, so that a person knows which program to close."""

import contextlib
import os
import sys
from pathlib import Path

from app.devices.base import PortBusy

if sys.platform != "win32":
    import fcntl
    import termios

_PROC = Path("/proc")
_SIMULATED = "/dev/pts/"
"""A pseudo terminal is always open at its other end too, by whoever simulates a device."""


def holder_of(port: str, proc: Path = _PROC) -> str:
    """The program that has the port open, "" where none is seen.

    Linux only, and only programs that may be looked into: those of the same user, or all for
    root. Windows tells nobody.
    """
    try:
        wanted = os.path.realpath(port)
        processes = [each for each in proc.iterdir() if each.name.isdecimal()]
    except OSError:
        return ""
    own = {str(os.getpid()), "self"}
    for process in processes:
        if process.name not in own and _has_open(process, wanted):
            return program_name(process)
    return ""


def program_name(process: Path) -> str:
    """A program as a person knows it: its name, or the script that an interpreter runs."""
    try:
        name = (process / "comm").read_text("utf-8", "replace").strip()
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    scripts = [word.decode("utf-8", "replace") for word in words[1:] if word[:1] != b"-"]
    if name.startswith("python") and scripts and scripts[0] and b"-c" not in words:
        return " ".join((Path(scripts[0]).name, *scripts[1:2]))
    return name


def refuse_if_held(port: str) -> None:
    """Raises PortBusy, naming the holder, if another program reads this port without a lock.

    Two readers of one line steal each other's bytes, and opening it would not fail.
    """
    if sys.platform == "win32" or os.path.realpath(port).startswith(_SIMULATED):
        return
    holder = holder_of(port)
    if holder:
        raise PortBusy(f"{port} is used by {holder}", port=port, holder=holder)


def claim(descriptor: int, *, ours: bool) -> None:
    """Let nobody else open this terminal while it is ours (TIOCEXCL), or give it free again.

    Not every driver knows it, and a pseudo terminal would stay closed for its simulator.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError, termios.error):
        if not os.ttyname(descriptor).startswith(_SIMULATED):
            fcntl.ioctl(descriptor, termios.TIOCEXCL if ours else termios.TIOCNXCL)


class Hold:
    """A lock on a device's node: a HID device may be opened by many, and all get every report."""

    def __init__(self) -> None:
        self._descriptor = -1

    def take(self, node: str) -> None:
        """Raises PortBusy if another bench holds it. Without a node (Windows) nothing is held."""
        if sys.platform == "win32":
            return
        try:
            self._descriptor = os.open(node, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return  # opening the device itself says what is wrong
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.free()
            holder = holder_of(node)
            raise PortBusy(f"{node} is used by {holder}", port=node, holder=holder) from error

    def free(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def _has_open(process: Path, wanted: str) -> bool:
    try:
        return any(_target(each) == wanted for each in (process / "fd").iterdir())
    except OSError:
        return False


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""
