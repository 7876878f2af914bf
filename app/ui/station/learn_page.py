"""Learn this scale: the steps at the left, the one of now at the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import Words
from app.station.device_view import Saying
from app.station.lesson_view import LessonStep, LessonView
from app.ui.lesson_words import STEPS
from app.ui.station.forms import heading, label, named, page_title, scrolling, set_text, toned
from app.ui.station.learn_result import ResultStep, SavedStep
from app.ui.station.learn_steps import (
    EmptyStep,
    ListenStep,
    PortStep,
    StepWidget,
    WeightStep,
    said,
)
from app.ui.style import Style


class LearnPage(QWidget):
    """A page within the window; Esc leaves it, and the scale is read as before."""

    def __init__(
        self,
        style: Style,
        words: Words,
        post: Callable[[object], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._title, self._back, head = page_title(style, back)
        self.steps: dict[LessonStep, StepWidget] = {
            LessonStep.PORT: PortStep(style, words, post),
            LessonStep.LISTENING: ListenStep(style, words, post),
            LessonStep.EMPTY: EmptyStep(style, words, post),
            LessonStep.WEIGHT: WeightStep(style, words, post),
            LessonStep.RESULT: ResultStep(style, words, post),
            LessonStep.SAVED: SavedStep(style, words, post, back),
        }
        self._names: dict[LessonStep, QLabel] = {step: label("", "step") for step in STEPS}
        self._now, self._do = heading(""), label("", "body")
        self._problem = label("", "chip")
        self._problem.setWordWrap(True)
        toned(self._problem, "warn")
        self._stack = QStackedWidget()
        unit = style.form_unit
        box = QVBoxLayout(self)
        margin = round(32 * unit)
        box.setContentsMargins(margin, margin, margin, margin)
        box.setSpacing(round(20 * unit))
        box.addLayout(head)
        both = QHBoxLayout()
        both.setSpacing(round(20 * unit))
        both.addLayout(self._rail(unit), 3)
        both.addWidget(scrolling(self._card(unit)), 14)
        box.addLayout(both, 1)

    def _rail(self, unit: float) -> QVBoxLayout:
        rail = QVBoxLayout()
        rail.setSpacing(round(8 * unit))
        for each in self._names.values():
            rail.addWidget(each)
        rail.addStretch(1)
        return rail

    def _card(self, unit: float) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        margin = round(24 * unit)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(round(14 * unit))
        for part in (self._now, self._do, self._problem):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        for step in self.steps.values():
            self._stack.addWidget(step)
        return card

    def show_view(self, view: LessonView) -> None:
        """Show the wizard as it is now."""
        say = self._words.say
        set_text(self._title, say("Learn this scale"))
        named(self._back, say("Back to the devices (Esc)"))
        order = list(STEPS)
        for place, (step, shown) in enumerate(self._names.items(), 1):
            set_text(shown, f"{place}. {say(STEPS[step][0])}")
            passed = order.index(step) < order.index(view.step)
            toned(shown, "now" if step is view.step else "passed" if passed else "")
        name, todo = STEPS[view.step]
        set_text(self._now, say(name))
        set_text(self._do, say("Wait: the scale is read.") if self._waits(view) else say(todo))
        set_text(self._problem, said(self._words, view.problem or self._silent(view)))
        self._problem.setVisible(bool(self._problem.text()))
        self.steps[view.step].show_view(view)
        if self._stack.currentWidget() is not self.steps[view.step]:
            self._stack.setCurrentWidget(self.steps[view.step])

    def _waits(self, view: LessonView) -> bool:
        return view.busy and view.step is not LessonStep.LISTENING

    def _silent(self, view: LessonView) -> Saying | None:
        """Where nothing was heard the finding is why one is back at the port."""
        return view.finding if view.step is LessonStep.PORT else None
