"""The drawer at the right: one alert with all that is known of it, and what to do about it."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.look import OfficeStyle
from app.ui.office.parts import button, labelled, quiet
from app.ui.pictures import Pictures
from app.ui.station.forms import scrolling
from app.ui.widgets.canvas import Canvas
from app.ui.widgets.painted import Painted


@dataclass(frozen=True, slots=True)
class SideModel:
    """``good``: what the order needs; else what was found."""

    title: str
    name: str
    spec: str
    code: str
    picture: str
    good: bool


@dataclass(frozen=True, slots=True)
class DrawerModel:
    """``facts`` are (title, value) pairs; ``steps`` (time, text); ``causes`` (key, word)."""

    id: str
    title: str
    line: str
    state: str
    state_icon: str
    tone: str
    sides: tuple[SideModel, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    causes: tuple[tuple[str, str], ...] = ()
    can_confirm: bool = False
    can_act: bool = False


class Sides(Painted[tuple[SideModel, ...]]):
    """Found and expected, one above the other, so that names have room."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(round(self.u(300)), round(self.u(100) * len(self.model or ())))

    def spoken(self, model: tuple[SideModel, ...]) -> str:
        return ". ".join(f"{one.title}: {one.name} {one.spec}" for one in model)

    def paint(self, canvas: Canvas, model: tuple[SideModel, ...]) -> None:
        c = canvas.colours
        for place, side in enumerate(model):
            box = QRectF(0, self.u(100) * place, self.width(), self.u(92))
            tone = "ok" if side.good else "stop"
            edge = c[f"{tone}_text"]
            canvas.card(box, c["raised"], edge=edge, radius=self.u(10), dashed=not side.good,
                        width=self.u(1.4))  # fmt: skip
            size = self.u(64)
            canvas.product(self.u(14), box.top() + self.u(14), size, side.picture)
            x, room = self.u(92), box.width() - self.u(104)
            mark = self.u(16)
            icon = "check-circle" if side.good else "stop-octagon"
            canvas.icon(x, box.top() + self.u(12), mark, icon, edge)
            title = QRectF(x + self.u(22), box.top() + self.u(9), room - self.u(22), self.u(22))
            canvas.text(title, side.title, self.u(14.5), edge, bold=True, elide=True)
            name = QRectF(x, box.top() + self.u(32), room, self.u(26))
            canvas.text(name, f"{side.name} {side.spec}".strip(), self.u(17), c["ink"], bold=True,
                        elide=True)  # fmt: skip
            code = QRectF(x, box.top() + self.u(60), room, self.u(22))
            canvas.text(code, side.code, self.u(14.5), c["muted"], elide=True)


