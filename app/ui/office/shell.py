"""The parts of the office's window and where they stand; what they do is in ``window``."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.office.alerts_page import AlertsPage
from app.ui.office.context import Office
from app.ui.office.overview_page import OverviewPage
from app.ui.office.palette import Palette
from app.ui.office.parts import labelled
from app.ui.office.rail import Rail
from app.ui.office.toast import Toast
from app.ui.office.top import Top
from app.ui.office.tray import TaskTray
from app.ui.office.wall import Wall


class OfficeShell(QWidget):
    """Rail at the left, bar and banner on top, one page; palette, toast and tray above all."""

    def __init__(self, office: Office, expected_hour: int) -> None:
        super().__init__()
        self.setObjectName("office")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.office = office
        look = (office.style, office.pictures)
        self.rail, self.top = Rail(*look), Top(*look)
        self.alerts = AlertsPage(office)
        self.overview = OverviewPage(office, expected_hour)
        self.pages = QStackedWidget()
        self.wall = Wall(*look)
        self.palette_box = Palette(office.style, self)
        self.toast = Toast(office.style, self)
        self.tray = TaskTray(office.style, office.words, self)
        self._banner, self._banner_box = QFrame(), QWidget()
        self._banner_text = labelled("", "bannerText", wrap=True)
        self._place()

    def banner(self) -> str:
        """What the banner says; empty while there is none."""
        return self._banner_text.text()

    def show_banner(self, text: str) -> None:
        self._banner_text.setText(text)
        self._banner_box.setVisible(bool(text))

    def dress_parts(self) -> None:
        """Sizes and words of the look of now, everywhere."""
        unit = self.office.style.unit
        for part in (self.rail, self.top, self.alerts, self.overview):
            part.dress()
        self._within.setContentsMargins(*(round(one * unit) for one in (16, 8, 16, 8)))
        self._around.setContentsMargins(*(round(one * unit) for one in (24, 12, 24, 0)))
        for widget in self.findChildren(QWidget):
            widget.update()
        self.wall.update()

    def _place(self) -> None:
        self.pages.addWidget(self.overview)
        self.pages.addWidget(self.alerts)
        self._banner.setObjectName("banner")
        self._within = QHBoxLayout(self._banner)
        self._within.addWidget(self._banner_text)
        self._around = QVBoxLayout(self._banner_box)
        self._around.addWidget(self._banner)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self._banner_box)
        right.addWidget(self.pages, 1)
        box = QHBoxLayout(self)
        # The window may be any size: what does not fit is cut by pages that know how.
        box.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.rail)
        box.addLayout(right, 1)
