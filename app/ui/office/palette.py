"""Ctrl-K: find a page or a command, choose a person, search the table, without the mouse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from app.ui.style import Style


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done; ``words`` are found as well as the title."""

    title: str
    run: Callable[[], None]
    words: str = ""
    keys: str = ""


class Palette(QFrame):
    """A field and a list within the window: no window of its own, all by keyboard."""

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._look = style
        self._commands: tuple[Command, ...] = ()
        self._found: tuple[Command, ...] = ()
        self._search: Callable[[str], Command] | None = None
        self.field = QLineEdit()
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._chosen)
        self.field.installEventFilter(self)
        self._model = QStringListModel()
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda _index: self._chosen())
        box = QVBoxLayout(self)
        box.addWidget(self.field)
        box.addWidget(self.list)
        self.hide()

    def open(
        self,
        commands: Sequence[Command],
        hint: str,
        search: Callable[[str], Command] | None = None,
    ) -> None:
        """Offer these; ``search`` makes one more of what was typed."""
        unit = self._look.unit
        self._commands, self._search = tuple(commands), search
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.clear()
        self._typed("")
        parent = self.parentWidget()
        width, height = round(620 * unit), round(430 * unit)
        if parent is not None:
            width = min(width, parent.width() - 40)
            left = (parent.width() - width) // 2
            self.setGeometry(left, round(70 * unit), width, min(height, parent.height() - 90))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def titles(self) -> list[str]:
        return self._model.stringList()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                count = max(len(self._found), 1)
                self._go((self.list.currentIndex().row() + step) % count)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        parts = text.casefold().split()
        found = [
            one
            for one in self._commands
            if all(part in f"{one.title} {one.words}".casefold() for part in parts)
        ]
        if text.strip() and self._search is not None:
            found.append(self._search(text.strip()))
        self._found = tuple(found)
        self._model.setStringList(
            [f"{one.title}    {one.keys}" if one.keys else one.title for one in found]
        )
        self._go(0)

    def _go(self, row: int) -> None:
        self.list.setCurrentIndex(self._model.index(row, 0))

    def _chosen(self) -> None:
        row = self.list.currentIndex().row()
        self.hide()
        if 0 <= row < len(self._found):
            self._found[row].run()
