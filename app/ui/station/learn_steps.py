"""The steps of the wizard until a weight lies on the pan, each a widget that shows one view."""

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import Words
from app.station.commands import (
    LessonEmpty,
    LessonListen,
    LessonStopped,
    LessonWeight,
    ScaleChosen,
)
from app.station.device_view import Saying, ScaleChoice
from app.station.lesson_view import CandidateRow, LessonView
from app.ui.station.forms import button, drop, heading, label, named, set_text
from app.ui.style import Style

Post = Callable[[object], None]
_WEIGHTS: Final = (100, 200, 500, 1000, 2000, 5000)
_MOST_GRAMS: Final = 100_000


def said(words: Words, saying: Saying | None) -> str:
    return words.say(saying.text, **saying.params) if saying else ""


class StepWidget(QWidget):
    """A column of parts; ``show_view`` fills it."""

    def __init__(self, style: Style, words: Words, post: Post) -> None:
        super().__init__()
        self.look, self.words, self.post = style, words, post
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(round(12 * style.form_unit))

    def show_view(self, view: LessonView) -> None:
        raise NotImplementedError

    def row(self, *parts: QWidget) -> QHBoxLayout:
        made = QHBoxLayout()
        made.setSpacing(round(8 * self.look.form_unit))
        for part in parts:
            made.addWidget(part)
        made.addStretch(1)
        self.box.addLayout(made)
        return made


class PortStep(StepWidget):
    """One button a port; below, the scales that other benches learnt."""

    def __init__(self, style: Style, words: Words, post: Post) -> None:
        super().__init__(style, words, post)
        self.ports: list[QPushButton] = []
        self.profiles: list[QPushButton] = []
        self._view = LessonView()
        self._ports, self._profiles = QVBoxLayout(), QVBoxLayout()
        self._none, self._known = label("", "body"), heading("")
        self.box.addLayout(self._ports)
        self.box.addWidget(self._none)
        self.box.addWidget(self._known)
        self.box.addLayout(self._profiles)
        self.box.addStretch(1)

    def show_view(self, view: LessonView) -> None:
        self._view, say = view, self.words.say
        self._fit(self.ports, self._ports, len(view.ports), self._listen)
        for each, port in zip(self.ports, view.ports, strict=True):
            says = " • ".join(dict.fromkeys(part for part in (port.port, port.says) if part))
            named(each, say("Listen at {port}", port=says))
            each.setProperty("kind", "primary" if port.address == view.port else "")
        set_text(self._none, say("No port is there: plug the scale in, then open this page again."))
        self._none.setVisible(not view.ports)
        usable = view.profiles if view.port else ()
        set_text(self._known, say("Scales that another bench learnt"))
        self._known.setVisible(bool(usable))
        self._fit(self.profiles, self._profiles, len(usable), self._take)
        for each, code in zip(self.profiles, usable, strict=True):
            named(each, say("Use {code}", code=code))

    def _fit(
        self, held: list[QPushButton], into: QVBoxLayout, n: int, press: Callable[[int], None]
    ) -> None:
        while len(held) > n:
            drop(held.pop())
        while len(held) < n:
            made, place = button(), len(held)
            made.clicked.connect(lambda _on=False, at=place: press(at))
            held.append(made)
            into.addWidget(made)

    def _listen(self, at: int) -> None:
        self.post(LessonListen(self._view.ports[at].address))

    def _take(self, at: int) -> None:
        choice = ScaleChoice(self._view.port, "", 0, "", profile=self._view.profiles[at])
        self.post(ScaleChosen(choice))


class ListenStep(StepWidget):
    """How far the listening is, and a way to stop it."""

    def __init__(self, style: Style, words: Words, post: Post) -> None:
        super().__init__(style, words, post)
        self.where, self.bar, self.stop = label("", "body"), QProgressBar(), button(primary=True)
        self.bar.setTextVisible(False)
        self.stop.clicked.connect(lambda _on=False: post(LessonStopped()))
        self.box.addWidget(self.where)
        self.box.addWidget(self.bar)
        self.row(self.stop)
        self.box.addStretch(1)

    def show_view(self, view: LessonView) -> None:
        say = self.words.say
        params = {"line": view.line, "at": str(view.at), "of": str(view.of)}
        set_text(self.where, say("{line}: setting {at} of {of}", **params) if view.of else "")
        self.bar.setMaximum(max(view.of, 1))
        self.bar.setValue(view.at)
        self.bar.setAccessibleName(self.where.text())
        named(self.stop, say("Stop listening"))


