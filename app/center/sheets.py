"""CSV and XLSX as sheets of cells, without losing a digit on the way.

A spreadsheet keeps numbers as doubles: 0012 becomes 12 and a long code becomes 6.97E+12. So each
cell remembers whether it was a number; columns that hold codes refuse those (see ``rows``).
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from app.center.problems import ImportRefusedError, Problem

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` is trimmed; ``numeric`` says a spreadsheet kept it as a number."""

    text: str
    numeric: bool = False


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` holds (row number as people count, cells); empty rows are left out."""

    source: str
    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """All sheets of a file with something in them.

    Raises:
        ImportRefusedError: the file cannot be opened, or is no text of a known encoding.
    """
    try:
        if path.suffix.lower() in WORKBOOKS:
            return _workbook(path)
        content = path.read_bytes()
    except PasswordError as error:
        raise _refused(path, "the file has a password: save a copy without one") from error
    except (CalamineError, ZipError) as error:
        raise _refused(path, f"this is no readable workbook ({error}): save it again") from error
    except OSError as error:
        raise _refused(path, f"the file cannot be read: {error.strerror or error}") from error
    return (_csv(path, decode(content, path.name)),)


def _refused(path: Path, says: str) -> ImportRefusedError:
    return ImportRefusedError((Problem(path.name, "", 0, "", says),))


def decode(content: bytes, source: str) -> str:
    """Text in UTF-8, UTF-16 with a byte order mark, or GB18030 (what Chinese Excel saves)."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strict(content, encoding, source)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(content, "gb18030", source)


def _strict(content: bytes, encoding: str, source: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        says = f"byte {error.start}: neither UTF-8 nor GB18030: save the file as CSV UTF-8"
        raise ImportRefusedError((Problem(source, "", 0, "", says),)) from error


def _csv(path: Path, text: str) -> Sheet:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    line = 1
    try:
        for fields in reader:
            cells = tuple(Cell(field.strip()) for field in fields)
            if any(cell.text for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        says = f"the row is broken ({error}): look for a quotation mark that is never closed"
        raise ImportRefusedError((Problem(path.name, "", line, "", says),)) from error
    return Sheet(path.name, "", tuple(rows))


def _workbook(path: Path) -> tuple[Sheet, ...]:
    found = []
    with CalamineWorkbook.from_path(str(path)) as book:
        for name in book.sheet_names:
            values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows = [(number, tuple(map(_cell, row))) for number, row in enumerate(values, start=1)]
            kept = tuple(row for row in rows if any(cell.text for cell in row[1]))
            if kept:
                found.append(Sheet(path.name, name, kept))
    return tuple(found)


def _cell(value: Any) -> Cell:
    match value:
        case bool():
            return Cell("true" if value else "false")
        case int() | float():
            # repr is the shortest text that gives this double: 59.9 and not 59.89999.
            exact = Decimal(repr(value))
            whole = exact == exact.to_integral_value()
            return Cell(f"{exact.to_integral_value() if whole else exact:f}", numeric=True)
        case datetime() | date() | time():
            return Cell(value.isoformat())
        case timedelta():
            return Cell(str(value))
        case _:
            return Cell(str(value).strip())
