"""The bar above a table: groups, search, kinds, columns, saved views."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton

from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.paging import Column
from app.ui.office.parts import button, set_icon
from app.ui.office.saved_views import SavedView
from app.ui.office.tabs import GroupTab, Tabs
from app.ui.pictures import Pictures
from app.ui.style import Style


class TableBar(QFrame):
    """Tells what is wanted; the table asks. ``kinds_chosen`` carries a tuple of keys."""

    group_chosen = Signal(str)
    kinds_chosen = Signal(object)
    columns_chosen = Signal(object)
    searched = Signal(str)
    view_chosen = Signal(object)
    view_saved = Signal()
    view_forgotten = Signal(object)
    filters_turned = Signal()

    def __init__(self, style: Style, pictures: Pictures, words: Words) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._look, self._pictures, self._words = style, pictures, words
        self.tabs = Tabs(style)
        self.tabs.chosen.connect(self.group_chosen.emit)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self._lens: QAction | None = None
        self.search.textEdited.connect(self.searched.emit)
        self._kinds = button("", self._nothing)
        self._columns = button("", self._nothing)
        self.filters: QPushButton = button("", self.filters_turned.emit)
        self.filters.hide()
        self._views = button("", self._nothing)
        self._menus = {one: QMenu(one) for one in (self._kinds, self._columns, self._views)}
        for owner, menu in self._menus.items():
            owner.setMenu(menu)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.tabs)
        self._box.addStretch(1)
        for widget in (self.search, self._kinds, self.filters, self._views, self._columns):
            self._box.addWidget(widget)

    def show_groups(self, groups: tuple[GroupTab, ...], current: str) -> None:
        self.tabs.show_tabs(groups, current)

    def show_kinds(self, kinds: dict[str, str], chosen: tuple[str, ...]) -> None:
        """Which kinds are asked for; none chosen means all of them."""
        menu = self._menus[self._kinds]
        menu.clear()
        self._kinds.setVisible(bool(kinds))
        for key, title in kinds.items():
            self._check(menu, title, key in chosen, partial(self._kind, key, tuple(kinds), chosen))
        some = f" ({len(chosen)})" if chosen else ""
        self._kinds.setText(f"{self._words.say(_('Type'))}{some}")

    def show_filters(self, asked: int | None) -> None:
        """How many columns are filtered; None: none can be."""
        some = f" ({asked})" if asked else ""
        word = self._words.say(_("Filter"))
        self.filters.setText(f"{word}{some}")
        self.filters.setVisible(asked is not None)

    def show_columns(self, columns: tuple[Column, ...], visible: tuple[str, ...]) -> None:
        menu = self._menus[self._columns]
        menu.clear()
        for column in columns:
            if column.title:
                shown = column.key in visible
                work = partial(self._column, column.key, columns, visible)
                self._check(menu, column.title, shown, work)

    def show_views(self, views: tuple[SavedView, ...]) -> None:
        menu, say = self._menus[self._views], self._words.say
        menu.clear()
        for view in views:
            menu.addAction(view.name, partial(self.view_chosen.emit, view))
        if views:
            menu.addSeparator()
            gone = menu.addMenu(say(_("Forget a view")))
            for view in views:
                gone.addAction(view.name, partial(self.view_forgotten.emit, view))
        menu.addAction(say(_("Save this view")), self.view_saved.emit)

    def dress(self) -> None:
        unit, say = self._look.unit, self._words.say
        self._box.setContentsMargins(*(round(one * unit) for one in (16, 12, 16, 12)))
        self._box.setSpacing(round(8 * unit))
        self.tabs.dress()
        self.search.setMinimumWidth(round(210 * unit))
        self.search.setPlaceholderText(say(_("Filter this table (/)")))
        self.search.setAccessibleName(say(_("Filter this table (/)")))
        if self._lens is None:
            self._lens = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        size = round(18 * unit)
        lens = self._pictures.icon("search", size, self._look.colours["muted"])
        self._lens.setIcon(QIcon(lens))
        self._views.setText(say(_("Views")))
        self._columns.setAccessibleName(say(_("Columns")))
        self._columns.setToolTip(say(_("Columns")))
        for widget, icon in (
            (self._kinds, "filter"),
            (self.filters, "filter"),
            (self._columns, "columns"),
        ):
            set_icon(widget, self._look, self._pictures, icon, "ink")

    def tab(self, key: str) -> QPushButton:
        return self.tabs.tab(key)

    def actions_of(self, name: str) -> list[QAction]:
        """The entries of a menu: kinds, columns, views."""
        owner = {"kinds": self._kinds, "columns": self._columns, "views": self._views}[name]
        return self._menus[owner].actions()

    @staticmethod
    def _check(menu: QMenu, title: str, checked: bool, chosen: Callable[[], None]) -> None:
        entry = menu.addAction(title)
        entry.setCheckable(True)
        entry.setChecked(checked)
        entry.triggered.connect(lambda _checked=False: chosen())

    def _kind(self, key: str, every: tuple[str, ...], chosen: tuple[str, ...]) -> None:
        now = tuple(one for one in every if (one in chosen) != (one == key))
        self.kinds_chosen.emit(() if len(now) == len(every) else now)

    def _column(self, key: str, every: tuple[Column, ...], visible: tuple[str, ...]) -> None:
        now = [one.key for one in every if (one.key in visible) != (one.key == key)]
        if any(one.title and one.key in now for one in every):
            self.columns_chosen.emit(tuple(now))

    @staticmethod
    def _nothing() -> None:
        """A button with a menu opens it by itself."""
