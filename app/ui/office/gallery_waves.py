"""Scenes of the page of waves: the list, one wave open, the form of its slips, a plan."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QApplication

from app.ui.office.page import OfficePage
from app.ui.office.waves_page import WavesPage


def _open(page: OfficePage, action: str = "") -> None:
    if not isinstance(page, WavesPage):
        return
    (row,) = (one for one in page.rows() if one.number == "W261124-003")
    page.open(row)
    page.table.view.select(page.rows().index(row))
    while page.busy() or not page.office.work.idle():
        QApplication.processEvents()
    if action:
        page.drawer.press(action)


def _plan(page: OfficePage) -> None:
    if isinstance(page, WavesPage):
        page.plan()


def _policy(page: OfficePage) -> None:
    if isinstance(page, WavesPage):
        page.ask_policy()


WAVE_SCENES: Final[dict[str, Callable[[OfficePage], None]]] = {
    "waves": lambda _page: None,
    "waves_open": _open,
    "waves_slips": lambda page: _open(page, "slips"),
    "waves_plan": _plan,
    "waves_policy": _policy,
}
