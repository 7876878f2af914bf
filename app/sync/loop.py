"""When the worker works: every one to two seconds, at once when woken, slower while all is lost."""

import logging
import random
from collections.abc import Callable
from threading import Event

from app.store.errors import StoreError
from app.sync.messages import Message, WorkerFailed
from app.sync.transport import CenterAwayError, CenterRefusedError, CenterTransport
from app.sync.worker import SyncWorker

log = logging.getLogger(__name__)

POLL_S = (1.0, 2.0)
LONGEST_S = 30.0
EAR_S = 5.0


class Pace:
    """How long to wait. Benches that lost the center together must not come back together."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._failures = 0

    def after(self, *, worked: bool) -> float:
        """Seconds until the next step."""
        if worked:
            self._failures = 0
            return self._rng.uniform(*POLL_S)
        self._failures = min(self._failures + 1, 16)
        longest = min(LONGEST_S, POLL_S[0] * 2.0**self._failures)
        return self._rng.uniform(longest / 2, longest)


def run(
    worker: SyncWorker,
    stop: Event,
    wake: Event,
    rng: random.Random,
    notify: Callable[[Message], None],
) -> None:
    """Work until ``stop``; whoever sets it sets ``wake`` too, so that the wait ends."""
    pace = Pace(rng)
    while not stop.is_set():
        wake.clear()
        try:
            worked = worker.step()
        except StoreError as error:
            log.exception("the bench's own database failed")
            notify(WorkerFailed(str(error)))
            worked = False
        except Exception as error:  # the loop's own net: report, back off, go on
            log.exception("the sync step failed")
            notify(WorkerFailed(f"{type(error).__name__}: {error}"))
            worked = False
        if worker.pause_s:
            stop.wait(worker.pause_s)  # the center has too much to do: no scan wakes us early
        if not (worked and worker.behind):
            wake.wait(pace.after(worked=worked))


def listen(
    transport: CenterTransport,
    station_id: str,
    stop: Event,
    wake: Event,
    pace: Pace,
    within_s: float = EAR_S,
) -> None:
    """The ear: wake the worker as soon as anything changed at the center, until ``stop``.

    It only shortens the wait. Without it everything arrives with the next poll. One question
    stays open for ``within_s`` seconds at most.
    """
    known, failed = "", False
    while not stop.is_set():
        try:
            heard = transport.watch(station_id, known, within_s)
        except (CenterAwayError, CenterRefusedError) as error:
            log.info("cannot listen to the center: %s", error)
            failed = True
            stop.wait(max(pace.after(worked=False), getattr(error, "retry_after_s", 0.0)))
            continue
        if heard != known or failed:
            wake.set()
        known, failed = heard, False
