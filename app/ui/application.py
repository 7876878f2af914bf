"""The Qt side of a bench, put together: one application, one window, one lock a computer."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, QLockFile, QTimer
from PySide6.QtWidgets import QApplication

from app.i18n import Words
from app.station.settings_view import SettingsView
from app.station.wedge import Wedge, WedgeSettings
from app.ui.bridge import Bridge
from app.ui.collector import Collector
from app.ui.sound import SoundPlayer
from app.ui.station.trouble_screen import TroubleScreen
from app.ui.station.window import BenchWindow
from app.ui.style import Style
from app.ui.wedge_filter import WedgeFilter

_LOCK_WAIT_MS = 100


@dataclass(slots=True)
class BenchUi:
    """What a bench's window consists of; kept together so that nothing is collected early."""

    app: QApplication
    bridge: Bridge
    window: BenchWindow
    sound: SoundPlayer
    wedge: WedgeFilter
    collector: Collector
    timers: list[QTimer] = field(default_factory=list)

    def every(self, ms: int, work: Callable[[], None]) -> None:
        """Do something again and again in the thread of the screen; short work only."""
        timer = QTimer()
        timer.setInterval(ms)
        timer.timeout.connect(work)
        timer.start()
        self.timers.append(timer)

    def run(self) -> int:
        """Show it until the window is closed; the application's exit code."""
        code = self.app.exec()
        self.close()
        return code

    def close(self) -> None:
        """End everything but the application itself."""
        for timer in self.timers:
            timer.stop()
        self.collector.stop()
        self.wedge.remove(self.app)
        self.sound.stop()
        self.window.close()


def application() -> QApplication:
    """The one QApplication of this process."""
    existing = QApplication.instance()
    if existing is not None:
        return cast("QApplication", existing)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("SecondPass")
    return app


def build(
    settings: SettingsView, post: Callable[[object], None], wedge: WedgeSettings | None = None
) -> BenchUi:
    """A window that shows what the bridge brings and posts what is pressed or typed.

    ``wedge`` is how a keyboard scanner types here, where that is known.
    """
    app = application()
    screen = settings.screen
    words = Words(screen.language)
    style = Style(screen.theme, screen.scale_percent / 100, screen.text_percent / 100)
    style.apply(app)
    bridge = Bridge()
    sound = SoundPlayer(volume=screen.volume)
    window = BenchWindow(bridge, words, style, post, sound=sound)
    window.apply_settings(settings)
    keys = WedgeFilter(post, Wedge(wedge) if wedge else None)
    keys.install(app)
    window.learner = keys
    sound.start()
    collector = Collector()
    collector.start()
    return BenchUi(app, bridge, window, sound, keys, collector)


def show_trouble(language: str, advice: str, detail: str) -> None:
    """Say why the bench cannot start, and wait until it was read."""
    app = application()
    style = Style("light", 1.0)
    style.apply(app)
    screen = TroubleScreen(style, Words(language), advice, detail)
    screen.resize(1366, 768)
    read = QEventLoop()
    screen.closed.connect(read.quit)
    screen.show()
    read.exec()


def lock(path: Path) -> QLockFile | None:
    """Hold the bench's data folder alone; None when another running program holds it."""
    held = QLockFile(str(path))
    held.setStaleLockTime(0)
    return held if held.tryLock(_LOCK_WAIT_MS) else None
