"""The base of the bench's widgets: each shows one frozen model and nothing else."""

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import Canvas

Model = TypeVar("Model")


class Painted(QWidget, Generic[Model]):
    """Paints a model; a model equal to the one shown costs nothing."""

    def __init__(self, style: Style, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = style
        self.pictures = pictures
        self.model: Model | None = None
        self.tinted = False
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_model(self, model: Model, *, tinted: bool = False) -> bool:
        """Show this from now on. Gives whether anything changed."""
        if model == self.model and tinted == self.tinted:
            return False
        self.model = model
        self.tinted = tinted
        self.setAccessibleName(self.spoken(model))
        self.update()
        return True

    def u(self, pixels: float) -> float:
        """Design pixels as pixels of this screen."""
        return pixels * self.look.unit

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        if self.model is None:
            return
        painter = QPainter(self)
        colours = self.look.stop_colours if self.tinted else self.look.colours
        self.paint(Canvas(painter, self.look, colours, self.pictures), self.model)
        painter.end()

    @abstractmethod
    def spoken(self, model: Model) -> str:
        """The model as one line of text: for a screen reader, and to read back."""

    @abstractmethod
    def paint(self, canvas: Canvas, model: Model) -> None:
        """Draw the model into the whole of the widget."""
