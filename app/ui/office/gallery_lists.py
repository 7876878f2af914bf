"""Scenes of couriers' lists and of packed parcels."""

from collections.abc import Callable
from typing import Final

from app.ui.office.list_page import ListPage
from app.ui.office.page import OfficePage


def _open(page: OfficePage, state: str, action: str = "", many: int = 1) -> None:
    if not isinstance(page, ListPage):
        return
    rows = [one for one in page.rows() if one.state == state]
    page.open(rows[0])
    page.table.view.select(page.rows().index(rows[0]))
    if many > 1:
        page.table.view.selectAll()
    if action:
        page.drawer.press(action)


LIST_SCENES: Final[dict[str, Callable[[OfficePage], None]]] = {
    "manifests": lambda _page: None,
    "manifests_open": lambda page: _open(page, "closed"),
    "parcels": lambda _page: None,
    "parcels_open": lambda page: _open(page, "waiting"),
    "parcels_labels": lambda page: _open(page, "waiting", "labels", many=2),
}
