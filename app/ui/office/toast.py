"""What was just done, with the way back: undo in place of asking before."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.ui.office.parts import button, labelled
from app.ui.style import Style

SHOWN_MS: Final = 8_000


class Toast(QFrame):
    """Stands at the bottom for some seconds; ``undo`` is offered where it can be undone."""

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._look = style
        self._text: QLabel = labelled("", "toastText")
        self._undo: Callable[[], None] | None = None
        self.back = button("", self.undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        box = QHBoxLayout(self)
        box.addWidget(self._text)
        box.addWidget(self.back)
        self.hide()

    def say(self, text: str, word: str = "", undo: Callable[[], None] | None = None) -> None:
        unit = self._look.unit
        self._text.setText(text)
        self._undo = undo
        self.back.setText(word)
        self.back.setVisible(undo is not None)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(*(round(one * unit) for one in (20, 10, 12, 10)))
            layout.setSpacing(round(20 * unit))
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)

    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def can_undo(self) -> bool:
        return self._undo is not None and not self.isHidden()

    def undo(self) -> None:
        """Take it back, once."""
        work, self._undo = self._undo, None
        self.hide()
        if work is not None:
            work()

    def place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            x = (parent.width() - self.width()) // 2
            self.move(x, parent.height() - self.height() - round(28 * self._look.unit))
