"""The list of lines: it scrolls by itself to the line just scanned and says what lies below."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.ui.models import LinesModel
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import CENTER, Canvas
from app.ui.widgets.line_row import LineRow

_GAP: Final = 9
_FOOT: Final = 40


class LineList(QWidget):
    """Rows at fixed places; a row is reused for its line as long as the order is open."""

    def __init__(self, style: Style, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = style
        self._pictures = pictures
        self._rows: dict[str, LineRow] = {}
        self._model = LinesModel((), "")
        self._tinted = False
        self._offset = 0.0
        self._hidden = 0
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def show_lines(self, model: LinesModel, *, tinted: bool = False) -> bool:
        """Show the lines; only rows that differ are painted again."""
        if model == self._model and tinted == self._tinted:
            return False
        if model.top != self._model.top:
            self._offset = 0.0  # the line just scanned is the first one
        self._model, self._tinted = model, tinted
        keys = {line.key for line in model.rows}
        for key in [key for key in self._rows if key not in keys]:
            row = self._rows.pop(key)
            row.hide()
            row.deleteLater()
        for line in model.rows:
            if line.key not in self._rows:
                self._rows[line.key] = LineRow(self._look, self._pictures, self)
            self._rows[line.key].show_model(line, tinted=tinted)
        self.arrange()
        return True

    def rows(self) -> list[LineRow]:
        """The rows from top to bottom."""
        return [self._rows[line.key] for line in self._model.rows]

    @property
    def hidden_below(self) -> int:
        """How many lines do not fit on the screen below the last one shown."""
        return self._hidden

    def full_height(self) -> float:
        """What all rows need, in pixels, dense when they must be."""
        gap = self._unit(_GAP)
        return sum(self._unit(row.design_height()) + gap for row in self.rows()) - gap

    def arrange(self) -> None:
        """Put the rows into their places."""
        rows = self.rows()
        for row in rows:
            row.dense = False
        if self.full_height() > self.height():
            for row in rows:
                row.dense = True
        total, gap = self.full_height(), self._unit(_GAP)
        room = self.height()
        if total > room + 1:
            room -= round(self._unit(_FOOT))
        self._offset = min(max(self._offset, 0.0), max(total - room, 0.0))
        y, hidden = -self._offset, 0
        for row in rows:
            height = self._unit(row.design_height())
            fits = y >= -1 and y + height <= room + 1
            if fits:
                row.setGeometry(0, round(y), self.width(), round(height))
            elif y > 0:
                hidden += 1
            row.setVisible(fits)
            y += height + gap
        if hidden != self._hidden:
            self._hidden = hidden
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        self._offset -= event.angleDelta().y()
        self.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        if not self._hidden or self._hidden > len(self._model.more):
            return
        painter = QPainter(self)
        colours = self._look.stop_colours if self._tinted else self._look.colours
        canvas = Canvas(painter, self._look, colours, self._pictures)
        height = self._unit(_FOOT)
        box = QRectF(0, self.height() - height, self.width(), height)
        text = self._model.more[self._hidden - 1]
        canvas.text(box, text, self._unit(21), colours["muted"], bold=True, align=CENTER)
        painter.end()

    def _unit(self, pixels: float) -> float:
        return pixels * self._look.list_unit
