"""How far a shop was read, and the next windows to read: bounded, overlapping, never a gap."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.center.turns import Turn
from app.remote.channels.base import Limits, ThrottledError, Window, WindowTooWideError

LEAST = timedelta(seconds=10)
"""No platform with less than this between two changes can be read at all."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A job's cursor: everything that changed before ``upto`` is stored.

    ``width``: of the windows that the platform took last, where it wanted shorter ones.
    """

    upto: datetime
    width: timedelta | None = None

    def __str__(self) -> str:
        width = f" {round(self.width.total_seconds())}" if self.width else ""
        return f"{self.upto.isoformat()}{width}"

    @classmethod
    def of(cls, text: str) -> "Reach | None":
        """None for an empty cursor. Raises ValueError."""
        if not text:
            return None
        moment, _, width = text.partition(" ")
        return cls(datetime.fromisoformat(moment), timedelta(seconds=int(width)) if width else None)


def read_on(
    turn: Turn,
    limits: Limits,
    since: datetime,
    end: datetime,
    read: Callable[[Window, str], None],
    overlap: timedelta | None = None,
) -> bool:
    """Reads windows from the job's cursor (``since`` where it has none) to ``end``.

    ``read`` stores a window, and with its last page the cursor that it is given. A window that is
    too wide is halved; the narrower width is remembered. Whether ``end`` was reached.

    Raises ThrottledError where the platform wants a pause before a shorter window.
    """
    reach = Reach.of(turn.job.cursor) or Reach(since)
    widest = limits.longest_window
    width = min(reach.width or widest, widest)
    back = limits.overlap if overlap is None else overlap
    at = max(reach.upto - back, turn.clock() - limits.horizon)
    end = end.replace(microsecond=0)
    while at < end and not turn.over():
        window = Window(at, min(at + width, end))
        known = Reach(max(reach.upto, window.until), width if width < widest else None)
        try:
            read(window, str(known))
        except WindowTooWideError as error:
            width = _narrower(turn, reach, window, error)
            continue
        reach, at = known, window.until
        width = min(width * 2, widest)
    return at >= end


def _narrower(turn: Turn, reach: Reach, window: Window, error: WindowTooWideError) -> timedelta:
    """Half of the window, or later if the platform wants a pause. Raises WindowTooWideError."""
    width = (window.until - window.since) / 2
    if width < LEAST:
        raise error
    if error.seconds:
        turn.store.transact(lambda tx: turn.hold(tx, str(Reach(reach.upto, width))))
        raise ThrottledError(str(error), error.seconds)
    return width
