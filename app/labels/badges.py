"""Operators' badges on A4, in the size of a bank card, to cut out and put into sleeves."""

from dataclasses import dataclass

from app.labels.page import A4, BOLD, PageSize, Sheet
from app.labels.symbols import draw_code128
from app.labels.text import Box, Fitted, draw_fitted, fit, fit_line

_CARD_WIDTH_MM = 86.0  # ISO/IEC 7810 ID-1 is 85.60 x 53.98 mm
_CARD_HEIGHT_MM = 54.0
_COLUMNS, _ROWS = 2, 5
_CUT_MM = 5.0


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge; ``code`` is the text a scanner reads, words are already translated."""

    code: str
    name: str
    role: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class BadgeSheet:
    """Badges in the order given, ten to a page."""

    badges: tuple[Badge, ...]
    title: str = "badges"


def render_badges(batch: BadgeSheet, page: PageSize = A4) -> bytes:
    """The sheets as PDF. Raises LabelError when a code is too long for a card."""
    sheet = Sheet(page, batch.title)
    per_page = _COLUMNS * _ROWS
    left = (page.width_mm - _COLUMNS * _CARD_WIDTH_MM) / 2
    top = (page.height_mm - _ROWS * _CARD_HEIGHT_MM) / 2
    for index, badge in enumerate(batch.badges):
        at = index % per_page
        if at == 0:
            if index:
                sheet.new_page()
            _draw_cut_marks(sheet, left, top)
        row, column = divmod(at, _COLUMNS)
        x, y = left + column * _CARD_WIDTH_MM, top + row * _CARD_HEIGHT_MM
        _draw_badge(sheet, Box(x, y, _CARD_WIDTH_MM, _CARD_HEIGHT_MM), badge)
    return sheet.finish()


def _draw_cut_marks(sheet: Sheet, left: float, top: float) -> None:
    right, bottom = left + _COLUMNS * _CARD_WIDTH_MM, top + _ROWS * _CARD_HEIGHT_MM
    for column in range(_COLUMNS + 1):
        x = left + column * _CARD_WIDTH_MM
        sheet.dashes(x, top - _CUT_MM, x, bottom + _CUT_MM)
    for row in range(_ROWS + 1):
        y = top + row * _CARD_HEIGHT_MM
        sheet.dashes(left - _CUT_MM, y, right + _CUT_MM, y)


def _draw_badge(sheet: Sheet, card: Box, badge: Badge) -> None:
    x, width = card.x_mm + 5, card.width_mm - 10
    sheet.box(card.x_mm + 3, card.y_mm + 3, card.width_mm - 6, 9)
    bar = Box(x, card.y_mm + 3, width, 9)
    role = Fitted((badge.role,), fit_line(badge.role, width * 0.6, 15, 6, BOLD))
    draw_fitted(sheet, bar, role, face=BOLD, middle=True, white=True)
    site = fit(badge.site, width * 0.38, 9, 10, 5)
    site_box = Box(x + width * 0.62, bar.y_mm, width * 0.38, 9)
    draw_fitted(sheet, site_box, site, align="right", middle=True, white=True)
    name_box = Box(x, card.y_mm + 13, width, 14)
    name = fit(badge.name, width, 13, 26, 8, face=BOLD)
    draw_fitted(sheet, name_box, name, face=BOLD, align="center", middle=True)
    bars = Box(card.x_mm + 2, card.y_mm + 28.5, card.width_mm - 4, 16)
    draw_code128(sheet, bars, badge.code)
    code = Fitted((badge.code,), fit_line(badge.code, width, 10, 5))
    draw_fitted(sheet, Box(x, card.y_mm + 45.3, width, 5), code, align="center")
