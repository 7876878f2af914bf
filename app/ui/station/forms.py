"""Small parts that the pages with forms share."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QWidget

from app.ui.style import Style


def label(text: str, name: str) -> QLabel:
    """A label that wraps, dressed by its object name."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(name not in ("chip", "title", "heading"))
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def heading(text: str) -> QLabel:
    return label(text, "heading")


def set_text(shown: QLabel, text: str) -> None:
    """Change a label's text only when it differs; a label laid out anew costs time."""
    if shown.text() != text:
        shown.setText(text)


def toned(widget: QWidget, tone: str) -> None:
    """Change the dynamic property that the style sheet colours by."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def scrolling(inside: QWidget) -> QScrollArea:
    """A frameless area that scrolls what is larger than the screen."""
    area = QScrollArea()
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    return area


def page_title(style: Style, back: Callable[[], None]) -> tuple[QLabel, QPushButton, QHBoxLayout]:
    """Title at the left, the way back at the right."""
    title, button = label("", "title"), QPushButton()
    button.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    button.clicked.connect(lambda _checked=False: back())
    row = QHBoxLayout()
    row.setSpacing(round(16 * style.form_unit))
    row.addWidget(title)
    row.addStretch(1)
    row.addWidget(button)
    return title, button, row
