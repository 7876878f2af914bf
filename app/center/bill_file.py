"""A courier's bill as it comes: header anywhere, dirty cells, subtotals, several sheets.

Nothing is guessed and nothing is dropped unseen: rows that are no lines are counted, money without
a waybill is a fault, and what the bill says it adds up to is held against its lines. The file is
read row by row: a bill of a million lines needs no more memory than one of ten.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from app.center.bill_cells import amount, folded, grams, number, place, yuan
from app.center.bill_profile import BillProfile
from app.center.problems import Findings, Problem
from app.center.sheets import RowStream, TextRow, stream_sheets
from app.domain.bill_matching import BillLine, Charge, Leg
from app.store.session import to_json

HEADER_WITHIN = 30  # rows of a sheet in which its header must stand
MOST_FAULTS = 1_000  # with so many the wrong columns were taken: reading on says nothing new


class ReadLine(NamedTuple):
    """A line and where it stood. ``raw``: its cells as JSON, for the courier, who knows no more.

    One text and not a list: a million small lists are a million things to collect.
    """

    n: int  # its place among all lines of the file, from 0
    sheet: str
    line: BillLine
    raw: str


@dataclass(slots=True)
class BillFile:
    """What is known of a bill once its lines were read to the end.

    ``stated`` and ``summed`` in minor units, by sheet; a sheet that states nothing is absent.
    """

    path: Path
    profile: BillProfile
    sha256: str
    stated: dict[str, int] = field(default_factory=dict)
    summed: dict[str, int] = field(default_factory=dict)
    subtotals: int = 0
    lines: int = 0
    share: Callable[[], float] = float  # how far it is read, 0..1
    findings: Findings = field(default_factory=Findings)

    @property
    def name(self) -> str:
        return self.path.name

    def read(self) -> Iterator[ReadLine]:
        """Every line, once. Faults are in ``findings`` then, with sheet, row and column.

        Raises ImportRefusedError when the file cannot be read at all.
        """
        for stream in stream_sheets(self.path):
            yield from self._sheet(stream)
        self.share = lambda: 1.0
        problems = self.findings.problems
        if not self.lines and not problems:
            says = "no sheet has a header with a waybill and an amount: check the column profile"
            problems.append(Problem(self.name, "", 0, "", says))
        for sheet, total in self.stated.items():
            found = self.summed[sheet]
            if found != total:
                says = f"the bill states {yuan(total)}, its lines add up to {yuan(found)}"
                self.findings.warnings.append(Problem(self.name, sheet, 0, "", says))

    def _sheet(self, stream: RowStream) -> Iterator[ReadLine]:
        above = list(islice(stream.rows, HEADER_WITHIN))
        head = find_header(above, self.profile)
        if head is None:
            return
        name = stream.name
        self.summed[name] = 0
        total = _stated_above(above[: head.at], head, self.profile)
        if total is not None:
            self.stated[name] = total
        self.share = stream.share
        rows = _Rows(self, name, head)
        for part in (above[head.at + 1 :], stream.rows):
            for row in part:
                line = rows.line(row)
                if line is not None:
                    self.summed[name] += line.freight + line.extra
                    yield ReadLine(self.lines, name, line, to_json(row.texts))
                    self.lines += 1
                if len(self.findings.problems) >= MOST_FAULTS:
                    return


def open_bill(path: Path, profile: BillProfile) -> BillFile:
    """The bill, not read yet. Raises OSError."""
    with path.open("rb") as file:
        return BillFile(path, profile, hashlib.file_digest(file, "sha256").hexdigest())


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a sheet stand; ``extras`` may be several."""

    at: int  # index in the rows that were looked at
    places: Mapping[str, int]
    extras: tuple[int, ...]
    leg: Leg
    titles: Mapping[str, str]


def find_header(rows: Sequence[TextRow], profile: BillProfile) -> Header | None:
    """The first row that names a waybill and an amount as this profile calls them."""
    for at, row in enumerate(rows):
        names = [folded(text) for text in row.texts]
        places = {
            column: found
            for column, known in profile.columns.items()
            if (found := next((at for at, name in enumerate(names) if name in known), -1)) >= 0
        }
        leg = Leg.RETURN if "return_freight" in places else Leg.OUT
        if "waybill" not in places or not {"freight", "return_freight"} & places.keys():
            continue
        if leg is Leg.RETURN:
            places["freight"] = places["return_freight"]
        extras = tuple(at for at, name in enumerate(names) if name in profile.columns["extra"])
        titles = {column: row.texts[found] for column, found in places.items()}
        return Header(at, places, extras, leg, titles)
    return None


