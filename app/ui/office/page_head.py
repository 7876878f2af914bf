"""The head of a page: its title and one line, the time it looks at, export and wall."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.parts import button, labelled, set_icon


class PageHead(QWidget):
    """``periods`` are (key, message id); a page without them shows none."""

    period_chosen = Signal(str)
    exported = Signal()
    walled = Signal()

    def __init__(
        self, office: Office, periods: dict[str, str] | None = None, *, actions: bool = True
    ) -> None:
        super().__init__()
        self._office, self._periods = office, periods or {}
        self._title, self._line = labelled("", "pageTitle"), labelled("", "pageLine")
        self._segments = QFrame()
        self._segments.setObjectName("segments")
        if not self._periods:
            self._segments.hide()
        self._inside = QHBoxLayout(self._segments)
        self._buttons: dict[str, QPushButton] = {}
        for key in self._periods:
            made = button("", partial(self.period_chosen.emit, key), kind="segment")
            made.setCheckable(True)
            self._buttons[key] = made
            self._inside.addWidget(made)
        self.export = button("", self.exported.emit)
        self.wall = button("", self.walled.emit)
        texts = QVBoxLayout()
        texts.addWidget(self._title)
        texts.addWidget(self._line)
        texts.setSpacing(0)
        self._row = QHBoxLayout(self)
        self._row.addLayout(texts)
        self._row.addStretch(1)
        for widget in (self._segments, self.export, self.wall):
            self._row.addWidget(widget)
        self.export.setVisible(actions)
        self.wall.setVisible(actions)
        self.show_period(next(iter(self._periods), ""))

    def add(self, *widgets: QWidget) -> None:
        """More at the right end."""
        for widget in widgets:
            self._row.addWidget(widget)

    def show_words(self, title: str, line: str) -> None:
        self._title.setText(title)
        self._line.setText(line)

    def show_period(self, period: str) -> None:
        for key, made in self._buttons.items():
            made.setChecked(key == period)

    def period(self, key: str) -> QPushButton:
        return self._buttons[key]

    def dress(self) -> None:
        office = self._office
        unit, say = office.style.unit, office.words.say
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(round(12 * unit))
        self._inside.setContentsMargins(*(round(3 * unit) for _side in range(4)))
        self._inside.setSpacing(round(2 * unit))
        for key, made in self._buttons.items():
            made.setText(say(self._periods[key]))
            bold = QFontMetricsF(office.style.font(16 * unit, bold=True))
            made.setMinimumWidth(round(bold.horizontalAdvance(made.text()) + 36 * unit))
        self.export.setText(say(_("Export")))
        self.wall.setText(say(_("Wall mode")))
        set_icon(self.export, office.style, office.pictures, "import", "ink")
        set_icon(self.wall, office.style, office.pictures, "monitor", "ink")
