"""Sign in by badge, and the paused bench: big, calm, with the state of every device."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.i18n import Words
from app.station.snapshot import BenchSnapshot
from app.ui import present, present_lines
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.welcome_panel import WelcomePanel


class LoginScreen(QWidget):
    def __init__(
        self, style: Style, pictures: Pictures, words: Words, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self.welcome = WelcomePanel(style, pictures, self)
        self.welcome.grand = True

    def show_snapshot(self, snap: BenchSnapshot) -> None:
        """Ask for a badge, and show whether the bench is ready to work."""
        devices = present.pill_models(self._words, snap)
        self.welcome.show_model(present_lines.welcome_model(self._words, snap, devices))

    def refresh(self) -> None:
        self.welcome.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.welcome.setGeometry(self.rect())
