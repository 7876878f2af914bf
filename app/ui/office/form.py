"""The one form of the office: a label above, the field, what is wrong with it right below."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.entries import Entry, FormField, WrongEntryError, text_of, value_of
from app.ui.office.parts import button, choice, labelled, quiet, still_there
from app.ui.station.forms import toned
from app.ui.style import Style

Editor = QLineEdit | QComboBox | QCheckBox | QPlainTextEdit
_SMALL: Final = frozenset({Entry.NUMBER, Entry.DECIMAL, Entry.GRAMS, Entry.MONEY})


class _Line:
    """One field on the screen."""

    def __init__(self, field: FormField, form: "Form") -> None:
        self.field = field
        self.label, self.hint = labelled("", "fieldLabel", wrap=True), quiet("")
        self.hint.setWordWrap(True)
        self.wrong = labelled("", "error", wrap=True)
        self.wrong.hide()
        self.editor: Editor = _editor(field.kind)
        if isinstance(self.editor, QLineEdit):
            self.editor.returnPressed.connect(form.submit)
            self.editor.textEdited.connect(lambda _text: form.calm(field.key))
        self.label.setBuddy(self.editor)

    def text(self) -> str:
        editor = self.editor
        if isinstance(editor, QComboBox):
            return str(editor.currentData() or "")
        if isinstance(editor, QCheckBox):
            return "1" if editor.isChecked() else "0"
        return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()

    def show(self, value: Any) -> None:
        editor = self.editor
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(value), 0))
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text_of(self.field, value))
        else:
            editor.setText(text_of(self.field, value))

    def blame(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        toned(self.editor, "stop" if text else "")

    def dress(self, words: Words) -> None:
        self.label.setText(words.say(self.field.label))
        self.hint.setText(words.say(self.field.hint))
        self.hint.setVisible(bool(self.field.hint))
        self.editor.setAccessibleName(self.label.text())
        if isinstance(self.editor, QComboBox):
            chosen = self.editor.currentData()
            self.editor.clear()
            for key, word in self.field.choices:
                self.editor.addItem(words.say(word), key)
            self.editor.setCurrentIndex(max(self.editor.findData(chosen), 0))


class Form(QWidget):
    """``submitted`` carries the values by key, when all are right; ``dropped``: do not keep it.

    ``done`` is the word of the button, a message id; without one there is no button.
    """

    submitted = Signal(object)
    dropped = Signal()

    def __init__(
        self, style: Style, words: Words, fields: Sequence[FormField], done: str = _("Save")
    ) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._look, self._words, self._done = style, words, done
        self._lines = {field.key: _Line(field, self) for field in fields}
        self.save: QPushButton = button("", self.submit, kind="primary")
        self.drop: QPushButton = button("", self.dropped.emit)
        self._whole = labelled("", "error", wrap=True)
        self._whole.hide()
        self._box = QVBoxLayout(self)
        for line in self._lines.values():
            parts: tuple[QWidget, ...] = (line.label, line.editor, line.hint, line.wrong)
            for part in parts:
                self._box.addWidget(part)
        self._box.addWidget(self._whole)
        self._box.addSpacing(round(8 * style.unit))
        buttons = QHBoxLayout()
        buttons.addWidget(self.save, 1)
        buttons.addWidget(self.drop, 1)
        self._box.addLayout(buttons)
        self.save.setVisible(bool(done))
        self.can_drop = True
        self.dress()

    def editor(self, key: str) -> Editor:
        return self._lines[key].editor

    def errors(self) -> dict[str, str]:
        """What is said to be wrong, by key; "" for the whole."""
        shown = {key: line.wrong.text() for key, line in self._lines.items() if line.wrong.text()}
        return shown | ({"": self._whole.text()} if self._whole.text() else {})

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Fill the form; fields that are not named are emptied."""
        for key, line in self._lines.items():
            line.show(values.get(key))
            line.blame("")
        self.show_error("")

    def show_error(self, text: str, key: str = "") -> None:
        """Say what is wrong, at its field or for the whole; in the reader's language.

        Raises GoneError when the form was closed: ``Asking`` says it at the bottom of the window.
        """
        still_there(self)
        if key in self._lines:
            self._lines[key].blame(text)
            self._lines[key].editor.setFocus()
            return
        self._whole.setText(text)
        self._whole.setVisible(bool(text))

    def calm(self, key: str) -> None:
        """It is being mended: the error goes."""
        self._lines[key].blame("")
        self.show_error("")

    def values(self) -> dict[str, Any] | None:
        """The values by key; None while one is wrong, which is said at its field."""
        found: dict[str, Any] = {}
        first: _Line | None = None
        for key, line in self._lines.items():
            try:
                found[key] = value_of(line.field, line.text())
                line.blame("")
            except WrongEntryError as error:
                line.blame(self._words.say(str(error)))
                first = first or line
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return found

    def submit(self) -> None:
        found = self.values()
        if found is not None:
            self.show_error("")
            self.submitted.emit(found)

    def begin(self) -> None:
        """The keyboard goes to the first field."""
        next(iter(self._lines.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def dress(self) -> None:
        unit = self._look.unit
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(round(5 * unit))
        for line in self._lines.values():
            line.dress(self._words)
            line.label.setContentsMargins(0, round(6 * unit), 0, 0)
            if line.field.kind in _SMALL:
                line.editor.setMaximumWidth(round(220 * unit))
        self.save.setText(self._words.say(self._done))
        self.drop.setText(self._words.say(_("Cancel")))
        self.drop.setVisible(self.can_drop and bool(self._done))


def _editor(kind: Entry) -> Editor:
    if kind is Entry.CHOICE:
        return choice()
    if kind is Entry.SWITCH:
        return QCheckBox()
    if kind is Entry.NOTE:
        note = QPlainTextEdit()
        note.setTabChangesFocus(True)
        return note
    line = QLineEdit()
    if kind in {Entry.PIN, Entry.HIDDEN}:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    if kind is Entry.PIN:
        line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    return line
