"""The printed bench card: bar codes that act as buttons, on A4.

A scanner sees whatever lies in its beam, so the codes of neighbouring cells must not touch: each
cell has its own frame, its code sits in the middle, and a card may be cut apart along the dashes.
"""

from dataclasses import dataclass
from itertools import groupby

from app.labels.page import A4, BOLD, PT_MM, PageSize, Sheet, snap
from app.labels.symbols import draw_code128
from app.labels.text import ASCENT, Box, Fitted, draw_fitted, fit, fit_line

_COLUMNS = 2
_MARGIN_MM = 10.0
_CELL_MM = 35.0
_HEAD_MM = 16.0
_GROUP_MM = 8.0
_FOOT_MM = 6.0


@dataclass(frozen=True, slots=True)
class ControlCode:
    """One printed button: the text a scanner reads, and words already in the reader's language."""

    code: str
    title: str
    hint: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class ControlCard:
    """The whole card, in the order given; codes of one group should stand together."""

    title: str
    codes: tuple[ControlCode, ...]
    subtitle: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    page: int
    y_mm: float
    group: str = ""
    cells: tuple[tuple[int, ControlCode], ...] = ()


def render_control_card(card: ControlCard, page: PageSize = A4) -> bytes:
    """The card as PDF. Cells are numbered through, so people can say "cell 7"."""
    sheet = Sheet(page, card.title)
    rows = _place(card, page)
    pages = max((row.page for row in rows), default=1)
    for number in range(1, pages + 1):
        if number > 1:
            sheet.new_page()
        _draw_head(sheet, card, number, pages)
        for row in rows:
            if row.page == number:
                _draw_row(sheet, row)
    return sheet.finish()


def _place(card: ControlCard, page: PageSize) -> list[_Placed]:
    """Which row of cells stands on which page, and how far down."""
    rows: list[_Placed] = []
    top = _MARGIN_MM + _HEAD_MM
    first_top = top
    bottom = page.height_mm - _MARGIN_MM - _FOOT_MM
    number = page_number = 1
    for group, members in groupby(card.codes, key=lambda code: code.group):
        codes = list(members)
        heading = _GROUP_MM if group else 0.0
        if top + heading + _CELL_MM > bottom and top > first_top:
            page_number, top = page_number + 1, first_top
        if group:
            rows.append(_Placed(page_number, top, group=group))
            top += heading
        for at in range(0, len(codes), _COLUMNS):
            if top + _CELL_MM > bottom:
                page_number, top = page_number + 1, first_top
            cells = tuple(enumerate(codes[at : at + _COLUMNS], start=number))
            rows.append(_Placed(page_number, top, cells=cells))
            number += len(cells)
            top += _CELL_MM
    return rows


def _draw_head(sheet: Sheet, card: ControlCard, number: int, pages: int) -> None:
    width = sheet.size.width_mm - 2 * _MARGIN_MM
    title = fit(card.title, width * 0.6, 11, 26, 10, face=BOLD)
    draw_fitted(sheet, Box(_MARGIN_MM, _MARGIN_MM, width * 0.6, 11), title, face=BOLD, middle=True)
    subtitle = fit(card.subtitle, width * 0.4, 11, 11, 6)
    place = Box(_MARGIN_MM + width * 0.6, _MARGIN_MM, width * 0.4, 11)
    draw_fitted(sheet, place, subtitle, align="right", middle=True)
    sheet.rule(_MARGIN_MM, _MARGIN_MM + 12, width, 0.75)
    foot_y = sheet.size.height_mm - _MARGIN_MM - 4
    foot = fit(card.foot, width - 20, 4, 8, 5, mark="…")
    draw_fitted(sheet, Box(_MARGIN_MM, foot_y, width - 20, 4), foot, middle=True)
    count = Fitted((f"{number}/{pages}",), 9)
    draw_fitted(
        sheet, Box(_MARGIN_MM, foot_y, width, 4), count, face=BOLD, align="right", middle=True
    )


def _draw_row(sheet: Sheet, row: _Placed) -> None:
    width = sheet.size.width_mm - 2 * _MARGIN_MM
    if row.group:
        size = fit_line(row.group, width, 13, 6, BOLD)
        baseline = row.y_mm + 2.2 + ASCENT * size * PT_MM
        sheet.text(_MARGIN_MM, baseline, row.group, size, face=BOLD)
        return
    cell_width = width / _COLUMNS
    for column, (number, code) in enumerate(row.cells):
        box = Box(_MARGIN_MM + column * cell_width, row.y_mm, cell_width, _CELL_MM)
        _draw_cell(sheet, box, number, code)


def _draw_cell(sheet: Sheet, box: Box, number: int, code: ControlCode) -> None:
    right, bottom = box.x_mm + box.width_mm, box.y_mm + box.height_mm
    for x1, y1, x2, y2 in (
        (box.x_mm, box.y_mm, right, box.y_mm),
        (box.x_mm, bottom, right, bottom),
        (box.x_mm, box.y_mm, box.x_mm, bottom),
        (right, box.y_mm, right, bottom),
    ):
        sheet.dashes(x1, y1, x2, y2)
    sheet.box(box.x_mm + 2.5, snap(box.y_mm + 2.5), 9, 8)
    digits = Fitted((str(number),), 17)
    number_box = Box(box.x_mm + 2.5, box.y_mm + 2.5, 9, 8)
    draw_fitted(sheet, number_box, digits, face=BOLD, align="center", middle=True, white=True)
    text_box = Box(box.x_mm + 14, box.y_mm + 2.5, box.width_mm - 16.5, 11)
    title = Fitted((code.title,), fit_line(code.title, text_box.width_mm, 16, 7, BOLD))
    below = draw_fitted(sheet, text_box, title, face=BOLD) + 0.8
    rest = Box(text_box.x_mm, below, text_box.width_mm, text_box.y_mm + 11.3 - below)
    draw_fitted(sheet, rest, fit(code.hint, rest.width_mm, rest.height_mm, 9, 5))
    bars = Box(box.x_mm + 2, box.y_mm + 15, box.width_mm - 4, 13.5)
    draw_code128(sheet, bars, code.code, largest_dots=4)
    readable = Fitted((code.code,), fit_line(code.code, bars.width_mm, 9, 5))
    draw_fitted(sheet, Box(bars.x_mm, bars.y_mm + 14.3, bars.width_mm, 4), readable, align="center")
