"""Where everything of the alerts page stands; what it does is said in ``alerts_page``."""

from dataclasses import replace

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.center.alert_board import Alert, AlertFilter, AlertPage
from app.domain.paging import Page, PageQuery
from app.ui.office import periods
from app.ui.office.alert_cells import AlertCells
from app.ui.office.context import LeadDesk, Office
from app.ui.office.data_table import DataTable
from app.ui.office.drawer import Drawer
from app.ui.office.hours_chart import HoursPanel
from app.ui.office.page import OfficePage
from app.ui.office.page_head import PageHead
from app.ui.office.table_bar import TableBar
from app.ui.office.tickets import TicketPanel
from app.ui.office.tiles import Tiles


class AlertSource:
    """Pages of alerts for the table; ``wanted`` turns its question into the desk's."""

    def __init__(self, desk: LeadDesk, wanted: AlertFilter) -> None:
        self._desk = desk
        self.wanted = wanted

    def page(self, query: PageQuery) -> Page[Alert]:
        found: AlertPage = self._desk.page(
            replace(self.wanted, group=query.group, kinds=query.kinds, text=query.text),
            sort=query.sort or "at",
            descending=query.descending,
            offset=query.offset,
            limit=query.limit,
        )
        return Page(found.rows, found.total, query.offset)


class AlertsLayout(OfficePage):
    """Title, figures, the table in its card, and the side with re-picks or one alert."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._office = office
        look = (office.style, office.pictures)
        self.source = AlertSource(office.desk, AlertFilter())
        self.cells = AlertCells(office.words, office.now, lambda: office.style.narrow)
        self.head = PageHead(office, dict(periods.PERIODS))
        self.tiles = Tiles(*look)
        self.bar = TableBar(*look, office.words)
        self.table = DataTable(
            *look, office.words, office.work, self.source, lambda one: str(one.id)
        )
        self.table.query = PageQuery(sort="at")
        self.table.set_columns(self.cells.columns())
        self.tickets, self.hours = TicketPanel(*look), HoursPanel(*look)
        self.drawer = Drawer(*look, office.words)
        self.side = QStackedWidget()
        self._card = QFrame()
        self._card.setObjectName("panel")
        card = QVBoxLayout(self._card)
        card.setContentsMargins(1, 1, 1, 1)
        card.setSpacing(0)
        card.addWidget(self.bar)
        card.addWidget(self.table, 1)
        beside = QWidget()
        self._right = QVBoxLayout(beside)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(self.tickets, 3)
        self._right.addWidget(self.hours, 2)
        self.side.addWidget(beside)
        self.side.addWidget(self.drawer)
        self._columns = QHBoxLayout()
        self._columns.addWidget(self._card, 1)
        self._columns.addWidget(self.side)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.head)
        self._box.addWidget(self.tiles)
        self._box.addLayout(self._columns, 1)
