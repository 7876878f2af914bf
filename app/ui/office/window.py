"""The office's window: it takes what the watch brings and what the keyboard asks for."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent

from app.center.alert_board import AlertBoard
from app.i18n import mark as _
from app.ui import figures
from app.ui.application import application
from app.ui.office import present_window as present
from app.ui.office.alarm import OnceAlarm
from app.ui.office.commands import commands
from app.ui.office.context import Office
from app.ui.office.guard import Guard, choose_name
from app.ui.office.page import PageSpec
from app.ui.office.pages import PAGES
from app.ui.office.palette import Command
from app.ui.office.present_wall import wall_model
from app.ui.office.rail import BrandModel
from app.ui.office.shell import OfficeShell
from app.ui.office.top import ClockModel, SearchModel
from app.ui.office.watch import CenterLost
from app.ui.office.work import LongTask

_KEYS = range(1, 10)


class OfficeWindow(OfficeShell):
    """``alarm`` is called once for each board that brings alerts nobody saw here before.

    ``locked``: the page to sign in covers it until somebody signs in, and again after
    ``idle_s`` without a hand.
    """

    def __init__(
        self,
        office: Office,
        *,
        place: str = "",
        alarm: Callable[[], None] = lambda: None,
        pages: Sequence[PageSpec] = PAGES,
        locked: bool = False,
        idle_s: int = 0,
    ) -> None:
        super().__init__(office, pages)
        self._place_name = place
        self._lost: CenterLost | None = None
        self._alarm = OnceAlarm(alarm)
        self._dressed: tuple[float, bool] = (0.0, False)
        self.guard = Guard(self, office, idle_s) if locked else None
        office.tell = self.toast.say
        office.who_first = self.choose_me
        office.choose = self.palette_box.open
        office.show_page, office.search_for = self.show_page, self.search_for
        office.show_wall = self.show_wall
        self._listen()
        self.dress()
        if self.guard is not None:
            self.guard.begin()
        else:
            self.show_page(pages[0].key)

    def receive(self, news: object) -> None:
        """What the watch saw; runs in the thread of the screen."""
        if isinstance(news, CenterLost):
            self._lost = news
        else:
            self._news[type(news)] = news
            if isinstance(news, AlertBoard):
                self._lost = None
                self.office.people = news.people
                self._alarm.hear(news)
            for page in self.made():
                page.receive(news)
        self.render_now()

    def show_page(self, key: str) -> None:
        """Open a page; one that is not on the rail of who works here is not opened."""
        if key not in {one.key for one in self.allowed()}:
            return
        page = self.page_of(key)
        self._page = key
        self._last[self._specs[key].place] = key
        self.pages.setCurrentWidget(page)
        page.came_up()
        self.render_now()

    def set_look(self, theme: str) -> None:
        self.office.kept.keep("theme", theme)
        self.office.style.set_look(theme, self.office.style.scale)
        self.dress()

    def set_language(self, language: str) -> None:
        self.office.kept.keep("language", language)
        self.office.words.set_language(language)
        self.dress()

    def choose_me(self) -> None:
        """Sign out, for whoever comes next; or choose a name, where nobody has to sign in."""
        if self.guard is not None:
            self.guard.sign_out()
        else:
            choose_name(self.office)

    def open_palette(self) -> None:
        say = self.office.words.say
        self.palette_box.open(
            commands(self),
            say(_("A page, an order, a command")),
            lambda text: Command(
                say(_("Find “{text}” in alerts"), text=text), partial(self.search_for, text)
            ),
        )

    def search_for(self, text: str, key: str = "alerts") -> None:
        self.show_page(key)
        if self._page == key:
            self.page_of(key).search(text)

    def show_wall(self, *, full: bool = True) -> None:
        """Over the whole screen; the window stays beneath."""
        if full:
            self.wall.showFullScreen()
        else:
            self.wall.show()
        self.wall.activateWindow()
        self.wall.setFocus()
        self.render_now()

    def dress(self) -> None:
        """Colours, sizes and words of now, everywhere."""
        office, say = self.office, self.office.words.say
        office.style.apply(application())
        self._dressed = (office.style.unit, office.style.narrow)
        self.setWindowTitle(say(_("SecondPass office")))
        self.rail.brand.show_model(BrandModel("SecondPass", self._place_name))
        self.top.search.show_model(SearchModel(say(_("A page, an order, a command")), "Ctrl K"))
        self.dress_parts()
        self.render_now()

    def render_now(self) -> None:
        """All that goes with the clock; once a second."""
        office, board, now = self.office, self.board, self.office.now()
        words, pages = office.words, self.allowed()
        waiting = {key: page.waiting() for key, page in self._made.items()}
        if board is not None:
            waiting["alerts"] = len(board.open)
        self.rail.show_items(present.rail_items(words, pages, waiting, self._page))
        tabs = present.area_tabs(words, pages, self._page)
        self.area.show_tabs(tabs, self._page)
        self._area_box.setVisible(bool(tabs))
        self.rail.who.show_model(present.person(words, office.people, office.me))
        self.top.clock.show_model(ClockModel(figures.clock(now)))
        self._show_pills()
        self.show_banner(present.banner(words, board, self._lost))
        if self._page in self._made:
            self._made[self._page].render_now()
        if board is not None and self.wall.isVisible():
            self.wall.show_model(wall_model(words, board, now))

    def _show_pills(self) -> None:
        office = self.office
        shown = present.pills(office.words, self.board, self._lost, self.tray.pill(), office.now())
        self.top.show_pills(shown)

    def _pressed(self, key: str) -> None:
        if key == "benches":
            self.show_page("overview")
        else:
            self.open_tray(key)

    def _numbered(self, number: int) -> None:
        places = self.rail.keys()
        if number <= len(places):
            self.show_area(places[number - 1])

    def show_area(self, place: str) -> None:
        """The page of the area that was shown last."""
        self.show_page(self.page_in(place))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        style = self.office.style
        style.fit(self.width(), self.height())
        if (style.unit, style.narrow) != self._dressed:
            self.dress()
        self.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.wall.close()
        for page in self.made():
            page.gone()
        if self.guard is not None:
            self.guard.stop()
        super().closeEvent(event)

    def _listen(self) -> None:
        office = self.office
        self.rail.chosen.connect(self.show_area)
        self.area.chosen.connect(self.show_page)
        self.rail.person.connect(self.choose_me)
        self.top.searched.connect(self.open_palette)
        self.top.pressed.connect(self._pressed)
        self.wall.left.connect(self.wall.hide)
        office.work.task.connect(self._task, Qt.ConnectionType.QueuedConnection)
        office.work.away.connect(lambda advice: self.receive(CenterLost(advice, office.now())))
        self.tray.cancelled.connect(office.work.cancel)
        keys = (
            ("Ctrl+K", self.open_palette),
            ("Ctrl+Z", self.toast.undo),
            ("F11", self.show_wall),
            ("Esc", self.escape),
        )
        for name, work in keys:
            self.bind(name, work)
        for number in _KEYS:
            self.bind(f"Ctrl+{number}", partial(self._numbered, number))
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.render_now)
        self._second.start()

    def _task(self, task: LongTask) -> None:
        self.tray.show_task(task)
        self._show_pills()
