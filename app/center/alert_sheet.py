"""Rows of any page as a spreadsheet: what is seen is what is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

_TELL_EVERY = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A title in the reader's language, and the text of a row. ``wide``: characters."""

    title: str
    value: Callable[[Any], str]
    wide: int = 18
    number: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet of a workbook. ``name``: at most 31 characters, no brackets, slashes, colons."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Any]


def write_sheet(
    path: Path, columns: Sequence[Column], rows: Iterable[Any], go_on: Callable[[int], bool]
) -> int:
    """Writes row by row to the disk; the number of rows, or -1 when ``go_on`` said no.

    Codes and numbers of orders are text cells: a spreadsheet must not round them. A file that
    is there is replaced only when the new one is whole. Raises OSError.
    """
    return write_book(path, (Leaf("", columns, rows),), go_on)


def write_book(path: Path, leaves: Sequence[Leaf], go_on: Callable[[int], bool]) -> int:
    """The same with several sheets; ``go_on`` hears the rows of all of them together."""
    part = path.with_name(f"{path.name}.part")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    try:
        with xlsxwriter.Workbook(str(part), options) as book:
            bold = book.add_format({"bold": True})
            for leaf in leaves:
                count = _leaf(book.add_worksheet(leaf.name or None), bold, leaf, count, go_on)
                if count < 0:
                    return -1
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    go_on(count)
    return count


def _leaf(sheet: Any, bold: Any, leaf: Leaf, before: int, go_on: Callable[[int], bool]) -> int:
    """How many rows there are now; -1 when it was stopped."""
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(leaf.columns):
        sheet.set_column(place, place, column.wide)
        sheet.write_string(0, place, column.title, bold)
    count = before
    for number, row in enumerate(leaf.rows, start=1):
        _write(sheet, number, leaf.columns, row)
        count = before + number
        if count % _TELL_EVERY == 0 and not go_on(count):
            return -1
    return count


def _write(sheet: Any, number: int, columns: Sequence[Column], row: Any) -> None:
    for place, column in enumerate(columns):
        text = column.value(row)
        if column.number and text:
            sheet.write_number(number, place, float(text))  # the file format has doubles only
        elif text:
            sheet.write_string(number, place, text)
