"""A courier's bill as it comes: header anywhere, dirty cells, subtotals, several sheets.

Nothing is guessed and nothing is dropped unseen: rows that are no lines are counted, money without
a waybill is a fault, and what the bill says it adds up to is held against its lines.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

from app.center.bill_profile import BillProfile, folded
from app.center.gazetteer import regions
from app.center.problems import Findings, Problem
from app.center.sheets import EMPTY, Cell, Sheet, read_sheets
from app.domain.address import parse_address
from app.domain.bill_matching import BillLine, Charge, Leg
from app.domain.places import Destination

_HEADER_WITHIN = 30  # rows of a sheet in which its header must stand
_LOSSLESS_DIGITS = 15  # a double keeps so many digits of a number
_MONEY = re.compile(r"[¥￥$元,\s]")


@dataclass(frozen=True, slots=True)
class RawRow:
    """A line as it stood in the file: kept for the courier, who knows nothing else."""

    sheet: str
    row: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class BillFile:
    """``stated`` and ``summed`` in minor units, by sheet; a sheet that states nothing is absent."""

    name: str
    sha256: str
    lines: list[BillLine] = field(default_factory=list)
    raw: list[RawRow] = field(default_factory=list)  # one for each line
    stated: dict[str, int] = field(default_factory=dict)
    summed: dict[str, int] = field(default_factory=dict)
    subtotals: int = 0
    findings: Findings = field(default_factory=Findings)

    @property
    def agrees(self) -> bool:
        """Whether the lines add up to what the bill states."""
        return all(self.summed.get(sheet) == total for sheet, total in self.stated.items())


def read_bill(path: Path, profile: BillProfile) -> BillFile:
    """The lines of a bill. Faults are in ``findings``, each with its sheet, row and column.

    Raises ImportRefusedError when the file cannot be opened at all.
    """
    sheets = read_sheets(path)
    bill = BillFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    for sheet in sheets:
        head = _find_header(sheet, profile)
        if head is not None:
            _read_sheet(sheet, head, profile, bill)
    if not bill.lines and not bill.findings.problems:
        says = "no sheet has a header with a waybill and an amount: check the column profile"
        bill.findings.problems.append(Problem(path.name, "", 0, "", says))
    for name, total in bill.stated.items():
        if bill.summed.get(name) != total:
            says = f"the bill states {_yuan(total)}, its lines add up to {_yuan(bill.summed[name])}"
            bill.findings.warnings.append(Problem(path.name, name, 0, "", says))
    return bill


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the columns of a sheet stand; ``extras`` may be several."""

    at: int  # index in the sheet's rows
    places: Mapping[str, int]
    extras: tuple[int, ...]
    leg: Leg
    titles: Mapping[str, str]


def _find_header(sheet: Sheet, profile: BillProfile) -> _Header | None:
    for at, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        names = [folded(cell.text) for cell in cells]
        places = {
            column: place
            for column, known in profile.columns.items()
            if (place := next((at for at, name in enumerate(names) if name in known), -1)) >= 0
        }
        leg = Leg.RETURN if "return_freight" in places else Leg.OUT
        if "waybill" not in places or not {"freight", "return_freight"} & places.keys():
            continue
        if leg is Leg.RETURN:
            places["freight"] = places["return_freight"]
        extras = tuple(at for at, name in enumerate(names) if name in profile.columns["extra"])
        titles = {column: cells[place].text for column, place in places.items()}
        return _Header(at, places, extras, leg, titles)
    return None


def _read_sheet(sheet: Sheet, head: _Header, profile: BillProfile, bill: BillFile) -> None:
    bill.summed[sheet.name] = 0
    _stated_above(sheet, head, profile, bill)
    for number, cells in sheet.rows[head.at + 1 :]:
        row = _Row(sheet, head, number, cells, bill.findings)
        waybill = row.waybill()
        if _is_subtotal(cells, profile):
            bill.subtotals += 1
            continue
        if not waybill:
            if row.money("freight"):
                row.problem("waybill", "there is money here, but no waybill")
            continue
        line = _line(row, waybill, profile)
        bill.lines.append(line)
        bill.raw.append(RawRow(sheet.name, number, tuple(cell.text for cell in cells)))
        bill.summed[sheet.name] += line.billed


