"""The overview: every bench now, orders by state, and what must leave first."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.center.overview import WarehouseNow
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.bench_cards import BenchGrid
from app.ui.office.context import Office
from app.ui.office.empty import EmptyModel, EmptyState
from app.ui.office.hours_chart import HoursPanel
from app.ui.office.orders_panel import OldOrders, OrdersPanel, StateBars
from app.ui.office.page import OfficePage
from app.ui.office.page_head import PageHead
from app.ui.office.present_overview import bench, chart, old, states, tiles
from app.ui.office.tiles import HEIGHT as TILES_HEIGHT
from app.ui.office.tiles import Tiles
from app.ui.station.forms import scrolling


class OverviewPage(OfficePage):
    """A bench that is pressed shows its alerts."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._office, self._expected = office, office.expected_hour
        self._now: WarehouseNow | None = None
        look = (office.style, office.pictures)
        self.head = PageHead(office, actions=False)
        self.tiles = Tiles(*look)
        self.benches = BenchGrid(*look)
        self.benches.pressed.connect(lambda bench: office.search_for(bench, "alerts"))
        self.hours = HoursPanel(*look)
        self.hours.turned.connect(self.render_now)
        self.states, self.oldest = StateBars(*look), OldOrders(*look)
        self._empty = EmptyState(*look)
        self._states = OrdersPanel(*look, self.states)
        self._oldest = OrdersPanel(*look, self.oldest)
        self._place()

    def receive(self, news: object) -> None:
        if isinstance(news, WarehouseNow):
            self.show_now(news)

    def show_now(self, now: WarehouseNow) -> None:
        self._now = now
        self.render_now()

    def render_now(self) -> None:
        """Everything that depends on the clock or the language."""
        now, words, at = self._now, self._office.words, self._office.now()
        if now is None:
            return
        say = words.say
        self.head.show_words(say(_("Overview")), say(_("As of {time}"), time=figures.clock(now.at)))
        self.tiles.show_model(tiles(words, now, self._expected, at))
        order = {"stopped": 0, "away": 1}
        shown = sorted(now.benches, key=lambda one: (order.get(one.state, 2), one.name))
        self.benches.show_benches(tuple(bench(words, one, self._expected, at) for one in shown))
        self._area.setVisible(bool(now.benches))
        self._empty.setVisible(not now.benches)
        line = say(_("Start a bench and give it this center's address; it appears by itself."))
        self._empty.show_model(EmptyModel("device", say(_("No bench yet")), line))
        self.hours.show_chart(chart(words, now, as_table=self.hours.bars.as_table))
        self.states.show_model(states(words, now))
        self.oldest.show_model(tuple(old(words, one, at) for one in now.oldest))
        line = say(_("Import orders, or connect a shop."))
        self._states.show_words(
            say(_("Orders by state")),
            EmptyModel("list", say(_("No orders yet")), line),
            filled=bool(now.orders),
        )
        self._oldest.show_words(
            say(_("Must leave first")),
            EmptyModel("check-circle", say(_("Nothing waits")), "", "ok"),
            filled=bool(now.oldest),
        )

    def dress(self) -> None:
        unit = self._office.style.unit
        self.head.dress()
        self.tiles.setFixedHeight(round(TILES_HEIGHT * unit))
        for panel in (self._states, self._oldest):
            panel.dress()
        self.hours.dress()
        self.hours.setFixedHeight(round(236 * unit))
        self._side.setFixedWidth(self._office.style.side)
        self._box.setContentsMargins(*(round(one * unit) for one in (24, 18, 24, 20)))
        for layout in (self._box, self._columns, self._left, self._right):
            layout.setSpacing(round(16 * unit))
        self.benches.arrange()
        self.render_now()

    def _place(self) -> None:
        self._area = scrolling(self.benches)
        left = QWidget()
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.addWidget(self._area, 1)
        self._left.addWidget(self._empty, 1)
        self._left.addWidget(self.hours)
        self._side = QWidget()
        self._right = QVBoxLayout(self._side)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(self._states, 5)
        self._right.addWidget(self._oldest, 7)
        self._columns = QHBoxLayout()
        self._columns.addWidget(left, 1)
        self._columns.addWidget(self._side)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.head)
        self._box.addWidget(self.tiles)
        self._box.addLayout(self._columns, 1)
