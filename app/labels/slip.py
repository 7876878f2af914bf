"""Slips of one label width: a heading with a bar code, then lists that go on to further pages.

The re-pick slip and the pick slip are both drawn by this; they differ only in what they say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.labels.page import BOLD, PT_MM, REGULAR, PageSize, Sheet
from app.labels.symbols import draw_code128
from app.labels.text import ASCENT, Box, Fitted, draw_fitted, fit, fit_line, wrap

_MARGIN_MM = 3.0
_NAME_PT = 10.5
_DETAIL_PT = 8.5
_QUANTITY_PT = 17.0
_QUANTITY_MM = 13.0
_PLACE_PT = 13.0
_PLACE_MM = 27.0
_GAP_MM = 1.4


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One article on a slip: how many, what, and where it lies or came from."""

    quantity: int
    name: str
    detail: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SlipSection:
    """A list with a heading; ``sign`` ("+", "−") stands before each quantity."""

    heading: str
    lines: tuple[SlipLine, ...]
    sign: str = ""


@dataclass(frozen=True, slots=True)
class SlipHead:
    """The upper part: what slip this is, its code, the one big word, and facts in two columns."""

    title: str
    code: str
    big_label: str
    big_text: str
    facts: tuple[tuple[str, str], ...]
    note: str = ""
    foot: str = ""


def render_slip(head: SlipHead, sections: tuple[SlipSection, ...], page: PageSize) -> bytes:
    """The slip as PDF, one page or more; every page says the code and "page of pages"."""
    return render_slips(((head, sections),), page)


def render_slips(
    slips: Sequence[tuple[SlipHead, tuple[SlipSection, ...]]], page: PageSize
) -> bytes:
    """Several slips in one PDF, each from a new page on, with pages of its own. At least one."""
    sheet = Sheet(page, slips[0][0].code)
    for n, (head, sections) in enumerate(slips):
        if n:
            sheet.new_page()
        pages = _Slip(Sheet(page, head.code), head, sections, pages=0).draw()
        _Slip(sheet, head, sections, pages=pages).draw()
    return sheet.finish()


