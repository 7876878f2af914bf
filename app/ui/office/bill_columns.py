"""Which column of a bill is what: told once a courier, beside the first rows of its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.center.bill_profiles import Preview
from app.i18n import mark as _
from app.ui.office.bill_words import COLUMNS
from app.ui.office.context import Office
from app.ui.office.page_head import PageHead
from app.ui.office.parts import button, labelled, quiet
from app.ui.station.forms import scrolling

ROWS: Final = 10  # of the file below its titles
UNITS: Final = (("kg", _("kg")), ("g", _("g")))


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said. ``titles``: for columns of ours the names that this courier uses."""

    path: Path
    courier: str
    titles: Mapping[str, tuple[str, ...]]
    unit: str


class BillColumns(QWidget):
    """``told`` carries ``Told``; ``closed``: nothing was said."""

    told = Signal(object)
    closed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._office = office
        self._path, self._courier = Path(), ""
        self._seen: Preview | None = None
        self._head = PageHead(office, actions=False)
        self._row_label, self._unit_label = quiet(""), quiet("")
        self.row, self.unit = QComboBox(), QComboBox()
        self.keep = button("", self.submit, kind="primary")
        self.drop = button("", self.closed.emit)
        self.wrong = labelled("", "error", wrap=True)
        self.choices: list[QComboBox] = []
        self._rows: QWidget | None = None
        self.row.activated.connect(lambda _at: self._show_rows())
        self._place()

    def show_preview(self, path: Path, courier: str, seen: Preview) -> None:
        """The file as it begins; what is known already is filled in."""
        self._path, self._courier, self._seen = path, courier, seen
        self.row.clear()
        for at, row in enumerate(seen.rows):
            self.row.addItem(str(row.number), at)
        self.row.setCurrentIndex(seen.header)
        self.show_error("")
        self._show_rows()
        self.dress()

    def begin(self) -> None:
        """The keyboard goes to the first column."""
        for box in self.choices[:1]:
            box.setFocus()

    def show_error(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))

    def choose(self, place: int, column: str) -> None:
        """As if it were picked in the list above that column."""
        box = self.choices[place]
        box.setCurrentIndex(max(box.findData(column), 0))

    def submit(self) -> None:
        if self._seen is None:
            return
        titles: dict[str, tuple[str, ...]] = {}
        names = self._seen.rows[self.row.currentData()].texts
        for name, box in zip(names, self.choices, strict=False):
            column = str(box.currentData() or "")
            if column and name:
                titles[column] = (*titles.get(column, ()), name)
        self.show_error("")
        self.told.emit(Told(self._path, self._courier, titles, str(self.unit.currentData())))

    def dress(self) -> None:
        say, unit = self._office.words.say, self._office.style.unit
        line = _("{file} of {courier}: say it once, the next bill is read by it")
        self._head.show_words(
            say(_("Which column is what?")),
            say(line, file=self._path.name, courier=self._courier),
        )
        self._head.dress()
        self._row_label.setText(say(_("Titles stand in row")))
        self._unit_label.setText(say(_("Weights are in")))
        self.keep.setText(say(_("Keep, and take the bill over")))
        self.drop.setText(say(_("Cancel")))
        chosen = self.unit.currentIndex()
        self.unit.clear()
        for key, word in UNITS:
            self.unit.addItem(say(word), key)
        self.unit.setCurrentIndex(max(chosen, 0))
        for box in self.choices:
            self._fill(box, str(box.currentData() or ""))
        self._box.setContentsMargins(0, 0, 0, 0)
        for layout in (self._box, self._asked):
            layout.setSpacing(round(12 * unit))
        self._within.setContentsMargins(*(round(14 * unit) for _side in range(4)))

    def _fill(self, box: QComboBox, column: str) -> None:
        say = self._office.words.say
        box.clear()
        box.addItem(say(_("not needed")), "")
        for key, word in COLUMNS.items():
            box.addItem(say(word), key)
        box.setCurrentIndex(max(box.findData(column), 0))

    def _show_rows(self) -> None:
        """The titles of the chosen row with a list above each, and what stands below them."""
        seen, unit = self._seen, self._office.style.unit
        if seen is None:
            return
        header = int(self.row.currentData())
        known = seen.known if header == seen.header else {}
        made = QWidget()
        grid = QGridLayout(made)
        grid.setHorizontalSpacing(round(14 * unit))
        grid.setVerticalSpacing(round(6 * unit))
        self.choices = []
        for place, title in enumerate(seen.rows[header].texts):
            box = QComboBox()
            self._fill(box, known.get(place, ""))
            self.choices.append(box)
            grid.addWidget(box, 0, place)
            grid.addWidget(labelled(title, "strong"), 1, place)
        for line, row in enumerate(seen.rows[header + 1 : header + 1 + ROWS], start=2):
            for place, text in enumerate(row.texts):
                grid.addWidget(quiet(text), line, place)
        grid.setRowStretch(ROWS + 2, 1)
        grid.setColumnStretch(len(self.choices), 1)
        if self._rows is not None:
            self._within.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = scrolling(made)
        self._within.addWidget(self._rows)

    def _place(self) -> None:
        self._head.add(self.drop, self.keep)
        self._asked = QHBoxLayout()
        for one in (self._row_label, self.row, self._unit_label, self.unit):
            self._asked.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        self._asked.addStretch(1)
        panel = QFrame()
        panel.setObjectName("panel")
        self._within = QVBoxLayout(panel)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._head)
        self._box.addLayout(self._asked)
        self._box.addWidget(self.wrong)
        self._box.addWidget(panel, 1)
        self.wrong.hide()
