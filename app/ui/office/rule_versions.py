"""What was done to the rules, version by version, and the way back to each."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.center.review_desk import RulesVersion
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.parts import button, labelled, quiet

_DONE = {
    "rule.save": _("{name} was saved"),
    "rule.move": _("{name} was moved"),
    "rule.on": _("{name} was switched on"),
    "rule.off": _("{name} was switched off"),
    "rule.drop": _("{name} is gone"),
    "rule.restore": _("The rules stand as in version {name}"),
}


def done_text(words: Words, note: RulesVersion) -> str:
    """What made a version, in words."""
    text = _DONE.get(note.action, "")
    return words.say(text, name=note.about) if text else f"{note.action} {note.about}"


def versions_of(
    words: Words, notes: Sequence[RulesVersion], bring_back: Callable[[int], None] | None
) -> QWidget:
    """The newest first; each older one with a button that brings it back."""
    made = QWidget()
    made.setObjectName("plain")
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    for place, note in enumerate(notes):
        box.addWidget(labelled(done_text(words, note), "strong", wrap=True))
        who = f"{note.n} • {note.at.astimezone():%Y-%m-%d %H:%M} • {note.who}"
        box.addWidget(quiet(who))
        if place and bring_back is not None:
            back = partial(bring_back, note.n)
            box.addWidget(button(words.say(_("Bring this version back")), back))
    if not notes:
        box.addWidget(quiet(words.say(_("Nothing was changed yet"))))
    return made
