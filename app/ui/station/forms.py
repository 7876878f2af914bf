"""Small parts that the pages with forms share."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QWidget

from app.domain.control_code import Control
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


def button(*, primary: bool = False) -> QPushButton:
    """A button that no input method reaches; its words come with ``named``."""
    made = QPushButton()
    made.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    if primary:
        made.setProperty("kind", "primary")
    return made


def named(shown: QPushButton, text: str) -> None:
    """Words of a button, for the eye and for a screen reader."""
    if shown.text() != text:
        shown.setText(text)
        shown.setAccessibleName(text)


def drop(widget: QWidget) -> None:
    """Take it off the page at once; Qt deletes it a moment later."""
    widget.hide()
    widget.deleteLater()


def press_by_card(page: QWidget, control: Control) -> None:
    """Work a page by the control card: “next box” goes on, “acknowledge” presses.

    Without a button in focus it is the one that the page offers first.
    """
    shown = [
        each
        for each in page.findChildren(QPushButton)
        if each.isVisibleTo(page) and each.isEnabled()
    ]
    if not shown:
        return
    shown.sort(key=lambda each: _reading_order(page, each))
    focused = next((each for each in shown if each.hasFocus()), None)
    if control is Control.NEXT_BOX:
        at = shown.index(focused) + 1 if focused else 0
        shown[at % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)
    elif control is Control.ACKNOWLEDGE:
        primary = next((each for each in shown if each.property("kind") == "primary"), None)
        chosen = focused or primary
        if chosen:
            chosen.click()


def _reading_order(page: QWidget, widget: QWidget) -> tuple[bool, int, int]:
    """Primary buttons first, then from the top to the bottom."""
    at = widget.mapTo(page, QPoint(0, 0))
    return widget.property("kind") != "primary", at.y(), at.x()
