"""Python's search for garbage in circles, put off while very much is made that has none.

It walks through all that is alive again and again, and finds nothing: a third of the time of a
long bill. What is not in circles is freed all the same.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Pauses:
    """How many threads want it put off; the last one lets it go on, if it was on before."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        self._was_on = False

    def begin(self) -> None:
        with self._lock:
            if self._count == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._count += 1

    def end(self) -> None:
        with self._lock:
            self._count -= 1
            # In the office it is off for good: the screen's thread collects (ui/collector.py).
            if self._count == 0 and self._was_on:
                gc.enable()


_PAUSES = _Pauses()


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off until the end of the ``with`` block, whatever ends it."""
    _PAUSES.begin()
    try:
        yield
    finally:
        _PAUSES.end()
