"""Columns and saved views of one table: chosen in its bar, kept in the person's own file."""

from collections.abc import Callable, Sequence

from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.data_table import DataTable
from app.ui.office.paging import Column
from app.ui.office.saved_views import SavedView
from app.ui.office.table_bar import TableBar


class TableViews:
    """``name`` says what the table shows now: the name of a view that is saved."""

    def __init__(
        self, office: Office, table: DataTable, bar: TableBar, key: str, name: Callable[[], str]
    ) -> None:
        self._office, self._table, self._bar = office, table, bar
        self._key, self._name = key, name
        bar.columns_chosen.connect(self._choose_columns)
        bar.view_chosen.connect(self._use)
        bar.view_saved.connect(self._save)
        bar.view_forgotten.connect(self._forget)

    def show(self, columns: Sequence[Column]) -> None:
        """The columns in the language of now; those that are shown stay shown."""
        first = {column.key for column in self._table.columns() if not column.hidden}
        chosen = self._table.visible()
        self._table.set_columns(columns, chosen if set(chosen) != first else ())
        self._show()

    def _show(self) -> None:
        self._bar.show_columns(self._table.columns(), self._table.visible())
        self._bar.show_views(self._office.kept.views(self._key))

    def _choose_columns(self, keys: tuple[str, ...]) -> None:
        self._table.set_columns(self._table.columns(), keys)
        self._show()

    def _use(self, view: SavedView) -> None:
        self._choose_columns(view.columns)
        query = view.query
        self._bar.search.setText(query.text)
        self._table.ask(
            sort=query.sort,
            descending=query.descending,
            text=query.text,
            group=query.group,
            kinds=query.kinds,
            filters=query.filters,
        )

    def _save(self) -> None:
        name = self._name()
        self._office.kept.save(SavedView(self._key, name, self._table.query, self._table.visible()))
        self._show()
        self._office.tell(self._office.words.say(_("View saved: {name}"), name=name), "", None)

    def _forget(self, view: SavedView) -> None:
        office = self._office
        office.kept.forget(view)
        self._show()

        def back() -> None:
            office.kept.save(view)
            self._show()

        said = office.words.say(_("View forgotten: {name}"), name=view.name)
        office.tell(said, office.words.say(_("Undo (Ctrl+Z)")), back)
