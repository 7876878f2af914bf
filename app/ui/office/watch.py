"""The eye on the center: a look every 0.7 s, a board when something changed."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from app.center.alert_board import AlertBoard, AlertFilter, Marks
from app.center.alerts import DeskAwayError
from app.center.overview import WarehouseNow

EVERY_S: Final = 0.7
AT_LEAST_EVERY_S: Final = 5.0
AWAY_S: Final = 2.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page shows: asked anew before every look."""

    filter: AlertFilter
    edges: tuple[datetime, ...]
    day_begins: datetime


@dataclass(frozen=True, slots=True)
class CenterLost:
    """The center's database did not answer; ``since`` the first time."""

    advice: str
    since: datetime


class Board(Protocol):
    def marks(self) -> Marks: ...
    def board(
        self, wanted: AlertFilter, now: datetime, edges: Sequence[datetime] = ()
    ) -> AlertBoard: ...


class Now(Protocol):
    def now(self, day_begins: datetime) -> WarehouseNow: ...


class Watch:
    """One thread. ``post`` gets AlertBoard, WarehouseNow and CenterLost, and must not block."""

    def __init__(
        self,
        board: Board,
        warehouse: Now,
        wanted: Callable[[], Wanted],
        clock: Callable[[], datetime],
        post: Callable[[object], None],
    ) -> None:
        self._board, self._warehouse = board, warehouse
        self._wanted, self._clock, self._post = wanted, clock, post
        self._stop, self._wake = threading.Event(), threading.Event()
        self._fresh = threading.Event()
        self._marks: Marks | None = None
        self._shown_at: datetime | None = None
        self._lost_at: datetime | None = None
        self._thread = threading.Thread(target=self._run, name="office-watch", daemon=False)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
        self._thread.join(5)

    def look_now(self) -> None:
        """The filter changed, or something was done here: show it without waiting."""
        self._fresh.set()
        self._wake.set()

    def look(self) -> bool:
        """One look; whether a board was posted. Raises DeskAwayError."""
        now = self._clock()
        marks = self._board.marks()
        asked = self._fresh.is_set()
        self._fresh.clear()
        old = self._shown_at is None or (now - self._shown_at).total_seconds() >= AT_LEAST_EVERY_S
        if marks == self._marks and not asked and not old:
            return False
        wanted = self._wanted()
        self._post(self._board.board(wanted.filter, now, wanted.edges))
        self._post(self._warehouse.now(wanted.day_begins))
        self._marks, self._shown_at, self._lost_at = marks, now, None
        return True

    def _run(self) -> None:
        while not self._stop.is_set():
            pause = EVERY_S
            try:
                self.look()
            except DeskAwayError as error:
                _log.warning("the center does not answer: %s", error)
                self._lost_at = self._lost_at or self._clock()
                self._marks = None
                self._post(CenterLost(error.advice, self._lost_at))
                pause = AWAY_S
            self._wake.wait(pause)
            self._wake.clear()
