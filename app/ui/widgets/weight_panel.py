"""The weight: big digits, what the pan says, and the band about the expected weight."""

from typing import Final

from PySide6.QtCore import QRectF

from app.ui.models import WeightModel
from app.ui.widgets.canvas import Canvas, Run
from app.ui.widgets.gauge import paint_gauge, paint_track
from app.ui.widgets.painted import Painted
from app.ui.widgets.pill import chip

HEIGHT: Final = 296
_PAD: Final = 25


class WeightPanel(Painted[WeightModel]):
    def spoken(self, model: WeightModel) -> str:
        weight = f"{model.title} {model.digits} {model.unit}".strip()
        expected = f"{model.expected_title} {model.expected}".strip()
        return ". ".join(part for part in (weight, model.pill, expected, model.hint) if part)

    def paint(self, canvas: Canvas, model: WeightModel) -> None:
        c = canvas.colours
        whole = QRectF(self.rect())
        canvas.card(whole, c["raised"], edge=c["line"], radius=self.u(14))
        k = self.height() / HEIGHT
        pad = self.u(_PAD)
        inner = whole.adjusted(pad, 0, -pad, 0)
        icon = self.u(22)
        middle = 36 * k
        canvas.icon(inner.left(), middle - icon / 2, icon, "scale", c["ink"])
        title = QRectF(inner.left() + icon + self.u(8), middle - icon, self.u(200), icon * 2)
        canvas.text(title, model.title, self.u(20), c["muted"])
        chip(
            canvas,
            inner.right(),
            middle,
            (model.pill_icon, model.pill, model.pill_tone),
            self.look.unit,
            most=inner.width() * 0.72,
        )
        self._digits(canvas, model, inner, k)
        box = QRectF(inner.left(), 208 * k, inner.width(), 80 * k)
        if model.gauge:
            paint_gauge(canvas, box, model.gauge, self.look.unit)
        else:
            paint_track(canvas, box, self.look.unit)

    def _digits(self, canvas: Canvas, model: WeightModel, inner: QRectF, k: float) -> None:
        c = canvas.colours
        tone = {"warn": c["warn_mark"], "muted": c["muted"]}.get(model.digits_tone, c["ink"])
        middle = 138 * k
        size = min(self.u(106), 112 * k)
        wide = canvas.runs(
            inner.right(),
            middle + size * 0.36,
            (
                Run(model.digits, size, tone, bold=True),
                Run(model.unit, self.u(42), c["muted"], gap=self.u(10) if model.unit else 0),
            ),
            right=True,
        )
        space = inner.width() - wide - self.u(16)
        if not model.expected_title:
            return
        for dy, text, px, name, bold in (
            (-34, model.expected_title, 19, "muted", False),
            (-2, model.expected, 28, "ink", True),
            (30, model.hint, 19, "muted", False),
        ):
            box = QRectF(inner.left(), middle + dy * k - self.u(20), space, self.u(40))
            canvas.text(box, text, self.u(px), c[name], bold=bold)
