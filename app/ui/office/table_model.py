"""The rows of one page as Qt wants them. The rows are frozen; the model only points at them."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.paging import Page
from app.ui.office.paging import Cell, Column

CELL: Final = Qt.ItemDataRole.UserRole
ROW: Final = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class TableModel(QAbstractTableModel):
    """Columns are data; a cell is made when it is painted, so that clocks go on."""

    def __init__(self, columns: Sequence[Column] = ()) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._page: Page[Any] = Page((), 0)

    @property
    def page(self) -> Page[Any]:
        return self._page

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    def set_columns(self, columns: Sequence[Column]) -> None:
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def show_page(self, page: Page[Any]) -> None:
        """Show these rows; where their number stays, only their contents are said to change."""
        if len(page.rows) == len(self._page.rows):
            self._page = page
            self.refresh()
            return
        self.beginResetModel()
        self._page = page
        self.endResetModel()

    def refresh(self) -> None:
        """Everything is painted anew: a second went by, or the language changed."""
        if self._page.rows and self._columns:
            last = self.index(len(self._page.rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row(self, number: int) -> Any:
        """The row of this page, or None."""
        return self._page.rows[number] if 0 <= number < len(self._page.rows) else None

    def cell(self, index: Index) -> Cell:
        return self._columns[index.column()].cell(self._page.rows[index.row()])

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._page.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._page.rows):
            return None
        if role == CELL:
            return self.cell(index)
        if role == ROW:
            return self._page.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cell(index).spoken
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return None
