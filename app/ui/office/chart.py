"""Charts: few, labelled, in the house's colours, with their numbers as a table behind each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.parts import button, labelled, quiet
from app.ui.pictures import Pictures
from app.ui.station.forms import scrolling
from app.ui.style import Style, mix
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas
from app.ui.widgets.painted import Painted

_TONES: Final = ("brand", "ok_text", "warn_text", "stop_text", "muted")
"""Lines one after the other; each is dashed in its own way too, so that colour is not all."""
_DASHES: Final = (None, (6, 4), (2, 3), (10, 4, 2, 4), (1, 2))
_ROW: Final = 30


@dataclass(frozen=True, slots=True)
class Point:
    """One value under one label; ``said`` is the value as it is read: "12", "NT$ 1,240".

    A value that is not known (``math.nan``) is a gap in its line.
    """

    label: str
    value: float
    said: str

    @property
    def unknown(self) -> bool:
        return math.isnan(self.value)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of points with a name; every line of a chart has the same labels."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class ChartModel:
    """``kind``: bars (the first line alone) | lines. ``line`` is one quiet sentence below."""

    title: str
    lines: tuple[Line, ...]
    kind: str = "bars"
    line: str = ""


class Chart(Painted[ChartModel]):
    """Draws a model; bars begin at nought always, and lines do where nought is near."""

    def spoken(self, model: ChartModel) -> str:
        parts = [
            f"{line.name} {', '.join(f'{one.label} {one.said}' for one in line.points)}".strip()
            for line in model.lines
        ]
        return f"{model.title}: {'; '.join(parts)}"

    def paint(self, canvas: Canvas, model: ChartModel) -> None:
        points = [one for line in model.lines for one in line.points if not one.unknown]
        if not points:
            return
        box = QRectF(self.rect()).adjusted(self.u(20), self.u(8), -self.u(20), -self.u(6))
        named = len(model.lines) > 1
        plot = box.adjusted(0, self.u(22), 0, -self.u(54 if named else 26))
        low, high = _range([one.value for one in points], bars=model.kind == "bars")
        self._frame(canvas, plot, model.lines[0].points)
        if model.kind == "bars":
            self._bars(canvas, plot, model.lines[0].points, low, high)
        else:
            for place, line in enumerate(model.lines):
                self._line(canvas, plot, line, (low, high), place)
            self._ends(canvas, plot, points, low, high)
        if named:
            legend = QRectF(box.left(), box.bottom() - self.u(26), box.width(), self.u(26))
            self._legend(canvas, legend, model.lines)

    def _frame(self, canvas: Canvas, plot: QRectF, points: Sequence[Point]) -> None:
        """The line at the bottom and as many labels as there is room for; the last is one."""
        c = canvas.colours
        canvas.painter.fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), 1), c["line"])
        step = plot.width() / len(points)
        wide = max(canvas.width(one.label, self.u(14)) for one in points) + self.u(10)
        every = max(int(-(-wide // max(step, 1))), 1)
        for place, one in enumerate(points):
            if (len(points) - 1 - place) % every == 0:
                middle = plot.left() + (place + 0.5) * step
                room = QRectF(middle - wide, plot.bottom() + self.u(3), 2 * wide, self.u(22))
                canvas.text(room, one.label, self.u(14), c["muted"], align=CENTER)

    def _bars(
        self, canvas: Canvas, plot: QRectF, points: Sequence[Point], low: float, high: float
    ) -> None:
        c = canvas.colours
        step = plot.width() / len(points)
        wide = min(step * 0.62, self.u(44))
        most = max(points, key=lambda one: one.value)
        pale = mix(c["raised"], c["brand"], 0.38)
        zero = self._y(plot, 0, low, high)
        for place, one in enumerate(points):
            top = self._y(plot, one.value, low, high)
            left = plot.left() + place * step + (step - wide) / 2
            body = QRectF(left, min(top, zero), wide, abs(zero - top))
            if one.value:
                canvas.card(body, c["brand"] if one == most else pale, radius=self.u(4))
            fits = canvas.width(one.said, self.u(14)) <= step - self.u(4)
            if one.value and (fits or one == most):
                room = QRectF(left - step, body.top() - self.u(22), wide + 2 * step, self.u(20))
                canvas.text(room, one.said, self.u(14), c["ink"], bold=one == most, align=CENTER)

    def _line(
        self, canvas: Canvas, plot: QRectF, line: Line, span: tuple[float, float], place: int
    ) -> None:
        painter = canvas.painter
        step = plot.width() / max(len(line.points), 1)
        path, drawn = QPainterPath(), False
        for n, one in enumerate(line.points):
            if one.unknown:
                drawn = False
                continue
            at = QPointF(plot.left() + (n + 0.5) * step, self._y(plot, one.value, *span))
            if drawn:
                path.lineTo(at)
            else:
                path.moveTo(at)
            drawn = True
        if path.elementCount() == 0:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._pen(canvas, place))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(canvas, place))
        painter.drawEllipse(path.currentPosition(), self.u(4), self.u(4))

    def _ends(
        self, canvas: Canvas, plot: QRectF, points: Sequence[Point], low: float, high: float
    ) -> None:
        """The highest and the lowest value are said; the eye reads the rest between them."""
        for one in {max(points, key=lambda p: p.value), min(points, key=lambda p: p.value)}:
            y = self._y(plot, one.value, low, high)
            room = QRectF(plot.left(), y - self.u(20), plot.width(), self.u(18))
            canvas.text(room, one.said, self.u(14), canvas.colours["muted"])

    def _legend(self, canvas: Canvas, box: QRectF, lines: Sequence[Line]) -> None:
        x, y = box.left(), box.center().y()
        for place, line in enumerate(lines):
            canvas.painter.setPen(self._pen(canvas, place))
            canvas.painter.drawLine(QPointF(x, y), QPointF(x + self.u(24), y))
            room = QRectF(x + self.u(32), box.top(), box.right() - x, box.height())
            x += self.u(54) + canvas.text(room, line.name, self.u(14), canvas.colours["muted"])

    def _pen(self, canvas: Canvas, place: int) -> QPen:
        pen = QPen(self._colour(canvas, place), self.u(2.2))
        dashes = _DASHES[place % len(_DASHES)]
        if dashes:
            pen.setDashPattern(list(dashes))
        return pen

    @staticmethod
    def _colour(canvas: Canvas, place: int) -> QColor:
        return canvas.colours[_TONES[place % len(_TONES)]]

    @staticmethod
    def _y(plot: QRectF, value: float, low: float, high: float) -> float:
        return plot.bottom() - plot.height() * (value - low) / (high - low)


class Numbers(Painted[ChartModel]):
    """The same chart as rows: a label, then a column a line."""

    def spoken(self, model: ChartModel) -> str:
        return model.title

    def show_model(self, model: ChartModel, *, tinted: bool = False) -> bool:
        rows = max((len(line.points) for line in model.lines), default=0)
        self.setMinimumHeight(round(self.u(_ROW) * (rows + 1)))
        return super().show_model(model, tinted=tinted)

    def paint(self, canvas: Canvas, model: ChartModel) -> None:
        c, high = canvas.colours, self.u(_ROW)
        left, width = self.u(20), self.width() - self.u(40)
        column = width * 0.7 / max(len(model.lines), 1)
        begin = left + width * 0.3
        for n, line in enumerate(model.lines):
            room = QRectF(begin + n * column, 0, column, high)
            canvas.text(room, line.name, self.u(14), c["muted"], align=RIGHT, elide=True)
            for row, one in enumerate(line.points, start=1):
                cell = QRectF(begin + n * column, row * high, column, high)
                canvas.text(cell, one.said, self.u(15), c["ink"], align=RIGHT)
                if n == 0:
                    label = QRectF(left, row * high, width * 0.3, high)
                    canvas.text(label, one.label, self.u(15), c["muted"], elide=True)
                    canvas.painter.fillRect(QRectF(left, row * high, width, 1), c["line"])


class ChartPanel(QFrame):
    """A chart in its card, with its title and the way to its numbers. ``turned``: it was."""

    turned = Signal()

    def __init__(self, style: Style, pictures: Pictures, words: Words) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._look, self._words = style, words
        self._title, self._line = labelled("", "sectionTitle"), quiet("")
        self._link = button("", self.turn, kind="link")
        self.chart, self.numbers = Chart(style, pictures), Numbers(style, pictures)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self._head.addWidget(self._link)
        inside = QWidget()
        self._stack = QStackedLayout(inside)
        self._stack.addWidget(self.chart)
        self._stack.addWidget(scrolling(self.numbers))
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._head)
        self._box.addWidget(self._line)
        self._box.addWidget(inside, 1)
        self.dress()

    def show_model(self, model: ChartModel) -> None:
        self._title.setText(model.title)
        self._line.setText(model.line)
        self._line.setVisible(bool(model.line))
        self.chart.show_model(model)
        self.numbers.show_model(model)

    @property
    def as_table(self) -> bool:
        return self._stack.currentIndex() == 1

    def turn(self) -> None:
        self._stack.setCurrentIndex(0 if self.as_table else 1)
        self.dress()
        self.turned.emit()

    def dress(self) -> None:
        unit, say = self._look.unit, self._words.say
        self._link.setText(say(_("As a chart")) if self.as_table else say(_("As a table")))
        for part in (self._head, self._line):
            part.setContentsMargins(round(20 * unit), 0, round(20 * unit), 0)
        self._box.setContentsMargins(1, round(14 * unit), 1, round(6 * unit))
        self._box.setSpacing(round(2 * unit))


def _range(values: Sequence[float], *, bars: bool) -> tuple[float, float]:
    """From where to where the axis goes. Far from nought, lines are seen better without it."""
    low, high = min(values), max(values)
    near = low >= 0 and (high == 0 or low / high < 0.6)
    if bars or near:
        low, high = min(low, 0), max(high, 0)
    return (low, high) if high > low else (low - 1 if low else 0, high + 1)
