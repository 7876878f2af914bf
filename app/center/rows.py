"""One row of a sheet: its values in our types, its faults with the place where they stand."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeVar

from app.center.columns import Header
from app.center.problems import Findings, Problem
from app.center.sheets import EMPTY, Cell, Sheet
from app.domain.catalogue import normalise_code
from app.domain.values import Money
from app.remote.channels.json_values import CHINA

RESERVED = ("ZZ", "ZB", "ZR")
"""Beginnings that our own printed codes have: control cards, badges, return tickets."""

_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_TRUE = frozenset({"1", "true", "yes", "y", "是", "赠品", "贈品", "gift"})
_FALSE = frozenset({"", "0", "false", "no", "n", "否"})
LONGEST_CODE = 200
_MOST = 1_000_000_000

Word = TypeVar("Word", bound=Enum)


def _decimal(found: str) -> Decimal | None:
    try:
        value = Decimal(found.replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


@dataclass(frozen=True, slots=True)
class Row:
    """A row under its header. Each reader puts what is wrong into ``findings`` and goes on."""

    sheet: Sheet
    header: Header
    number: int
    cells: tuple[Cell, ...]
    findings: Findings

    def cell(self, field: str) -> Cell:
        place = self.header.places.get(field)
        if place is None or place >= len(self.cells):
            return EMPTY
        return self.cells[place]

    def problem(self, field: str, says: str) -> None:
        self.findings.problems.append(self._at(field, says))

    def warn(self, field: str, says: str) -> None:
        self.findings.warnings.append(self._at(field, says))

    def _at(self, field: str, says: str) -> Problem:
        column = self.header.titles.get(field, field)
        return Problem(self.sheet.source, self.sheet.name, self.number, column, says)

    def text(self, field: str, *, required: bool = False) -> str:
        """Words for people; a number is taken as it stands."""
        found = self.cell(field).text
        if required and not found:
            self.problem(field, "is empty: fill it in")
        if "\x00" in found:
            self.problem(field, "holds a zero byte: type it again")
        return found

    def code(self, field: str, *, required: bool = False) -> str:
        """A code or number that must come through digit by digit."""
        cell = self.cell(field)
        if cell.numeric:
            self.problem(
                field,
                f"{cell.text} was kept as a number and may have lost zeros or digits: "
                "format the column as text and enter it again",
            )
        elif _SCIENTIFIC.fullmatch(cell.text):
            self.problem(
                field,
                f"{cell.text} is what a spreadsheet made of a long number: "
                "format the column as text and enter it again",
            )
        elif len(cell.text) > LONGEST_CODE or not cell.text.isprintable():
            self.problem(field, "is no code: it is too long or holds signs that cannot be printed")
        return self.text(field, required=required)

    def own_code(self, field: str, *, required: bool = False) -> str:
        """A code that is scanned at the bench: it must not look like one of our own."""
        found = self.code(field, required=required)
        if normalise_code(found).startswith(RESERVED):
            self.problem(
                field,
                f"{found} begins with {found[:2]}, which is kept for control cards, badges and "
                "return tickets: give it another code",
            )
        return found

    def whole(self, field: str, *, least: int = 0, default: int | None = None) -> int:
        """A whole number; an empty cell is ``default``, or a problem when there is none."""
        found = self.cell(field).text
        if not found and default is not None:
            return default
        value = _decimal(found)
        if value is None or value != value.to_integral_value() or not least <= value <= _MOST:
            self.problem(field, f"{found or 'nothing'} is no whole number from {least} up")
            return least
        return int(value)

    def maybe_whole(self, field: str) -> int | None:
        return self.whole(field) if self.cell(field).text else None

    def money(self, field: str, currency: str) -> Money | None:
        """An amount; None for an empty cell. More digits than the currency has are refused."""
        found = self.cell(field).text
        if not found:
            return None
        value = _decimal(found.lstrip("¥￥$ "))
        if value is None or abs(value) > _MOST:
            self.problem(field, f"{found} is no amount of money")
            return None
        amount = Money.of(value, currency)
        if amount.amount != value:
            self.problem(field, f"{found} has more digits than {currency} has")
        return amount

    def yes(self, field: str) -> bool:
        found = self.cell(field).text.casefold()
        if found not in _TRUE | _FALSE:
            self.problem(field, f"{found} is neither yes nor no")
        return found in _TRUE

    def word(self, field: str, words: dict[str, Word], default: Word) -> Word:
        found = self.cell(field).text.casefold()
        if not found:
            return default
        if found not in words:
            self.problem(field, f"{found} is not known: use one of {', '.join(sorted(words))}")
            return default
        return words[found]

    def time(self, field: str) -> datetime | None:
        """An ISO time; without a zone it is the time of China, where the shops are."""
        found = self.cell(field).text
        if not found:
            return None
        try:
            moment = datetime.fromisoformat(found.replace("/", "-"))
        except ValueError:
            self.problem(field, f"{found} is no time: write it like 2026-03-01 18:00:00")
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
