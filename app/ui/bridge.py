"""The one crossing between the bench's threads and the screen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Bridge(QObject):
    """Any thread emits; slots run in the thread of the screen, queued.

    ``snapshot`` carries a BenchSnapshot, ``devices`` a DevicePage, ``settings`` a SettingsView,
    ``lesson`` a LessonView, ``pressed`` a Control that was scanned while a page is open.
    """

    snapshot = Signal(object)
    devices = Signal(object)
    settings = Signal(object)
    lesson = Signal(object)
    pressed = Signal(object)

    def listen(
        self,
        *,
        snapshot: Callable[[object], None],
        devices: Callable[[object], None],
        settings: Callable[[object], None],
        lesson: Callable[[object], None],
        pressed: Callable[[object], None],
    ) -> None:
        """Connect a screen. Queued even within one thread: the order of arrival is kept."""
        queued = Qt.ConnectionType.QueuedConnection
        self.snapshot.connect(snapshot, queued)
        self.devices.connect(devices, queued)
        self.settings.connect(settings, queued)
        self.lesson.connect(lesson, queued)
        self.pressed.connect(pressed, queued)
