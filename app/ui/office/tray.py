"""The task tray: long work with its progress, what came of it, and the way to stop it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.parts import button, labelled, quiet
from app.ui.office.top import TopPill
from app.ui.office.work import LongTask
from app.ui.style import Style


class TaskTray(QFrame):
    """A list that opens under its pill; ``cancelled`` names the task."""

    cancelled = Signal(int)

    def __init__(self, style: Style, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._look, self._words = style, words
        self._tasks: dict[int, LongTask] = {}
        self._rows: dict[int, tuple[QWidget, QProgressBar, QPushButton, Callable[[str], None]]] = {}
        self._box = QVBoxLayout(self)
        self._title = labelled("", "sectionTitle")
        self._box.addWidget(self._title)
        self.hide()

    def show_task(self, task: LongTask) -> None:
        """Add a task or show how far it is."""
        self._tasks[task.number] = task
        if task.number not in self._rows:
            self._rows[task.number] = self._row(task)
        _widget, bar, stop, say = self._rows[task.number]
        bar.setRange(0, max(task.total, 1))
        bar.setValue(task.done if task.state != "failed" else 0)
        stop.setVisible(task.state == "running")
        stop.setText(self._words.say(_("Stop")))
        say(self._state(task))
        self.adjustSize()

    def pill(self) -> TopPill | None:
        """The newest task in the bar: with how much of it is done."""
        if not self._tasks:
            return None
        task = self._tasks[max(self._tasks)]
        if task.state == "running":
            share = 100 * task.done // max(task.total, 1)
            return TopPill("task", "job", f"{task.title} {share}%", "brand")
        tone = "warn" if task.state == "failed" else "quiet"
        return TopPill("task", "job", f"{task.title} • {self._state(task)}", tone)

    def open_under(self, corner: QPoint) -> None:
        unit = self._look.unit
        self._title.setText(self._words.say(_("Long work")))
        self._box.setContentsMargins(*(round(16 * unit) for _side in range(4)))
        self.setMinimumWidth(round(380 * unit))
        self.adjustSize()
        parent = self.parentWidget()
        most = parent.width() - self.width() - 12 if parent else corner.x()
        self.move(min(corner.x(), most), corner.y())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _state(self, task: LongTask) -> str:
        words = {
            "running": _("running"),
            "done": _("done"),
            "stopped": _("stopped"),
            "failed": _("could not be written"),
        }
        return self._words.say(words[task.state])

    def _row(
        self, task: LongTask
    ) -> tuple[QWidget, QProgressBar, QPushButton, Callable[[str], None]]:
        row = QWidget()
        box = QVBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        state = quiet("")
        stop = button("", lambda: self.cancelled.emit(task.number), kind="link")
        head.addWidget(labelled(task.title, "strong"))
        head.addStretch(1)
        head.addWidget(state)
        head.addWidget(stop)
        bar = QProgressBar()
        bar.setTextVisible(False)
        box.addLayout(head)
        box.addWidget(bar)
        self._box.addWidget(row)
        return row, bar, stop, state.setText