class CandidateWidget(QFrame):
    """A protocol that fits: what it reads now, and why it stands there."""

    def __init__(self, style: Style, words: Words) -> None:
        super().__init__()
        self.setObjectName("well")
        self._words = words
        self._name, self._reads, self._why = heading(""), heading(""), label("", "quiet")
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._reads)
        box = QVBoxLayout(self)
        box.setSpacing(round(4 * style.form_unit))
        box.addLayout(head)
        box.addWidget(self._why)

    def show_row(self, place: int, row: CandidateRow) -> None:
        set_text(self._name, f"{place}. {row.name} • {row.line}")
        set_text(self._reads, row.reads)
        set_text(self._why, " • ".join(said(self._words, each) for each in row.why))


class EmptyStep(StepWidget):
    """What was heard and what fits, best first; then the empty pan."""

    def __init__(self, style: Style, words: Words, post: Post) -> None:
        super().__init__(style, words, post)
        self.finding, self.done, self.again = label("", "body"), button(primary=True), button()
        self.rows: list[CandidateWidget] = []
        self._rows = QVBoxLayout()
        self._port = ""
        self.done.clicked.connect(lambda _on=False: post(LessonEmpty()))
        self.again.clicked.connect(lambda _on=False: post(LessonListen(self._port)))
        self.row(self.done, self.again)
        self.box.addWidget(self.finding)
        self.box.addLayout(self._rows)
        self.box.addStretch(1)

    def show_view(self, view: LessonView) -> None:
        self._port, say = view.port, self.words.say
        found = said(self.words, view.finding)
        device = say("On {port}: {found}", port=view.port, found=found) if found else ""
        set_text(self.finding, device)
        named(self.done, say("The pan is empty"))
        named(self.again, say("Listen again"))
        self.done.setEnabled(not view.busy)
        self.again.setEnabled(not view.busy)
        while len(self.rows) > len(view.candidates):
            drop(self.rows.pop())
        while len(self.rows) < len(view.candidates):
            self.rows.append(CandidateWidget(self.look, self.words))
            self._rows.addWidget(self.rows[-1])
        for place, (widget, row) in enumerate(zip(self.rows, view.candidates, strict=True), 1):
            widget.show_row(place, row)


class WeightStep(StepWidget):
    """Which weight lies there: a usual one by its button, any other typed in grams."""

    def __init__(self, style: Style, words: Words, post: Post) -> None:
        super().__init__(style, words, post)
        self.grams = 500
        self.empty, self.done = label("", "body"), button(primary=True)
        self.usual: dict[int, QPushButton] = {}
        group = QButtonGroup(self)
        for grams in _WEIGHTS:
            made = self.usual[grams] = button()
            made.setCheckable(True)
            made.setChecked(grams == self.grams)
            made.clicked.connect(lambda _on=False, taken=grams: self._take(taken))
            group.addButton(made)
        self._group = group
        self.typed, self._other = QLineEdit(), label("", "quiet")
        self.typed.setValidator(QIntValidator(1, _MOST_GRAMS, self.typed))
        self.typed.setFixedWidth(round(140 * style.form_unit))
        self.typed.textEdited.connect(self._type)
        self.typed.returnPressed.connect(self._weigh)
        self.done.clicked.connect(lambda _on=False: self._weigh())
        self.row(*self.usual.values())
        self.row(self._other, self.typed)
        self.row(self.done)
        self.box.addWidget(self.empty)
        self.box.addStretch(1)

    def show_view(self, view: LessonView) -> None:
        say = self.words.say
        for grams, each in self.usual.items():
            named(each, f"{grams // 1000} kg" if grams >= 1000 else f"{grams} g")
        set_text(self._other, say("Other weight, in grams"))
        self.typed.setAccessibleName(say("Other weight, in grams"))
        named(self.done, say("{grams} g lie there", grams=str(self.grams)))
        self.done.setEnabled(not view.busy)
        read = say("The empty pan was read as {reads}.", reads=view.empty) if view.empty else ""
        set_text(self.empty, read)

    def _take(self, grams: int) -> None:
        self.grams = grams
        self.typed.clear()
        named(self.done, self.words.say("{grams} g lie there", grams=str(grams)))

    def _type(self, text: str) -> None:
        if text:
            self._group.setExclusive(False)
            for each in self.usual.values():
                each.setChecked(False)
            self._group.setExclusive(True)
            self.grams = int(text)
            named(self.done, self.words.say("{grams} g lie there", grams=text))

    def _weigh(self) -> None:
        if self.grams:
            self.post(LessonWeight(self.grams))
