"""Reading a table that people typed: every fault is found in one pass and named by its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One thing wrong. ``row`` counts as in the file: the header is row 1; 0 is the whole table."""

    table: str
    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        return f"{self.table}{row}, {self.column}: {self.problem}"


class SheetError(ValueError):
    """A sheet that cannot be used as it is; ``faults`` holds all that was found."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Cells:
    """Reads the cells of one row and writes down what is wrong with them.

    ``row`` counts as in the file, 0 for a table without rows; ``wrong`` says that a cell failed.
    An empty or faulty cell reads as None, so that one pass finds every fault.
    """

    faults: list[SheetFault]
    table: str
    row: int
    values: Mapping[str, object]
    wrong: bool = field(default=False)

    def fault(self, column: str, problem: str) -> None:
        self.wrong = True
        self.faults.append(SheetFault(self.table, self.row, column, problem))

    def text(self, column: str, *, needed: bool = False) -> str:
        value = self.values.get(column)
        text = "" if value is None else str(value).strip()
        if needed and not text:
            self.fault(column, "is missing")
        return text

    def number(self, column: str, *, needed: bool = False) -> Decimal | None:
        """A number of zero or more."""
        text = self.text(column, needed=needed)
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fault(column, f"{text!r} is not a number")
            return None
        if number < 0:
            self.fault(column, f"{text} is negative")
            return None
        return number

    def above_zero(self, column: str, *, needed: bool = False) -> Decimal | None:
        number = self.number(column, needed=needed)
        if number is not None and not number:
            self.fault(column, "must be above zero")
            return None
        return number

    def day(self, column: str, *, needed: bool = False) -> date | None:
        text = self.text(column, needed=needed)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fault(column, f"{text!r} is not a date like 2025-06-30")
            return None
