"""Rows of any page as a CSV file: for more rows than a spreadsheet holds, and for programs."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from app.center.alert_sheet import Column

_TELL_EVERY = 1_000


def write_csv(
    path: Path, columns: Sequence[Column], rows: Iterable[Any], go_on: Callable[[int], bool]
) -> int:
    """The number of rows, or -1 when ``go_on`` said no. UTF-8 with a mark, as spreadsheets like.

    A file that is there is replaced only when the new one is whole. Raises OSError.
    """
    part = path.with_name(f"{path.name}.part")
    count, whole = 0, True
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([column.title for column in columns])
        for count, row in enumerate(rows, start=1):
            table.writerow([_plain(column, row) for column in columns])
            if count % _TELL_EVERY == 0 and not go_on(count):
                whole = False
                break
    if not whole:
        part.unlink()
        return -1
    part.replace(path)
    go_on(count)
    return count


def _plain(column: Column, row: Any) -> str:
    """A text that begins like a formula is data, and must stay so in a spreadsheet."""
    text = column.value(row)
    formula = not column.number and text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if formula else text
