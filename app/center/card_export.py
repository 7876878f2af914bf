"""Rate cards out: the same sheets that come in, with the same cells."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from app.center.card_tables import FIELD, FORMULA, HEAD, VALUE
from app.domain.rate_card import RateCard
from app.domain.rate_tables import (
    CONTRACT_TITLES,
    MANUAL,
    ROW_TITLES,
    ZONE_TITLES,
    CardTables,
    nested_text,
    tables_of,
)
from app.domain.surcharge_tables import SURCHARGE_TITLES, row_of_surcharge

PEAK_TITLES = ("from", "to", "multiplier", "name")
NUMBERS = frozenset({"w_from", "w_to", "base", "base_weight", "per_weight", "step"})
Lines = Iterable[Mapping[str, str]]


def export_folder(card: RateCard, folder: Path) -> tuple[Path, ...]:
    """``ID.card.json``, ``ID.csv`` and, where the card has places, ``ID.zones.csv``."""
    tables = tables_of(card)
    head = folder / f"{card.id}{HEAD}"
    head.write_text(
        json.dumps(tables.contract, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    written = [head, folder / f"{card.id}.csv"]
    _csv(written[1], _row_titles(tables), tables.rows)
    if tables.zones:
        written.append(folder / f"{card.id}.zones.csv")
        _csv(written[2], ZONE_TITLES, tables.zones)
    return tuple(written)


def export_workbook(card: RateCard, path: Path) -> None:
    """The card as a workbook of the sheets card, rates, zones, surcharges, peaks."""
    tables = tables_of(card)
    contract = [
        {FIELD: key, VALUE: nested_text(key, tables.contract.get(key))}
        for key in CONTRACT_TITLES
        if key not in {"surcharges", "peaks"}
    ]
    surcharges, peaks = _listed(tables, "surcharges"), _listed(tables, "peaks")
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        _sheet(book, "card", (FIELD, VALUE), contract)
        _sheet(book, "rates", _row_titles(tables), tables.rows)
        if tables.zones:
            _sheet(book, "zones", ZONE_TITLES, tables.zones)
        _sheet(book, "surcharges", SURCHARGE_TITLES, map(row_of_surcharge, surcharges))
        _sheet(book, "peaks", PEAK_TITLES, peaks)


def export_flat(card: RateCard, path: Path) -> None:
    """The card as one flat sheet: a workbook for ``.xlsx``, CSV else."""
    tables = tables_of(card)
    contract = {
        key: json.dumps(value, ensure_ascii=False)
        if key in {"surcharges", "peaks"} and value
        else nested_text(key, value)
        for key in CONTRACT_TITLES
        for value in [tables.contract.get(key)]
    }
    titles = (*CONTRACT_TITLES, *ZONE_TITLES, *_row_titles(tables)[1:])
    lines = [*tables.rows, *tables.zones]
    lines[0] = {**contract, **lines[0]}
    if path.suffix.lower() == ".xlsx":
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(path), options) as book:
            _sheet(book, "card", titles, lines)
    else:
        _csv(path, titles, lines)


def _listed(tables: CardTables, key: str) -> list[dict[str, Any]]:
    found = tables.contract.get(key)
    return found if isinstance(found, list) else []


def _row_titles(tables: CardTables) -> tuple[str, ...]:
    return (*ROW_TITLES, MANUAL) if any(MANUAL in row for row in tables.rows) else ROW_TITLES


def _csv(path: Path, titles: Sequence[str], lines: Lines) -> None:
    """As price sheets are kept: UTF-8, lines that end as RFC 4180 says."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(titles)
        table.writerows([_cell(title, line.get(title, "")) for title in titles] for line in lines)


def _cell(title: str, text: str) -> str:
    """A text that begins like a formula stays a text in a spreadsheet; read back without the '."""
    return f"'{text}" if title not in NUMBERS and text.startswith(FORMULA) else text


def _sheet(
    book: xlsxwriter.Workbook, name: str, titles: Sequence[str], lines: Iterable[Mapping[str, Any]]
) -> None:
    """Prices and weights as numbers that can be calculated with; everything else as text."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    shown: dict[str, xlsxwriter.format.Format] = {}
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(titles) - 1, 14)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
    for row, line in enumerate(lines, start=1):
        for column, title in enumerate(titles):
            text = str(line.get(title, ""))
            if title in NUMBERS and text and name != "surcharges":
                digits = _digits(text)
                if digits not in shown:
                    shown[digits] = book.add_format({"num_format": digits})
                sheet.write_number(row, column, float(text), shown[digits])
            elif text:
                sheet.write_string(row, column, text)


def _digits(text: str) -> str:
    """The number format that shows the digits it has: 7.20 and not 7.2."""
    _, _, decimals = text.partition(".")
    return f"0.{'0' * len(decimals)}" if decimals else "0"
