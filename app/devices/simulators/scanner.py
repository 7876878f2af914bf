"""A simulated scanner on a cable, and a simulated HID device for reports."""

import queue
import time

from app.devices.base import PortLost
from app.devices.simulators.links import Link

_TURN_S = 0.02


class SimulatedScanner:
    """Sends codes when told to. No thread of its own: ``send`` is the trigger being pulled."""

    def __init__(self, link: Link) -> None:
        self._link = link

    @property
    def url(self) -> str:
        return self._link.url

    def send(
        self,
        text: str,
        suffix: str = "\r",
        *,
        pieces: int = 1,
        pause_s: float = 0.0,
        timeout: float = 2.0,
    ) -> bool:
        """Send one code in ``pieces``, ``pause_s`` apart; False if nobody listened in time."""
        data = (text + suffix).encode()
        size = max(1, -(-len(data) // pieces))
        parts = [data[at : at + size] for at in range(0, len(data), size)]
        if not self._first(parts[0], timeout):
            return False
        for part in parts[1:]:
            time.sleep(pause_s)
            if not self._link.send(part):
                return False
        return True

    def unplug(self) -> None:
        self._link.unplug()

    def plug(self) -> None:
        self._link.plug()

    def _first(self, part: bytes, timeout: float) -> bool:
        """Turn by turn, so that a client that just came is let in and one that left is noticed."""
        for _ in range(max(1, round(timeout / _TURN_S))):
            self._link.receive(_TURN_S)
            if self._link.send(part):
                return True
        return False


class SimulatedHid:
    """A HID device as a transport: reports queued by a test come out one by one."""

    def __init__(self, name: str = "simulated hid") -> None:
        self._name = name
        self._reports: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._open = False
        self.plugged = True
        self.written: list[bytes] = []

    def report(self, *reports: bytes) -> None:
        """Queue reports, as the device would send them."""
        for each in reports:
            self._reports.put(each)

    def open(self) -> None:
        if not self.plugged:
            raise PortLost(f"{self._name}: not plugged in")
        self._open = True

    def close(self) -> None:
        self._open = False

    def read(self, timeout: float) -> bytes:
        if not self.plugged or not self._open:
            raise PortLost(f"{self._name}: read error")
        try:
            return self._reports.get(timeout=timeout)
        except queue.Empty:
            return b""

    def write(self, data: bytes) -> None:
        if not self.plugged or not self._open:
            raise PortLost(f"{self._name}: write error")
        self.written.append(data)

    def describe(self) -> str:
        return self._name
