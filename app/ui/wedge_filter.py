"""Keys of a keyboard-wedge scanner, whatever has the focus.

Every key that makes a text goes to the pure reader and never to a widget, so that the Enter at
the end of a code cannot press a button. What a person typed comes back and is typed again.
"""

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.clock import mono_ms
from app.station.commands import ScannerLearnt, ScanTyped
from app.station.wedge import (
    Typed,
    Wedge,
    WedgeOutcome,
    WedgeRejected,
    WedgeScan,
    WedgeSettings,
)
from app.station.wedge_learning import (
    SCAN_OVER_MS,
    TEST_SCANS,
    Key,
    WedgeLearnt,
    learn,
    split_scans,
)

_TICK_MS = 50
_END_KEYS = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r", Qt.Key.Key_Tab: "\t"}
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class WedgeReader(Protocol):
    """Tells scans from typing; time is the key event's own."""

    def feed(self, key: str, at_ms: int) -> tuple[WedgeOutcome, ...]: ...
    def tick(self, at_ms: int) -> tuple[WedgeOutcome, ...]: ...


class _Lesson:
    """Test scans that are being recorded. Ends when the third is over, or nobody scans."""

    def __init__(
        self, progress: Callable[[int], None], done: Callable[[WedgeLearnt], None]
    ) -> None:
        self._progress, self._done = progress, done
        self._keys: list[Key] = []
        self._told = 0

    def feed(self, text: str, at_ms: int) -> None:
        self._keys.append(Key(text, at_ms))

    def tick(self, at_ms: int) -> WedgeLearnt | None:
        """What was learnt, once the last scan is over; tells how many scans are."""
        if not self._keys or at_ms - self._keys[-1].at_ms < SCAN_OVER_MS:
            return None
        scans = split_scans(self._keys)
        if len(scans) != self._told:
            self._told = len(scans)
            self._progress(self._told)
        return self.finish() if len(scans) >= TEST_SCANS else None

    def finish(self) -> WedgeLearnt:
        learnt = learn(split_scans(self._keys))
        self._done(learnt)
        return learnt


class WedgeFilter(QObject):
    """An application event filter: ``install`` it once the window is built, then ``remove`` it."""

    def __init__(
        self,
        post: Callable[[object], None],
        reader: WedgeReader | None = None,
        clock: Callable[[], int] = mono_ms,
    ) -> None:
        super().__init__()
        self._post = post
        self._reader = reader or Wedge()
        self._clock = clock
        self._lesson: _Lesson | None = None
        self._replaying = False
        self._event_ms = 0  # the last key's own stamp, and when it was seen
        self._seen_ms = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def install(self, app: QApplication) -> None:
        app.installEventFilter(self)
        self._timer.start()

    def remove(self, app: QApplication) -> None:
        self._timer.stop()
        app.removeEventFilter(self)

    def use(self, settings: WedgeSettings) -> None:
        """Read this scanner from now on; what is half read is forgotten."""
        self._reader = Wedge(settings)

    def learn(self, progress: Callable[[int], None], done: Callable[[WedgeLearnt], None]) -> None:
        """Record the next three test scans in place of reading them; then read so, and say so."""
        self._lesson = _Lesson(progress, done)

    def stop_learning(self) -> None:
        """The page was left: keys are scans again."""
        self._lesson = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            return False
        if self._replaying or not isinstance(watched, QWidget):
            return False  # the window hears each key before the widget does: once is enough
        key = cast("QKeyEvent", event)
        text = _text_of(key)
        if not text:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # a code's letters are no shortcuts
            return True
        if kind == QEvent.Type.KeyPress and not key.isAutoRepeat():
            self._event_ms, self._seen_ms = key.timestamp(), self._clock()
            if self._lesson is not None:
                self._lesson.feed(text, key.timestamp())
            else:
                self._take(self._reader.feed(text, key.timestamp()))
        return True

    def _tick(self) -> None:
        """Time by the clock of the key events: what passed since the last one was seen."""
        if not self._seen_ms:
            return
        now = self._event_ms + self._clock() - self._seen_ms
        if self._lesson is None:
            self._take(self._reader.tick(now))
            return
        learnt = self._lesson.tick(now)
        if learnt is None:
            return
        self._lesson = None
        if learnt.settings:
            self.use(learnt.settings)
            self._post(ScannerLearnt(learnt.settings))

    def _take(self, outcomes: tuple[WedgeOutcome, ...]) -> None:
        for outcome in outcomes:
            match outcome:
                case WedgeScan(text=text):
                    self._post(ScanTyped(text, self._clock()))
                case WedgeRejected(text=text):
                    self._post(ScanTyped(text, self._clock(), "torn"))
                case Typed(text=text):
                    self._replay(text)

    def _replay(self, text: str) -> None:
        """Give a person's keys to the widget that has the focus."""
        target = QApplication.focusWidget()
        if target is None:
            return
        self._replaying = True
        try:
            for letter in text:
                code = _key_of(letter)
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    again = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
                    QCoreApplication.sendEvent(target, again)
        finally:
            self._replaying = False


def _text_of(key: QKeyEvent) -> str:
    """The text of a key as a scanner means it; "" for shortcuts and keys without text."""
    end = _END_KEYS.get(Qt.Key(key.key()))
    if end is not None:
        return end
    if key.modifiers() & _COMMANDS and key.text() not in ("\x1d", "\n"):
        return ""
    text = key.text()
    return text if text.isprintable() or text in ("\x1d", "\n", "\r") else ""


def _key_of(letter: str) -> int:
    if letter in "\r\n":
        return Qt.Key.Key_Return.value
    if letter == "\t":
        return Qt.Key.Key_Tab.value
    return ord(letter.upper()) if letter.isascii() else 0
