"""The hand-over list (交接單) that the courier signs: on A4, or on label stock at the bench.

Every page says the number, "page of pages" and, from the second paper on, that it is a copy. The
last page has the totals by service, a box for what did not agree, and the places to sign.
"""

from dataclasses import dataclass

from app.labels.page import A4, BOLD, REGULAR, Align, PageSize, Sheet
from app.labels.symbols import draw_code128
from app.labels.text import Box, draw_fitted, fit

_ROW_MM = 6.0
_FOOT_MM = 6.0
_WIDE_MM = 150.0  # from here on the paper has room for every column


@dataclass(frozen=True, slots=True)
class ManifestWords:
    """The fixed words, already in the reader's language."""

    title: str = "Hand-over list"
    courier: str = "Courier"
    account: str = "Account"
    warehouse: str = "Warehouse"
    ship_date: str = "Ship date"
    opened: str = "Opened"
    closed: str = "Closed"
    waybill: str = "Waybill"
    order: str = "Order"
    place: str = "Place"
    pieces: str = "Pieces"
    kilograms: str = "kg"
    service: str = "Service"
    total: str = "Total"
    parcels: str = "Parcels"
    missing: str = "Expected, not handed over"
    discrepancy: str = "Differences"
    handed_by: str = "Handed over by"
    received_by: str = "Received by"
    count: str = "Count"
    time: str = "Time"
    vehicle: str = "Vehicle"
    copy: str = "COPY"


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One parcel; weights are grams."""

    waybill: str
    order_number: str
    place: str
    pieces: int
    grams: int


@dataclass(frozen=True, slots=True)
class ManifestTotal:
    """Parcels and grams of one service."""

    service: str
    parcels: int
    grams: int


@dataclass(frozen=True, slots=True)
class ManifestPaper:
    """Everything the list says; times are text. ``copy`` 1 is the first paper."""

    number: str
    courier: str
    account: str
    warehouse: str
    ship_date: str
    opened: str
    closed: str
    lines: tuple[ManifestLine, ...]
    totals: tuple[ManifestTotal, ...]
    missing: int = 0
    copy: int = 1
    words: ManifestWords = ManifestWords()


def render_manifest(paper: ManifestPaper, page: PageSize = A4) -> bytes:
    """The list as PDF. Raises LabelError when the number is too long for the paper."""
    pages = _Paper(Sheet(page, paper.number), paper, pages=0).draw()
    sheet = Sheet(page, paper.number)
    _Paper(sheet, paper, pages=pages).draw()
    return sheet.finish()


class _Paper:
    """The list being drawn; ``pages`` is known on the second run only."""

    def __init__(self, sheet: Sheet, paper: ManifestPaper, pages: int) -> None:
        self._sheet, self._paper, self._pages, self._page = sheet, paper, pages, 1
        self._wide = sheet.size.width_mm >= _WIDE_MM
        self._margin = 12.0 if self._wide else 4.0
        self._width = sheet.size.width_mm - 2 * self._margin
        self._bottom = sheet.size.height_mm - self._margin - _FOOT_MM
        self._pt = 9.5 if self._wide else 7.5

    def draw(self) -> int:
        """Draw everything; the number of pages."""
        top = self._draw_titles(self._draw_head())
        for at, line in enumerate(self._paper.lines, start=1):
            if top + _ROW_MM > self._bottom:
                top = self._draw_titles(self._next_page())
            self._draw_row(top, self._cells(at, line))
            top += _ROW_MM
            self._sheet.rule(self._margin, top - 0.25, self._width, 0.125)
        end = _ROW_MM * (2 + len(self._paper.totals)) + self._sign_mm() + 6
        if top + end > self._bottom:
            top = self._next_page()
        top = self._draw_totals(top + 3)
        self._draw_signing(max(top + 2, self._bottom - self._sign_mm()))
        self._draw_foot()
        return self._page

    def _draw_head(self) -> float:
        paper, words, left = self._paper, self._paper.words, self._margin
        half = self._width * (0.48 if self._wide else 1.0)
        title = f"{words.title}  {paper.courier}"
        self._put(Box(left, left, half, 11), title, 22 if self._wide else 14, bold=True)
        bars = Box(left + self._width - self._width * 0.5, left, self._width * 0.5, 13)
        if not self._wide:
            bars = Box(left, left + 12, self._width, 12)
        draw_code128(self._sheet, bars, paper.number)
        below = Box(bars.x_mm, bars.y_mm + bars.height_mm + 0.5, bars.width_mm, 5)
        self._put(below, paper.number, 11, bold=True, align="center")
        if paper.copy > 1:
            mark = Box(left, left + 11.5, 34, 6)
            if not self._wide:
                mark = Box(left + self._width - 30, left, 30, 6)
            self._sheet.box(mark.x_mm, mark.y_mm, mark.width_mm, mark.height_mm)
            text = f"{words.copy} {paper.copy}"
            self._put(mark, text, 11, bold=True, align="center", white=True)
        return self._draw_facts(below.y_mm + 7)

    def _draw_facts(self, top: float) -> float:
        paper, words = self._paper, self._paper.words
        facts = [
            (words.account, paper.account), (words.warehouse, paper.warehouse),
            (words.ship_date, paper.ship_date), (words.opened, paper.opened),
            (words.closed, paper.closed), (words.parcels, str(len(paper.lines))),
        ]  # fmt: skip
        columns = 3 if self._wide else 2
        room = self._width / columns
        told = [fact for fact in facts if fact[1]]
        for at, (word, value) in enumerate(told):
            row, column = divmod(at, columns)
            x, y = self._margin + column * room, top + row * 5.5
            self._put(Box(x, y, room * 0.4, 5), word, self._pt - 1.5)
            self._put(Box(x + room * 0.4, y, room * 0.58, 5), value, self._pt, bold=True)
        return top + 5.5 * -(-len(told) // columns) + 2

    def _columns(self) -> tuple[tuple[str, float, Align], ...]:
        """Title, share of the width, side; narrow paper leaves out what is in the files."""
        words = self._paper.words
        if self._wide:
            return (
                ("#", 0.06, "right"), (words.waybill, 0.27, "left"), (words.order, 0.25, "left"),
                (words.place, 0.24, "left"), (words.pieces, 0.08, "right"),
                (words.kilograms, 0.10, "right"),
            )  # fmt: skip
        return (
            ("#", 0.10, "right"), (words.waybill, 0.42, "left"), (words.place, 0.32, "left"),
            (words.kilograms, 0.16, "right"),
        )  # fmt: skip

    def _cells(self, at: int, line: ManifestLine) -> tuple[str, ...]:
        kilograms = _kg(line.grams)
        if self._wide:
            pieces = str(line.pieces)
            return (str(at), line.waybill, line.order_number, line.place, pieces, kilograms)
        return (str(at), line.waybill, line.place, kilograms)

    def _draw_titles(self, top: float) -> float:
        self._sheet.rule(self._margin, top, self._width, 0.375)
        self._draw_row(top + 0.4, tuple(title for title, _, _ in self._columns()), bold=True)
        top += _ROW_MM + 0.5
        self._sheet.rule(self._margin, top, self._width, 0.375)
        return top + 0.5

    def _draw_row(self, top: float, cells: tuple[str, ...], *, bold: bool = False) -> None:
        x = self._margin
        for (_, share, align), text in zip(self._columns(), cells, strict=True):
            width = share * self._width
            box = Box(x + 0.8, top, width - 1.6, _ROW_MM - 0.5)
            self._put(box, text, self._pt, bold=bold, align=align)
            x += width

    def _draw_totals(self, top: float) -> float:
        paper, words = self._paper, self._paper.words
        rows = [(one.service or words.service, one.parcels, one.grams) for one in paper.totals]
        parcels, grams = sum(row[1] for row in rows), sum(row[2] for row in rows)
        self._sheet.rule(self._margin, top, self._width, 0.375)
        for name, count, weight in (*rows, (words.total, parcels, grams)):
            bold = name == words.total
            left, width = self._margin, self._width
            self._put(Box(left, top + 0.5, width * 0.5, 5), name, self._pt, bold=bold)
            box = Box(left + width * 0.5, top + 0.5, width * 0.2, 5)
            self._put(box, str(count), self._pt, bold=bold, align="right")
            box = Box(left + width * 0.7, top + 0.5, width * 0.3 - 1, 5)
            self._put(box, f"{_kg(weight)} kg", self._pt, bold=bold, align="right")
            top += _ROW_MM
        if paper.missing:
            text = f"{words.missing}: {paper.missing}"
            self._put(Box(self._margin, top, self._width, 5), text, self._pt, bold=True)
            top += _ROW_MM
        return top

    def _sign_mm(self) -> float:
        return 52.0 if self._wide else 44.0

    def _draw_signing(self, top: float) -> None:
        """A box for differences, then one place to sign a side."""
        words, left, width = self._paper.words, self._margin, self._width
        box_mm = 16.0 if self._wide else 12.0
        self._sheet.frame(left, top, width, box_mm)
        self._put(Box(left + 1.5, top + 1, width - 3, 4), words.discrepancy, self._pt - 1)
        top += box_mm + 3
        half = width / 2 - 2
        fields = (words.count, words.time, words.vehicle)
        step = 8.0 if self._wide else 7.0
        for side, who in enumerate((words.handed_by, words.received_by)):
            x = left + side * (half + 4)
            named = (who, *(fields if side else fields[:2]))
            for at, word in enumerate(named):
                y = top + at * step
                self._put(Box(x, y, half * 0.42, 5), word, self._pt - 0.5, bold=not at)
                self._sheet.rule(x + half * 0.44, y + 5, half * 0.56, 0.25)

    def _next_page(self) -> float:
        self._draw_foot()
        self._sheet.new_page()
        self._page += 1
        paper = self._paper
        copy = f"   {paper.words.copy} {paper.copy}" if paper.copy > 1 else ""
        box = Box(self._margin, self._margin, self._width, 6)
        self._put(box, f"{paper.number}   {paper.courier}{copy}", 11, bold=True)
        return self._margin + 8

    def _draw_foot(self) -> None:
        y = self._sheet.size.height_mm - self._margin - 4
        self._sheet.rule(self._margin, y - 0.5, self._width, 0.25)
        copy = f"   {self._paper.words.copy} {self._paper.copy}" if self._paper.copy > 1 else ""
        left = Box(self._margin, y, self._width - 24, 4)
        self._put(left, f"{self._paper.number}{copy}", 8)
        pages = Box(self._margin, y, self._width, 4)
        self._put(pages, f"{self._page}/{self._pages}", 9, bold=True, align="right")

    def _put(
        self,
        box: Box,
        text: str,
        size_pt: float,
        *,
        bold: bool = False,
        align: Align = "left",
        white: bool = False,
    ) -> None:
        """Words in a box, smaller where they would not fit, cut where they still do not."""
        face = BOLD if bold else REGULAR
        smallest = min(size_pt, 5.0)
        fitted = fit(text, box.width_mm, box.height_mm, size_pt, smallest, face=face, mark="…")
        draw_fitted(self._sheet, box, fitted, face=face, align=align, middle=True, white=white)


def _kg(grams: int) -> str:
    return f"{grams / 1000:.3f}"