def _is_subtotal(cells: Sequence[Cell], profile: BillProfile) -> bool:
    """A word like 小计 in the first cell that holds anything."""
    first = next((folded(cell.text) for cell in cells if cell.text), "")
    return first.rstrip(":：") in profile.skip


def _stated_above(sheet: Sheet, head: _Header, profile: BillProfile, bill: BillFile) -> None:
    """The amount beside 总金额; on a return sheet the lone amount above its own column."""
    for _, cells in sheet.rows[: head.at]:
        for at, cell in enumerate(cells):
            if folded(cell.text).rstrip(":：") in profile.total:
                after = (_amount(found.text) for found in cells[at + 1 :] if found.text)
                total = next(after, None)
                if total is not None:
                    bill.stated[sheet.name] = total
        filled = [at for at, cell in enumerate(cells) if cell.text]
        if filled == [head.places["freight"]] and sheet.name not in bill.stated:
            total = _amount(cells[filled[0]].text)
            if total is not None:
                bill.stated[sheet.name] = total


def _line(row: "_Row", waybill: str, profile: BillProfile) -> BillLine:
    freight, extra = row.money("freight"), sum(row.money_at(at) for at in row.head.extras)
    category = row.text("category")
    if folded(row.text("payment")) in profile.collect:
        charge = Charge.COLLECT
    elif category:
        charge, freight, extra = Charge.EXTRA, 0, freight + extra
    else:
        charge = Charge.FREIGHT
    return BillLine(
        row=row.number,
        waybill=waybill,
        leg=row.head.leg,
        charge=charge,
        freight=freight,
        extra=extra,
        grams=row.grams(profile.grams_per_unit),
        volumetric=folded(row.text("kind")) in profile.volumetric,
        place=row.place() if row.head.leg is Leg.OUT else None,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    sheet: Sheet
    head: _Header
    number: int
    cells: tuple[Cell, ...]
    findings: Findings

    def _cell(self, column: str) -> Cell:
        at = self.head.places.get(column, -1)
        return self.cells[at] if 0 <= at < len(self.cells) else EMPTY

    def text(self, column: str) -> str:
        return self._cell(column).text

    def problem(self, column: str, says: str) -> None:
        title = self.head.titles.get(column, column)
        self.findings.problems.append(
            Problem(self.sheet.source, self.sheet.name, self.number, title, says)
        )

    def waybill(self) -> str:
        """The number as it is on the label: without width, apostrophes and blanks."""
        cell = self._cell("waybill")
        text = re.sub(r"[\s'’`]", "", unicodedata.normalize("NFKC", cell.text)).upper()
        if cell.numeric and len(text) > _LOSSLESS_DIGITS:
            self.problem("waybill", f"{text} was kept as a number and has lost digits")
        elif re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", text):
            self.problem("waybill", f"{text} was made of a longer number by a spreadsheet")
        return re.sub(r"\.0+$", "", text)

    def money(self, column: str) -> int:
        """Minor units; an empty cell is nought."""
        return self.money_at(self.head.places.get(column, -1), column)

    def money_at(self, at: int, column: str = "extra") -> int:
        text = self.cells[at].text if 0 <= at < len(self.cells) else ""
        found = _amount(text)
        if found is None:
            if text:
                self.problem(column, f"{text!r} is no amount")
            return 0
        return found

    def grams(self, per_unit: int) -> int | None:
        text = self.text("weight")
        if not text:
            return None
        try:
            value = Decimal(_MONEY.sub("", unicodedata.normalize("NFKC", text))) * per_unit
        except InvalidOperation:
            self.problem("weight", f"{text!r} is no weight")
            return None
        return int(value.to_integral_value(ROUND_HALF_UP))

    def place(self) -> Destination | None:
        province, city, text = self.text("province"), self.text("city"), self.text("place")
        if province or city:
            return Destination(province=province, city=city)
        if not text:
            return None
        found = parse_address(text, regions())
        if not found.province:
            return Destination(province=text, city=text)
        return Destination(province=found.province, city=found.city, district=found.district)


def _amount(text: str) -> int | None:
    plain = _MONEY.sub("", unicodedata.normalize("NFKC", text))
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    return int((value * 100).to_integral_value(ROUND_HALF_UP))


def _yuan(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):.2f}"
