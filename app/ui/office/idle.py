"""The idle lock: after so long without a hand at mouse or keyboard the office covers itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer

_HANDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleLock(QObject):
    """Watches everything of the application; ``lock`` is called once, until ``begin`` again."""

    def __init__(self, after_s: int, lock: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(after_s * 1000)
        self._timer.timeout.connect(lock)

    def begin(self) -> None:
        """Somebody signed in: from now on it counts."""
        if self._timer.interval() > 0:
            self._timer.start()

    def end(self) -> None:
        self._timer.stop()

    def is_counting(self) -> bool:
        return self._timer.isActive()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in _HANDS and self._timer.isActive():
            self._timer.start()
        return False
