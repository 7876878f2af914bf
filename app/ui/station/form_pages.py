"""The pages over the bench that are made of Qt's own widgets: made and thrown away together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.control_code import Control
from app.i18n import Words
from app.station.commands import FormShown, LessonOpened, LessonStopped
from app.station.device_view import DevicePage
from app.station.lesson_view import LessonView
from app.station.settings_view import ScreenSettings, SettingsView
from app.ui.pictures import Pictures
from app.ui.station.device_dialog import DevicePageWidget
from app.ui.station.forms import press_by_card
from app.ui.station.learn_page import LearnPage
from app.ui.station.scanner_step import Learner, ScannerStep
from app.ui.station.settings_screen import SettingsScreen
from app.ui.style import Style


class Forms(NamedTuple):
    """One of each."""

    devices: DevicePageWidget
    settings: SettingsScreen
    learn: LearnPage


@dataclass(frozen=True, slots=True)
class Ways:
    """What the pages can ask of the window."""

    change: Callable[[ScreenSettings], None]
    back: Callable[[], None]
    learner: Callable[[], Learner | None]


class FormPages(QObject):
    """Opens, fills, remakes the pages; ``pages`` is the window's stack. Of the screen's thread."""

    def __init__(
        self,
        pages: QStackedWidget,
        look: tuple[Style, Pictures, Words],
        post: Callable[[object], None],
        ways: Ways,
    ) -> None:
        super().__init__(pages)
        self._pages, self._look, self._post, self._ways = pages, look, post, ways
        self._settings, self._page, self._lesson = SettingsView(), DevicePage(), LessonView()
        self._open = ""
        self.made = self._make()
        pages.currentChanged.connect(self._tell)

    def shown(self) -> bool:
        """Whether one of the pages is over the bench."""
        return self._pages.currentWidget() in self.made

    def open_devices(self) -> None:
        self.made.devices.show_page(self._page)
        self._pages.setCurrentWidget(self.made.devices)

    def open_settings(self, view: SettingsView) -> None:
        self.show_settings(view)
        self._pages.setCurrentWidget(self.made.settings)

    def open_lesson(self) -> None:
        self._post(LessonOpened())
        self.made.learn.show_view(LessonView())
        self._pages.setCurrentWidget(self.made.learn)

    def leave_lesson(self) -> bool:
        """From the wizard to the devices; False where it was not open."""
        if self._pages.currentWidget() is not self.made.learn:
            return False
        self._post(LessonStopped(leave=True))
        self.open_devices()
        return True

    def show_settings(self, view: SettingsView) -> None:
        self._settings = view
        self.made.settings.show_view(view)

    def show_devices(self, page: DevicePage) -> None:
        """Keep what the device page shows, and show it if it is open."""
        self._page = page
        if self._pages.currentWidget() is self.made.devices:
            self.made.devices.show_page(page)

    def take_devices(self, page: object) -> None:
        self.show_devices(cast("DevicePage", page))

    def take_lesson(self, view: object) -> None:
        self._lesson = cast("LessonView", view)
        self.made.learn.show_view(self._lesson)

    def take_pressed(self, control: object) -> None:
        """The control card on a page: on to the next button, press it, back."""
        shown = self._pages.currentWidget()
        if control is Control.CANCEL:
            self._ways.back()
        elif shown in self.made and shown:
            press_by_card(shown, cast("Control", control))

    def refresh(self, settings: SettingsView) -> None:
        """Say everything again in the language of now."""
        self._settings = settings
        self.made.devices.show_page(self._page)
        self.made.settings.show_view(self._settings)
        self.made.learn.show_view(self._lesson)

    def remake(self) -> None:
        """Pages made of Qt's widgets do not scale by themselves."""
        shown, old = self._pages.currentWidget(), self.made
        self.made = self._make()
        for before, after in zip(old, self.made, strict=True):
            if shown is before:
                self._pages.setCurrentWidget(after)
            self._pages.removeWidget(before)
            before.deleteLater()

    def _make(self) -> Forms:
        style, pictures, words = self._look
        post, ways = self._post, self._ways
        scanners = (ScannerStep(style, words, ways.learner) for _page in range(2))
        made = Forms(
            DevicePageWidget(
                style, pictures, words, post, ways.back, self.open_lesson, next(scanners)
            ),
            SettingsScreen(style, words, ways.change, ways.back, next(scanners)),
            LearnPage(style, words, post, ways.back),
        )
        for page in made:
            self._pages.addWidget(page)
        return made

    def _tell(self) -> None:
        """Scans of three controls work the page while one of its kind is open."""
        names: dict[QWidget, str] = {self.made.devices: "devices", self.made.learn: "learn"}
        shown = self._pages.currentWidget()
        name = names.get(shown, "") if shown else ""
        if name != self._open:
            self._open = name
            self._post(FormShown(name))
