"""The table itself: fixed rows, a painted header that sorts, copy, and rows that fill its width."""

from typing import Any, Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.office.cell_painter import EDGE, ROW_HEIGHT, CellPainter, section
from app.ui.office.table_model import CELL, TableModel
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import Canvas

HEADER_HEIGHT: Final = 42


class Header(QHeaderView):
    """Titles as the design has them; a click on a sortable one sorts at the server."""

    def __init__(self, style: Style, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look, self._pictures = style, pictures
        self.sorted_by: tuple[str, bool] = ("", True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(20)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802
        model = self.model()
        if not isinstance(model, TableModel) or logical >= len(model.columns):
            return
        column = model.columns[logical]
        key, descending = self.sorted_by
        mark = ("chevron-down" if descending else "chevron-up") if column.sort == key else ""
        canvas = Canvas(painter, self._look, self._look.colours, self._pictures)
        painter.save()
        box = QRectF(rect)
        painter.fillRect(box, canvas.colours["raised"])
        right = model.rowCount() > 0 and bool(model.index(0, logical).data(CELL).right)
        section(
            canvas,
            box,
            column.title,
            sorted_by=mark if column.sort and key else "",
            unit=self._look.unit,
            right=right,
            last=logical == len(model.columns) - 1,
        )
        painter.fillRect(
            QRectF(box.left(), box.bottom() - 1, box.width(), 1), canvas.colours["line"]
        )
        painter.restore()


class TableView(QTableView):
    """Whole rows, one selection, no scrolling sideways while there is room."""

    keyed = Signal(str)
    fits = Signal(int)

    def __init__(self, style: Style, pictures: Pictures, model: TableModel) -> None:
        super().__init__()
        self._look = style
        self.painter_of_cells = CellPainter(style, pictures, self)
        self.header = Header(style, pictures, self)
        self.setHorizontalHeader(self.header)
        self.verticalHeader().hide()
        self.setModel(model)
        self._model = model
        self.setItemDelegate(self.painter_of_cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.dress()

    def dress(self) -> None:
        """Take the sizes of the look of now."""
        unit = self._look.unit
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(round(20 * unit))
        rows.setDefaultSectionSize(round(ROW_HEIGHT * unit))
        self.header.setFixedHeight(round(HEADER_HEIGHT * unit))
        self.arrange()
        self.viewport().update()
        self.header.viewport().update()

    def arrange(self) -> None:
        """Share the width among the columns: what each needs, then by their shares."""
        columns, unit = self._model.columns, self._look.unit
        if not columns:
            return
        room = self.viewport().width()
        least = [round(column.least * unit) for column in columns]
        least[-1] += min(round(EDGE * unit), max(room - sum(least), 0))
        spare = max(room - sum(least), 0)
        shares = sum(column.wide for column in columns) or 1
        left = spare
        for place, column in enumerate(columns):
            more = left if place == len(columns) - 1 else spare * column.wide // shares
            left -= more
            self.setColumnWidth(place, least[place] + more)

    def page_size(self) -> int:
        """How many whole rows there is room for."""
        return max(self.viewport().height() // round(ROW_HEIGHT * self._look.unit), 1)

    def chosen(self) -> list[int]:
        """The selected rows of this page, from the top."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def copy(self) -> str:
        """The selected rows as tab-separated text, to the clipboard; the titles first."""
        lines = ["\t".join(column.title for column in self._model.columns)]
        for number in self.chosen():
            row: Any = self._model.row(number)
            lines.append("\t".join(column.value(row) for column in self._model.columns))
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        return text

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.arrange()
        self.fits.emit(self.page_size())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        names = {
            Qt.Key.Key_Return: "act",
            Qt.Key.Key_Enter: "act",
            Qt.Key.Key_Space: "open",
            Qt.Key.Key_PageDown: "next",
            Qt.Key.Key_PageUp: "previous",
        }
        name = names.get(Qt.Key(event.key()), "")
        if not name and event.modifiers() == Qt.KeyboardModifier.NoModifier and event.text():
            name = event.text().upper()
        last = self._model.rowCount() - 1
        if event.key() == Qt.Key.Key_Down and self.currentIndex().row() == last:
            name = "next"
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() == 0:
            name = "previous"
        if name:
            self.keyed.emit(name)
            return
        super().keyPressEvent(event)

    def select(self, number: int) -> None:
        """Choose this row alone, without scrolling, whatever key is held down meanwhile."""
        index: QModelIndex = self._model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
