"""The results as a file: a line a parcel, and the pick errors beside them."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import xlsxwriter

from app.domain.values import Money
from app.store.engine import Store
from app.store.records import PickError, StoredParcel
from app.store.transaction import Transaction

PARCELS = (
    "order_number", "parcel", "courier", "waybill", "grams", "charge", "currency", "zone", "box",
    "pieces", "packer", "bench", "packed_at_utc",
)  # fmt: skip
ERRORS = (
    "at_utc", "order_number", "verdict", "code", "found", "expected", "picker", "packer", "bench",
    "state", "cause", "resolution",
)  # fmt: skip
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_STATES = ("open", "acknowledged", "assigned", "closed")
_MOST = 1_000_000

Line = tuple[str, ...]


def export(store: Store, path: Path, now: datetime) -> int:
    """Writes ``path`` (.xlsx with two sheets, or .csv with ``NAME.errors.csv`` beside it).

    Codes and numbers are text cells: a spreadsheet must not round them. The number of parcels.
    Raises ValueError for another ending.
    """
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise ValueError("the name of the export must end in .xlsx or .csv")
    with store.read() as tx:
        names = {one.id: one.name for one in tx.operators.every()}
        parcels = (_parcel(one, names) for one in tx.parcels.packed_between(_BEGIN, now + _DAY))
        errors = (_error(one, names) for one in _errors(tx))
        if path.suffix.lower() == ".xlsx":
            return _xlsx(path, parcels, errors)
        _csv(path.with_suffix(".errors.csv"), ERRORS, errors)
        return _csv(path, PARCELS, parcels)


def _errors(tx: Transaction) -> Iterator[PickError]:
    yield from tx.pick_errors.in_state(*_STATES, limit=_MOST)


def _parcel(one: StoredParcel, names: dict[str, str]) -> Line:
    money = None if one.charge_minor is None else Money(one.charge_minor, one.currency).amount
    return (
        one.order_number,
        f"{one.parcel_no}/{one.parcel_of}",
        one.courier,
        one.waybill,
        str(one.grams),
        "" if money is None else f"{money:f}",
        one.currency,
        one.zone,
        one.box,
        str(sum(one.contents.values())),
        names.get(one.operator_id, one.operator_id),
        one.station_id,
        one.packed_at.strftime("%Y-%m-%d %H:%M:%S"),
    )


def _error(one: PickError, names: dict[str, str]) -> Line:
    return (
        one.at.strftime("%Y-%m-%d %H:%M:%S"),
        one.order_number,
        one.verdict,
        one.code,
        one.found_sku,
        one.expected_sku,
        one.picker,
        names.get(one.operator_id, one.operator_id),
        one.station_id,
        one.state,
        one.cause,
        one.resolution,
    )


def _csv(path: Path, titles: Line, rows: Iterable[Line]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(titles)
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the count is the result
            table.writerow(tuple(map(_plain, row)))
    return count


def _plain(text: str) -> str:
    """A cell that begins like a formula is data, and must stay so in a spreadsheet."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _xlsx(path: Path, parcels: Iterable[Line], errors: Iterable[Line]) -> int:
    """Row by row to the disk: a year of parcels does not have to fit in memory."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        count = _sheet(book.add_worksheet("parcels"), PARCELS, parcels, bold)
        _sheet(book.add_worksheet("pick errors"), ERRORS, errors, bold)
    return count


def _sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    titles: Line,
    rows: Iterable[Line],
    bold: xlsxwriter.format.Format,
) -> int:
    numbers = {"grams", "charge", "pieces"}
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(titles) - 1, 18)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            if titles[column] in numbers and text:
                sheet.write_number(count, column, float(text))  # the file format has doubles only
            else:
                sheet.write_string(count, column, text)
    return count
