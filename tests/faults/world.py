"""Simulated time: who is next, what chance says, and a hash over everything that happened."""

import hashlib
import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.builders import NOON
from tests.faults.weather import Weather


@dataclass(slots=True)
class World:
    """Simulated time and everything that waits for its turn in it."""

    rng: random.Random
    weather: Weather
    now_ms: int = 0
    steps: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    waiting: int = 0  # how many wait for an answer, one inside the other
    _queue: list[tuple[int, int, str, Callable[[], str]]] = field(default_factory=list)
    _numbers: int = 0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def after(self, ms: int, who: str, turn: Callable[[], str]) -> None:
        """Let something happen in ``ms``; it says in a word what it was."""
        self._numbers += 1
        heapq.heappush(self._queue, (self.now_ms + ms, self._numbers, who, turn))

    def wait(self, ms: int) -> None:
        """Time passes, and all the others go on meanwhile."""
        end = self.now_ms + ms
        self.waiting += 1
        while self._queue and self._queue[0][0] <= end:
            self.turn()
        self.waiting -= 1
        self.now_ms = max(self.now_ms, end)

    def turn(self) -> None:
        """One step of whoever is next."""
        at, _, who, turn = heapq.heappop(self._queue)
        self.now_ms = max(self.now_ms, at)
        self.steps += 1
        self.note(f"{self.now_ms} {who} {turn()}")

    def note(self, word: str) -> None:
        self._hash.update(word.encode())

    def hit(self, fault: str) -> str:
        """Count a fault that was injected."""
        self.faults[fault] += 1
        return fault

    def chance(self, rate: float) -> bool:
        return rate > 0 and self.rng.random() < rate

    @property
    def trace(self) -> str:
        return self._hash.hexdigest()

    def clock(self) -> datetime:
        """The true time: the center's."""
        return NOON + timedelta(milliseconds=self.now_ms)
