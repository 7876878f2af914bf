"""Scenes of the pages for couriers: a card in its editor with a fault, a price asked for, forms."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QApplication

from app.ui.office.cards_page import CardsPage
from app.ui.office.grid_sheet import Area
from app.ui.office.list_page import ListPage
from app.ui.office.page import OfficePage
from app.ui.office.what_if_page import WhatIfPage


def settle_page(page: OfficePage) -> None:
    while page.busy() or not page.office.work.idle():
        QApplication.processEvents()


def _edit(page: OfficePage, *, wrong: bool) -> None:
    if not isinstance(page, CardsPage):
        return
    row = next(one for one in page.rows() if one.state == "coming")
    page.act("edit", row)
    settle_page(page)
    editor = page.editor
    editor.grid.select(Area(1, 3, 1, 3))
    editor.grid.paste("3.8o" if wrong else "3.95")
    editor.grid.sheet.keep()  # leaving it says nothing over the next picture
    if not wrong:
        editor.form.submit()


def _ask(page: OfficePage) -> None:
    if isinstance(page, WhatIfPage):
        page.form.show_values(
            {"address": "四川省成都市武侯区某路1号", "grams": 5400, "day": "2026-11-24"}
        )
        page.form.submit()


def _first(page: OfficePage, action: str = "") -> None:
    if isinstance(page, ListPage) and page.rows():
        page.open(page.rows()[-1])
        settle_page(page)
        if action:
            page.drawer.press(action)


COURIER_SCENES: Final[dict[str, Callable[[OfficePage], None]]] = {
    "cards_open": _first,
    "cards_editor": lambda page: _edit(page, wrong=False),
    "cards_fault": lambda page: _edit(page, wrong=True),
    "couriers_open": _first,
    "couriers_form": lambda page: _first(page, "change"),
    "couriers_numbers": lambda page: _first(page, "numbers"),
    "pools_open": _first,
    "pools_void": lambda page: _first(page, "void"),
    "courier_rules": lambda _page: None,
    "courier_rules_open": _first,
    "courier_rules_form": lambda page: _first(page, "change"),
    "what_if_asked": _ask,
    "routes_open": _first,
    "addresses_open": _first,
}
