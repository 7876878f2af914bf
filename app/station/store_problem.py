"""A local database that refuses: which of the packer's words fits, and when to try again."""

from dataclasses import dataclass

from app.domain.control_code import Control, code_of
from app.domain.verdict import Stop, Verdict
from app.store.errors import (
    StoreDamaged,
    StoreDiskFailed,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
)

_WORDS: tuple[tuple[type[StoreError], str], ...] = (
    (StoreFull, "disk_full"),
    (StoreReadOnly, "read_only"),
    (StoreLocked, "locked"),
    (StoreDamaged, "damaged"),
    (StoreDiskFailed, "disk_failed"),
)


def problem_of(error: StoreError) -> str:
    """disk_full, read_only, locked, damaged, disk_failed or unknown."""
    return next((word for kind, word in _WORDS if isinstance(error, kind)), "unknown")


RETRY_MS = 1_000
"""What happens by itself (a weight, the idle lock) is tried again after this time, not at once."""


@dataclass(slots=True)
class StoreTrouble:
    """The stop over a database that refuses.

    A scan that was lost must be seen by the packer: that stop stays until the next scan or the
    acknowledgement. One over something that the bench did by itself goes when it succeeds.
    """

    stop: Stop | None = None
    by_hand: bool = False
    retry_ms: int = 0

    def failed(self, error: StoreError, mono_ms: int, *, by_hand: bool) -> bool:
        """Nothing was stored. True: that is news, and must be heard."""
        news = self.stop is None
        self.stop = Stop(Verdict.STORE, details={"problem": problem_of(error)})
        self.by_hand = by_hand or (self.by_hand and not news)
        self.retry_ms = mono_ms + RETRY_MS
        return news

    def waits(self, mono_ms: int) -> bool:
        """Whether it is too early to try something again that nobody asked for."""
        return self.stop is not None and mono_ms < self.retry_ms

    def stored(self) -> None:
        """Something was stored again."""
        if not self.by_hand:
            self.stop = None

    def answered(self, code: str) -> bool:
        """A scan is the next try. True: it was the acknowledgement of this stop, and only that."""
        stood = self.stop is not None
        self.stop, self.by_hand = None, False
        return stood and code.strip().upper() == code_of(Control.ACKNOWLEDGE)
