"""A rule being written: its name and outcome, conditions or an expression, where and when."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.center.review_words import OUTCOME_WORDS
from app.domain.review import Group, Outcome, Rule
from app.domain.review_cel import group_text
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.condition_rows import ConditionRows, fits
from app.ui.office.detail import Section
from app.ui.office.entries import Entry, FormField
from app.ui.office.form import Form
from app.ui.office.parts import button, labelled, quiet, still_there, take_out
from app.ui.style import Style

HEAD: Final = (
    FormField("name", _("Name of the rule"), required=True),
    FormField("outcome", _("What is done"), Entry.CHOICE,
              choices=tuple((one.value, word) for one, word in OUTCOME_WORDS.items())),
    FormField("value", _("Which"),
              hint=_("A courier's code, a warehouse, a tag, or an item (CUP*2) as a gift")),
)  # fmt: skip
REST: Final = (
    FormField("expression", _("Or an expression"), Entry.NOTE,
              hint=_("In CEL, in place of the conditions: paid < 200 && !blacklisted")),
    FormField("shops", _("Only these shops"), hint=_("Separated by commas; empty: all")),
    FormField("channels", _("Only these channels"), hint=_("Separated by commas; empty: all")),
    FormField("starts", _("From"), Entry.MOMENT),
    FormField("ends", _("Until"), Entry.MOMENT),
    FormField("enabled", _("Switched on"), Entry.SWITCH),
)  # fmt: skip


def names_of(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in re.split(r"[,，、]", text) if one.strip())


class RuleEditor(QWidget):
    """``saved`` and ``dry_run`` carry the Rule, ``tried`` the Rule and an order's number."""

    saved = Signal(object)
    dry_run = Signal(object)
    tried = Signal(object, str)
    dropped = Signal()

    def __init__(self, style: Style, words: Words, rule: Rule) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.rule = rule
        say = words.say
        self.head = Form(style, words, HEAD, "")
        self.rest = Form(style, words, REST, "")
        self.conditions = ConditionRows(style, words)
        self.wrong = labelled("", "error", wrap=True)
        self.wrong.hide()
        self.save = button(say(_("Save")), self._save, kind="primary")
        self.drop = button(say(_("Cancel")), self.dropped.emit)
        self.number = QLineEdit()
        self.number.setPlaceholderText(say(_("Order number")))
        self.number.setAccessibleName(self.number.placeholderText())
        self.number.returnPressed.connect(self._try)
        self.test = button(say(_("Try")), self._try)
        self.dry = button(say(_("Dry run over thirty days")), self._dry)
        self._note = quiet(say(_("Before it counts: what it makes of one order, and of all.")))
        self._note.setWordWrap(True)
        self._result = QVBoxLayout()
        self._place(style)
        self._show(rule)

    def begin(self) -> None:
        self.head.begin()

    def made(self) -> Rule | None:
        """The rule as it is written; None while a field is wrong, which is said there."""
        head, rest = self.head.values(), self.rest.values()
        if head is None or rest is None:
            return None
        self.show_error("")
        return replace(
            self.rule,
            name=head["name"],
            outcome=Outcome(head["outcome"]),
            value=head["value"],
            when=Group() if rest["expression"] else self.conditions.group(),
            expression=rest["expression"],
            shops=names_of(rest["shops"]),
            channels=names_of(rest["channels"]),
            starts=rest["starts"],
            ends=rest["ends"],
            enabled=rest["enabled"],
        )

    def show_error(self, text: str) -> None:
        """What is wrong with it as a whole, in the reader's language; GoneError as of a form."""
        still_there(self)
        self.wrong.setText(text)
        self.wrong.setHidden(not text)

    def show_result(self, sections: Sequence[Section]) -> None:
        """What was tried or dry-run, below its button; GoneError as of a form."""
        still_there(self)
        while (old := self._result.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                take_out(widget)
        for section in sections:
            self._result.addWidget(labelled(section.title, "sectionTitle", wrap=True))
            for left, right in section.lines:
                text = f"{left}  {right}" if left else right
                self._result.addWidget(labelled(text, "strong", wrap=True))

    def _show(self, rule: Rule) -> None:
        expression = rule.expression
        if fits(rule.when):
            self.conditions.show_group(rule.when)
        else:  # deeper than the rows go: as an expression of the same meaning
            expression = group_text(rule.when)
        values: dict[str, Any] = {
            "expression": expression,
            "shops": ", ".join(rule.shops),
            "channels": ", ".join(rule.channels),
            "starts": rule.starts,
            "ends": rule.ends,
            "enabled": rule.enabled,
        }
        self.rest.show_values(values)
        self.head.show_values(
            {"name": rule.name, "outcome": rule.outcome.value, "value": rule.value}
        )

    def _save(self) -> None:
        if (rule := self.made()) is not None:
            self.saved.emit(rule)

    def _try(self) -> None:
        rule, number = self.made(), self.number.text().strip()
        if rule is not None and number:
            self.tried.emit(rule, number)

    def _dry(self) -> None:
        if (rule := self.made()) is not None:
            self.dry_run.emit(rule)

    def _place(self, style: Style) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(round(10 * style.unit))
        buttons, trial = QHBoxLayout(), QHBoxLayout()
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.drop, 1)
        trial.addWidget(self.number, 1)
        trial.addWidget(self.test)
        above: tuple[QWidget, ...] = (self.head, self.conditions, self.rest, self.wrong)
        for part in above:
            box.addWidget(part)
        box.addLayout(buttons)
        box.addWidget(self._note)
        box.addLayout(trial)
        box.addWidget(self.dry)
        box.addLayout(self._result)
