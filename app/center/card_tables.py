"""Rate cards as people keep them, read as tables: three files, a workbook, or one flat sheet.

- ``ID.card.json`` + ``ID.csv`` (+ ``ID.zones.csv``): what a folder holds;
- a workbook with the sheets card, rates, zones, surcharges, peaks: a card;
- one flat sheet, CSV or workbook, in which the contract stands on the first line, and each line
  is a price (with w_from) or a place (with level) or both: a card.

All give the same tables, and a fault goes back to the row of the file that has it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.center.problems import ImportRefusedError, Problem, refused
from app.center.sheets import EMPTY, Cell, Sheet, read_sheets, read_text
from app.domain.places import ZoneLevel
from app.domain.rate_tables import (
    CONTRACT_TITLES,
    MANUAL,
    ROW_TITLES,
    ZONE_TITLES,
    CardTables,
    nested_value,
)
from app.domain.sheet_cells import SheetFault
from app.domain.surcharge_tables import SURCHARGE_TITLES, surcharge_of_row

HEAD = ".card.json"
PRICES, PLACES = frozenset({*ROW_TITLES, MANUAL}), frozenset(ZONE_TITLES)
FIELD, VALUE = "field", "value"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NO_FILE = "no ID.card.json in this folder"
Line = dict[str, Cell]


@dataclass(slots=True)
class CardSource:
    """A card's tables and where their rows stand: (file, sheet, row numbers) by table."""

    tables: CardTables
    source: str
    places: dict[str, tuple[str, str, list[int]]] = field(default_factory=dict)

    def problem(self, fault: SheetFault) -> Problem:
        """A fault with the row of the file that has it."""
        source, sheet, numbers = self.places.get(fault.table, (self.source, fault.table, []))
        # The tables count their rows as if a header stood on row 1; contract parts from 1.
        first = 2 if fault.table in {"rows", "zones"} else 1
        at = fault.row - first
        row = numbers[at] if 0 <= at < len(numbers) else fault.row
        return Problem(source, sheet, row, fault.column, fault.problem)


def read_sources(path: Path) -> tuple[list[CardSource], list[Problem]]:
    """The cards of a folder or a file that could be read, and what is wrong with the others."""
    files = sorted(path.glob(f"*{HEAD}")) if path.is_dir() else [path]
    problems = [] if files else [Problem(path.name, "", 0, "", NO_FILE)]
    found: list[CardSource] = []
    for file in files:
        try:
            found.append(_file(file))
        except ImportRefusedError as error:
            problems.extend(error.problems)
    return found, problems


def _file(path: Path) -> CardSource:
    if path.name.endswith(HEAD):
        return _three_files(path)
    sheets = {sheet.name.casefold(): sheet for sheet in read_sheets(path)}
    if {"card", "rates"} <= sheets.keys():
        return _workbook(path.name, sheets)
    flat = next(iter(sheets.values()), None)
    if flat is None or not flat.rows:
        raise refused(path.name, "the table is empty")
    return _flat(flat)


def _three_files(head: Path) -> CardSource:
    name = head.name.removesuffix(HEAD)
    rows, zones = head.with_name(f"{name}.csv"), head.with_name(f"{name}.zones.csv")
    try:
        contract = json.loads(read_text(head))
    except OSError as error:
        raise refused(head.name, f"the file cannot be read: {error.strerror or error}") from error
    except json.JSONDecodeError as error:
        says = f"line {error.lineno}: no complete JSON ({error.msg})"
        raise refused(head.name, says) from error
    if not isinstance(contract, dict):
        raise refused(head.name, "a card's contract must be a JSON object")
    read = CardSource(CardTables(contract), name)
    _take(read, "rows", _one_sheet(rows))
    if zones.exists():  # without it the card prices by zone codes alone
        _take(read, "zones", _one_sheet(zones))
    return read


def _one_sheet(path: Path) -> Sheet:
    sheets = read_sheets(path)
    if not sheets or not sheets[0].rows:
        raise refused(path.name, "the table is empty")
    return sheets[0]


def _take(read: CardSource, table: str, sheet: Sheet) -> None:
    lines, numbers = _lines(sheet)
    read.places[table] = (sheet.source, sheet.name, numbers)
    into = read.tables.rows if table == "rows" else read.tables.zones
    into.extend(_texts(line) for line in lines)
    if table == "zones":
        _codes_are_text(sheet, lines, numbers)


