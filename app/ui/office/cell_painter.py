"""How a cell of any table looks: two quiet lines, an icon, a picture, a face, one button."""

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.office.paging import Cell
from app.ui.office.table_model import CELL, Index
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas, Run, is_latin

ROW_HEIGHT: Final = 58
_PAD: Final = 20
EDGE: Final = 10
"""More room at the right of the last column: numbers do not touch the card's border."""
_TEXT: Final = 16.5
_SUB: Final = 14.5
_PICTURE: Final = 38
_DIM: Final = 0.62
_SHRINKS: Final = 0.86  # a long text becomes so much smaller before it is cut


class CellPainter(QStyledItemDelegate):
    """Paints ``Cell``s; a click on a cell's button is told, not edited."""

    pressed = Signal(int)

    def __init__(self, style: Style, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._pictures = style, pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        return QSize(0, round(ROW_HEIGHT * self._look.unit))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL)
        rect = QRectF(option.rect)
        state = option.state
        canvas = Canvas(painter, self._look, self._look.colours, self._pictures)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(rect)
        self._ground(canvas, rect, index, selected=selected)
        last = index.column() == index.model().columnCount() - 1
        self._content(canvas, _inside(rect, self._look.unit, last=last), rect, cell)
        painter.restore()

    def editorEvent(  # noqa: N802 - Qt's name
        self,
        event: QEvent,
        model: QAbstractItemModel,  # noqa: ARG002
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        released = event.type() is QEvent.Type.MouseButtonRelease
        if released and isinstance(event, QMouseEvent):
            cell: Cell = index.data(CELL)
            box = self._button_box(QRectF(option.rect))
            if cell.button and box.contains(event.position()):
                self.pressed.emit(index.row())
                return True
        return False

    def _ground(self, canvas: Canvas, rect: QRectF, index: Index, *, selected: bool) -> None:
        c, painter = canvas.colours, canvas.painter
        if selected:
            painter.fillRect(rect, c["brand_ground"])
            if index.column() == 0:
                bar = QRectF(rect.left(), rect.top(), 4 * self._look.unit, rect.height())
                painter.fillRect(bar, c["brand"])
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), c["line"])

    def _content(self, canvas: Canvas, box: QRectF, rect: QRectF, cell: Cell) -> None:
        u = self._look.unit
        if cell.button:
            self._button(canvas, self._button_box(rect), cell)
            return
        x = box.left()
        middle = box.center().y()
        if cell.picture is not None:
            size = _PICTURE * u
            shown = _DIM if cell.dim else 1.0
            canvas.product(x, middle - size / 2, size, cell.picture, shown)
            x += size + 12 * u
        if cell.avatar:
            x += self._avatar(canvas, x, middle, cell) + 9 * u
        if cell.icon:
            size = 20 * u
            ink = self._ink(canvas, cell.tone or "quiet")
            canvas.icon(x, middle - size / 2, size, cell.icon, ink)
            x += size + 9 * u
        self._lines(canvas, QRectF(x, box.top(), box.right() - x, box.height()), cell)

    def _lines(self, canvas: Canvas, box: QRectF, cell: Cell) -> None:
        u, c = self._look.unit, canvas.colours
        loud = cell.tone in {"stop", "warn"} and cell.bold
        ink = self._ink(canvas, cell.tone) if loud else c["muted"] if cell.dim else c["ink"]
        first, second = QRectF(box), QRectF(box)
        if cell.sub:
            first = QRectF(box.left(), box.center().y() - 23 * u, box.width(), 24 * u)
            second = QRectF(box.left(), box.center().y() + 1 * u, box.width(), 22 * u)
        align = RIGHT if cell.right else Qt.AlignmentFlag.AlignLeft
        if cell.lead:
            width = canvas.text(first, cell.lead, _TEXT * u, ink, bold=not cell.dim)
            first.adjust(width + 9 * u, 0, 0, 0)
            canvas.text(first, cell.text, _TEXT * u * 0.94, c["muted"], elide=True)
        else:
            bold = cell.bold and not cell.dim
            text = cell.text
            if cell.ends:
                text = self._fitted(text, first.width(), bold=bold)
            canvas.text(first, text, _TEXT * u, ink, bold=bold, align=align, elide=True)
        if cell.sub:
            quiet = self._ink(canvas, cell.sub_tone)
            canvas.text(second, cell.sub, _SUB * u, quiet, align=align, elide=True)

    def _fitted(self, text: str, room: float, *, bold: bool) -> str:
        """A long name loses its middle: its end says which size or colour it is."""
        font = self._look.font(_TEXT * self._look.unit, bold=bold, tight=is_latin(text))
        wide = room / _SHRINKS
        return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, wide)

    def _avatar(self, canvas: Canvas, x: float, middle: float, cell: Cell) -> float:
        u, c = self._look.unit, canvas.colours
        size = 28 * u
        circle = QRectF(x, middle - size / 2, size, size)
        painter = canvas.painter
        if cell.avatar == "-":
            painter.setPen(QPen(c["muted"], 1.4 * u, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
            return size
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c["idle_ground"])
        painter.drawEllipse(circle)
        canvas.text(circle, cell.avatar, 15 * u, c["idle_ink"], bold=True, align=CENTER)
        return size

    def _button_box(self, rect: QRectF) -> QRectF:
        u = self._look.unit
        width = min(rect.width() - 16 * u, 78 * u)
        return QRectF(rect.right() - 20 * u - width, rect.center().y() - 17 * u, width, 34 * u)

    def _button(self, canvas: Canvas, box: QRectF, cell: Cell) -> None:
        u, c = self._look.unit, canvas.colours
        if cell.primary:
            canvas.card(box, c["brand"], radius=8 * u)
            canvas.text(box, cell.button, 16 * u, c["brand_ink"], bold=True, align=CENTER)
            return
        canvas.card(box, c["raised"], edge=c["line"], radius=8 * u)
        ink = c["brand"] if cell.tone == "brand" else c["ink"]
        canvas.text(box, cell.button, 16 * u, ink, bold=True, align=CENTER)

    @staticmethod
    def _ink(canvas: Canvas, tone: str) -> QColor:
        c = canvas.colours
        names = {"": "ink", "quiet": "muted", "brand": "brand"}
        return c[names[tone]] if tone in names else c[f"{tone}_text"]


def _inside(rect: QRectF, unit: float, *, last: bool) -> QRectF:
    return rect.adjusted(_PAD * unit, 0, -(6 + (EDGE if last else 0)) * unit, 0)


def section(
    canvas: Canvas,
    rect: QRectF,
    title: str,
    *,
    sorted_by: str,
    unit: float,
    right: bool = False,
    last: bool = False,
) -> None:
    """A column's title; ``sorted_by`` is "" or the icon of the direction."""
    c = canvas.colours
    bold = bool(sorted_by)
    ink = c["ink"] if bold else c["muted"]
    box = _inside(rect, unit, last=last)
    if right:
        canvas.text(box, title, 15 * unit, ink, bold=bold, align=RIGHT, elide=True)
        return
    width = canvas.runs_width((Run(title, 15 * unit, ink, bold=bold),))
    canvas.text(box, title, 15 * unit, ink, bold=bold, elide=True)
    if sorted_by:
        at = QPointF(box.left() + width + 4 * unit, rect.center().y() - 8 * unit)
        canvas.icon(at.x(), at.y(), 16 * unit, sorted_by, ink)
