"""What a fault class has to say for itself after a run."""

import os
import time
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FaultReport:
    """``lost``: facts, parcels or labels that are gone; ``doubled``: those that count twice.

    ``broken`` are further promises that did not hold, in words; ``note`` is for the table.
    """

    injected: int
    lost: int = 0
    doubled: int = 0
    seconds: float = 0.0
    note: str = ""
    broken: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.broken)


@dataclass(slots=True)
class Tally:
    """Counts while a class runs. ``report`` ends it."""

    injected: int = 0
    lost: int = 0
    doubled: int = 0
    broken: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note a promise that does not hold."""
        if not holds:
            self.broken.append(otherwise)

    def report(self, note: str = "") -> FaultReport:
        seconds = time.perf_counter() - self.started
        return FaultReport(
            self.injected, self.lost, self.doubled, seconds, note, tuple(self.broken)
        )


class FaultClass(Protocol):
    """A module of this folder: one class of faults."""

    NAME: str

    @staticmethod
    def run(seed: int, *, long: bool) -> FaultReport: ...


class NotHereError(Exception):
    """This computer cannot inject that fault; the message says what is missing."""


def is_long() -> bool:
    """FAULTS=long: hours instead of minutes."""
    return os.environ.get("FAULTS", "") == "long"


def memory() -> str | None:
    """A folder in memory, where there is one: for faults that a disk has no part in."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112
