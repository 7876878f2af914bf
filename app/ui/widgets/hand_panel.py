"""The manifest at the hand-over: how many, what is missing, and when the courier comes."""

from typing import Final

from PySide6.QtCore import QRectF

from app.ui.models import HandModel
from app.ui.widgets.canvas import RIGHT, Canvas, Run
from app.ui.widgets.painted import Painted

_PAD: Final = 32
_ROW: Final = 46
_HEAD: Final = 330
_ASIDE_ROW: Final = 40
_MOST_ASIDE: Final = 4
_INKS: Final = {"idle": "ink", "warn": "warn_mark", "stop": "stop_mark"}


class HandPanel(Painted[HandModel]):
    def spoken(self, model: HandModel) -> str:
        count = f"{model.count} {model.of} {model.count_word}"
        rows = [" ".join(row) for row in model.missing]
        clock = f"{model.clock_word} {model.clock} {model.left}"
        behind = [" ".join(row[:4]) for row in model.aside]
        parts = (model.title, model.number, count, model.missing_word, *rows, model.more)
        parts = (*parts, model.aside_word, *behind)
        return ". ".join(part for part in (*parts, model.nothing, clock.strip()) if part)

    def paint(self, canvas: Canvas, model: HandModel) -> None:
        c = canvas.colours
        whole = QRectF(self.rect())
        canvas.card(whole, c["raised"], edge=c["line"], radius=self.u(14))
        pad = self.u(_PAD)
        inner = whole.adjusted(pad, 0, -pad, -self.u(20))
        self._head(canvas, model, inner)
        self._count(canvas, model, inner)
        line = QRectF(inner.left(), self.u(_HEAD - 66), inner.width(), 1)
        canvas.painter.fillRect(line, c["line"])
        inner.setBottom(inner.bottom() - self._aside(canvas, model, inner))
        self._missing(canvas, model, inner)

    def _aside(self, canvas: Canvas, model: HandModel, inner: QRectF) -> float:
        """The other open lists at the bottom, small; how much room they take."""
        if not model.aside:
            return 0.0
        c, row, shown = canvas.colours, self.u(_ASIDE_ROW), model.aside[:_MOST_ASIDE]
        tall = (1 + len(shown)) * row + self.u(10)
        top = inner.bottom() - tall
        canvas.painter.fillRect(QRectF(inner.left(), top, inner.width(), 1), c["line"])
        top += self.u(10)
        box = QRectF(inner.left(), top, inner.width(), row)
        canvas.text(box, model.aside_word, self.u(19), c["muted"])
        for place, (title, number, count, when, tone) in enumerate(shown, 1):
            y, left, wide = top + place * row, inner.left(), inner.width()
            box = QRectF(left, y, wide * 0.36 - self.u(14), row)
            canvas.text(box, title, self.u(21), c["ink"], bold=True, elide=True)
            box = QRectF(left + wide * 0.36, y, wide * 0.28 - self.u(14), row)
            canvas.text(box, number, self.u(19), c["muted"], elide=True)
            box = QRectF(left + wide * 0.64, y, wide * 0.14, row)
            canvas.text(box, count, self.u(21), c["ink"], bold=True)
            box = QRectF(left + wide * 0.78, y, wide * 0.22, row)
            canvas.text(box, when, self.u(19), c[_INKS[tone]], align=RIGHT, elide=True)
        return tall

    def _head(self, canvas: Canvas, model: HandModel, inner: QRectF) -> None:
        c = canvas.colours
        right = inner.right()
        if model.clock:
            right -= self._clock(canvas, model, inner) + self.u(30)
        icon = self.u(44)
        canvas.icon(inner.left(), self.u(30), icon, "truck", c["ink"])
        left = inner.left() + icon + self.u(18)
        box = QRectF(left, self.u(22), right - left, self.u(60))
        canvas.text(box, model.title, self.u(46), c["ink"], bold=True, elide=True)
        facts = "  •  ".join(part for part in (model.number, *model.facts) if part)
        box = QRectF(inner.left(), self.u(86), right - inner.left(), self.u(34))
        canvas.text(box, facts, self.u(21), c["muted"], elide=True)

    def _clock(self, canvas: Canvas, model: HandModel, inner: QRectF) -> float:
        """The next collection in the upper right corner; how wide it is."""
        c = canvas.colours
        ink = c[_INKS[model.tone]]
        wide = max(
            canvas.width(model.clock, self.u(50), bold=True),
            canvas.width(model.clock_word, self.u(19)),
            canvas.width(model.left, self.u(22), bold=True),
        )
        left = inner.right() - wide
        box = QRectF(left, self.u(18), wide, self.u(28))
        canvas.text(box, model.clock_word, self.u(19), c["muted"], align=RIGHT)
        box = QRectF(left, self.u(44), wide, self.u(56))
        canvas.text(box, model.clock, self.u(50), ink, bold=True, align=RIGHT)
        box = QRectF(left, self.u(98), wide, self.u(30))
        canvas.text(box, model.left, self.u(22), ink, bold=True, align=RIGHT)
        return wide

    def _count(self, canvas: Canvas, model: HandModel, inner: QRectF) -> None:
        c = canvas.colours
        base = self.u(232)
        canvas.runs(
            inner.left(),
            base,
            (
                Run(model.count, self.u(96), c["ink"], bold=True),
                Run(model.of, self.u(54), c["muted"], gap=self.u(14)),
                Run(model.count_word, self.u(24), c["muted"], gap=self.u(20)),
            ),
        )
        box = QRectF(inner.left(), base - self.u(52), inner.width(), self.u(60))
        canvas.text(box, model.missing_word, self.u(34), c["warn_mark"], bold=True, align=RIGHT)

    def _missing(self, canvas: Canvas, model: HandModel, inner: QRectF) -> None:
        c = canvas.colours
        top, row = self.u(_HEAD - 54), self.u(_ROW)
        if not model.missing:
            box = QRectF(inner.left(), top, inner.width(), inner.bottom() - top)
            canvas.paragraph(box, model.nothing, self.u(26), c["muted"], center=True)
            return
        room = max(int((inner.bottom() - top) // row), 1)
        shown = model.missing[:room]
        if model.more and len(shown) == room and room > 1:
            shown = shown[:-1]
        first, second = inner.width() * 0.38, inner.width() * 0.32
        for place, (waybill, number, where) in enumerate(shown):
            y = top + place * row
            if place:
                canvas.painter.fillRect(QRectF(inner.left(), y, inner.width(), 1), c["line"])
            box = QRectF(inner.left(), y, first - self.u(14), row)
            canvas.text(box, waybill, self.u(23), c["ink"], bold=True, elide=True)
            box = QRectF(inner.left() + first, y, second - self.u(14), row)
            canvas.text(box, number, self.u(21), c["muted"], elide=True)
            left = inner.left() + first + second
            box = QRectF(left, y, inner.right() - left, row)
            canvas.text(box, where, self.u(21), c["muted"], elide=True)
        if model.more:
            y = top + len(shown) * row
            box = QRectF(inner.left(), y, inner.width(), row)
            canvas.text(box, model.more, self.u(21), c["muted"])
