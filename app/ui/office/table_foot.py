"""The foot of a table: which rows these are, the keys that work, and the way to the next page."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.paging import Page
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.parts import button, quiet
from app.ui.style import Style


class TableFoot(QWidget):
    """``turned`` carries 1 for the next page, -1 for the one before."""

    turned = Signal(int)

    def __init__(self, style: Style, words: Words) -> None:
        super().__init__()
        self._look, self._words = style, words
        self._range, self._hint = quiet(""), quiet("")
        self.back = button("", lambda: self.turned.emit(-1))
        self.on = button("", lambda: self.turned.emit(1))
        self._box = QHBoxLayout(self)
        self._box.addWidget(self._range)
        self._box.addStretch(1)
        for widget in (self._hint, self.back, self.on):
            self._box.addWidget(widget)

    def show_page(self, page: Page[Any]) -> None:
        first, last = page.offset + 1, page.offset + len(page.rows)
        total = f"{page.total:,}+" if page.capped else f"{page.total:,}"
        text = self._words.say(_("{first}–{last} of {total}"), first=first, last=last, total=total)
        self._range.setText(text if page.rows else "")
        self.back.setEnabled(page.offset > 0)
        self.on.setEnabled(last < page.total or page.capped)

    def dress(self, hint: str) -> None:
        unit, say = self._look.unit, self._words.say
        self._box.setContentsMargins(*(round(one * unit) for one in (20, 8, 20, 10)))
        self._box.setSpacing(round(10 * unit))
        self.back.setText(say(_("Previous")))
        self.on.setText(say(_("Next")))
        if hint:
            self._hint.setText(hint)
