"""Watches what is plugged in: one quiet look every two seconds, a word only when it changes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.devices.discovery import Plugged

_LOG = logging.getLogger(__name__)
INTERVAL_S = 2.0
_LONGEST_S = 60.0


@dataclass(frozen=True, slots=True)
class PlugsChanged:
    """What is plugged in now, and what came and went since the last word."""

    present: tuple[Plugged, ...]
    came: tuple[Plugged, ...] = ()
    went: tuple[Plugged, ...] = ()


class PlugWatch:
    """A thread of its own, since listing HID devices may take a while. ``post`` is called in it."""

    def __init__(
        self,
        look: Callable[[], tuple[Plugged, ...]],
        post: Callable[[PlugsChanged], None],
        interval_s: float = INTERVAL_S,
    ) -> None:
        self._look = look
        self._post = post
        self._interval_s = interval_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="plug-watch")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End it and wait for the end."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        before: tuple[Plugged, ...] | None = None
        wait = self._interval_s
        while not self._stop.is_set():
            try:
                now = self._look()
                if now != before:
                    self._post(difference(before or (), now))
                before, wait = now, self._interval_s
            except Exception:  # noqa: BLE001  # the top of the thread loop
                _LOG.exception("what is plugged in could not be listed")
                wait = min(wait * 2, _LONGEST_S)
            self._stop.wait(wait)


def difference(before: tuple[Plugged, ...], now: tuple[Plugged, ...]) -> PlugsChanged:
    """What changed between two looks."""
    came = tuple(each for each in now if each not in before)
    return PlugsChanged(now, came, tuple(each for each in before if each not in now))
