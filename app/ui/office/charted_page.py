"""A list with a chart over it."""

from typing import Generic

from app.ui.office.chart import ChartModel, ChartPanel
from app.ui.office.context import Office
from app.ui.office.list_layout import ListSpec, Row
from app.ui.office.list_page import ListPage


class ChartedPage(ListPage[Row], Generic[Row]):
    """Override ``draw`` for what the chart shows; call ``redraw`` when its numbers came."""

    high = 230
    """Of the chart, in units of the style."""

    def __init__(self, office: Office, spec: ListSpec[Row]) -> None:
        super().__init__(office, spec)
        self.chart = ChartPanel(office.style, office.pictures, office.words)
        self._box.insertWidget(1, self.chart)

    def draw(self) -> ChartModel | None:
        """None: there is nothing to show yet."""
        return None

    def redraw(self) -> None:
        model = self.draw()
        if model is not None:
            self.chart.show_model(model)

    def dress(self) -> None:
        super().dress()
        self.chart.setFixedHeight(round(self.high * self.office.style.unit))
        self.chart.dress()
        self.redraw()
