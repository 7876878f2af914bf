"""CSV and XLSX as sheets of cells, without losing a digit on the way.

A spreadsheet keeps numbers as doubles: 0012 becomes 12 and a long code becomes 6.97E+12. So each
cell remembers whether it was a number; columns that hold codes refuse those (see ``rows``).
"""

import codecs
import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from app.center.problems import ImportRefusedError, Problem, refused

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PART = 1 << 20  # bytes of a file at once
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


class TextRow(NamedTuple):
    """``texts`` are trimmed; ``numeric``: the places that a spreadsheet kept as numbers."""

    number: int
    texts: Sequence[str]
    numeric: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class RowStream:
    """One sheet, row by row, once; empty rows are left out. ``share`` 0..1: how far it is read."""

    name: str
    rows: Iterator[TextRow]
    share: Callable[[], float]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """All sheets of a file with something in them.

    Raises:
        ImportRefusedError: the file cannot be opened, or is no text of a known encoding.
    """
    found = []
    for stream in stream_sheets(path):
        rows = tuple(
            (row.number, tuple(Cell(text, at in row.numeric) for at, text in enumerate(row.texts)))
            for row in stream.rows
        )
        if rows or path.suffix.lower() not in WORKBOOKS:
            found.append(Sheet(path.name, stream.name, rows))
    return tuple(found)


def stream_sheets(path: Path) -> Iterator[RowStream]:
    """The same, not held in memory: each sheet must be read before the next one is asked for.

    Of a workbook one sheet at a time is held as the library does, in a few bytes a cell.
    """
    try:
        yield from _workbook(path) if path.suffix.lower() in WORKBOOKS else _csv(path)
    except PasswordError as error:
        raise refused(path.name, "the file has a password: save a copy without one") from error
    except (CalamineError, ZipError) as error:
        raise refused(
            path.name, f"this is no readable workbook ({error}): save it again"
        ) from error
    except OSError as error:
        raise refused(path.name, f"the file cannot be read: {error.strerror or error}") from error


def read_text(path: Path) -> str:
    """A whole file, its line ends as they are. Raises ImportRefusedError, OSError."""
    return path.read_bytes().decode(_encoding(path))


def _encoding(path: Path) -> str:
    """UTF-8, UTF-16 with a byte order mark, or GB18030 (what Chinese Excel saves).

    The one in which all of the file can be read. Raises ImportRefusedError, OSError.
    """
    with path.open("rb") as file:
        begin = file.read(3)
    marked = next((encoding for mark, encoding in _BOMS if begin.startswith(mark)), "")
    tried = (marked,) if marked else ("utf-8", "gb18030")
    wrong = 0
    for encoding in tried:
        wrong = _first_wrong(path, encoding)
        if wrong < 0:
            return encoding
    says = f"byte {wrong}: neither UTF-8 nor GB18030: save the file as CSV UTF-8"
    raise refused(path.name, says)


def _first_wrong(path: Path, encoding: str) -> int:
    """The place of the first byte that is no text; -1 where all is."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        begin, pending = 0, b""
        try:
            while part := file.read(_PART):
                decoder.decode(part)
                begin += len(part)
                pending = decoder.getstate()[0]
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return begin - len(pending) + error.start
    return -1


def _csv(path: Path) -> Iterator[RowStream]:
    encoding, size = _encoding(path), path.stat().st_size
    with path.open("rb") as raw, TextIOWrapper(raw, encoding, newline="") as file:
        head = file.readline()
        file.seek(0)
        delimiter = max(",;\t", key=head.count)
        rows = _csv_rows(path, csv.reader(file, delimiter=delimiter, strict=True))
        yield RowStream("", rows, lambda: raw.tell() / max(size, 1))


def _csv_rows(path: Path, reader: Any) -> Iterator[TextRow]:
    line = 1
    try:
        for fields in reader:
            texts = [field.strip() for field in fields]
            if any(texts):
                yield TextRow(line, texts)
            line = reader.line_num + 1
    except csv.Error as error:
        says = f"the row is broken ({error}): look for a quotation mark that is never closed"
        raise ImportRefusedError((Problem(path.name, "", line, "", says),)) from error


def _workbook(path: Path) -> Iterator[RowStream]:
    with CalamineWorkbook.from_path(str(path)) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            at = [0]
            yield RowStream(name, _sheet_rows(sheet, at), partial(_share, at, sheet.total_height))


def _share(at: list[int], high: int) -> float:
    return at[0] / max(high, 1)


def _sheet_rows(sheet: Any, at: list[int]) -> Iterator[TextRow]:
    before = ("",) * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows(), start=1):
        at[0] = number
        texts = (*before, *map(_text, values))
        if any(texts):
            numeric = [
                place
                for place, value in enumerate(values, start=len(before))
                if isinstance(value, int | float) and not isinstance(value, bool)
            ]
            yield TextRow(number, texts, numeric)


def _text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            # repr is the shortest text that gives this double: 59.9 and not 59.89999.
            exact = Decimal(repr(value))
            whole = exact == exact.to_integral_value()
            return f"{exact.to_integral_value() if whole else exact:f}"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value).strip()
