"""What a bench shows that cannot start: one sentence, what to do, and the detail for support."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.i18n import Words, mark
from app.ui.pictures import Pictures
from app.ui.style import Style

_ICON_PX = 96


class TroubleScreen(QWidget):
    """A whole window, not a dialog: there is nothing behind it that could be worked with.

    ``advice`` is a message id (translated here), ``detail`` is shown as it is.
    """

    closed = Signal()

    def __init__(self, style: Style, words: Words, advice: str, detail: str) -> None:
        super().__init__()
        self.setWindowTitle("SecondPass")
        self.setObjectName("page")
        icon = QLabel()
        icon.setPixmap(Pictures().icon("warning-triangle", _ICON_PX, style.colours["warn"]))
        title = QLabel(words.say(mark("The bench cannot start")))
        title.setFont(style.font(44, bold=True))
        self.advice = QLabel(words.say(advice) if advice else "")
        self.advice.setFont(style.font(26))
        self.detail = QLabel(detail)
        self.detail.setObjectName("quiet")
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton(words.say(mark("Close")))
        close.setAccessibleName(close.text())
        close.clicked.connect(lambda _checked=False: self.close())
        column = QVBoxLayout(self)
        column.setContentsMargins(96, 96, 96, 96)
        column.setSpacing(24)
        column.addStretch(1)
        for label in (icon, title, self.advice, self.detail):
            label.setWordWrap(label is not icon)
            column.addWidget(label)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(2)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        super().closeEvent(event)
        self.closed.emit()
