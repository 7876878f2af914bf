"""A page that is a list: title, search, filters, columns, views, export, and a drawer at the right.

Most pages are one: they say what their rows are and what can be done with one, and no more.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic

from app.domain.paging import ColumnFilter
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import DetailModel
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import columns
from app.ui.office.list_layout import ListLayout, ListSpec, Row
from app.ui.office.palette import Command
from app.ui.office.table_views import TableViews
from app.ui.office.tabs import GroupTab


class ListPage(ListLayout[Row], Generic[Row]):
    """Override ``detail`` for the drawer, ``act`` for what is done, ``tools`` for the head."""

    def __init__(self, office: Office, spec: ListSpec[Row]) -> None:
        super().__init__(office, spec)
        self.views = TableViews(office, self.table, self.bar, spec.name, self._view_name)
        for key, word, work in self.tools():
            self.head.add_tool(key, word, work)
        self._listen()

    # ── for the page itself ───────────────────────────────────────────────────────────────────

    def detail(self, row: Row) -> DetailModel | None:
        """What the drawer shows of a row; None: there is no drawer."""
        del row
        return None

    def opened(self, row: Row) -> None:
        """A row was opened in the drawer: the place to ask the center for more of it."""

    def act(self, action: str, row: Row) -> None:
        """A button of the drawer was pressed."""

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        """Buttons in the head: (key, message id, what it does); the first is the main one."""
        return ()

    def keyed(self, name: str, row: Row | None) -> None:
        """A letter was pressed in the table that means nothing to every list."""

    # ── what every list does ──────────────────────────────────────────────────────────────────

    def reload(self) -> None:
        """Something changed: the same page again, the drawer and the tabs with it."""
        self.table.reload()
        if self.spec.counts is not None:
            self.asking.read("counts", self.spec.counts, self._counted)

    def open(self, row: Row) -> None:
        model = self.detail(row)
        if model is None:
            return
        self.drawer.show_model(model)
        self.drawer.show()
        self.table.view.arrange()
        self.opened(row)

    def current(self) -> Row | None:
        """The row that is open in the drawer, as the table has it now."""
        model = self.drawer.model
        if self.drawer.isHidden() or model is None:
            return None
        return next((one for one in self.rows() if self.spec.key(one) == model.id), None)

    def rows(self) -> tuple[Row, ...]:
        """The rows of the page that is shown."""
        return self.table.model.page.rows

    def shut(self) -> None:
        self.drawer.put(None)
        self.drawer.hide()
        self.table.view.setFocus()

    def came_up(self) -> None:
        self.reload()
        self.table.view.setFocus()

    def busy(self) -> bool:
        return self.table.pending()

    def render_now(self) -> None:
        self.table.model.refresh()

    def search(self, text: str) -> None:
        self.bar.search.setText(text)
        self.table.ask(text=text)

    def leave(self) -> bool:
        if not self.drawer.isHidden():
            self.shut()
        elif not self.filters.isHidden():
            self.filters.hide()
        elif self.bar.search.text():
            self.search("")
        else:
            return False
        return True

    def offers(self) -> Sequence[Command]:
        say = self.office.words.say
        title = say(self.spec.title)
        export = say(_("{page}: export"), page=title)
        tools = [
            Command(f"{title}: {say(word)}", partial(self._from_palette, work))
            for _key, word, work in self.tools()
        ]
        return (*tools, Command(export, partial(self._from_palette, self.export), "xlsx export"))

    def dress(self) -> None:
        super().dress()
        office, say = self.office, self.office.words.say
        self.views.show(columns(office.words, office.now, self.spec.fields))
        self.bar.show_kinds(
            {key: say(word) for key, word in self.spec.kinds.items()}, self.table.query.kinds
        )
        self._show_asked()
        row = self.current()
        model = self.detail(row) if row is not None else None
        if model is not None:
            self.drawer.show_model(model)

    def _counted(self, found: dict[str, int]) -> None:
        self.counts = found
        self._show_asked()

    def _show_asked(self) -> None:
        """Tabs, filters and what stands where nothing is, as the question is now."""
        say, query, counts = self.office.words.say, self.table.query, self.counts
        tabs = tuple(GroupTab(key, say(word), counts.get(key)) for key, word in self.spec.groups)
        self.bar.show_groups(tabs, query.group)
        self.bar.show_filters(len(query.filters) if self.filters.lines else None)
        kinds = {key: say(word) for key, word in self.spec.kinds.items()}
        self.bar.show_kinds(kinds, query.kinds)
        empty = self.spec.empty
        shown = EmptyModel(empty.icon, say(empty.title), say(empty.line), empty.tone)
        if query.text or query.kinds or query.filters:
            line = say(_("Take a filter away."))
            shown = EmptyModel("filter", say(_("Nothing fits this filter")), line)
        self.table.empty.show_model(shown)

    def _arrived(self) -> None:
        """New rows came: the drawer shows what its row is now."""
        row = self.current()
        model = self.detail(row) if row is not None else None
        if model is not None:
            self.drawer.show_model(model)

    def _acted(self, action: str, _thing: str) -> None:
        row = self.current()
        if row is not None:
            self.act(action, row)

    def _key(self, name: str) -> None:
        if name == "/":
            self.bar.search.setFocus()
        elif name == "E":
            self.export()
        else:
            self.keyed(name, self.table.current())

    def _filter(self, filters: tuple[ColumnFilter, ...]) -> None:
        self.table.ask_soon(filters=filters)
        self._show_asked()

    def _turn_filters(self) -> None:
        self.filters.setVisible(self.filters.isHidden())

    def _from_palette(self, work: Callable[[], None]) -> None:
        self.office.show_page(self.spec.name)
        work()

    def _view_name(self) -> str:
        """A view is named after what it shows: so it needs no dialog."""
        say, query, spec = self.office.words.say, self.table.query, self.spec
        parts = [say(word) for key, word in spec.groups if key == query.group]
        parts += [say(word) for key, word in spec.kinds.items() if key in query.kinds]
        titles = {one.key: say(one.title) for one in spec.fields}
        parts += [titles.get(one.key, one.key) for one in query.filters]
        parts += [f"“{query.text}”"] if query.text else []
        return " • ".join(parts) or say(_("Everything"))

    def _listen(self) -> None:
        table, bar = self.table, self.bar
        table.opened.connect(self.open)
        table.acted.connect(self.open)
        table.keyed.connect(self._key)
        table.chosen.connect(self._follow)
        table.asked.connect(lambda _query: self._show_asked())
        table.shown.connect(lambda _page: self._arrived())
        bar.group_chosen.connect(lambda key: table.ask(group=key))
        bar.kinds_chosen.connect(lambda kinds: table.ask(kinds=kinds))
        bar.searched.connect(lambda text: table.ask_soon(text=text))
        bar.search.returnPressed.connect(table.view.setFocus)
        bar.filters_turned.connect(self._turn_filters)
        bar.view_chosen.connect(lambda view: self.filters.show_filters(view.query.filters))
        self.filters.changed.connect(self._filter)
        self.head.exported.connect(self.export)
        self.drawer.acted.connect(self._acted)
        self.drawer.dismissed.connect(self.shut)

    def _follow(self, rows: list[Row]) -> None:
        """Another row was chosen while the drawer is open: it shows that one."""
        model = self.drawer.model
        if rows and not self.drawer.isHidden() and model and self.spec.key(rows[0]) != model.id:
            self.open(rows[0])
