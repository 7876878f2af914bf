"""The bench thread: one queue, one owner. Everybody posts, only this thread touches the bench."""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from app.domain.readings import WeightReading
from app.domain.values import Moment
from app.station.effects import Effect
from app.station.inputs import Tick
from app.station.snapshot import BenchSnapshot

log = logging.getLogger(__name__)

TICK_S = 0.2


class Handler(Protocol):
    """A bench: takes one event to its end."""

    def start(self, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]: ...

    def handle(self, event: object, moment: Moment) -> tuple[BenchSnapshot, tuple[Effect, ...]]: ...


class Mailbox:
    """Runs one bench in its own thread.

    ``on_snapshot`` and ``on_effect`` are called in that thread, after the commit; they must only
    hand on. ``clock`` gives the moment at which an event is handled.
    """

    def __init__(
        self,
        bench: Handler,
        clock: Callable[[], Moment],
        on_snapshot: Callable[[BenchSnapshot], None],
        on_effect: Callable[[Effect], None],
    ) -> None:
        self._bench = bench
        self._clock = clock
        self._on_snapshot = on_snapshot
        self._on_effect = on_effect
        self._queue: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="bench")

    def post(self, event: object) -> None:
        """Leave an event for the bench. Callable from every thread, never blocks."""
        self._queue.put(event)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Handle what is in the queue, then end. Nothing that was posted before is lost."""
        self._queue.put(_Stop())
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        self._handle(None)
        while True:
            for event in self._next():
                if isinstance(event, _Stop):
                    return
                self._handle(event)

    def _handle(self, event: object) -> None:
        """One event to its end; None is the start of the bench."""
        try:
            at = self._clock()
            done = self._bench.start(at) if event is None else self._bench.handle(event, at)
        except Exception:  # the top of a thread loop: the bench must stand, not vanish
            # its name alone: what was scanned may be part of a PIN
            log.exception("an event could not be handled: %s", type(event).__name__)
        else:
            self._hand_on(*done)

    def _next(self) -> Iterable[object]:
        """What waits in the queue; of weights in a row from one scale only changes are kept."""
        try:
            events = [self._queue.get(timeout=TICK_S)]
        except queue.Empty:
            return (Tick(),)
        while not self._queue.empty():
            events.append(self._queue.get())
        return _newest_weights(events)

    def _hand_on(self, snapshot: BenchSnapshot, effects: tuple[Effect, ...]) -> None:
        """What is stored must be shown and done, each even where another one fails."""
        _try(self._on_snapshot, snapshot)
        for effect in effects:
            _try(self._on_effect, effect)


class _Stop:
    """The end of the queue."""


def _try(hand_on: Callable[[Any], None], value: object) -> None:
    try:
        hand_on(value)
    except Exception:  # the top of a thread loop: a window that closes must not stop a label
        log.exception("could not be handed on: %r", value)


def _newest_weights(events: list[object]) -> list[object]:
    """A backlog of equal weights says no more than its last one; a change is never dropped."""
    kept: list[object] = []
    for event in events:
        last = kept[-1] if kept else None
        if (
            isinstance(event, WeightReading)
            and isinstance(last, WeightReading)
            and _says(event) == _says(last)
        ):
            kept[-1] = event
        else:
            kept.append(event)
    return kept


def _says(reading: WeightReading) -> tuple[object, ...]:
    return (
        reading.device_id,
        reading.grams,
        reading.stable,
        reading.fault,
        reading.zero,
        reading.net,
    )
