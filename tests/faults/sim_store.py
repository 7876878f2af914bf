"""The disk of a simulated computer: refuses, forgets to answer, or goes down with its program."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from app.store.engine import Store
from app.store.errors import StoreDiskFailed, StoreFull
from app.store.transaction import Transaction
from tests.faults.weather import Weather

T = TypeVar("T")


class DiedError(Exception):
    """The program that was running ended here."""


class Fate(Protocol):
    """The part of the world that a disk needs."""

    weather: Weather

    def chance(self, rate: float) -> bool: ...

    def hit(self, fault: str) -> str: ...


class SimStore:
    """A store with its own luck. ``dies`` is the chance of the program ending at a transaction."""

    def __init__(self, store: Store, fate: Fate, dies: Callable[[], float]) -> None:
        self.store = store
        self.commits = 0
        self._fate = fate
        self._dies = dies

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.store.read() as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        fate, weather = self._fate, self._fate.weather
        dies = self._dies()
        if fate.chance(dies):
            raise DiedError(fate.hit("died before a transaction"))
        if fate.chance(weather.full):
            raise StoreFull(fate.hit("disk full"))
        inside = fate.chance(dies)
        with self.store.write() as tx:
            yield tx
            if inside:
                raise DiedError(fate.hit("died inside a transaction"))
        self.commits += 1
        if fate.chance(dies):
            raise DiedError(fate.hit("died after a commit"))
        if fate.chance(weather.doubtful):
            raise StoreDiskFailed(fate.hit("a commit kept but reported as failed"))

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Once; whoever asked asks again."""
        with self.write() as tx:
            return work(tx)
