"""The parts of the office's window and where they stand; what they do is in ``window``."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.center.alert_board import AlertBoard
from app.ui.office.alerts_page import AlertsPage
from app.ui.office.context import Office
from app.ui.office.overview_page import OverviewPage
from app.ui.office.page import OfficePage, PageSpec
from app.ui.office.palette import Palette
from app.ui.office.parts import labelled
from app.ui.office.rail import Rail
from app.ui.office.sign_in_page import SignInPage
from app.ui.office.tabs import Tabs
from app.ui.office.toast import Toast
from app.ui.office.top import Top
from app.ui.office.tray import TaskTray
from app.ui.office.wall import Wall


class OfficeShell(QWidget):
    """Rail at the left, bar and banner on top, one page; palette, toast and tray above all.

    Pages are made when they are first asked for. The page to sign in covers everything.
    """

    def __init__(self, office: Office, specs: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setObjectName("office")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.office = office
        self._specs = {spec.key: spec for spec in specs}
        self._made: dict[str, OfficePage] = {}
        self._page = ""
        self._last: dict[str, str] = {}  # of each area the page that was shown last
        self._news: dict[type, object] = {}
        look = (office.style, office.pictures)
        self.rail, self.top = Rail(*look), Top(*look)
        self.pages = QStackedWidget()
        self.area, self._area_box = Tabs(office.style), QWidget()
        self.sign_in = SignInPage(office)
        self.wall = Wall(*look)
        self.palette_box = Palette(office.style, self)
        self.toast = Toast(office.style, self)
        self.tray = TaskTray(office.style, office.words, self)
        self._banner, self._banner_box = QFrame(), QWidget()
        self._banner_text = labelled("", "bannerText", wrap=True)
        self._place()

    @property
    def board(self) -> AlertBoard | None:
        found = self._news.get(AlertBoard)
        return found if isinstance(found, AlertBoard) else None

    def made(self) -> tuple[OfficePage, ...]:
        """The pages that were shown already."""
        return tuple(self._made.values())

    def page_of(self, key: str) -> OfficePage:
        """The page, made now if nobody saw it yet. Raises KeyError for one that is not there."""
        page = self._made.get(key)
        if page is None:
            page = self._made[key] = self._specs[key].make(self.office)
            self.pages.addWidget(page)
            page.dress()
            for news in self._news.values():
                page.receive(news)
        return page

    def allowed(self) -> tuple[PageSpec, ...]:
        """The pages of who works here, as the rail has them."""
        return tuple(one for one in self._specs.values() if self.office.may(*one.needs))

    def page_in(self, place: str) -> str:
        """The page of an area that was shown last, else the first one of who works here."""
        pages = [one.key for one in self.allowed() if one.place == place]
        last = self._last.get(place, "")
        return last if last in pages else pages[0] if pages else ""

    @property
    def alerts(self) -> AlertsPage:
        page = self.page_of("alerts")
        assert isinstance(page, AlertsPage)
        return page

    @property
    def overview(self) -> OverviewPage:
        page = self.page_of("overview")
        assert isinstance(page, OverviewPage)
        return page

    def forget_pages(self) -> None:
        """Somebody else works here now: what the one before had open is nobody's business."""
        for page in self._made.values():
            page.gone()
            self.pages.removeWidget(page)
            page.deleteLater()
        self._made.clear()

    def banner(self) -> str:
        """What the banner says; empty while there is none."""
        return self._banner_text.text()

    def show_banner(self, text: str) -> None:
        self._banner_text.setText(text)
        self._banner_box.setVisible(bool(text))

    def cover(self, *, covered: bool) -> None:
        """Whether the page to sign in lies over everything."""
        self._stack.setCurrentIndex(1 if covered else 0)

    @property
    def is_covered(self) -> bool:
        return self._stack.currentIndex() == 1

    def page(self) -> str:
        return self._page

    def escape(self) -> None:
        for layer in (self.wall, self.tray, self.palette_box):
            if layer.isVisible():
                layer.hide()
                return
        if self._page in self._made:
            self._made[self._page].leave()

    def open_tray(self, key: str) -> None:
        """The list of long work, under its pill."""
        pill = self.top.pill(key) if key == "task" else None
        if pill is not None:
            self.tray.open_under(pill.mapTo(self, QPoint(0, pill.height() + 8)))

    def bind(self, name: str, work: Callable[[], None]) -> None:
        """While the office is covered, no key reaches what lies beneath."""
        made = QShortcut(QKeySequence(name), self)
        made.activated.connect(lambda: None if self.is_covered else work())

    def dress_parts(self) -> None:
        """Sizes and words of the look of now, everywhere."""
        unit = self.office.style.unit
        self.rail.dress()
        self.top.dress()
        self.sign_in.dress()
        for page in self._made.values():
            page.dress()
        self._within.setContentsMargins(*(round(one * unit) for one in (16, 8, 16, 8)))
        self.area.dress()
        margins = self._area_box.layout()
        assert margins is not None
        margins.setContentsMargins(*(round(one * unit) for one in (20, 8, 20, 0)))
        self._around.setContentsMargins(*(round(one * unit) for one in (24, 12, 24, 0)))
        for widget in self.findChildren(QWidget):
            widget.update()
        self.wall.update()

    def _place(self) -> None:
        self._banner.setObjectName("banner")
        self._within = QHBoxLayout(self._banner)
        self._within.addWidget(self._banner_text)
        self._around = QVBoxLayout(self._banner_box)
        self._around.addWidget(self._banner)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self._banner_box)
        around = QHBoxLayout(self._area_box)
        around.addWidget(self.area)
        right.addWidget(self._area_box)
        right.addWidget(self.pages, 1)
        inside = QWidget()
        box = QHBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.rail)
        box.addLayout(right, 1)
        self._stack = QStackedLayout(self)
        # The window may be any size: what does not fit is cut by pages that know how.
        self._stack.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._stack.addWidget(inside)
        self._stack.addWidget(self.sign_in)
