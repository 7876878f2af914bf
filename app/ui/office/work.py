"""Work beside the screen: a question to the center never freezes the window."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from app.center.alerts import DeskAwayError
from app.center.refusals import NotDoneError

_THREADS: Final = 2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LongTask:
    """One entry of the task tray. ``state``: running | done | stopped | failed."""

    number: int
    title: str
    done: int = 0
    total: int = 0
    state: str = "running"
    result: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    ask: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None]


class Work(QObject):
    """Runs functions in two threads; their results come back in the thread of the screen.

    What is handed over may hold widgets, and the last who lets a widget go destroys it: so it
    stays here, and the threads know a question by its number alone.
    ``away`` tells the advice when the center's database did not answer.
    """

    away = Signal(str)
    task = Signal(object)
    _finished = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="office")
        self._long = ThreadPoolExecutor(1, thread_name_prefix="office-long")
        self._stops: dict[int, threading.Event] = {}
        self._asked: dict[int, _Question] = {}
        self._numbers = count(1)
        self._stopped = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        ask: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] = lambda _error: None,
    ) -> None:
        """``done`` gets what ``ask`` returned, ``failed`` its error, unless all is over."""
        if not self._stopped:
            self._submit(self._pool, _Question(ask, done, failed))

    def start_long(
        self,
        title: str,
        work: Callable[[Callable[[int, int], bool]], int],
        done: Callable[[int], None],
        failed: Callable[[BaseException], None] = lambda _error: None,
    ) -> int:
        """Starts long work; ``work`` gets a function that takes (done, all): go on? The number."""
        number = len(self._stops) + 1
        stop = self._stops[number] = threading.Event()
        self.task.emit(LongTask(number, title))

        shown = -1

        def go_on(count: int, total: int) -> bool:
            nonlocal shown
            share = 100 * count // max(total, 1)
            if share != shown:  # a hundred signals at most, however long the work is
                shown = share
                self.task.emit(LongTask(number, title, count, total))
            return not stop.is_set()

        def ended(result: int) -> None:
            state = "stopped" if result < 0 else "done"
            self.task.emit(LongTask(number, title, max(result, 0), max(result, 0), state))
            done(result)

        future = self._submit(self._long, _Question(lambda: work(go_on), ended, failed))
        future.add_done_callback(lambda over: self._failed(over, number, title))
        return number

    def cancel(self, number: int) -> None:
        self._stops[number].set()

    def idle(self) -> bool:
        """Whether every question was answered."""
        return not self._asked

    def stop(self) -> None:
        """Ends the threads; what still waits is dropped."""
        if self._stopped:
            return
        self._stopped = True
        for stop in self._stops.values():
            stop.set()
        self._finished.disconnect(self._deliver)
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._long.shutdown(wait=True, cancel_futures=True)
        self._asked.clear()

    def _submit(self, pool: ThreadPoolExecutor, question: _Question) -> Future[Any]:
        number = next(self._numbers)
        self._asked[number] = question
        future = pool.submit(self._answer, number)
        future.add_done_callback(lambda over: self._finished.emit(number, over))
        return future

    def _answer(self, number: int) -> Any:
        return self._asked[number].ask()

    def _deliver(self, number: int, future: Future[Any]) -> None:
        question = self._asked.pop(number, None)
        if question is None or future.cancelled():  # stopped while the answer was on its way
            return
        error = future.exception()
        if error is None:
            question.done(future.result())
            return
        question.failed(error)
        if isinstance(error, DeskAwayError):
            _log.warning("the center did not answer: %s", error)
            self.away.emit(error.advice)
        elif isinstance(error, OSError):
            _log.warning("a file could not be written: %s", error)
        elif isinstance(error, NotDoneError):
            _log.info("not done: %s", error)
        else:
            raise error

    def _failed(self, future: Future[int], number: int, title: str) -> None:
        if future.cancelled() or future.exception() is None:
            return
        self.task.emit(LongTask(number, title, 0, 0, "failed", str(future.exception())))
