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


class Idle(str):
    """The word of a turn that found nothing to do: it is part of the history, and no step."""

    __slots__ = ()


@dataclass(slots=True)
class World:
    """Simulated time and everything that waits for its turn in it."""

    rng: random.Random
    weather: Weather
    now_ms: int = 0
    steps: int = 0
    kinds: Counter[str] = field(default_factory=Counter)  # the steps by what they were
    faults: Counter[str] = field(default_factory=Counter)
    waiting: int = 0  # how many wait for an answer, one inside the other
    _queue: list[tuple[int, int, str, Callable[[], str]]] = field(default_factory=list)
    _numbers: int = 0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def after(self, ms: int, who: str, turn: Callable[[], str]) -> None:
        """Let something happen in ``ms``; it says in a word what it was. ``who``: name and kind."""
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
        """The turn of whoever is next; a step, unless there was nothing to do."""
        at, _, who, turn = heapq.heappop(self._queue)
        self.now_ms = max(self.now_ms, at)
        word = turn()
        if not isinstance(word, Idle):
            self.step(who.rpartition(" ")[2])
        self.note(f"{self.now_ms} {who} {word}")

    def step(self, kind: str) -> None:
        """One event was taken to its end by the real programs."""
        self.steps += 1
        self.kinds[kind] += 1

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
