"""The filters of a table's columns: a panel under its bar, one editor a column."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.paging import ColumnFilter
from app.domain.values import Money
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.entries import Entry, FormField, WrongEntryError, moment_of, value_of
from app.ui.office.fields import Field, Kind
from app.ui.office.parts import button, labelled
from app.ui.station.forms import toned
from app.ui.style import Style

T = TypeVar("T")
_BESIDE: Final = 3
_ENTRIES: Final = {Kind.GRAMS: Entry.GRAMS, Kind.NUMBER: Entry.NUMBER, Kind.MONEY: Entry.MONEY}


class _Line(QWidget):
    """The editors of one column: words, a list to tick, or from and to."""

    def __init__(self, field: Field, words: Words, panel: "TableFilters") -> None:
        super().__init__()
        self.field, self._words, self._panel = field, words, panel
        self.title: QLabel = labelled("", "fieldLabel")
        self.ticked: set[str] = set()
        self.pick: QPushButton = button("", lambda: None)
        self._menu = QMenu(self.pick)
        self.pick.setMenu(self._menu)
        self.low, self.high = QLineEdit(), QLineEdit()
        for line in (self.low, self.high):
            line.textEdited.connect(lambda _text: panel.tell())
        self._dash = labelled("–", "quiet")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        kind = field.kind
        ranged = kind not in {Kind.TEXT, Kind.STATE, Kind.CHECK}
        shown: tuple[QWidget, ...] = (self.low,)
        if kind in {Kind.STATE, Kind.CHECK}:
            shown = (self.pick,)
        elif ranged:
            shown = (self.low, self._dash, self.high)
        for widget in shown:
            row.addWidget(widget, 0 if widget is self._dash else 1)
        box.addWidget(self.title)
        box.addLayout(row)

    def fill(self, wanted: ColumnFilter | None) -> None:
        """Fill the editors from a saved view."""
        self.ticked = set(wanted.values) if wanted else set()
        low, high = "", ""
        if wanted:
            bounds = (wanted.least, wanted.most)
            low, high = (self._bound(one) for one in bounds)
            low = wanted.text or low or (f"{wanted.since.astimezone():%Y-%m-%d %H:%M}"
                                         if wanted.since else "")  # fmt: skip
            high = high or (f"{wanted.until.astimezone():%Y-%m-%d %H:%M}" if wanted.until else "")
        for line, text in ((self.low, low), (self.high, high)):
            if line.text() != text and not line.hasFocus():
                line.setText(text)

    def wanted(self) -> ColumnFilter | None:
        """What is asked now; None: nothing. What is not understood is marked and not asked."""
        field = self.field
        if field.kind in {Kind.STATE, Kind.CHECK}:
            made = ColumnFilter(field.key, values=tuple(sorted(self.ticked)))
        elif field.kind is Kind.TEXT:
            made = ColumnFilter(field.key, text=self.low.text().strip())
        elif field.kind is Kind.MOMENT:
            since, until = (self._read(one, moment_of) for one in (self.low, self.high))
            made = ColumnFilter(field.key, since=since, until=until)
        else:
            least, most = (self._read(one, self._whole) for one in (self.low, self.high))
            made = ColumnFilter(field.key, least=least, most=most)
        return made if made.asks() else None

    def dress(self) -> None:
        say, field = self._words.say, self.field
        self.title.setText(say(field.title))
        hints = {Kind.MOMENT: say(_("2026-11-24 16:30")), Kind.TEXT: say(_("contains"))}
        self.low.setPlaceholderText(hints.get(field.kind, say(_("from"))))
        self.high.setPlaceholderText(hints.get(field.kind, say(_("to"))))
        for line in (self.low, self.high):
            line.setAccessibleName(say(field.title))
        options = {key: say(state.word) for key, state in field.states.items()}
        if field.kind is Kind.CHECK:
            options = {"True": say(_("yes")), "False": say(_("no"))}
        self._menu.clear()
        for key, word in options.items():
            entry = self._menu.addAction(word)
            entry.setCheckable(True)
            entry.setChecked(key in self.ticked)
            entry.triggered.connect(partial(self._tick, key))
        chosen = [word for key, word in options.items() if key in self.ticked]
        self.pick.setText(", ".join(chosen) or say(_("all")))

    def options(self) -> dict[str, object]:
        """The entries of the list to tick, by word."""
        return {one.text(): one for one in self._menu.actions()}

    def _tick(self, key: str, _checked: bool = False) -> None:
        self.ticked ^= {key}
        self.dress()
        self._panel.tell()

    def _bound(self, value: int | None) -> str:
        if value is None:
            return ""
        if self.field.kind is Kind.MONEY:
            return f"{Money(value, self.field.currency).amount:f}"
        return str(value)

    def _whole(self, text: str) -> int:
        entry = _ENTRIES[self.field.kind]
        field = FormField(self.field.key, "", entry, currency=self.field.currency)
        value = value_of(field, text)
        return value.minor if isinstance(value, Money) else int(value)

    @staticmethod
    def _read(line: QLineEdit, read: Callable[[str], T]) -> T | None:
        text = line.text().strip()
        try:
            found = read(text) if text else None
        except WrongEntryError:
            toned(line, "stop")
            return None
        toned(line, "")
        return found


class TableFilters(QFrame):
    """``changed`` carries the filters of all columns, in the order of the fields."""

    changed = Signal(object)

    def __init__(self, style: Style, words: Words, fields: Sequence[Field]) -> None:
        super().__init__()
        self.setObjectName("filters")
        self._look, self._words = style, words
        self.lines = {one.key: _Line(one, words, self) for one in fields if one.filter}
        self._clear = button("", self.clear, kind="link")
        self._grid = QGridLayout(self)
        for place, line in enumerate(self.lines.values()):
            self._grid.addWidget(line, place // _BESIDE, place % _BESIDE)
        last = (len(self.lines) + _BESIDE - 1) // _BESIDE
        self._grid.addWidget(self._clear, last, 0, Qt.AlignmentFlag.AlignLeft)
        for column in range(_BESIDE):
            self._grid.setColumnStretch(column, 1)
        self.hide()

    def filters(self) -> tuple[ColumnFilter, ...]:
        return tuple(found for line in self.lines.values() if (found := line.wanted()))

    def show_filters(self, filters: Sequence[ColumnFilter]) -> None:
        known = {one.key: one for one in filters}
        for key, line in self.lines.items():
            line.fill(known.get(key))
        self.dress()

    def clear(self) -> None:
        self.show_filters(())
        self.tell()

    def tell(self) -> None:
        self.changed.emit(self.filters())

    def dress(self) -> None:
        unit = self._look.unit
        self._clear.setText(self._words.say(_("Clear filters")))
        self._grid.setContentsMargins(*(round(one * unit) for one in (16, 4, 16, 10)))
        self._grid.setHorizontalSpacing(round(16 * unit))
        self._grid.setVerticalSpacing(round(8 * unit))
        for line in self.lines.values():
            line.dress()
