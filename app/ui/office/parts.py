"""Small parts of the office's pages: labels, buttons, painted buttons that can be focused."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import Canvas

Model = TypeVar("Model")
_BY_KEY = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)
"""The ring shows where the keyboard is; a click needs none."""


class GoneError(Exception):
    """What should show something was closed meanwhile."""


def take_out(widget: QWidget) -> None:
    """Away with it, now and for good."""
    widget.setProperty("takenOut", True)
    widget.hide()
    widget.deleteLater()


def still_there(widget: QWidget) -> None:
    """Raises GoneError for what was taken out while an answer to it was under way."""
    if not isValid(widget) or widget.property("takenOut"):
        raise GoneError


def labelled(text: str, name: str, *, wrap: bool = False) -> QLabel:
    made = QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


def quiet(text: str) -> QLabel:
    return labelled(text, "quiet")


def button(text: str, pressed: Callable[[], None], *, kind: str = "") -> QPushButton:
    """A push button; ``kind``: "" | primary | tab | link | segment."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _checked=False: pressed())
    return made


def choice() -> QComboBox:
    """A list to choose from; its longest entry does not widen the drawer that it stands in."""
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(6)
    return made


def set_icon(made: QPushButton, style: Style, pictures: Pictures, name: str, tone: str) -> None:
    """An icon at the left of a button's text, in a colour of the theme."""
    size = round(18 * style.unit)
    shown = pictures.icon(name, size, style.colours[tone])
    gap = round(6 * style.unit) if made.text() else 0
    padded = QPixmap(size + gap, size)
    padded.fill(Qt.GlobalColor.transparent)
    painter = QPainter(padded)
    painter.drawPixmap(0, 0, shown)
    painter.end()
    made.setIcon(QIcon(padded))
    made.setIconSize(padded.size())


def space(widget: QWidget, style: Style, *margins: float) -> None:
    """Margins in design pixels: left, top, right, bottom."""
    layout = widget.layout()
    if layout is not None:
        layout.setContentsMargins(*(round(one * style.unit) for one in margins))


class PaintedButton(QAbstractButton, Generic[Model]):
    """Paints a frozen model, can be clicked and focused; a ring shows the focus."""

    def __init__(self, style: Style, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.pictures = pictures
        self.model: Model | None = None
        self._ringed = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_model(self, model: Model) -> bool:
        if model == self.model:
            return False
        self.model = model
        self.setAccessibleName(self.spoken(model))
        self.update()
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        self._ringed = event.reason() in _BY_KEY
        super().focusInEvent(event)

    def u(self, pixels: float) -> float:
        return pixels * self.look.unit

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        if self.model is None:
            return
        painter = QPainter(self)
        canvas = Canvas(painter, self.look, self.look.colours, self.pictures)
        self.paint(canvas, self.model)
        if self.hasFocus() and self._ringed:
            ring = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            painter.setPen(QPen(self.look.colours["brand"], 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring, self.u(8), self.u(8))
        painter.end()

    @abstractmethod
    def spoken(self, model: Model) -> str:
        """The model as one line of text."""

    @abstractmethod
    def paint(self, canvas: Canvas, model: Model) -> None:
        """Draw the model into the whole of the widget."""
