"""What every list page is put together of, and where it stands; see ``list_page``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.center.office_center import Read
from app.domain.paging import Page, PageQuery
from app.i18n import mark as _
from app.ui.office.asking import why
from app.ui.office.context import Office
from app.ui.office.data_table import DataTable
from app.ui.office.detail import Detail
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, columns, sheet_columns
from app.ui.office.list_head import ListHead
from app.ui.office.page import OfficePage
from app.ui.office.table_bar import TableBar
from app.ui.office.table_filters import TableFilters

Row = TypeVar("Row")
NOTHING: Final = EmptyModel("list", _("Nothing here yet"), "")


@dataclass(frozen=True, slots=True)
class ListSpec(Generic[Row]):
    """What a list is. Texts are message ids.

    ``read`` is the center's function for one page of rows, ``key`` names a row; ``groups`` are
    (key, word) of the tabs above, ``counts`` the center's function for how many each has, where
    that is told. ``sort`` and ``descending``: how it is sorted at first.
    """

    name: str
    title: str
    line: str
    fields: Sequence[Field]
    read: Read
    key: Callable[[Row], str]
    sort: str
    descending: bool = True
    groups: tuple[tuple[str, str], ...] = ()
    kinds: dict[str, str] = field(default_factory=dict)
    empty: EmptyModel = NOTHING
    hint: str = _("Enter details • / search • E export")
    counts: Callable[[Any], dict[str, int]] | None = None


class _Source:
    """The list's rows for the table, asked in a worker's thread."""

    def __init__(self, office: Office, read: Read) -> None:
        self._office, self._read = office, read

    def page(self, query: PageQuery) -> Page[Any]:
        center = self._office.center
        if center is None:
            return Page((), 0)
        return center.read(lambda tx: self._read(tx, query))


class ListLayout(OfficePage, Generic[Row]):
    """Head, card with bar, filters and table, and the drawer beside it."""

    def __init__(self, office: Office, spec: ListSpec[Row]) -> None:
        super().__init__(office)
        self.spec = spec
        self.counts: dict[str, int] = {}
        look = (office.style, office.pictures)
        self.head = ListHead(office)
        self.bar = TableBar(*look, office.words)
        self.filters = TableFilters(office.style, office.words, spec.fields)
        source = _Source(office, spec.read)
        self.table = DataTable(*look, office.words, office.work, source, spec.key)
        self.table.query = PageQuery(
            spec.sort, spec.descending, group=spec.groups[0][0] if spec.groups else "all"
        )
        self.table.set_columns(columns(office.words, office.now, spec.fields))
        self.drawer = Detail(office.style, office.words)
        self.drawer.hide()
        self._fronts: list[QWidget] = []
        self._box, self._columns = QVBoxLayout(self), QHBoxLayout()
        card = QFrame()
        card.setObjectName("panel")
        within = QVBoxLayout(card)
        within.setContentsMargins(1, 1, 1, 1)
        within.setSpacing(0)
        within.addWidget(self.bar)
        within.addWidget(self.filters)
        within.addWidget(self.table, 1)
        self._columns.addWidget(card, 1)
        self._columns.addWidget(self.drawer)
        self._box.addWidget(self.head)
        self._box.addLayout(self._columns, 1)

    def export(self, ending: str = "xlsx") -> None:
        """Everything the question fits, in the tray, with the columns that are shown."""
        office, words, query = self.office, self.office.words, self.table.query
        center = office.center
        if center is None:
            return
        stamp = f"{office.now().astimezone():%Y%m%d-%H%M%S}"
        path = office.exports / f"{self.spec.name}-{stamp}.{ending}"
        shown = [one for one in self.spec.fields if one.key in self.table.visible()]
        sheet = sheet_columns(words, shown)

        def ended(rows: int) -> None:
            if rows >= 0:
                office.done(
                    words.many(
                        "{n} row written to {file}", "{n} rows written to {file}", rows,
                        file=str(path),
                    )
                )  # fmt: skip

        office.work.start_long(
            words.say(_("Export")),
            lambda go_on: center.export(path, self.spec.read, query, sheet, go_on),
            ended,
            lambda error: office.tell(why(words, error), "", None),
        )

    def add_front(self, widget: QWidget) -> None:
        """Something that may stand in the list's place: an editor, figures."""
        widget.hide()
        self._fronts.append(widget)
        self._box.addWidget(widget, 1)

    def show_front(self, widget: QWidget | None) -> None:
        """This instead of the list, or the list again."""
        around = self.bar.parentWidget()  # the card that holds the table
        self.head.setVisible(widget is None)
        if around is not None:
            around.setVisible(widget is None)
        self._box.setStretchFactor(self._columns, 1 if widget is None else 0)
        for one in self._fronts:
            one.setVisible(one is widget)

    def show_list(self) -> None:
        self.show_front(None)
        self.table.view.setFocus()

    def in_front(self) -> bool:
        """Whether something else than the list is shown."""
        return any(not one.isHidden() for one in self._fronts)

    def dress(self) -> None:
        office, say, unit = self.office, self.office.words.say, self.office.style.unit
        self.head.show_words(say(self.spec.title), say(self.spec.line))
        self.head.dress()
        self.bar.dress()
        self.filters.dress()
        self.drawer.dress()
        self.drawer.setFixedWidth(office.style.side)
        self.table.dress(say(self.spec.hint))
        self._box.setContentsMargins(*(round(one * unit) for one in (24, 18, 24, 20)))
        for layout in (self._box, self._columns):
            layout.setSpacing(round(16 * unit))
