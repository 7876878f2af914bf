"""The real printer thread against a printer that is simulated over the real socket."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar, cast

from app.devices.printer_simulator import PrinterSimulator
from app.devices.printers.base import LabelPrinter, Output
from app.devices.printers.dialects import ZplDialect
from app.devices.printers.raw_socket import RawSocketPrinter
from app.station.effects import PrintLabel, PrintSlip
from app.station.printing import Printing

T = TypeVar("T")


@dataclass
class Heard:
    """What the printer thread posts; the test waits for it without sleeping."""

    events: list[object] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _read: int = 0

    def post(self, event: object) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def until(self, kind: type[T], fits: Callable[[T], bool] = lambda _event: True) -> T:
        """The next event of this kind that fits; all before it count as read."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._find(kind, fits) is not None, 10), (
                f"no {kind.__name__} in {self.events}"
            )
            at = self._find(kind, fits)
            assert at is not None
            self._read = at + 1
            return cast("T", self.events[at])

    def _find(self, kind: type[T], fits: Callable[[T], bool]) -> int | None:
        for at, event in enumerate(self.events[self._read :], start=self._read):
            if isinstance(event, kind) and fits(event):
                return at
        return None

    def all(self, kind: type[T]) -> list[T]:
        with self._changed:
            return [event for event in self.events if isinstance(event, kind)]


def zpl(effect: PrintLabel | PrintSlip, output: Output) -> bytes:
    """A label that only says what it is."""
    name = effect.job_id if isinstance(effect, PrintLabel) else f"slip-{effect.ticket}"
    return f"^XA^FD{name}^FS^XZ".encode()


def raw_printer(simulator: PrinterSimulator) -> RawSocketPrinter:
    return RawSocketPrinter(
        "127.0.0.1", simulator.port, ZplDialect(), answer_timeout_s=0.5, connect_timeout_s=1
    )


@contextmanager
def printing(
    printer: LabelPrinter, heard: Heard, render: Callable[..., bytes] = zpl
) -> Iterator[Printing]:
    """The printer thread, ended at the end."""
    thread = Printing(printer, render, heard.post, lambda: 0, look_s=0.02)
    thread.start()
    try:
        yield thread
    finally:
        thread.stop()
