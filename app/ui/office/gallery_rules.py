"""Scenes of the page of rules: a rule open, its form, what it makes of one order and of all."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QApplication

from app.ui.office.page import OfficePage
from app.ui.office.rule_editor import RuleEditor
from app.ui.office.rules_page import RulesPage


def _settle(page: OfficePage) -> None:
    while page.busy() or not page.office.work.idle():
        QApplication.processEvents()


def _open(page: OfficePage, action: str = "", place: int = 1) -> RuleEditor | None:
    if not isinstance(page, RulesPage) or len(page.rows()) <= place:
        return None
    page.open(page.rows()[place])
    _settle(page)
    if action:
        page.drawer.press(action)
    own = page.drawer.own()
    return own if isinstance(own, RuleEditor) else None


def _dry(page: OfficePage) -> None:
    editor = _open(page, "change", 7)
    if editor is not None:
        editor.conditions.boxes[0].rows[0].value.setText("100")
        editor.dry.click()
        _settle(page)
        editor.dropped.emit()


def _tried(page: OfficePage) -> None:
    editor = _open(page, "change", 7)
    if editor is not None:
        editor.number.setText("SO-20261124-0003")
        editor.test.click()
        _settle(page)
        editor.dropped.emit()


RULE_SCENES: Final[dict[str, Callable[[OfficePage], None]]] = {
    "rules": lambda _page: None,
    "rules_open": lambda page: void(_open(page)),
    "rules_form": lambda page: void(_open(page, "change")),
    "rules_tried": _tried,
    "rules_dry": _dry,
}


def void(_answer: object) -> None:
    """Nothing is done with it."""
