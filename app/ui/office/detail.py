"""The one drawer at the right: a thing with all that is known of it, and what to do about it."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.look import OfficeStyle
from app.ui.office.parts import button, labelled, quiet, take_out
from app.ui.station.forms import scrolling, toned

_UNBROKEN: Final = re.compile(r"[!-~]{17}")
"""More signs without a gap than the column of values holds: a transaction number, a link."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. ``kind``: "" | primary; ``why_not``: it is shown, but not to be pressed."""

    key: str
    word: str
    kind: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a title: (left, right) pairs, one a line."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DetailModel:
    """One thing. All texts are in the reader's language. ``tone``: quiet | ok | warn | stop."""

    id: str
    title: str
    line: str = ""
    state: str = ""
    tone: str = "quiet"
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    actions: tuple[Action, ...] = ()


class Detail(QFrame):
    """``acted`` names the action and the thing; ``dismissed``: it was closed.

    A page may ``put`` a widget of its own under the title: a form, a chart, a small table.
    """

    acted = Signal(str, str)
    dismissed = Signal()

    def __init__(self, style: OfficeStyle, words: Words) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._look, self._words = style, words
        self.model: DetailModel | None = None
        self._title, self._line = labelled("", "drawerTitle", wrap=True), quiet("")
        self._line.setWordWrap(True)
        self._state = labelled("", "chip")
        self._shut = button("", self.dismissed.emit, kind="link")
        self._body, self._own = QVBoxLayout(), QVBoxLayout()
        self._rest: QWidget | None = None
        self._widget: QWidget | None = None
        self._place()

    def show_model(self, model: DetailModel) -> None:
        """Show this; a widget that was put for another thing is taken away."""
        if self.model is not None and self.model.id != model.id:
            self.put(None)
        if model == self.model:
            return
        self.model = model
        self._title.setText(model.title)
        self._line.setText(model.line)
        self._line.setVisible(bool(model.line))
        self._state.setText(model.state)
        self._state.setVisible(bool(model.state))
        toned(self._state, model.tone)
        self._shut.setText(self._words.say(_("Back (Esc)")))
        if self._rest is not None:
            self._body.removeWidget(self._rest)
            take_out(self._rest)
        self._rest = self._made(model)
        self._body.addWidget(self._rest)

    def put(self, widget: QWidget | None) -> None:
        """Under the title stands this; the one before is thrown away."""
        if self._widget is not None:
            self._own.removeWidget(self._widget)
            take_out(self._widget)
        self._widget = widget
        if widget is not None:
            self._own.addWidget(widget)

    def own(self) -> QWidget | None:
        return self._widget

    def press(self, key: str) -> None:
        """As if its button were pressed: for shortcuts and tests. Not one that says why not."""
        model = self.model
        if model and any(one.key == key and not one.why_not for one in model.actions):
            self.acted.emit(key, model.id)

    def dress(self) -> None:
        unit = self._look.unit
        self._within.setContentsMargins(*(round(18 * unit) for _side in range(4)))
        self._within.setSpacing(round(10 * unit))
        self._shut.setText(self._words.say(_("Back (Esc)")))

    def _made(self, model: DetailModel) -> QWidget:
        unit = self._look.unit
        rest = QWidget()
        box = QVBoxLayout(rest)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(round(8 * unit))
        box.addLayout(_pairs(model.facts, unit))
        for action in model.actions:
            made = button(action.word, partial(self.press, action.key), kind=action.kind)
            made.setEnabled(not action.why_not)
            made.setToolTip(action.why_not)
            box.addWidget(made)
            if action.why_not:
                box.addWidget(labelled(action.why_not, "quiet", wrap=True))
        for section in model.sections:
            title = labelled(section.title, "sectionTitle", wrap=True)
            title.setContentsMargins(0, round(8 * unit), 0, 0)
            box.addWidget(title)
            box.addLayout(_pairs(section.lines, unit))
        return rest

    def _place(self) -> None:
        inside = QWidget()
        self._within = QVBoxLayout(inside)
        head = QHBoxLayout()
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self._shut)
        self._within.addLayout(head)
        self._within.addWidget(self._title)
        self._within.addWidget(self._line)
        self._within.addLayout(self._own)
        self._within.addLayout(self._body)
        self._within.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(scrolling(inside))


def _pairs(pairs: tuple[tuple[str, str], ...], unit: float) -> QGridLayout:
    """Two columns of labels: what it is, and the value, which can be selected and copied.

    A long number, which no line break helps, stands under its word and never widens the drawer.
    """
    grid = QGridLayout()
    grid.setVerticalSpacing(round(4 * unit))
    grid.setHorizontalSpacing(round(14 * unit))
    grid.setColumnStretch(1, 1)
    for left, right in pairs:
        row = grid.rowCount()
        value = labelled(right, "strong", wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setMinimumWidth(1)
        grid.addWidget(quiet(left), row, 0, Qt.AlignmentFlag.AlignTop)
        if _UNBROKEN.search(right):
            grid.addWidget(value, row + 1, 0, 1, 2)
        else:
            grid.addWidget(value, row, 1)
    return grid


def filled(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs that say something."""
    return tuple(pair for pair in pairs if pair[1])
