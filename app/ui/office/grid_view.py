"""Cells to type in like a spreadsheet: paste from Excel, fill down, undo, what is wrong in each."""

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.i18n import Words
from app.ui.office.grid_sheet import Area, GridSheet
from app.ui.style import Style, mix

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_ROW: Final = 36


class GridModel(QAbstractTableModel):
    """A sheet as Qt wants it. One empty row stands below the last, to go on typing."""

    def __init__(self, sheet: GridSheet, words: Words) -> None:
        super().__init__()
        self.sheet, self._words = sheet, words

    def renew(self) -> None:
        """The sheet changed: the number of rows may be another."""
        self.layoutAboutToBeChanged.emit()
        self.layoutChanged.emit()
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self.sheet.cells) + 1

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self.sheet.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            inside = row < len(self.sheet.cells)
            return self.sheet.cells[row][column] if inside else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._words.say(self.sheet.errors.get((row, column), ""))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.sheet.columns[column].right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        changed = self.sheet.put(index.row(), index.column(), str(value))
        if changed:
            self.renew()
        return changed

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if section < len(self.sheet.cells) else "+"
        return self._words.say(self.sheet.columns[section].title)


class _Cells(QStyledItemDelegate):
    """A wrong cell has a frame, a corner and its reason when it is pointed at."""

    def __init__(self, style: Style, view: "GridView") -> None:
        super().__init__(view)
        self._look, self._view = style, view

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        choices = self._view.sheet.columns[index.column()].choices
        if not choices:
            return super().createEditor(parent, option, index)
        made = QComboBox(parent)
        made.addItems(list(choices))
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))
        else:
            super().setEditorData(editor, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        wrong = (index.row(), index.column()) in self._view.sheet.errors
        colours = self._look.colours
        if wrong:
            ground = mix(colours["raised"], colours["stop_ground"], 0.12)
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)
        if wrong:
            painter.save()
            painter.setPen(QPen(colours["stop_mark"], 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            painter.restore()


class GridView(QTableView):
    """``changed`` after every step; ``said`` the reason of the cell that was chosen, or ""."""

    changed = Signal()
    said = Signal(str)

    def __init__(self, style: Style, words: Words, sheet: GridSheet) -> None:
        super().__init__()
        self._look, self._words = style, words
        self.sheet = sheet
        self.setObjectName("grid")
        self._model = GridModel(sheet, words)
        self._model.dataChanged.connect(lambda *_where: self.changed.emit())
        self.setModel(self._model)
        self.setItemDelegate(_Cells(style, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.dress()

    def dress(self) -> None:
        unit = self._look.unit
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(round(20 * unit))
        rows.setDefaultSectionSize(round(_ROW * unit))
        rows.setFixedWidth(round(48 * unit))
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        for place, column in enumerate(self.sheet.columns):
            self.setColumnWidth(place, round(column.wide * unit))
        self._model.renew()

    def area(self) -> Area | None:
        """The cells that are chosen."""
        chosen = self.selectionModel().selection()
        if chosen.isEmpty():
            return None
        first = chosen.first()
        return Area(first.top(), first.left(), first.bottom(), first.right())

    def select(self, area: Area) -> None:
        model, selection = self._model, self.selectionModel()
        corner, end = model.index(area.top, area.left), model.index(area.bottom, area.right)
        selection.setCurrentIndex(corner, selection.SelectionFlag.NoUpdate)
        selection.select(QItemSelection(corner, end), selection.SelectionFlag.ClearAndSelect)
        self.scrollTo(corner)

    def copy(self) -> str:
        area = self.area()
        text = self.sheet.copied(area) if area else ""
        QGuiApplication.clipboard().setText(text)
        return text

    def paste(self, text: str | None = None) -> None:
        """What the clipboard has, from the chosen cell on."""
        area = self.area() or Area(0, 0, 0, 0)
        given = QGuiApplication.clipboard().text() if text is None else text
        if given:
            self._after(self.sheet.paste(area.top, area.left, given, area))

    def fill_down(self) -> None:
        area = self.area()
        if area and self.sheet.fill_down(area):
            self._after(area)

    def clear(self) -> None:
        area = self.area()
        if area and self.sheet.clear(area):
            self._after(area)

    def insert_row(self) -> None:
        area = self.area() or Area(len(self.sheet.cells), 0, 0, 0)
        row = min(area.top, len(self.sheet.cells))
        if self.sheet.insert(row):
            self._after(Area(row, 0, row, 0))

    def delete_rows(self) -> None:
        area = self.area()
        if area and self.sheet.delete(list(area.rows())):
            self._after(Area(min(area.top, len(self.sheet.cells)), area.left, area.top, area.left))

    def undo(self) -> None:
        area = self.sheet.undo()
        if area:
            self._after(area)

    def redo(self) -> None:
        area = self.sheet.redo()
        if area:
            self._after(area)

    def load(self, cells: tuple[tuple[str, ...], ...]) -> None:
        """Other contents; nothing to take back."""
        self.sheet.load(cells)
        self._model.renew()

    def next_error(self) -> None:
        """The keyboard goes to the next cell that is wrong, from the top again after the last."""
        wrong = sorted(self.sheet.errors)
        here = (self.currentIndex().row(), self.currentIndex().column())
        after = [one for one in wrong if one > here] or wrong
        if after:
            row, column = after[0]
            self.select(Area(row, column, row, column))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        super().currentChanged(current, previous)
        error = self.sheet.errors.get((current.row(), current.column()), "")
        self.said.emit(self._words.say(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        keys = QKeySequence.StandardKey
        for key, work in (
            (keys.Copy, self.copy),
            (keys.Paste, self.paste),
            (keys.Undo, self.undo),
            (keys.Redo, self.redo),
            (keys.Delete, self.clear),
        ):
            if event.matches(key):
                work()
                return
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        letters = {
            Qt.Key.Key_D: self.fill_down,
            Qt.Key.Key_Plus: self.insert_row,
            Qt.Key.Key_Minus: self.delete_rows,
            Qt.Key.Key_Y: self.redo,
        }
        work_of = letters.get(Qt.Key(event.key())) if control else None
        if work_of is not None:
            work_of()
            return
        super().keyPressEvent(event)

    def _after(self, area: Area) -> None:
        self._model.renew()
        self.select(area)
