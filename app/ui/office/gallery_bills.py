"""Scenes of the pages of couriers' bills: figures, columns to be told, a line with its parcel."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from app.ui.office.bills_page import BillsPage
from app.ui.office.gallery_couriers import settle_page
from app.ui.office.list_page import ListPage
from app.ui.office.page import OfficePage

_STRANGE: Final = (
    "2026-11,,,,,\n单号,日期,目的省,目的市,称重,应付款\n"
    "4300000000011,2026-11-02,江苏,苏州市,0.92,1.80\n"
    "4300000000028,2026-11-02,新疆,乌鲁木齐市,2.05,48.00\n"
    "4300000000035,2026-11-03,四川,成都市,0.50,1.80\n"
)


def open_row(page: OfficePage, row_key: str) -> None:
    if isinstance(page, ListPage):
        page.table.select_key(row_key)
        for row in page.rows():
            if page.spec.key(row) == row_key:
                page.open(row)
        settle_page(page)


def _figures(page: OfficePage) -> None:
    if isinstance(page, BillsPage):
        page.show_figures()
        settle_page(page)


def _columns(page: OfficePage) -> None:
    """A file with names that no profile knows."""
    if isinstance(page, BillsPage):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "2026-11.csv"
            path.write_text(_STRANGE, "gb18030")
            page.look_at(path, "PIGEON")
            settle_page(page)


BILL_SCENES: Final[dict[str, Callable[[OfficePage], None]]] = {
    "bills_open": partial(open_row, row_key="bill-1"),
    "bills_closed": partial(open_row, row_key="bill-3"),
    "bills_figures": _figures,
    "bills_columns": _columns,
    "bill_lines": lambda _page: None,
    "bill_lines_open": partial(open_row, row_key="bill-1-0"),
}
