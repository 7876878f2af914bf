"""The window of a bench: arranges its pages, and hands scans and clicks on. No rule lives here."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.clock import mono_ms
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
from app.ui.station.form_pages import FormPages, Ways
from app.ui.station.handover_screen import HandoverScreen
from app.ui.station.login_screen import LoginScreen
from app.ui.station.scanner_step import Learner
from app.ui.station.settings_screen import SettingsScreen
from app.ui.style import Style
from app.ui.typed_pin import TypedPin
from app.ui.widgets import top_bar
from app.ui.widgets.top_bar import TopBar

_ASKS_BADGE: Final = frozenset({Face.SIGN_IN, Face.LOCKED})
_SECOND_MS: Final = 1000
_NOTICED: Final = 0.04


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
        clock: Callable[[], int] = mono_ms,
    ) -> None:
        super().__init__()
        self._words, self._look, self._post = words, style, post
        self._sound, self._clock = sound, clock
        self._pictures = pictures or Pictures()
        self._snap: BenchSnapshot | None = None
        self._settings = SettingsView()
        self.learner: Learner | None = None  # who hears the keys; comes after the window
        self.setWindowTitle("SecondPass")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._pin = TypedPin(self, post, clock)
        self.bar = TopBar(style, self._pictures, self)
        self.pages = QStackedWidget(self)
        self.bench = BenchScreen(style, self._pictures, words, self._press)
        self.login = LoginScreen(style, self._pictures, words)
        self.handover = HandoverScreen(style, self._pictures, words, self._press)
        self.pages.addWidget(self.login)
        self.pages.addWidget(self.bench)
        self.pages.addWidget(self.handover)
        self.forms = FormPages(
            self.pages,
            (style, self._pictures, words),
            post,
            Ways(self.change_settings, self.close_page, lambda: self.learner),
        )
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
            snapshot=self._take_snapshot,
            devices=self.forms.take_devices,
            settings=self._take_settings,
            lesson=self.forms.take_lesson,
            pressed=self.forms.take_pressed,
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
        elif snap.hands_over:
            self.handover.show_snapshot(snap)
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
        self.handover.show_elapsed(elapsed)

    def open_devices(self) -> None:
        """The device page, over the bench (F2)."""
        self.forms.open_devices()

    def open_settings(self) -> None:
        """The settings page, over the bench (F3)."""
        self.forms.open_settings(self._settings)

    def close_page(self) -> None:
        """Back to the bench, from the wizard to the devices (Esc)."""
        if self.learner is not None:
            self.learner.stop_learning()
        if not self.forms.leave_lesson():
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
        self.handover.refresh()
        self.login.refresh()
        self.forms.refresh(self._settings)
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
        self.forms.remake()

    @property
    def device_page(self) -> DevicePageWidget:
        return self.forms.made.devices

    @property
    def settings_page(self) -> SettingsScreen:
        return self.forms.made.settings

    def _show_page(self, *, forced: bool = False) -> None:
        """The bench, or the sign-in, unless a form is open."""
        if not forced and self.forms.shown():
            return
        asks = self._snap is None or self._snap.face in _ASKS_BADGE
        hands = self._snap is not None and self._snap.hands_over
        work = self.handover if hands else self.bench
        self.pages.setCurrentWidget(self.login if asks else work)
        if forced:
            self.setFocus()  # no button may wait for an Enter on the bench

    def _press(self, control: Control) -> None:
        self._post(ControlPressed(control))

    def _toggle_full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def _take_snapshot(self, snap: object) -> None:
        self.render_snapshot(cast("BenchSnapshot", snap))

    def show_devices(self, page: DevicePage) -> None:
        """Keep what the device page shows, and show it if it is open."""
        self.forms.show_devices(page)

    def _take_settings(self, view: object) -> None:
        self.apply_settings(cast("SettingsView", view))
