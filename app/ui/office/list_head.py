"""The head of a list: its title and one line, its own buttons, and the export."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.parts import button, labelled, set_icon


class ListHead(QWidget):
    """``exported`` carries the ending of the file that is wished."""

    exported = Signal(str)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._title, self._line = labelled("", "pageTitle"), labelled("", "pageLine")
        self._tools: dict[str, tuple[QPushButton, str]] = {}
        self.export: QPushButton = button("", lambda: None)
        self._menu = QMenu(self.export)
        self.export.setMenu(self._menu)
        texts = QVBoxLayout()
        texts.addWidget(self._title)
        texts.addWidget(self._line)
        texts.setSpacing(0)
        self._row = QHBoxLayout(self)
        self._row.addLayout(texts)
        self._row.addStretch(1)
        self._row.addWidget(self.export)

    def add_tool(self, key: str, word: str, work: Callable[[], None]) -> None:
        """A button before the export; the first one is the main one."""
        made = button("", work, kind="" if self._tools else "primary")
        self._tools[key] = (made, word)
        self._row.insertWidget(self._row.count() - 1, made)

    def tool(self, key: str) -> QPushButton:
        return self._tools[key][0]

    def show_words(self, title: str, line: str) -> None:
        self._title.setText(title)
        self._line.setText(line)

    def dress(self) -> None:
        office, say = self._office, self._office.words.say
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(round(12 * office.style.unit))
        for made, word in self._tools.values():
            made.setText(say(word))
        self.export.setText(say(_("Export")))
        set_icon(self.export, office.style, office.pictures, "import", "ink")
        self._menu.clear()
        self._menu.addAction(say(_("Spreadsheet (XLSX)")), lambda: self.exported.emit("xlsx"))
        self._menu.addAction(say(_("Plain table (CSV)")), lambda: self.exported.emit("csv"))