class Drawer(QFrame):
    """Signals name the alert: ``confirmed``, ``assigned``; ``ended`` with cause and note."""

    confirmed = Signal(str)
    assigned = Signal(str)
    ended = Signal(str, str, str)
    dismissed = Signal()

    def __init__(self, style: OfficeStyle, pictures: Pictures, words: Words) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._look, self._words = style, words
        self.model: DrawerModel | None = None
        self._title = labelled("", "drawerTitle", wrap=True)
        self._state, self._line = labelled("", "chip"), quiet("")
        self._line.setWordWrap(True)
        self._shut = button("", self.dismissed.emit, kind="link")
        self.sides = Sides(style, pictures)
        self._facts, self._steps = QGridLayout(), QGridLayout()
        self._steps_title = labelled("", "sectionTitle")
        self._causes = QGridLayout()
        self._cause_title = labelled("", "sectionTitle")
        self._cause = ""
        self._cause_buttons: dict[str, QPushButton] = {}
        self.note = QLineEdit()
        self.note.returnPressed.connect(self._end)
        self.confirm = button("", lambda: self._tell(self.confirmed), kind="primary")
        self.assign = button("", lambda: self._tell(self.assigned))
        self.end = button("", self._end)
        self._wrong = labelled("", "error", wrap=True)
        self._place()

    def show_model(self, model: DrawerModel) -> None:
        say = self._words.say
        other = self.model is None or self.model.id != model.id
        self.model = model
        self._title.setText(model.title)
        self._line.setText(model.line)
        self._state.setText(model.state)
        self._state.setProperty("tone", model.tone)
        self._state.style().polish(self._state)
        self.sides.show_model(model.sides)
        self.sides.setVisible(bool(model.sides))
        self.sides.setFixedHeight(self.sides.sizeHint().height())
        _fill(self._facts, model.facts)
        _fill(self._steps, model.steps)
        self._steps_title.setVisible(bool(model.steps))
        self._steps_title.setText(say(_("What was done")))
        self._cause_title.setText(say(_("Close with a cause")))
        self._shut.setText(say(_("Back (Esc)")))
        self.confirm.setText(say(_("Confirm (Enter)")))
        self.assign.setText(say(_("Assign (A)")))
        self.end.setText(say(_("Close alert")))
        self.note.setPlaceholderText(say(_("Note (may stay empty)")))
        self.confirm.setVisible(model.can_confirm)
        for widget in (self.assign, self.end, self.note, self._cause_title):
            widget.setVisible(model.can_act)
        if other:
            self._cause = ""
            self.note.clear()
            self._wrong.setText("")
        self._show_causes(model)

    def begin_closing(self) -> None:
        """The keyboard's way in: the first cause takes the focus."""
        first = next(iter(self._cause_buttons.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose_cause(self, key: str) -> None:
        self._cause = key
        self._wrong.setText("")
        if self.model:
            self._show_causes(self.model)

    def _show_causes(self, model: DrawerModel) -> None:
        wanted = model.causes if model.can_act else ()
        if [key for key, _word in wanted] != list(self._cause_buttons):
            _clear(self._causes)
            self._cause_buttons.clear()
            for place, (key, word) in enumerate(wanted):
                made = button(word, partial(self.choose_cause, key), kind="choice")
                made.setCheckable(True)
                made.setToolTip(word)
                made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                self._cause_buttons[key] = made
                self._causes.addWidget(made, place // 2, place % 2)
        for key, word in wanted:
            made = self._cause_buttons[key]
            made.setText(word)
            made.setChecked(key == self._cause)

    def _end(self) -> None:
        if self.model is None:
            return
        if not self._cause:
            self._wrong.setText(self._words.say(_("Choose a cause first")))
            self.begin_closing()
            return
        self.ended.emit(self.model.id, self._cause, self.note.text().strip())

    def _tell(self, signal: SignalInstance) -> None:
        if self.model is not None:
            signal.emit(self.model.id)

    def _place(self) -> None:
        unit = self._look.unit
        inside = QWidget()
        body = QVBoxLayout(inside)
        head = QHBoxLayout()
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self._shut)
        actions = QHBoxLayout()
        for widget in (self.confirm, self.assign):
            actions.addWidget(widget, 1)
        body.addLayout(head)
        above: tuple[QWidget, ...] = (self._title, self._line, self.sides)
        for part in above:
            body.addWidget(part)
        body.addLayout(self._facts)
        body.addLayout(actions)
        body.addWidget(self._cause_title)
        body.addLayout(self._causes)
        below: tuple[QWidget, ...] = (self.note, self._wrong, self.end, self._steps_title)
        for part in below:
            body.addWidget(part)
        body.addLayout(self._steps)
        body.addStretch(1)
        body.setContentsMargins(*(round(18 * unit) for _side in range(4)))
        body.setSpacing(round(10 * unit))
        self._facts.setVerticalSpacing(round(4 * unit))
        self._steps.setVerticalSpacing(round(4 * unit))
        self._causes.setSpacing(round(6 * unit))
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        area = scrolling(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box.addWidget(area)


def _fill(grid: QGridLayout, pairs: tuple[tuple[str, str], ...]) -> None:
    """Two columns of labels; those that are there are used again."""
    for row, texts in enumerate(pairs):
        if grid.itemAtPosition(row, 0) is None:
            value = labelled("", "strong", wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(quiet(""), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            grid.setColumnStretch(1, 1)
        for column, text in enumerate(texts):
            shown = _at(grid, row, column)
            if shown is not None:
                shown.setVisible(True)
                shown.setProperty("text", text)
    for row in range(len(pairs), grid.rowCount()):
        for column in (0, 1):
            gone = _at(grid, row, column)
            if gone is not None:
                gone.setVisible(False)


def _at(grid: QGridLayout, row: int, column: int) -> QWidget | None:
    item = grid.itemAtPosition(row, column)
    return item.widget() if item is not None else None


def _clear(grid: QGridLayout) -> None:
    while (old := grid.takeAt(0)) is not None:
        widget = old.widget()
        if widget is not None:
            widget.deleteLater()
