"""The sound for what nobody saw here before: once for each board that brings some."""

from collections.abc import Callable

from app.center.alert_board import AlertBoard


class OnceAlarm:
    """What was there when the office opened is no news, and what comes back is none either."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._heard: frozenset[str] | None = None

    def hear(self, board: AlertBoard) -> None:
        ids = frozenset(one.id for one in board.open)
        if self._heard is not None and ids - self._heard:
            self._ring()
        self._heard = ids | (self._heard or frozenset())
