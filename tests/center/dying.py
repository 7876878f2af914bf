"""A program that ends at any point: before, inside and after each transaction and question."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from app.domain.purchase import NumberSeller, NumberWanted, Sold
from app.store.engine import Store
from app.store.transaction import Transaction

T = TypeVar("T")


class DiedError(Exception):
    """The program ended here."""


@dataclass
class Points:
    """Places where the program may end; it does at ``at``."""

    at: int = 0
    passed: int = 0
    names: list[str] = field(default_factory=list)

    def point(self, name: str) -> None:
        self.passed += 1
        self.names.append(name)
        if self.passed == self.at:
            raise DiedError(name)


@dataclass
class DyingStore:
    store: Store
    points: Points

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.store.read() as tx:
            yield tx

    def transact(self, work: Callable[[Transaction], T]) -> T:
        self.points.point("before a transaction")
        with self.store.write() as tx:
            found = work(tx)
            self.points.point("inside a transaction")
        self.points.point("after a commit")
        return found


@dataclass
class DyingSeller:
    seller: NumberSeller
    points: Points

    def buy(self, wanted: NumberWanted) -> Sold:
        self.points.point("before it buys")
        number = self.seller.buy(wanted)
        self.points.point("bought, not stored")
        return number

    def ask(self, wanted: NumberWanted) -> Sold | None:
        self.points.point("before it asks")
        return self.seller.ask(wanted)

    def cancel(self, wanted: NumberWanted, number: str) -> None:
        self.points.point("before it goes back")
        self.seller.cancel(wanted, number)
        self.points.point("gone back, not stored")

    def tell_weight(self, wanted: NumberWanted, number: str, grams: int) -> None:
        self.seller.tell_weight(wanted, number, grams)
