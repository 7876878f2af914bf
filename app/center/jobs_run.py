"""Every run of a job leaves a row: which, when, how it ended, why, and what it did."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from app.store.engine import Store
from app.store.errors import StoreError
from app.store.records import JobRun

log = logging.getLogger(__name__)

INTAKE = "intake"
LEASES = "leases"
REVIEW = "review"
BACKUP = "backup"
BUY_AHEAD = "buy_ahead"
RESTORE = "restore"
DOCTOR = "doctor"
KEEPING = "keeping"
ARCHIVE = "archive"
_LONGEST_REASON = 500


class SkippedError(Exception):
    """Raised by a job that has nothing to do, with the reason. It is no failure."""


class Jobs:
    """``clock`` gives aware UTC time, ``new_id`` an id for a run."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    @contextmanager
    def running(self, job: str) -> Iterator[dict[str, int]]:
        """Notes a run while the block lasts; what the block puts into the dict are its counts.

        Completed, or failed with the reason (and the error goes on), or skipped (SkippedError,
        which ends here), or interrupted (Ctrl+C). Raises StoreError where it cannot be noted.
        """
        run = JobRun(self._new_id(), job, "running", self._clock())
        with self._store.write() as tx:
            tx.jobs.start(run)
        counts: dict[str, int] = {}
        try:
            yield counts
        except SkippedError as error:
            self._end(run.id, "skipped", str(error), counts)
        except KeyboardInterrupt:
            self._end(run.id, "interrupted", "stopped by hand", counts)
            raise
        except BaseException as error:
            self._failed(run.id, error, counts)
            raise
        else:
            self._end(run.id, "completed", "", counts)

    def note(self, job: str, state: str, reason: str = "", **counts: int) -> None:
        """A run that is over already, in one row: for loops, which note only what happened."""
        now = self._clock()
        run = JobRun(self._new_id(), job, state, now, now, reason[:_LONGEST_REASON], counts)
        with self._store.write() as tx:
            tx.jobs.start(run)

    def clear_up(self) -> int:
        """At the start of the center: what the last one left running was interrupted."""
        now = self._clock()
        return self._store.transact(lambda tx: tx.jobs.interrupt_running(now))

    def _end(self, run_id: str, state: str, reason: str, counts: dict[str, int]) -> None:
        now = self._clock()
        with self._store.write() as tx:
            tx.jobs.finish(run_id, state, now, reason[:_LONGEST_REASON], counts)

    def _failed(self, run_id: str, error: BaseException, counts: dict[str, int]) -> None:
        """The reason of the job's failure matters more than that it could not be noted."""
        try:
            self._end(run_id, "failed", f"{type(error).__name__}: {error}", counts)
        except StoreError:
            log.exception("the end of run %s could not be noted", run_id)
