"""Scenes of the pages for payments: files, lines with one to work off, orders, days, receipts."""

from collections.abc import Callable
from typing import Final

from app.ui.office.gallery_couriers import settle_page
from app.ui.office.list_page import ListPage
from app.ui.office.page import OfficePage


def _first(page: OfficePage, *, press: str = "") -> None:
    """Opens the first row in the drawer."""
    if not isinstance(page, ListPage) or not page.rows():
        return
    row = page.rows()[0]
    page.table.select_key(page.spec.key(row))
    page.open(row)
    settle_page(page)
    if press:
        page.drawer.press(press)
        settle_page(page)


MONEY_SCENES: Final[dict[str, Callable[[OfficePage], None]]] = {
    "statements_open": _first,
    "clearing": lambda _page: None,
    "clearing_open": lambda page: _first(page, press="work"),
    "order_money": lambda _page: None,
    "order_money_open": _first,
    "money_days": lambda _page: None,
    "receipts_open": _first,
}
