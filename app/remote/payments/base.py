"""What the readers of statements share: exact sums, China's clock, faults that name their place."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Protocol

from app.domain.money_days import CHINA
from app.domain.statement import StatementLine, StatementTotals
from app.domain.values import Money

_TIME = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?) (\d\d?):(\d\d):(\d\d)")


class StatementError(ValueError):
    """A file that is no statement we know, or a broken one; says where and what to do."""

    def __init__(self, says: str, row: int = 0, column: str = "") -> None:
        place = f"row {row}" if row else ""
        place += f", column {column}" if column else ""
        super().__init__(f"{place}: {says}" if place else says)
        self.row = row
        self.column = column


class StatementReader(Protocol):
    """One part of a statement. ``lines`` may be read once; ``totals`` is right after that."""

    @property
    def provider(self) -> str: ...

    @property
    def account(self) -> str:
        """The account at the platform, as the file says it; empty where it does not."""
        ...

    def lines(self) -> Iterator[StatementLine]: ...

    def totals(self) -> StatementTotals: ...


@dataclass(slots=True)
class Tally:
    """Counts and sums by name, exact."""

    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, name: str, amount: Decimal) -> None:
        self.sums[name] = self.sums.get(name, Decimal(0)) + amount

    def count(self, name: str, by: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + by

    def against(self, stated: Mapping[str, str]) -> StatementTotals:
        """Our sums with as many digits as the file gives its own."""
        counted = {name: str(count) for name, count in self.counts.items()}
        counted |= {name: f"{amount:.2f}" for name, amount in self.sums.items()}
        for name, text in stated.items():
            if name in self.counts or _is_count(name):
                counted[name] = str(self.counts.get(name, 0))
            else:
                digits = len(text.partition(".")[2])
                counted[name] = f"{self.sums.get(name, Decimal(0)):.{digits}f}"
        return StatementTotals(counted, dict(stated))


def _is_count(name: str) -> bool:
    return name.endswith("_count")


def need_columns(header: Collection[str], needed: Iterable[str]) -> None:
    """Raises StatementError that names the columns which the header lacks."""
    missing = [name for name in needed if name not in header]
    if missing:
        says = f"the file has no column {', '.join(missing)}: download it again, unchanged"
        raise StatementError(says)


def row_amount(row: Mapping[str, str], column: str, number: int) -> Decimal:
    """An amount of a row; empty is nought. Raises StatementError."""
    text = row.get(column, "").replace(",", "")
    if not text:
        return Decimal(0)
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise StatementError(f"{text!r} is no amount", number, column) from error
    if not value.is_finite():
        raise StatementError(f"{text!r} is no amount", number, column)
    return value


def china_moment(row: Mapping[str, str], column: str, number: int) -> datetime:
    """A time of China's clock as UTC. Raises StatementError."""
    text = row.get(column, "")
    found = _TIME.fullmatch(text)
    if found is None:
        raise StatementError(f"{text!r} is no time", number, column)
    try:
        local = datetime(*(int(part) for part in found.groups()), tzinfo=CHINA)  # type: ignore[arg-type,misc]
    except ValueError as error:
        raise StatementError(f"{text!r} is no time", number, column) from error
    return local.astimezone(UTC)


def yuan(amount: Decimal) -> Money:
    return Money.of(amount, "CNY")
