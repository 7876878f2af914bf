"""The Qt side of the office client, put together: window, watch, work, sound."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.center.alert_board import AlertFilter
from app.center.alerts import AlertsDesk
from app.center.label_batch import LabelDesk
from app.center.office_center import Center
from app.center.overview import OverviewDesk
from app.i18n import LANGUAGES, Words
from app.station.snapshot import Sound
from app.ui.application import application
from app.ui.collector import Collector
from app.ui.office import periods
from app.ui.office.alerts_page import AlertsPage
from app.ui.office.context import Office
from app.ui.office.look import OfficeStyle
from app.ui.office.saved_views import OfficeFile
from app.ui.office.watch import Wanted, Watch
from app.ui.office.window import OfficeWindow
from app.ui.office.work import Work
from app.ui.pictures import Pictures
from app.ui.sound import SoundPlayer
from app.ui.style import THEMES


class OfficeBridge(QObject):
    """The one crossing from the watch's thread to the screen."""

    news = Signal(object)


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """``kept`` is the person's own small file; ``exports`` the folder that files go to."""

    kept: Path
    exports: Path
    pictures_kept: Path | None = None
    place: str = ""
    language: str = ""
    theme: str = ""
    me: str = ""
    wall: bool = False
    expected_hour: int = 50
    idle_s: int = 600
    shifts: tuple[int, ...] = periods.SHIFTS
    find_picture: Callable[[str], Path | None] | None = None
    labels: LabelDesk = field(default_factory=LabelDesk)


@dataclass(slots=True)
class OfficeUi:
    """Kept together, so that nothing is collected early; ``run`` starts and ends the threads."""

    app: QApplication
    bridge: OfficeBridge
    window: OfficeWindow
    watch: Watch
    work: Work
    sound: SoundPlayer

    def run(self) -> int:
        """Until the window is closed; the application's exit code."""
        collector = Collector()
        collector.start()
        self.sound.start()
        self.watch.start()
        code = self.app.exec()
        self.stop()
        collector.stop()
        return code

    def stop(self) -> None:
        """Ends the threads in reverse order."""
        self.watch.stop()
        self.work.stop()
        self.sound.stop()


def build(
    settings: OfficeSettings,
    desk: AlertsDesk,
    watched: AlertsDesk,
    warehouse: OverviewDesk,
    clock: Callable[[], datetime],
    center: Center | None = None,
) -> OfficeUi:
    """``watched`` and ``warehouse`` have a store of their own: the watch never waits for a page.

    With a ``center`` somebody has to sign in first; without one nobody can, and nobody has to.
    """
    app, work, sound = application(), Work(), SoundPlayer()
    office = _office(settings, desk, work, clock)
    office.center = center
    window = OfficeWindow(
        office,
        place=settings.place,
        alarm=lambda: sound.play(Sound.ALERT),
        locked=center is not None,
        idle_s=settings.idle_s,
    )

    def wanted() -> Wanted:
        """Asked in the watch's thread: it reads what is there and makes no page."""
        now = clock()
        page = next((one for one in window.made() if isinstance(one, AlertsPage)), None)
        period = page.period if page else "shift"
        since = periods.since(period, now, settings.shifts)
        return Wanted(
            AlertFilter(since=since, me=office.me),
            periods.edges(period, now, settings.shifts),
            periods.day_begin(now),
        )

    bridge = OfficeBridge()
    watch = Watch(watched, warehouse, wanted, clock, bridge.news.emit)
    office.look_now = watch.look_now
    bridge.news.connect(window.receive, Qt.ConnectionType.QueuedConnection)
    return OfficeUi(app, bridge, window, watch, work, sound)


def _office(
    settings: OfficeSettings, desk: AlertsDesk, work: Work, clock: Callable[[], datetime]
) -> Office:
    """What was asked for on the command line, else what the person chose last time."""
    kept = OfficeFile(settings.kept)
    language = settings.language or kept.get("language")
    theme = settings.theme or kept.get("theme")
    return Office(
        words=Words(language if language in LANGUAGES else "en"),
        style=OfficeStyle(theme if theme in THEMES else "light"),
        pictures=Pictures(settings.find_picture),
        work=work,
        desk=desk,
        kept=kept,
        now=clock,
        shifts=settings.shifts,
        exports=settings.exports,
        pictures_kept=settings.pictures_kept,
        labels=settings.labels,
        expected_hour=settings.expected_hour,
        me=settings.me or kept.get("me"),
    )


def show(ui: OfficeUi, *, wall: bool) -> None:
    """On the screen; with ``wall`` the wall alone, over all of it."""
    ui.window.resize(1440, 810)
    ui.window.showMaximized()
    if wall:
        ui.window.show_page("alerts")
        ui.window.show_wall()
