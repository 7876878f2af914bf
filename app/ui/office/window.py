"""The office's window: it takes what the watch brings and what the keyboard asks for."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut

from app.center.alert_board import AlertBoard
from app.center.overview import WarehouseNow
from app.i18n import mark as _
from app.ui import figures
from app.ui.application import application
from app.ui.office import present_window as present
from app.ui.office.commands import commands
from app.ui.office.context import Office
from app.ui.office.palette import Command
from app.ui.office.present_wall import wall_model
from app.ui.office.present_window import PAGES
from app.ui.office.rail import BrandModel
from app.ui.office.shell import OfficeShell
from app.ui.office.top import ClockModel, SearchModel
from app.ui.office.watch import CenterLost
from app.ui.office.work import LongTask


class OfficeWindow(OfficeShell):
    """``alarm`` is called once for each board that brings alerts nobody saw here before."""

    def __init__(
        self,
        office: Office,
        *,
        place: str = "",
        expected_hour: int = 50,
        alarm: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(office, expected_hour)
        self._place_name, self._alarm = place, alarm
        self._board: AlertBoard | None = None
        self._lost: CenterLost | None = None
        self._heard: frozenset[str] | None = None
        self._dressed: tuple[float, bool] = (0.0, False)
        office.tell = self.toast.say
        office.who_first = self.choose_me
        office.choose = self.palette_box.open
        self._listen()
        self.dress()
        self.show_page("overview")

    def receive(self, news: object) -> None:
        """What the watch saw; runs in the thread of the screen."""
        if isinstance(news, AlertBoard):
            self._lost = None
            self._board = news
            self._hear(news)
            self.alerts.show_board(news)
        elif isinstance(news, WarehouseNow):
            self.overview.show_now(news)
        elif isinstance(news, CenterLost):
            self._lost = news
        self.render_now()

    def page(self) -> str:
        return list(PAGES)[self.pages.currentIndex()]

    def show_page(self, key: str) -> None:
        self.pages.setCurrentIndex(list(PAGES).index(key))
        if key == "alerts":
            self.alerts.table.view.setFocus()
        self.render_now()

    def set_look(self, theme: str) -> None:
        self.office.kept.keep("theme", theme)
        self.office.style.set_look(theme, self.office.style.scale)
        self.dress()

    def set_language(self, language: str) -> None:
        self.office.kept.keep("language", language)
        self.office.words.set_language(language)
        self.dress()

    def set_me(self, person_id: str) -> None:
        """Who works here: alerts are handled in this name."""
        self.office.me = person_id
        self.office.kept.keep("me", person_id)
        self.office.look_now()
        self.render_now()

    def choose_me(self) -> None:
        """Who works here: asked before the first thing that is done in somebody's name."""
        people = self.office.people
        leads = [one for one in people if one.role != "packer"] or list(people)
        self.palette_box.open(
            [Command(one.name, partial(self.set_me, one.id), one.id) for one in leads],
            self.office.words.say(_("Who works here?")),
        )

    def open_palette(self) -> None:
        say = self.office.words.say
        self.palette_box.open(
            commands(self),
            say(_("A page, an order, a command")),
            lambda text: Command(
                say(_("Find “{text}” in alerts"), text=text), partial(self.search_for, text)
            ),
        )

    def search_for(self, text: str) -> None:
        self.show_page("alerts")
        self.alerts.bar.search.setText(text)
        self.alerts.table.ask(text=text, group="all")

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
        office, board, now = self.office, self._board, self.office.now()
        words = office.words
        waiting = len(board.open) if board else 0
        self.rail.show_items(present.rail_items(words, waiting, self.page()))
        self.rail.who.show_model(present.person(words, office.people, office.me))
        self.top.clock.show_model(ClockModel(figures.clock(now)))
        self._show_pills()
        self.show_banner(present.banner(words, board, self._lost))
        if self.page() == "alerts":
            self.alerts.render_now()
        else:
            self.overview.render_now()
        if board is not None and self.wall.isVisible():
            self.wall.show_model(wall_model(words, board, now))

    def _hear(self, board: AlertBoard) -> None:
        ids = frozenset(one.id for one in board.open)
        if self._heard is not None and ids - self._heard:
            self._alarm()
        self._heard = ids | (self._heard or frozenset())

    def _show_pills(self) -> None:
        office = self.office
        shown = present.pills(office.words, self._board, self._lost, self.tray.pill(), office.now())
        self.top.show_pills(shown)

    def _pressed(self, key: str) -> None:
        if key == "task":
            pill = self.top.pill(key)
            if pill is not None:
                self.tray.open_under(pill.mapTo(self, QPoint(0, pill.height() + 8)))
        elif key == "benches":
            self.show_page("overview")

    def _escape(self) -> None:
        if self.wall.isVisible():
            self.wall.hide()
        elif self.tray.isVisible():
            self.tray.hide()
        elif self.palette_box.isVisible():
            self.palette_box.hide()
        elif self.alerts.aside.is_open:
            self.alerts.aside.shut()
        elif self.alerts.bar.search.text():
            self.search_for("")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        style = self.office.style
        style.fit(self.width(), self.height())
        if (style.unit, style.narrow) != self._dressed:
            self.dress()
        self.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.wall.close()
        super().closeEvent(event)

    def _listen(self) -> None:
        office = self.office
        self.rail.chosen.connect(self.show_page)
        self.rail.person.connect(self.choose_me)
        self.top.searched.connect(self.open_palette)
        self.top.pressed.connect(self._pressed)
        self.alerts.wall.connect(self.show_wall)
        self.wall.left.connect(self.wall.hide)
        self.overview.bench_pressed.connect(self.search_for)
        office.work.task.connect(self._task, Qt.ConnectionType.QueuedConnection)
        office.work.away.connect(lambda advice: self.receive(CenterLost(advice, office.now())))
        self.tray.cancelled.connect(office.work.cancel)
        keys = (
            ("Ctrl+K", self.open_palette),
            ("Ctrl+Z", self.toast.undo),
            ("F11", self.show_wall),
            ("Esc", self._escape),
        )
        for name, work in keys:
            QShortcut(QKeySequence(name), self).activated.connect(work)
        for number, key in enumerate(PAGES, start=1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self).activated.connect(
                partial(self.show_page, key)
            )
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.render_now)
        self._second.start()

    def _task(self, task: LongTask) -> None:
        self.tray.show_task(task)
        self._show_pills()
