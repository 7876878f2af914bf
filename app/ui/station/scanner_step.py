"""Learning how a keyboard scanner types: a button, and what three scans of one code taught."""

from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.i18n import Words
from app.i18n import mark as _
from app.station.wedge import WedgeSettings
from app.station.wedge_learning import TEST_SCANS, WedgeLearnt, WedgeProblem
from app.ui.station.forms import label, set_text
from app.ui.style import Style

PROBLEMS: Final[dict[WedgeProblem, str]] = {
    WedgeProblem.TOO_FEW: _("Too few scans came in: press the button and try again"),
    WedgeProblem.OTHER_CODE: _(
        "That was not the test code: set the scanner's keyboard country to US, and try again"
    ),
    WedgeProblem.INPUT_METHOD: _("An input method changes the letters: switch it off"),
    WedgeProblem.CAPS_LOCK: _("The letters came in lower case: switch Caps Lock off"),
    WedgeProblem.BY_HAND: _("Too slow for a scanner: was it typed by hand?"),
    WedgeProblem.NOT_ALIKE: _("The three scans differ: set one prefix and one suffix"),
}


class Learner(Protocol):
    """Whoever hears the keys: keeps them from the bench while it learns."""

    def learn(
        self, progress: Callable[[int], None], done: Callable[[WedgeLearnt], None]
    ) -> None: ...
    def stop_learning(self) -> None: ...


class ScannerStep(QWidget):
    """``learner`` may come later than the page; without one nothing can be learnt."""

    def __init__(self, style: Style, words: Words, learner: Callable[[], Learner | None]) -> None:
        super().__init__()
        self._words, self._learner = words, learner
        self._said: Callable[[], str] = lambda: ""
        self.button = QPushButton()
        self.button.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.button.clicked.connect(lambda _checked=False: self.start())
        self.outcome = label("", "body")
        self.outcome.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(16 * style.form_unit))
        row.addWidget(self.button)
        row.addWidget(self.outcome)
        row.addStretch(1)  # a shorter text must not widen the button

    def show_words(self) -> None:
        """Say everything in the language of now."""
        said = self._words.say("Learn the scanner")
        self.button.setText(said)
        self.button.setAccessibleName(said)
        set_text(self.outcome, self._said())

    def start(self) -> None:
        """The next three scans teach; they mean nothing to the bench."""
        learner = self._learner()
        if learner is not None:
            self._count(0)
            learner.learn(self._count, self._done)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """The page was left, in whatever way: keys are scans again."""
        super().hideEvent(event)
        learner = self._learner()
        if learner is not None:
            learner.stop_learning()

    def _count(self, scans: int) -> None:
        self._say(
            lambda: self._words.say(
                "Scan “Test scan” on the control card: {n} of {all}", n=str(scans), all=_ALL
            )
        )

    def _done(self, learnt: WedgeLearnt) -> None:
        settings, problem = learnt.settings, learnt.problem
        if settings:
            self._say(lambda: self._learnt(settings))
        elif problem:
            self._say(lambda: self._words.say(PROBLEMS[problem]))

    def _learnt(self, settings: WedgeSettings) -> str:
        say = self._words.say
        none, pause, enter = say("none"), say("a pause"), say("Enter")
        return say(
            "Learnt. Before the code: {prefix}. After it: {suffix}.",
            prefix=settings.prefix or none,
            suffix=f"{settings.suffix} {pause if settings.end_by_silence else enter}".strip(),
        )

    def _say(self, said: Callable[[], str]) -> None:
        self._said = said
        set_text(self.outcome, said())


_ALL: Final = str(TEST_SCANS)
