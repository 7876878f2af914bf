"""The editor of a rate card: its prices and places as cells, judged while they are typed."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.center.fault_words import fault_line
from app.domain.rate_card import RateCard
from app.i18n import mark as _
from app.ui.office.card_preview import CardPreviewPanel, wrong_day
from app.ui.office.context import Office
from app.ui.office.entries import FormField
from app.ui.office.form import Form
from app.ui.office.grid_sheet import GridSheet
from app.ui.office.grid_view import GridView
from app.ui.office.parts import button, labelled, quiet
from app.ui.office.present_card import COLUMNS, ROWS, ZONES, JudgedCells, cells_of, judge
from app.ui.station.forms import scrolling

HEAD: Final = (
    FormField("id", _("Name of the card"), required=True),
    FormField("valid_from", _("Takes effect on"), required=True, check=wrong_day,
              hint=_("Cards before stay for what was shipped then")),
    FormField("valid_to", _("Last day"), check=wrong_day, hint=_("Empty: until another begins")),
)  # fmt: skip
MOST_WHOLE: Final = 3
TABS: Final = {ROWS: _("Prices"), ZONES: _("Places")}


class CardEditor(QWidget):
    """``looked`` and ``taken`` carry the card that the cells make; ``closed``: back to the list."""

    looked = Signal(object)
    taken = Signal(object)
    closed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._office = office
        self.card: RateCard | None = None
        self.judged = JudgedCells(None)
        look = (office.style, office.words)
        self.grids = {name: GridView(*look, GridSheet(COLUMNS[name])) for name in TABS}
        self.form = Form(*look, HEAD, _("See what changes"))
        self.form.submitted.connect(lambda _values: self._look())
        self.form.dropped.connect(self.closed.emit)
        self.preview = CardPreviewPanel(*look)
        self.preview.taken.connect(self.taken.emit)
        self._tabs = {name: button("", partial(self.show_tab, name), kind="segment")
                      for name in TABS}  # fmt: skip
        self._title, self._line = labelled("", "drawerTitle"), quiet("")
        self._count, self._said = labelled("", "error"), quiet("")
        self._said.setWordWrap(True)
        self._next = button("", self.next_error)
        self._undo = button("", self.undo)
        self._stack = QStackedWidget()
        self._place()
        for grid in self.grids.values():
            grid.changed.connect(self._changed)
            grid.said.connect(self._said.setText)
        for key in ("id", "valid_from", "valid_to"):
            editor = self.form.editor(key)
            if isinstance(editor, QLineEdit):
                editor.textEdited.connect(lambda _text: self._changed())

    @property
    def grid(self) -> GridView:
        """The sheet that is in front."""
        return self.grids[ROWS if self._stack.currentIndex() == 0 else ZONES]

    @property
    def changed(self) -> bool:
        return any(grid.sheet.changed for grid in self.grids.values())

    def show_card(self, card: RateCard) -> None:
        """Its cells, with nothing to take back."""
        self.card = None  # no judging half of it
        for name, cells in cells_of(card).items():
            self.grids[name].load(cells)
        self.form.show_values(
            {
                "id": card.id,
                "valid_from": str(card.valid_from or ""),
                "valid_to": str(card.valid_to or ""),
            }
        )
        self.card = card
        self.show_tab(ROWS)
        self._changed()
        self.grid.setFocus()

    def show_tab(self, name: str) -> None:
        self._stack.setCurrentWidget(self.grids[name])
        for key, tab in self._tabs.items():
            tab.setChecked(key == name)

    def undo(self) -> None:
        """The last step on the sheet that is in front."""
        self.grid.undo()

    def next_error(self) -> None:
        """The keyboard goes to the next cell that is wrong, on the other sheet if need be."""
        if not self.grid.sheet.errors:
            other = next((name for name, grid in self.grids.items() if grid.sheet.errors), "")
            if not other:
                return
            self.show_tab(other)
        self.grid.next_error()
        self.grid.setFocus()

    def dress(self) -> None:
        office = self._office
        say, unit = office.words.say, office.style.unit
        for name, tab in self._tabs.items():
            tab.setText(say(TABS[name]))
        self._next.setText(say(_("Next fault")))
        self._undo.setText(say(_("Undo")))
        self.form.dress()
        for grid in self.grids.values():
            grid.dress()
        self._panel.setFixedWidth(office.style.side)
        self._within.setContentsMargins(*(round(18 * unit) for _side in range(4)))
        self._row.setSpacing(round(16 * unit))
        self._left.setSpacing(round(10 * unit))
        self._inside.setSpacing(round(2 * unit))
        self._inside.setContentsMargins(*(round(3 * unit) for _side in range(4)))
        self._show_state()

    def _changed(self) -> None:
        if self.card is None:
            return
        cells = {name: grid.sheet.cells for name, grid in self.grids.items()}
        self.judged = judge(self.card, self._head(), cells)
        for name, grid in self.grids.items():
            errors = self.judged.errors.get(name, {})
            grid.sheet.errors = {place: self._reason(text) for place, text in errors.items()}
            grid.viewport().update()
        self.preview.clear()
        self._show_state()
        self._show_reason()

    def _show_reason(self) -> None:
        """What is wrong with the cell where the keyboard is."""
        here = self.grid.currentIndex()
        self._said.setText(self.grid.sheet.errors.get((here.row(), here.column()), ""))

    def _reason(self, problem: str) -> str:
        """In the reader's language; braces that somebody typed mean nothing to the grid."""
        said = fault_line(problem, self._office.words)
        return said.replace("{", "(").replace("}", ")")

    def _head(self) -> dict[str, str]:
        editors = {key: self.form.editor(key) for key in ("id", "valid_from", "valid_to")}
        return {
            key: one.text().strip() for key, one in editors.items() if isinstance(one, QLineEdit)
        }

    def _show_state(self) -> None:
        words, card = self._office.words, self.card
        if card is None:
            return
        self._title.setText(card.name or card.id)
        parts = (card.courier, card.service, card.currency, card.weight_unit)
        self._line.setText(" • ".join(part for part in parts if part))
        count = self.judged.count
        texts = [
            words.many("{n} fault", "{n} faults", count),
            *(self._reason(one) for one in self.judged.whole[:MOST_WHOLE]),
        ]
        self._count.setText(" • ".join(texts) if count else "")
        self._next.setVisible(bool(count))
        self._undo.setEnabled(any(grid.sheet.can_undo for grid in self.grids.values()))

    def _look(self) -> None:
        self._changed()
        if self.judged.card is None:
            self.form.show_error(self._office.words.say(_("Mend the marked cells first")))
            self.next_error()
            return
        self.looked.emit(self.judged.card)

    def _place(self) -> None:
        segments = QFrame()
        segments.setObjectName("segments")
        self._inside = QHBoxLayout(segments)
        for tab in self._tabs.values():
            tab.setCheckable(True)
            self._inside.addWidget(tab)
        head, foot = QHBoxLayout(), QHBoxLayout()
        texts = QVBoxLayout()
        texts.addWidget(self._title)
        texts.addWidget(self._line)
        head.addLayout(texts, 1)
        head.addWidget(segments)
        head.addWidget(self._undo)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._next)
        self._left = QVBoxLayout()
        for grid in self.grids.values():
            grid.horizontalHeader().setStretchLastSection(True)
            self._stack.addWidget(grid)
        self._left.addLayout(head)
        self._left.addWidget(self._stack, 1)
        self._left.addWidget(self._said)
        self._left.addLayout(foot)
        inside = QWidget()
        self._within = QVBoxLayout(inside)
        for widget in (self.form, self.preview):
            self._within.addWidget(widget)
        self._within.addStretch(1)
        self._panel = QFrame()
        self._panel.setObjectName("panel")
        around = QVBoxLayout(self._panel)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(scrolling(inside))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._left, 1)
        self._row.addWidget(self._panel)