def _stated_above(rows: Sequence[TextRow], head: Header, profile: BillProfile) -> int | None:
    """The amount beside 总金额; on a return sheet the lone amount above its own column."""
    stated: int | None = None
    for row in rows:
        for at, text in enumerate(row.texts):
            if folded(text).rstrip(":：") in profile.total:
                after = (amount(found) for found in row.texts[at + 1 :] if found)
                stated = next((one for one in after if one is not None), stated)
        filled = [at for at, text in enumerate(row.texts) if text]
        if filled == [head.places["freight"]] and stated is None:
            stated = amount(row.texts[filled[0]])
    return stated


class _Rows:
    """Rows of one sheet as lines of the bill."""

    def __init__(self, bill: BillFile, sheet: str, head: Header) -> None:
        self._bill, self._sheet, self._head, self._profile = bill, sheet, head, bill.profile
        # A column that the sheet lacks is read from the empty cell put behind every row.
        at = {column: head.places.get(column, -1) for column in bill.profile.columns}
        self._waybill, self._freight, self._weight = at["waybill"], at["freight"], at["weight"]
        self._kind, self._payment, self._category = at["kind"], at["payment"], at["category"]
        self._place = at["province"], at["city"], at["place"]
        self._empty = [""] * (2 + max(*at.values(), *head.extras, 0))

    def line(self, row: TextRow) -> BillLine | None:
        """The line of a row; None for one that is none."""
        cells = [*row.texts, *self._empty[len(row.texts) :], ""]
        waybill = cells[self._waybill]
        if self._waybill in row.numeric or not (waybill.isdecimal() and waybill.isascii()):
            waybill = self._number(row, waybill)
        if self._is_subtotal(cells):
            self._bill.subtotals += 1
            return None
        freight = self._money(row, cells[self._freight], "freight")
        if not waybill:
            if freight:
                self._problem(row, "waybill", "there is money here, but no waybill")
            return None
        extra = sum([self._money(row, cells[at], "extra") for at in self._head.extras])
        charge = Charge.FREIGHT
        if cells[self._payment] and folded(cells[self._payment]) in self._profile.collect:
            charge = Charge.COLLECT
        elif cells[self._category]:
            charge, freight, extra = Charge.EXTRA, 0, freight + extra
        leg, weight, kind = self._head.leg, cells[self._weight], cells[self._kind]
        province, city, text = self._place
        return BillLine(
            row.number,
            waybill,
            leg,
            charge,
            freight,
            extra,
            self._grams(row, weight) if weight else None,
            volumetric=bool(kind) and folded(kind) in self._profile.volumetric,
            place=place(cells[province], cells[city], cells[text]) if leg is Leg.OUT else None,
        )

    def _is_subtotal(self, cells: Sequence[str]) -> bool:
        """A word like 小计 in the first cell that holds anything."""
        first = cells[0] or next(filter(None, cells), "")
        return not first.isdigit() and folded(first).rstrip(":：") in self._profile.skip

    def _number(self, row: TextRow, text: str) -> str:
        waybill, says = number(text, numeric=self._waybill in row.numeric)
        if says:
            self._problem(row, "waybill", says)
        return waybill

    def _money(self, row: TextRow, text: str, column: str) -> int:
        """Minor units; an empty cell is nought."""
        found = amount(text) if text else 0
        if found is None:
            self._problem(row, column, f"{text!r} is no amount")
        return found or 0

    def _grams(self, row: TextRow, text: str) -> int | None:
        found = grams(text, self._profile.grams_per_unit)
        if found is None:
            self._problem(row, "weight", f"{text!r} is no weight")
        return found

    def _problem(self, row: TextRow, column: str, says: str) -> None:
        title = self._head.titles.get(column, column)
        self._bill.findings.problems.append(
            Problem(self._bill.name, self._sheet, row.number, title, says)
        )
