"""The real window, and the instant at which a verdict stands in it, painted and flushed."""

import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.config import Settings
from app.entrypoints.bench_program import BenchProgram
from app.station.snapshot import BenchSnapshot
from app.ui import application
from app.ui.station.window import BenchWindow
from benchmarks.packer import Test, Watch

SIZE = (1920, 1080)


class PaintProbe(QObject):
    """Hears the window's paints. ``flushed`` is called after an update was flushed.

    An update counts when one of ``areas`` has painted in it.
    """

    def __init__(self, window: BenchWindow, areas: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._window = window
        self._painted = False
        self.flushed: Callable[[BenchSnapshot, int], None] = lambda _snapshot, _ns: None
        for area in areas:
            area.installEventFilter(self)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self._window:
            if event.type() != QEvent.Type.UpdateRequest:
                return False
            self._painted = False
            self._window.event(event)  # paints what is due and flushes it
            now = time.monotonic_ns()
            shown = self._window._snap  # noqa: SLF001 - what was painted, without another signal
            if self._painted and shown is not None:
                self.flushed(shown, now)
            return True
        if event.type() == QEvent.Type.Paint:
            self._painted = True
        return False


class ScreenWatch(Watch):
    """Its wait ends when the snapshot is not only there but on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._first = 0  # number of the snapshot that passed the test
        self._flushes: list[tuple[int, int]] = []  # snapshot on the screen, since when

    def expect(self, test: Test) -> None:
        with self._changed:
            self._first = 0
            self._flushes.clear()
            super().expect(test)

    def flushed(self, snapshot: BenchSnapshot, now: int) -> None:
        with self._changed:
            self._flushes.append((snapshot.number, now))
            self._judge()

    def _passed(self, now: int) -> None:  # noqa: ARG002 - here it is only half of the way
        assert self.newest is not None
        self._first, self._test = self.newest.number, None
        self._judge()

    def _judge(self) -> None:
        """The screen may be quicker than the call that tells of the snapshot."""
        if not self._first or self._at:
            return
        for number, at in self._flushes:
            if number >= self._first:
                self._at = at
                self._changed.notify_all()
                return


def run_window(
    settings: Settings, home: Path, watch: ScreenWatch, work: Callable[[], None]
) -> None:
    """Show the bench's window and let ``work`` go on in a thread; closes when it has ended."""
    program = BenchProgram(settings, home, also=watch.see)
    window = program.ui.window
    probe = PaintProbe(window, (window.bench.verdict, window.bench.stop, window.login))
    probe.flushed = watch.flushed
    window.resize(*SIZE)
    window.show()
    failed: list[str] = []
    ended = threading.Event()

    def day() -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 - the top of a thread: the window must close
            failed.append(traceback.format_exc())
        finally:
            ended.set()

    program.ui.every(50, lambda: application.application().quit() if ended.is_set() else None)
    thread = threading.Thread(target=day, name="packer")
    thread.start()
    program.run()
    ended.set()
    thread.join()
    if failed:
        raise RuntimeError(failed[0])
