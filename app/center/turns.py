"""One turn of a job: what it may use, how it says what it did, and what it must not lose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Protocol

from app.store.engine import Store
from app.store.job_rows import JobRow
from app.store.transaction import Transaction

LEASE = timedelta(seconds=120)
"""Longer than anything a job does between two calls of ``hold``: after that, its worker is dead."""

TURN = timedelta(seconds=60)
"""So long a job works at a stretch; the others wait no longer for its worker."""


class LostError(Exception):
    """Another worker has the job: nothing more is stored in this turn."""


@dataclass(frozen=True, slots=True)
class Did:
    """What a turn did. ``again_s``: when the next is due, where not after the job's own time."""

    counts: Mapping[str, int] = field(default_factory=dict)
    again_s: float | None = None
    reason: str = ""


@dataclass(slots=True)
class Turn:
    """``clock`` gives aware UTC time; ``stop`` is set when the program ends."""

    job: JobRow
    store: Store
    clock: Callable[[], datetime]
    stop: Event
    began: datetime

    def hold(self, tx: Transaction, cursor: str | None = None) -> None:
        """In each transaction of the turn: nothing of it is stored unless the job is still ours.

        Raises LostError.
        """
        if not tx.job_rows.hold(self.job, self.clock() + LEASE, cursor):
            raise LostError(self.job.id)

    def hold_long(self, most: timedelta) -> None:
        """For work that cannot be interrupted (a backup). Raises LostError."""
        if not self.store.transact(lambda tx: tx.job_rows.hold(self.job, self.clock() + most)):
            raise LostError(self.job.id)

    def keep(self) -> None:
        """The same by itself, between two long questions. Raises LostError."""
        self.store.transact(self.hold)

    def whole(self, *_done: int) -> bool:
        """Whether to go on with what is done as a whole, however long it takes: while we run.

        How far it came is no matter. Raises LostError.
        """
        self.keep()
        return not self.stop.is_set()

    def over(self) -> bool:
        """Whether to come to an end: what is left is done in the next turn."""
        return self.stop.is_set() or self.clock() - self.began >= TURN


class Kind(Protocol):
    """The work of one kind of job.

    May raise what adapters and the store raise: the turn has failed then, and is tried again.
    """

    def __call__(self, turn: Turn, /) -> Did: ...
