"""What new rate cards would change, in sentences, and the one button that takes them over."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.center.card_desk import Looked
from app.center.card_words import tell
from app.center.fault_words import problem_line
from app.domain.rate_card import RateCard
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.parts import button, labelled
from app.ui.style import Style

MOST_FAULTS = 40


def wrong_day(text: str) -> str:
    """What is wrong with a day that was typed, as a message id."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return _("A day like 2026-12-01")
    return ""


class CardPreviewPanel(QWidget):
    """``taken`` carries the cards that were looked at."""

    taken = Signal(object)

    def __init__(self, style: Style, words: Words) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._look, self._words = style, words
        self._cards: tuple[RateCard, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._made: list[QWidget] = []
        self.take = button("", self._take, kind="primary")
        self._box.addWidget(self.take)
        self.clear()

    def clear(self) -> None:
        """Nothing was looked at, or it changed since."""
        self._show((), ())

    def lines(self) -> tuple[str, ...]:
        """All that is said, for tests and for the ear."""
        return tuple(one.accessibleName() for one in self._made)

    def show_looked(self, looked: Looked) -> None:
        say = self._words.say
        if looked.faults:
            title = say(_("Nothing can be taken over: {n} faults"), n=len(looked.faults))
            lines = [problem_line(one, self._words) for one in looked.faults[:MOST_FAULTS]]
            self._show(((title, lines, "error"),), ())
            return
        parts = tuple((one.card.id, tell(one, self._words), "") for one in looked.previews)
        self._show(parts, tuple(one.card for one in looked.previews if not one.known))

    def _show(
        self, parts: Sequence[tuple[str, Sequence[str], str]], cards: tuple[RateCard, ...]
    ) -> None:
        for one in self._made:
            self._box.removeWidget(one)
            one.hide()
            one.deleteLater()
        self._made = []
        self._cards = cards
        for title, lines, name in parts:
            self._add(labelled(title, "sectionTitle", wrap=True))
            for line in lines:
                self._add(labelled(line, name or "line", wrap=True))
        many = _("Take over {n} cards") if len(cards) > 1 else _("Take over")
        self.take.setText(self._words.say(many, n=len(cards)))
        self.take.setVisible(bool(cards))

    def _add(self, made: QWidget) -> None:
        made.setAccessibleName(made.text())  # type: ignore[attr-defined]
        made.setContentsMargins(0, round(3 * self._look.unit), 0, 0)
        self._made.append(made)
        self._box.insertWidget(self._box.count() - 1, made)

    def _take(self) -> None:
        self.taken.emit(self._cards)