def _lines(sheet: Sheet) -> tuple[list[Line], list[int]]:
    """The rows under the header by title, and their numbers."""
    titles = [cell.text.strip() for cell in sheet.rows[0][1]]
    twice = {title for title in titles if title and titles.count(title) > 1}
    if twice:
        raise refused(sheet.source, f"two columns are called {', '.join(sorted(twice))}")
    rows = sheet.rows[1:]
    return [
        {title: cells[at] if at < len(cells) else EMPTY for at, title in enumerate(titles) if title}
        for _, cells in rows
    ], [number for number, _ in rows]


def _texts(line: Line) -> dict[str, str]:
    return {title: _plain(cell) for title, cell in line.items()}


def _plain(cell: Cell) -> str:
    """Without the ' that keeps a text from being a formula."""
    text = cell.text
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _codes_are_text(sheet: Sheet, lines: list[Line], numbers: list[int]) -> None:
    """01002 in a cell of numbers is 1002: such postcodes are refused, never guessed."""
    problems = [
        Problem(sheet.source, sheet.name, number, title, f"{cell.text} was kept as a number: "
                "format the column as text and enter the postcode again")
        for line, number in zip(lines, numbers, strict=True)
        if line.get("level", EMPTY).text == ZoneLevel.POSTCODE.value
        for title in ("value", "value_to")
        if (cell := line.get(title, EMPTY)).numeric
    ]  # fmt: skip
    if problems:
        raise ImportRefusedError(tuple(problems))


def _workbook(source: str, sheets: Mapping[str, Sheet]) -> CardSource:
    lines, numbers = _lines(sheets["card"])
    texts = {line[FIELD].text: line[VALUE].text for line in lines if {FIELD, VALUE} <= line.keys()}
    read = CardSource(CardTables(_contract(source, texts)), source)
    read.places["card"] = (source, "card", numbers)
    _take(read, "rows", sheets["rates"])
    if "zones" in sheets:
        _take(read, "zones", sheets["zones"])
    _listed(read, sheets.get("surcharges"), "surcharges", surcharge_of_row)
    _listed(read, sheets.get("peaks"), "peaks", dict)
    return read


def _listed(
    read: CardSource,
    sheet: Sheet | None,
    key: str,
    entry_of: Callable[[Mapping[str, str]], Mapping[str, object]],
) -> None:
    if sheet is None:
        return
    lines, numbers = _lines(sheet)
    if key == "surcharges":
        unknown = sorted(set().union(*lines) - set(SURCHARGE_TITLES))
        if unknown:
            raise refused(sheet.source, f"{', '.join(unknown)}: is no column of surcharges")
    read.places[key] = (sheet.source, sheet.name, numbers)
    read.tables.contract[key] = [dict(entry_of(_texts(line))) for line in lines]


def _flat(sheet: Sheet) -> CardSource:
    """One sheet: the contract's fields on the first line, then prices and places."""
    lines, numbers = _lines(sheet)
    titles = set(lines[0]) if lines else set()
    if not {"id", "zone", "w_from", "base"} <= titles:
        says = "is no rate card: neither the sheets card and rates nor the columns id, zone, w_from"
        raise refused(sheet.source, says)
    unknown = sorted(titles - {*CONTRACT_TITLES} - PRICES - PLACES)
    if unknown:
        raise refused(sheet.source, f"{', '.join(unknown)}: is no column we know")
    texts = _texts(lines[0])
    read = CardSource(
        CardTables(_contract(sheet.source, {key: texts.get(key, "") for key in CONTRACT_TITLES})),
        sheet.source,
    )
    _codes_are_text(sheet, lines, numbers)
    tables = (("rows", PRICES, "w_from", read.tables.rows), ("zones", PLACES, "level", None))
    for table, columns, sign, into in tables:
        mine = [
            (number, {title: _plain(cell) for title, cell in line.items() if title in columns})
            for line, number in zip(lines, numbers, strict=True)
            if line.get(sign, EMPTY).text
        ]
        read.places[table] = (sheet.source, sheet.name, [number for number, _ in mine])
        (read.tables.zones if into is None else into).extend(row for _, row in mine)
    for table in ("card", "money", "weight_steps", "surcharges", "peaks"):
        read.places[table] = (sheet.source, sheet.name, numbers[:1] * 99)
    return read


def _contract(source: str, texts: Mapping[str, str]) -> dict[str, object]:
    """The contract of cells of text: nested parts in short words or, in a flat sheet, as JSON."""
    found: dict[str, object] = {}
    for key, text in texts.items():
        if not text:
            continue
        if key in {"surcharges", "peaks"}:
            try:
                found[key] = json.loads(text)
            except json.JSONDecodeError as error:
                raise refused(source, f"{key} is no complete JSON ({error.msg})") from error
        else:
            found[key] = nested_value(key, text)
    return found