class _Slip:
    """The slip being drawn; ``pages`` is known on the second run only."""

    def __init__(
        self, sheet: Sheet, head: SlipHead, sections: tuple[SlipSection, ...], pages: int
    ) -> None:
        self._sheet = sheet
        self._head = head
        self._sections = sections
        self._pages = pages
        self._page = 1
        self._width = sheet.size.width_mm - 2 * _MARGIN_MM
        self._bottom = sheet.size.height_mm - _MARGIN_MM - 4.5

    def draw(self) -> int:
        """Draw everything; returns the number of pages."""
        top = self._draw_facts(self._draw_head())
        for section in self._sections:
            if section.lines:
                top = self._draw_section(section, top)
        self._draw_foot()
        return self._page

    def _draw_head(self) -> float:
        sheet, head = self._sheet, self._head
        left, width, top = _MARGIN_MM, self._width, _MARGIN_MM
        sheet.box(left, top, width, 11)
        title_width = width * 0.62
        title = fit(head.title, title_width - 3, 10, 20, 8, face=BOLD)
        title_box = Box(left + 2, top, title_width - 3, 11)
        draw_fitted(sheet, title_box, title, face=BOLD, middle=True, white=True)
        big_box = Box(left + title_width, top, width - title_width - 2, 11)
        big = f"{head.big_label} {head.big_text}".strip()
        size = fit_line(big, big_box.width_mm, 22, 6, BOLD)
        draw_fitted(
            sheet, big_box, Fitted((big,), size), face=BOLD, align="right", middle=True, white=True
        )
        draw_code128(sheet, Box(left, top + 13, width, 15), head.code)
        code_box = Box(left, top + 28.7, width, 4.5)
        size = fit_line(head.code, width, 12, 6, BOLD)
        draw_fitted(sheet, code_box, Fitted((head.code,), size), face=BOLD, align="center")
        return top + 34.5

    def _draw_facts(self, top: float) -> float:
        """Pairs of word and value, two in a row."""
        column = self._width / 2
        self._sheet.rule(_MARGIN_MM, top, self._width, 0.25)
        top += 1
        for at in range(0, len(self._head.facts), 2):
            heights = [
                self._draw_fact(fact, Box(_MARGIN_MM + side * column, top, column - 2, 12))
                for side, fact in enumerate(self._head.facts[at : at + 2])
            ]
            top = max(heights) + 0.9
        if self._head.note:
            top = self._draw_note(top + 0.6)
        return top + 0.6

    def _draw_note(self, top: float) -> float:
        box = Box(_MARGIN_MM + 2, top + 1, self._width - 4, 16)
        note = fit(self._head.note, box.width_mm, box.height_mm, 11, 5, face=BOLD, mark="…")
        below = draw_fitted(self._sheet, box, note, face=BOLD) + 1
        self._sheet.frame(_MARGIN_MM, top, self._width, below - top)
        self._sheet.box(_MARGIN_MM, top, 1, below - top)
        return below + 0.8

    def _draw_fact(self, fact: tuple[str, str], box: Box) -> float:
        word, value = fact
        self._sheet.text(box.x_mm, box.y_mm + ASCENT * 6.5 * PT_MM, word, 6.5)
        below = Box(box.x_mm, box.y_mm + 2.5, box.width_mm, box.height_mm - 2.5)
        fitted = fit(value, below.width_mm, 4.2, 10.5, 5, face=BOLD, mark="…")
        return draw_fitted(self._sheet, below, fitted, face=BOLD)

    def _draw_section(self, section: SlipSection, top: float) -> float:
        top = self._room(top, 6 + self._line_height(section.lines[0]))
        top = self._draw_heading(section, top)
        for line in section.lines:
            height = self._line_height(line)
            if top + height > self._bottom:
                self._next_page()
                top = self._draw_heading(section, _MARGIN_MM + 6)
            self._draw_line(line, section.sign, top)
            top += height
            self._sheet.rule(_MARGIN_MM, top - 0.25, self._width, 0.125)
        return top + 1.5

    def _draw_heading(self, section: SlipSection, top: float) -> float:
        box = Box(_MARGIN_MM + 1.5, top, self._width - 3, 5.5)
        self._sheet.frame(_MARGIN_MM, top, self._width, 5.5)
        size = fit_line(section.heading, box.width_mm - 20, 11, 5, BOLD)
        draw_fitted(self._sheet, box, Fitted((section.heading,), size), face=BOLD, middle=True)
        total = str(sum(line.quantity for line in section.lines))
        total_text = Fitted((f"{section.sign}{total}",), 11)
        draw_fitted(self._sheet, box, total_text, face=BOLD, align="right", middle=True)
        return top + 6

    def _texts(self, line: SlipLine) -> list[tuple[tuple[str, ...], float, str]]:
        room = self._width - _QUANTITY_MM - 1 - (_PLACE_MM if line.place else 0)
        parts = [(wrap(line.name, room, _NAME_PT, BOLD), _NAME_PT, BOLD)]
        if line.detail:
            parts.append((wrap(line.detail, room, _DETAIL_PT), _DETAIL_PT, REGULAR))
        return parts

    def _line_height(self, line: SlipLine) -> float:
        inside = sum(Fitted(text, size).height_mm + 0.5 for text, size, _ in self._texts(line))
        shelf = fit(line.place, _PLACE_MM - 1, 9, _PLACE_PT, 5, face=BOLD).height_mm
        return max(inside, shelf, _QUANTITY_PT * PT_MM) + _GAP_MM

    def _draw_line(self, line: SlipLine, sign: str, top: float) -> None:
        quantity = f"{sign}{line.quantity}"
        size = fit_line(quantity, _QUANTITY_MM - 2, _QUANTITY_PT, 4, BOLD)
        box = Box(_MARGIN_MM, top + 0.4, _QUANTITY_MM - 2, _QUANTITY_PT * PT_MM)
        draw_fitted(self._sheet, box, Fitted((quantity,), size), face=BOLD, align="right")
        y = top + 0.7
        for text, size_pt, face in self._texts(line):
            place = Box(_MARGIN_MM + _QUANTITY_MM, y, self._width - _QUANTITY_MM, 0)
            y = draw_fitted(self._sheet, place, Fitted(text, size_pt), face=face) + 0.5
        if line.place:
            shelf = fit(line.place, _PLACE_MM - 1, 9, _PLACE_PT, 5, face=BOLD)
            shelf_box = Box(_MARGIN_MM + self._width - _PLACE_MM, top + 0.6, _PLACE_MM, 9)
            draw_fitted(self._sheet, shelf_box, shelf, face=BOLD, align="right")

    def _room(self, top: float, needed: float) -> float:
        if top + needed <= self._bottom:
            return top
        self._next_page()
        return _MARGIN_MM + 6

    def _next_page(self) -> None:
        self._draw_foot()
        self._sheet.new_page()
        self._page += 1
        size = fit_line(self._head.code, self._width / 2, 11, 5, BOLD)
        box = Box(_MARGIN_MM, _MARGIN_MM, self._width, 5)
        draw_fitted(self._sheet, box, Fitted((self._head.code,), size), face=BOLD)
        draw_fitted(
            self._sheet,
            box,
            fit(self._head.title, self._width / 2, 5, 11, 5, mark="…"),
            align="right",
        )

    def _draw_foot(self) -> None:
        y = self._sheet.size.height_mm - _MARGIN_MM - 4
        self._sheet.rule(_MARGIN_MM, y, self._width, 0.25)
        box = Box(_MARGIN_MM, y, self._width, 4)
        foot = fit(self._head.foot, self._width - 14, 3.2, 7, 4, mark="…")
        draw_fitted(self._sheet, box, foot, middle=True)
        count = Fitted((f"{self._page}/{self._pages}",), 8)
        draw_fitted(self._sheet, box, count, face=BOLD, align="right", middle=True)
