"""The window of a bench: arranges its pages, and hands scans and clicks on. No rule lives here."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.domain.control_code import Control
from app.i18n import Words
from app.station.commands import ControlPressed, SettingsChanged
from app.station.device_view import DevicePage
from app.station.settings_view import ScreenSettings, SettingsView
from app.station.snapshot import BenchSnapshot, Face
from app.ui import present
from app.ui.bridge import Bridge
from app.ui.pictures import Pictures
from app.ui.sound import SoundPlayer
from app.ui.station.bench_screen import BenchScreen
from app.ui.station.device_dialog import DevicePageWidget
from app.ui.station.login_screen import LoginScreen
from app.ui.station.settings_screen import SettingsScreen
from app.ui.style import Style
from app.ui.typed_pin import TypedPin
from app.ui.widgets import top_bar
from app.ui.widgets.top_bar import TopBar

_ASKS_BADGE: Final = frozenset({Face.SIGN_IN, Face.LOCKED})
_SECOND_MS: Final = 1000
_NOTICED: Final = 0.04


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class BenchWindow(QWidget):
    """Renders what the bridge brings; posts what is clicked."""

    def __init__(
        self,
        bridge: Bridge,
        words: Words,
        style: Style,
        post: Callable[[object], None],
        *,
        sound: SoundPlayer | None = None,
        pictures: Pictures | None = None,
        clock: Callable[[], int] = _monotonic_ms,
    ) -> None:
        super().__init__()
        self._words, self._look, self._post = words, style, post
        self._sound, self._clock = sound, clock
        self._pictures = pictures or Pictures()
        self._snap: BenchSnapshot | None = None
        self._settings = SettingsView()
        self._devices = DevicePage()
        self.setWindowTitle("SecondPass")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._pin = TypedPin(self, post, clock)
        self.bar = TopBar(style, self._pictures, self)
        self.pages = QStackedWidget(self)
        self.bench = BenchScreen(style, self._pictures, words, self._press)
        self.login = LoginScreen(style, self._pictures, words)
        self.pages.addWidget(self.login)
        self.pages.addWidget(self.bench)
        self.device_page, self.settings_page = self._make_forms()
        self._listen(bridge)

    def _listen(self, bridge: Bridge) -> None:
        """Keys, the bridge, and the second hand."""
        for keys, slot in (
            ("F2", self.open_devices),
            ("F3", self.open_settings),
            ("Escape", self.close_page),
            ("F11", self._toggle_full_screen),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        bridge.listen(
            snapshot=self._take_snapshot, devices=self._take_devices, settings=self._take_settings
        )
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def render_snapshot(self, snap: BenchSnapshot) -> None:
        """Show one instant of the bench; widgets whose model is the same are not touched."""
        self._snap = snap
        self._pin.show(snap)
        stopped = snap.face is Face.STOP
        if self.property("verdict") != snap.face.value:
            self.setProperty("verdict", snap.face.value)
            self.update()
        if snap.face in _ASKS_BADGE:
            self.login.show_snapshot(snap)
        else:
            self.bench.show_snapshot(snap)
        self._show_page(forced=stopped)
        self.tick()
        if self._sound is not None:
            self._sound.hear(snap)

    def tick(self) -> None:
        """Once a second: the clock, the ages, and how long a stop stands."""
        snap = self._snap
        if snap is None:
            return
        elapsed = max(self._clock() - snap.mono_ms, 0)
        bar = present.bar_model(self._words, snap, elapsed)
        pills = present.pill_models(self._words, snap, elapsed)
        self.bar.show_bar(bar, pills, tinted=snap.face is Face.STOP)
        self.bench.show_elapsed(elapsed)

    def open_devices(self) -> None:
        """The device page, over the bench (F2)."""
        self.device_page.show_page(self._devices)
        self.pages.setCurrentWidget(self.device_page)

    def open_settings(self) -> None:
        """The settings page, over the bench (F3)."""
        self.settings_page.show_view(self._settings)
        self.pages.setCurrentWidget(self.settings_page)

    def close_page(self) -> None:
        """Back to the bench (Esc)."""
        self._show_page(forced=True)

    def change_settings(self, screen: ScreenSettings) -> None:
        """Look and sound like this from now on, and tell the station to keep it."""
        self._post(SettingsChanged(screen))
        self.apply_settings(replace(self._settings, screen=screen))

    def apply_settings(self, view: SettingsView) -> None:
        """Take language, theme, sizes and volume over."""
        before, screen = self._settings.screen, view.screen
        self._settings = view
        if self._sound is not None:
            self._sound.set_volume(screen.volume)
        self._words.set_language(screen.language)
        look = (screen.theme, screen.scale_percent, screen.text_percent)
        if look != (before.theme, before.scale_percent, before.text_percent):
            self._look.set_look(screen.theme, screen.scale_percent / 100, screen.text_percent / 100)
            self._dress()
        self.refresh()

    def refresh(self) -> None:
        """Language or look changed: say and paint everything again."""
        if self._snap is not None:
            self.render_snapshot(self._snap)
        self._arrange()
        self.bar.arrange()
        self.bar.update()
        self.bench.refresh()
        self.login.refresh()
        self.device_page.show_page(self._devices)
        self.settings_page.show_view(self._settings)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        stopped = self._snap is not None and self._snap.face is Face.STOP
        colours = self._look.stop_colours if stopped else self._look.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours["surface"])
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        before = self._look.form_unit
        self._look.fit(self.width(), self.height())
        self._arrange()
        if abs(self._look.form_unit - before) > _NOTICED:
            self._dress()  # pages made of Qt's widgets do not scale by themselves

    def _arrange(self) -> None:
        bar = round(top_bar.HEIGHT * self._look.unit)
        self.bar.setGeometry(0, 0, self.width(), bar)
        self.pages.setGeometry(0, bar, self.width(), self.height() - bar)

    def _dress(self) -> None:
        """A new theme or size: style sheet, palette, and the pages made of Qt's own widgets."""
        app = cast("QApplication", QApplication.instance())
        self._look.apply(app)
        forms = (self.device_page, self.settings_page)
        shown = self.pages.currentWidget()
        at = forms.index(shown) if shown in forms else None
        self.device_page, self.settings_page = self._make_forms()
        for old in forms:
            self.pages.removeWidget(old)
            old.deleteLater()
        if at is not None:
            self.pages.setCurrentWidget((self.device_page, self.settings_page)[at])

    def _make_forms(self) -> tuple[DevicePageWidget, SettingsScreen]:
        devices = DevicePageWidget(
            self._look, self._pictures, self._words, self._post, self.close_page
        )
        settings = SettingsScreen(self._look, self._words, self.change_settings, self.close_page)
        self.pages.addWidget(devices)
        self.pages.addWidget(settings)
        return devices, settings

    def _show_page(self, *, forced: bool = False) -> None:
        """The bench, or the sign-in, unless a form is open."""
        page = self.pages.currentWidget()
        if not forced and page in (self.device_page, self.settings_page):
            return
        asks = self._snap is None or self._snap.face in _ASKS_BADGE
        self.pages.setCurrentWidget(self.login if asks else self.bench)
        if forced:
            self.setFocus()  # no button may wait for an Enter on the bench

    def _press(self, control: Control) -> None:
        self._post(ControlPressed(control))

    def _toggle_full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def _take_snapshot(self, snap: object) -> None:
        self.render_snapshot(cast("BenchSnapshot", snap))

    def _take_devices(self, page: object) -> None:
        self.show_devices(cast("DevicePage", page))

    def show_devices(self, page: DevicePage) -> None:
        """Keep what the device page shows, and show it if it is open."""
        self._devices = page
        if self.pages.currentWidget() is self.device_page:
            self.device_page.show_page(self._devices)

    def _take_settings(self, view: object) -> None:
        self.apply_settings(cast("SettingsView", view))
