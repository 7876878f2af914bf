"""The one table of the office: sorted, filtered and paged by whoever has the rows.

Only one page of rows is ever here, so a million orders cost as much as fifty.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from app.domain.paging import Page, PageQuery
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.empty import EmptyState
from app.ui.office.paging import Column, PageSource
from app.ui.office.table_foot import TableFoot
from app.ui.office.table_model import TableModel
from app.ui.office.table_view import TableView
from app.ui.office.work import Work
from app.ui.pictures import Pictures
from app.ui.style import Style

_SOON_MS: Final = 120  # typing and resizing end before the server is asked


class DataTable(QFrame):
    """A page of rows with header and footer. ``key`` names a row, so that it stays chosen.

    Signals: ``chosen`` the rows selected, ``opened`` one row, ``acted`` the row whose button was
    pressed, ``keyed`` a letter, ``asked`` the query of now, ``shown`` the page that arrived.
    """

    chosen = Signal(object)
    opened = Signal(object)
    acted = Signal(object)
    keyed = Signal(str)
    asked = Signal(object)
    shown = Signal(object)

    def __init__(
        self,
        style: Style,
        pictures: Pictures,
        words: Words,
        work: Work,
        source: PageSource[Any],
        key: Callable[[Any], str],
    ) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._words, self._work = words, work
        self._source, self._key = source, key
        self.query = PageQuery()
        self._all: tuple[Column, ...] = ()
        self._asked = 0
        self._keep: str = ""
        self.model = TableModel()
        self.view = TableView(style, pictures, self.model)
        self.empty = EmptyState(style, pictures)
        self.foot = TableFoot(style, words)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SOON_MS)
        self._later.timeout.connect(self.reload)
        self._place()
        self._listen()

    def set_columns(self, columns: Sequence[Column], visible: Sequence[str] = ()) -> None:
        """All columns there are; ``visible`` keys are shown, or those not hidden by default."""
        self._all = tuple(columns)
        shown = [one for one in self._all if (one.key in visible if visible else not one.hidden)]
        self.model.set_columns(shown or self._all)
        self.view.arrange()

    def columns(self) -> tuple[Column, ...]:
        return self._all

    def visible(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.model.columns)

    def ask(self, **changes: Any) -> None:
        """Another question: sort, filter, group; always from its first page."""
        self.query = replace(self.query, offset=0, **changes)
        self.reload()

    def ask_soon(self, **changes: Any) -> None:
        """The same a moment later: while somebody types."""
        self.query = replace(self.query, offset=0, **changes)
        self._later.start(_SOON_MS)

    def turn(self, pages: int) -> None:
        """One page on or back."""
        page, size = self.model.page, self.query.limit
        offset = max(self.query.offset + pages * size, 0)
        beyond = offset >= page.total and not (page.capped and len(page.rows) == size)
        if pages and (beyond or offset == self.query.offset):
            return
        self.query = replace(self.query, offset=offset)
        self.reload()

    def reload(self) -> None:
        """Ask the source again; what comes late for an older question is dropped."""
        self._asked += 1
        self._fit()
        number, query = self._asked, self.query
        self.view.header.sorted_by = (query.sort, query.descending)
        self.asked.emit(query)
        self._work.run(lambda: self._source.page(query), lambda page: self._arrived(number, page))

    def rows(self) -> list[Any]:
        """The selected rows."""
        return [self.model.row(number) for number in self.view.chosen()]

    def current(self) -> Any:
        return self.model.row(self.view.currentIndex().row())

    def select_key(self, key: str) -> None:
        """Choose a row by its key, now or when its page comes."""
        self._keep = key
        for number, row in enumerate(self.model.page.rows):
            if self._key(row) == key:
                self.view.select(number)
                return

    def dress(self, hint: str = "") -> None:
        """Words and sizes of the look of now."""
        self.foot.dress(hint)
        self.foot.show_page(self.model.page)
        self.view.dress()
        self.view.setAccessibleName(self._words.say(_("Table")))

    def show_page(self, page: Page[Any]) -> None:
        """Show rows; the one that was chosen stays so, wherever it moved."""
        current = self.current()
        keep = self._keep or (self._key(current) if current is not None else "")
        place = self.view.currentIndex().row()
        self.model.show_page(page)
        keys = [self._key(row) for row in page.rows]
        if keep in keys:
            self.view.select(keys.index(keep))
            self._keep = ""
        elif keys and place >= 0:
            self.view.select(min(place, len(keys) - 1))
        stack = self._stack
        stack.setCurrentIndex(0 if page.rows else 1)
        self.foot.show_page(page)
        self.shown.emit(page)

    def _arrived(self, number: int, page: Page[Any]) -> None:
        if number != self._asked:
            return
        if not page.rows and page.total and self.query.offset and not page.capped:
            last = (page.total - 1) // self.query.limit * self.query.limit
            self.query = replace(self.query, offset=last)
            self.reload()
            return
        self.show_page(page)

    def _fit(self) -> None:
        """As many rows as there is room for: none is cut, none is scrolled to."""
        rows = self.view.page_size()
        offset = self.query.offset // rows * rows
        self.query = replace(self.query, limit=rows, offset=offset)

    def _fits(self, rows: int) -> None:
        if rows != self.query.limit:
            self._later.start(0 if rows > self.query.limit else _SOON_MS)

    def pending(self) -> bool:
        """Whether another page will be asked for by itself."""
        unfit = self.isVisible() and self.query.limit != self.view.page_size()
        return self._later.isActive() or (unfit and self._asked > 0)

    def _sort(self, section: int) -> None:
        key = self.model.columns[section].sort
        if key:
            turned = key == self.query.sort and self.query.descending
            self.ask(sort=key, descending=not turned)

    def _key_pressed(self, name: str) -> None:
        row = self.current()
        if name in {"next", "previous"}:
            self.turn(1 if name == "next" else -1)
        elif name == "open" and row is not None:
            self.opened.emit(row)
        elif name == "act" and row is not None:
            self.acted.emit(row)
        else:
            self.keyed.emit(name)

    def _listen(self) -> None:
        self.foot.turned.connect(self.turn)
        self.view.fits.connect(self._fits)
        self.view.keyed.connect(self._key_pressed)
        self.view.header.sectionClicked.connect(self._sort)
        self.view.doubleClicked.connect(lambda index: self.opened.emit(self.model.row(index.row())))
        self.view.painter_of_cells.pressed.connect(
            lambda number: self.acted.emit(self.model.row(number))
        )
        self.view.selectionModel().selectionChanged.connect(
            lambda *_changed: self.chosen.emit(self.rows())
        )

    def _place(self) -> None:
        inside = QWidget()
        self._stack = QStackedLayout(inside)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(inside, 1)
        box.addWidget(self.foot)
