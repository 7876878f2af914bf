"""A PIN typed by hand: the digits are kept here until Enter, shown nowhere, then posted once."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.domain.card_key import typed_code
from app.station.asked import Ask
from app.station.commands import ScanTyped
from app.station.snapshot import BenchSnapshot

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TypedPin(QObject):
    """Watches the keys of one window. While no PIN is asked, it lets every key pass."""

    def __init__(
        self, window: QObject, post: Callable[[object], None], clock: Callable[[], int]
    ) -> None:
        super().__init__(window)
        self._post, self._clock = post, clock
        self._digits = ""
        self._asked = False
        window.installEventFilter(self)

    def show(self, snap: BenchSnapshot) -> None:
        """Whether a PIN is asked now; digits of a question that is over are forgotten."""
        self._asked = snap.asks is not None and snap.asks.ask is Ask.PIN
        if not self._asked:
            self._digits = ""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if not self._asked or not isinstance(event, QKeyEvent):
            return False
        if event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() in _ENDS and self._digits:
            self._post(ScanTyped(typed_code(self._digits), self._clock()))
            self._digits = ""
            return True
        if event.key() == Qt.Key.Key_Backspace:
            self._digits = self._digits[:-1]
            return True
        if event.text().isascii() and event.text().isdecimal():
            self._digits += event.text()
            return True
        return False
