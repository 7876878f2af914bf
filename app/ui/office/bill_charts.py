"""What couriers' bills say over the last months: tiles, charts with their tables, and an export."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.center import bill_figures
from app.center.bill_figures import MONTHS, Figures
from app.i18n import mark as _
from app.ui.office.asking import Asking
from app.ui.office.chart import ChartPanel
from app.ui.office.context import Office
from app.ui.office.page_head import PageHead
from app.ui.office.parts import button
from app.ui.office.present_bill_figures import present
from app.ui.office.tiles import HEIGHT as TILES_HEIGHT
from app.ui.office.tiles import Tiles
from app.ui.station.forms import scrolling

PANELS: Final = 6
_HIGH: Final = 280
_YEAR: Final = 12


class BillCharts(QWidget):
    """``closed``: back to the list."""

    closed = Signal()

    def __init__(self, office: Office, asking: Asking) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._office, self._asking = office, asking
        self._found: Figures | None = None
        look = (office.style, office.pictures)
        self._head = PageHead(office, actions=False)
        self.courier = QComboBox()
        self.courier.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.courier.activated.connect(lambda _at: self.ask())
        self.back = button("", self.closed.emit)
        self.export = button("", self.write)
        self.tiles = Tiles(*look)
        self.panels = tuple(ChartPanel(*look, office.words) for _panel in range(PANELS))
        self._place()

    def begin(self) -> None:
        self.courier.setFocus()
        self.ask()

    def ask(self) -> None:
        """The figures of the chosen courier, or of all."""
        question = partial(bill_figures.read, since=self._since(), courier=self._chosen())
        self._asking.read("figures", question, self._arrived)

    def write(self) -> None:
        """The same numbers as a workbook."""
        work = partial(
            bill_figures.write, since=self._since(), courier=self._chosen(),
            folder=self._office.exports, words=self._office.words,
        )  # fmt: skip
        self._asking.run(work, self._written)

    def dress(self) -> None:
        say, unit = self._office.words.say, self._office.style.unit
        self._head.show_words(
            say(_("Figures of couriers' bills")),
            say(_("By the month in which parcels left; the last twelve")),
        )
        self._head.dress()
        self.back.setText(say(_("Back to the bills")))
        self.export.setText(say(_("Export")))
        self.tiles.setFixedHeight(round(TILES_HEIGHT * unit))
        self.courier.setMinimumWidth(round(180 * unit))
        for panel in self.panels:
            panel.dress()
            panel.setFixedHeight(round(_HIGH * unit))
        self._box.setContentsMargins(0, 0, 0, 0)
        for layout in (self._box, self._grid):
            layout.setSpacing(round(16 * unit))
        if self.courier.count():
            self.courier.setItemText(0, say(_("All couriers")))
        self._show()

    def _since(self) -> str:
        now = self._office.now().astimezone()
        months = now.year * _YEAR + now.month - 1 - (MONTHS - 1)
        return f"{months // _YEAR}-{months % _YEAR + 1:02d}"

    def _chosen(self) -> str:
        return str(self.courier.currentData() or "")

    def _arrived(self, found: Figures) -> None:
        self._found = found
        if not self._chosen():  # all of them were asked for: so all are known
            self.courier.clear()
            self.courier.addItem(self._office.words.say(_("All couriers")), "")
            for one in found.couriers:
                self.courier.addItem(one, one)
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        model = present(self._found, self._office.words)
        self.tiles.show_model(model.tiles)
        for panel, chart in zip(self.panels, model.charts, strict=True):
            panel.show_model(chart)

    def _written(self, path: Path) -> None:
        self._office.done(self._office.words.say(_("Written to {file}"), file=str(path)))

    def _place(self) -> None:
        self._head.add(self.courier, self.back, self.export)
        inside = QWidget()
        inside.setObjectName("plain")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for place, panel in enumerate(self.panels):
            self._grid.addWidget(panel, place // 2, place % 2)
        for column in range(2):
            self._grid.setColumnStretch(column, 1)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._head)
        self._box.addWidget(self.tiles)
        self._box.addWidget(scrolling(inside), 1)
