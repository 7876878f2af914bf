"""Alerts over time: labelled bars, the highest ones stronger, the running one drawn open."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.ui.office.parts import button, labelled, quiet
from app.ui.pictures import Pictures
from app.ui.style import Style, mix
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas
from app.ui.widgets.painted import Painted


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    running: bool = False


@dataclass(frozen=True, slots=True)
class ChartModel:
    title: str
    line: str
    link: str
    bars: tuple[Bar, ...]
    limit: int = 0
    limit_word: str = ""
    running_word: str = ""


class Bars(Painted[ChartModel]):
    """The chart; ``as_table`` shows the same numbers as rows."""

    as_table = False

    def spoken(self, model: ChartModel) -> str:
        return f"{model.title}: " + ", ".join(f"{bar.label} {bar.count}" for bar in model.bars)

    def paint(self, canvas: Canvas, model: ChartModel) -> None:
        box = QRectF(self.rect()).adjusted(self.u(20), self.u(6), -self.u(20), -self.u(10))
        if self.as_table:
            self._table(canvas, box, model)
            return
        words = bool(model.limit_word or model.running_word)
        legend = QRectF(box.left(), box.bottom() - self.u(26), box.width(), self.u(26))
        plot = QRectF(box)
        plot.setBottom(box.bottom() - self.u(34 if words else 0) - self.u(26))
        self._plot(canvas, plot, model)
        if words:
            self._legend(canvas, legend, model)

    def _plot(self, canvas: Canvas, plot: QRectF, model: ChartModel) -> None:
        c, painter = canvas.colours, canvas.painter
        most = max([bar.count for bar in model.bars] + [model.limit, 1])
        step = plot.width() / max(len(model.bars), 1)
        wide = min(step * 0.62, self.u(34))
        high = plot.height() - self.u(26)
        pale = mix(c["raised"], c["brand"], 0.38)
        for place, bar in enumerate(model.bars):
            tall = high * bar.count / most
            left = plot.left() + place * step + (step - wide) / 2
            body = QRectF(left, plot.bottom() - tall, wide, tall)
            strong = bar.count and (bar.count > model.limit if model.limit else bar.count == most)
            if bar.running:
                canvas.card(
                    body, c["brand_ground"], edge=c["brand"], radius=self.u(4), dashed=True,
                    width=self.u(1.6),
                )  # fmt: skip
            elif bar.count:
                canvas.card(body, c["brand"] if strong else pale, radius=self.u(4))
            number = QRectF(left - step, body.top() - self.u(26), wide + 2 * step, self.u(24))
            if bar.count:
                canvas.text(number, str(bar.count), self.u(15), c["ink"],
                            bold=bool(strong) or bar.running, align=CENTER)  # fmt: skip
            label = QRectF(left - step, plot.bottom() + self.u(4), wide + 2 * step, self.u(22))
            every = 1 if step > self.u(26) else 2
            if place % every == (len(model.bars) - 1) % every:
                ink = c["ink"] if bar.running else c["muted"]
                canvas.text(label, bar.label, self.u(14), ink, bold=bar.running, align=CENTER)
        painter.fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), 1), c["line"])
        if model.limit:
            y = plot.bottom() - high * model.limit / most
            painter.setPen(QPen(c["muted"], self.u(1.4), Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))

    def _legend(self, canvas: Canvas, box: QRectF, model: ChartModel) -> None:
        c, painter = canvas.colours, canvas.painter
        x, y = box.left(), box.center().y()
        if model.limit:
            painter.setPen(QPen(c["muted"], self.u(1.4), Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, y), QPointF(x + self.u(22), y))
            x += self.u(30)
            room = QRectF(x, box.top(), box.width() / 2, box.height())
            x += canvas.text(room, model.limit_word, self.u(14), c["muted"]) + self.u(28)
        if any(bar.running for bar in model.bars):
            mark = QRectF(x, y - self.u(7), self.u(14), self.u(14))
            canvas.card(mark, c["brand_ground"], edge=c["brand"], radius=self.u(3), dashed=True)
            room = QRectF(x + self.u(22), box.top(), box.right() - x - self.u(22), box.height())
            canvas.text(room, model.running_word, self.u(14), c["muted"], elide=True)

    def _table(self, canvas: Canvas, box: QRectF, model: ChartModel) -> None:
        c = canvas.colours
        high = min(box.height() / max(len(model.bars), 1), self.u(30))
        for place, bar in enumerate(model.bars):
            row = QRectF(box.left(), box.top() + place * high, box.width(), high)
            canvas.text(row, bar.label, min(self.u(15), high * 0.7), c["muted"])
            canvas.text(row, str(bar.count), min(self.u(15), high * 0.7), c["ink"], align=RIGHT)
            canvas.painter.fillRect(QRectF(row.left(), row.bottom(), row.width(), 1), c["line"])


class HoursPanel(QFrame):
    """The chart with its title, and the way to its numbers."""

    turned = Signal()

    def __init__(self, style: Style, pictures: Pictures) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._look = style
        self._title, self._line = labelled("", "sectionTitle"), quiet("")
        self._link = button("", self._turn, kind="link")
        self.bars = Bars(style, pictures)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._link)
        inside = QWidget()
        QStackedLayout(inside).addWidget(self.bars)
        self._head = head
        self._box = QVBoxLayout(self)
        self._box.addLayout(head)
        self._box.addWidget(self._line)
        self._box.addWidget(inside, 1)

    def show_chart(self, model: ChartModel) -> None:
        self._title.setText(model.title)
        self._line.setText(model.line)
        self._line.setVisible(bool(model.line))
        self._link.setText(model.link)
        self.bars.show_model(model)

    def dress(self) -> None:
        unit = self._look.unit
        self._head.setContentsMargins(round(20 * unit), 0, round(20 * unit), 0)
        self._line.setContentsMargins(round(20 * unit), 0, round(20 * unit), 0)
        self._box.setContentsMargins(1, round(14 * unit), 1, round(6 * unit))
        self._box.setSpacing(round(2 * unit))

    def _turn(self) -> None:
        self.bars.as_table = not self.bars.as_table
        self.bars.update()
        self.turned.emit()
