"""The last steps of the wizard: choose what reads rightly, or describe the frame; name, save."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.scale_profile import ColumnFrame, PatternFrame
from app.i18n import Words
from app.station.commands import LessonDescribed, LessonSaved
from app.station.lesson_view import LessonView, ProfileRow
from app.ui.station.forms import button, drop, heading, label, named, set_text
from app.ui.station.learn_steps import Post, StepWidget, said
from app.ui.style import Style


def _number(field: QLineEdit) -> int | None:
    text = field.text().strip()
    return int(text) if text.isdecimal() else None


class DescribeForm(QWidget):
    """A frame by fixed places or by a pattern; every change is read again at once."""

    def __init__(self, style: Style, words: Words, post: Post) -> None:
        super().__init__()
        self._words, self._post = words, post
        self._lines: tuple[str, ...] = ()
        self.fields = {name: QLineEdit() for name in ("pattern", "at", "width", "decimals", "unit")}
        self._labels = {name: label("", "quiet") for name in self.fields}
        self._title, self._preview, self._wrong = (
            heading(""),
            label("", "ruled"),
            label("", "quiet"),
        )
        self._preview.setWordWrap(False)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(round(12 * style.form_unit))
        grid.setVerticalSpacing(round(4 * style.form_unit))
        grid.addWidget(self._title, 0, 0, 1, 5)
        for column, (name, field) in enumerate(self.fields.items()):
            grid.addWidget(self._labels[name], 1, column)
            grid.addWidget(field, 2, column)
            grid.setColumnStretch(column, 5 if name == "pattern" else 2)
            field.textEdited.connect(lambda _text, typed=name: self._typed(typed))
        grid.addWidget(self._wrong, 3, 0, 1, 5)
        grid.addWidget(self._preview, 4, 0, 1, 5)

    def show_view(self, view: LessonView) -> None:
        say, self._lines = self._words.say, view.sample
        set_text(self._title, say("Or describe its lines"))
        names = {
            "pattern": say("Pattern with (?P<weight>…)"),
            "at": say("or: place, from 0"),
            "width": say("Width"),
            "decimals": say("Decimals"),
            "unit": say("Unit, if not sent"),
        }
        for name, text in names.items():
            set_text(self._labels[name], text)
            self.fields[name].setAccessibleName(text)
        set_text(self._wrong, view.wrong)
        self._wrong.setVisible(bool(view.wrong))
        rows = [
            f"{row.line}   →   {row.reads or say('refused: {why}', why=row.refused)}"
            for row in view.preview
        ]
        set_text(self._preview, "\n".join(rows or self._ruled(view.sample)))
        self._preview.setVisible(bool(rows or view.sample))

    def _ruled(self, lines: tuple[str, ...]) -> list[str]:
        """The lines as they came, under a ruler of places."""
        longest = max((len(line) for line in lines), default=0)
        return ["".join(str(at % 10) for at in range(longest)), *lines] if lines else []

    def _typed(self, name: str) -> None:
        pattern, unit = self.fields["pattern"].text().strip(), self.fields["unit"].text().strip()
        if name == "pattern":
            for each in ("at", "width", "decimals"):
                self.fields[each].clear()
        elif name != "unit" and pattern:
            self.fields["pattern"].clear()
            pattern = ""
        if pattern:
            frame = PatternFrame(pattern, decimals=_number(self.fields["decimals"]))
            self._post(LessonDescribed(pattern=frame, unit=unit))
            return
        at, width = _number(self.fields["at"]), _number(self.fields["width"])
        length = max((len(line) for line in self._lines), default=0)
        if at is not None and width and length:
            columns = ColumnFrame(length, at, width, decimals=_number(self.fields["decimals"]))
            self._post(LessonDescribed(columns=columns, unit=unit))


class ResultStep(StepWidget):
    """Profiles that read nothing and then the weight; the first is chosen."""

    def __init__(self, style: Style, words: Words, post: Post) -> None:
        super().__init__(style, words, post)
        self.found: list[QPushButton] = []
        self._rows = QVBoxLayout()
        self._none, self._refused = label("", "body"), label("", "quiet")
        self.code, self.name = QLineEdit(), QLineEdit()
        self._code_said, self._name_said = label("", "quiet"), label("", "quiet")
        self.save = button(primary=True)
        self.save.clicked.connect(lambda _on=False: self._save())
        self.describe = DescribeForm(style, words, post)
        self._code_typed = False
        self.code.textEdited.connect(lambda _text: self._mark_typed())
        self.box.addWidget(self._none)
        self.box.addLayout(self._rows)
        grid = QGridLayout()
        grid.setHorizontalSpacing(round(12 * style.form_unit))
        for column, (text, field) in enumerate(
            ((self._code_said, self.code), (self._name_said, self.name))
        ):
            grid.addWidget(text, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 2 + column)
        grid.addWidget(self.save, 1, 2)
        self.box.addLayout(grid)
        for part in (self._refused, self.describe):
            self.box.addWidget(part)
        self.box.addStretch(1)

    def show_view(self, view: LessonView) -> None:
        say = self.words.say
        grams = str(view.grams)
        none = say("No protocol read zero on the empty pan and then {grams} g.", grams=grams)
        set_text(self._none, none)
        self._none.setVisible(not view.found)
        while len(self.found) > len(view.found):
            drop(self.found.pop())
        while len(self.found) < len(view.found):
            made = button()
            made.setObjectName("choiceRow")
            made.setCheckable(True)
            made.setAutoExclusive(True)
            self.found.append(made)
            self._rows.addWidget(made)
        for place, (each, row) in enumerate(zip(self.found, view.found, strict=True)):
            named(each, self._said(row))
            if not any(one.isChecked() for one in self.found):
                each.setChecked(place == 0)
        if not self._code_typed:
            self.code.setText(view.code)
        for text, field, words in (
            (self._code_said, self.code, say("Short name")),
            (self._name_said, self.name, say("What scale it is (may stay empty)")),
        ):
            set_text(text, words)
            field.setAccessibleName(words)
        named(self.save, say("Save and use"))
        self.save.setEnabled(bool(view.found) and not view.busy)
        why = [f"{name}: {said(self.words, reason)}" for name, reason in view.refused]
        set_text(self._refused, "\n".join(why))
        self._refused.setVisible(bool(why) and not view.found)
        self.describe.show_view(view)

    def _mark_typed(self) -> None:
        self._code_typed = bool(self.code.text())

    def _said(self, row: ProfileRow) -> str:
        profile = row.profile
        name = f"{profile.protocol}/{profile.variant}" if profile.variant else profile.protocol
        reads = " → ".join(part for part in (row.empty, row.loaded) if part)
        return f"{name} • {profile.baud} {profile.framing} • {reads}"

    def _save(self) -> None:
        at = next((place for place, one in enumerate(self.found) if one.isChecked()), 0)
        self.post(LessonSaved(at, self.code.text(), self.name.text()))


class SavedStep(StepWidget):
    """What was saved, and the way back."""

    def __init__(self, style: Style, words: Words, post: Post, done: Callable[[], None]) -> None:
        super().__init__(style, words, post)
        self.what, self.done = label("", "body"), button(primary=True)
        self.done.clicked.connect(lambda _on=False: done())
        self.box.addWidget(self.what)
        self.row(self.done)
        self.box.addStretch(1)

    def show_view(self, view: LessonView) -> None:
        say = self.words.say
        what = say("Saved as {code}. The other benches are offered it too.", code=view.code)
        set_text(self.what, what)
        named(self.done, say("Back to the devices"))
