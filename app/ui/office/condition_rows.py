"""Conditions built row by row: a field, a comparison, a value; in groups of all or of one."""

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.center.review_words import FIELD_WORDS, OP_WORDS
from app.domain.review import Condition, Group, Op
from app.domain.review_fields import BY_NAME, FIELDS, MANY, OPS, Kind
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.parts import button, choice, labelled
from app.ui.style import Style

_HINTS: Final = {
    Kind.TEXT: _("Several: separated by commas"),
    Kind.TEXTS: _("Item codes, separated by commas"),
    Kind.PLACES: _("Like 西藏, 广东/深圳"),
    Kind.AMOUNT: _("Like 500; from … to: 100 - 500"),
    Kind.WHOLE: _("Like 10; from … to: 1 - 5"),
    Kind.GRAMS: _("Like 800 g or 1.2 kg"),
    Kind.CLOCK: _("Like 22:00 - 06:00"),
    Kind.YES: "",
}
_HINT_OF: Final = {"categories": _("Categories, separated by commas")}
_COMMAS: Final = re.compile(r"\s*[,，、;；]\s*")
_ENDS: Final = re.compile(r"\s*(?:[,，~–—-]|\bto\b|至|到)\s*")
_DEEPEST: Final = 2


def fits(group: Group) -> bool:
    """Whether rows can show it: groups within groups are for expressions."""
    return not group.groups or (
        not group.conditions and all(not one.groups for one in group.groups)
    )


class _Row(QWidget):
    """One condition, on two lines: a drawer is narrow."""

    def __init__(self, words: Words, one: Condition | None) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._words = words
        self.field, self.op, self.value = choice(), QComboBox(), QLineEdit()
        self.away = button("✕", lambda: None, kind="link")  # the group takes it away
        self.field.currentIndexChanged.connect(lambda _index: self._turn(None))
        for each in FIELDS:
            self.field.addItem(words.say(FIELD_WORDS[each.name]), each.name)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.field, 1)
        above.addWidget(self.away)
        below.addWidget(self.op, 2)
        below.addWidget(self.value, 3)
        box.addLayout(above)
        box.addLayout(below)
        self.field.setAccessibleName(words.say(_("Field")))
        self.op.setAccessibleName(words.say(_("Comparison")))
        self.value.setAccessibleName(words.say(_("Value")))
        self.away.setAccessibleName(words.say(_("Take this condition away")))
        self.show_condition(one or Condition("paid", Op.MORE))

    def show_condition(self, one: Condition) -> None:
        self.field.setCurrentIndex(max(self.field.findData(one.field), 0))
        op = one.op
        if self._kind() is Kind.YES and one.values[:1] == ("no",):
            op = Op.NOT if op is Op.IS else Op.IS
        self._turn(op)
        self.value.setText((" - " if op is Op.BETWEEN else ", ").join(one.values))

    def condition(self) -> Condition:
        op, text = Op(self.op.currentData()), self.value.text().strip()
        if self._kind() is Kind.YES:
            return Condition(str(self.field.currentData()), op, ("yes",))
        cut = _COMMAS if op in MANY else _ENDS if op is Op.BETWEEN else None
        values = cut.split(text) if cut else [text]
        return Condition(str(self.field.currentData()), op, tuple(one for one in values if one))

    def _kind(self) -> Kind:
        return BY_NAME[str(self.field.currentData())].kind

    def _turn(self, op: Op | None) -> None:
        """The comparisons that fit the field."""
        if self.field.currentData() is None:
            return
        kind, say = self._kind(), self._words.say
        self.op.clear()
        for one in OPS[kind]:
            word = OP_WORDS[one]
            if kind is Kind.YES:
                word = _("yes") if one is Op.IS else _("no")
            self.op.addItem(say(word), one.value)
        self.op.setCurrentIndex(max(self.op.findData(op.value if op else None), 0))
        self.value.setHidden(kind is Kind.YES)
        hint = _HINT_OF.get(str(self.field.currentData()), _HINTS[kind])
        self.value.setPlaceholderText(say(hint))


class _GroupBox(QFrame):
    """Rows that hang together."""

    def __init__(self, style: Style, words: Words, group: Group) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._look, self._words = style, words
        self.join = choice()
        self.join.addItem(words.say(_("All of these")), False)
        self.join.addItem(words.say(_("One of these")), True)
        self.join.setCurrentIndex(int(group.either))
        self.rows: list[_Row] = []
        self._list = QVBoxLayout()
        self.more = button(words.say(_("Add a condition")), lambda: self.add(None), kind="link")
        box = QVBoxLayout(self)
        box.setContentsMargins(*(round(10 * style.unit) for _side in range(4)))
        box.setSpacing(round(8 * style.unit))
        self._list.setSpacing(round(10 * style.unit))
        box.addWidget(self.join)
        box.addLayout(self._list)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for one in group.conditions:
            self.add(one)

    def add(self, one: Condition | None) -> None:
        row = _Row(self._words, one)
        row.away.clicked.connect(lambda _checked=False: self._take(row))
        self.rows.append(row)
        self._list.addWidget(row)
        self.join.setHidden(len(self.rows) < _DEEPEST)

    def _take(self, row: _Row) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.join.setHidden(len(self.rows) < _DEEPEST)

    def group(self) -> Group:
        conditions = tuple(row.condition() for row in self.rows)
        return Group(conditions, either=bool(self.join.currentData()))


class ConditionRows(QWidget):
    """``group`` is what was built; an empty one means every order."""

    def __init__(self, style: Style, words: Words) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._look, self._words = style, words
        self.boxes: list[_GroupBox] = []
        say = words.say
        self.join = choice()
        self.join.addItem(say(_("Every group must hold")), False)
        self.join.addItem(say(_("One group is enough")), True)
        self._list = QVBoxLayout()
        self._list.setSpacing(round(8 * style.unit))
        self.more = button(say(_("Add a group")), lambda: self.add(Group()), kind="link")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(round(8 * style.unit))
        box.addWidget(labelled(say(_("When")), "sectionTitle"))
        box.addWidget(self.join)
        box.addLayout(self._list)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_group(Group())

    def show_group(self, group: Group) -> None:
        """Raises ValueError for groups within groups; see ``fits``."""
        if not fits(group):
            raise ValueError("too deep")
        for box in self.boxes:
            self._list.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = []
        self.join.setCurrentIndex(int(group.either and bool(group.groups)))
        for inner in group.groups or (group,):
            self.add(inner)

    def add(self, group: Group) -> None:
        box = _GroupBox(self._look, self._words, group)
        self.boxes.append(box)
        self._list.addWidget(box)
        self.join.setHidden(len(self.boxes) < _DEEPEST)

    def group(self) -> Group:
        found = [group for box in self.boxes if not (group := box.group()).empty]
        if len(found) == 1:
            return found[0]
        return Group(groups=tuple(found), either=bool(self.join.currentData()))
