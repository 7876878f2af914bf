"""Shipping: courier, zone, cost, waybill, and the label's three steps."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from app.ui.models import ShippingModel, StepModel
from app.ui.widgets.canvas import CENTER, LEFT, RIGHT, Canvas, Run
from app.ui.widgets.painted import Painted

HEIGHT: Final = 184
_PAD: Final = 25


class ShippingPanel(Painted[ShippingModel]):
    def spoken(self, model: ShippingModel) -> str:
        now = next((step.text for step in model.steps if step.state in ("now", "warn")), "")
        now = now or (model.steps[-1].text if model.steps else "")
        waybill = f"{model.waybill_title} {model.waybill}"
        parts = (model.courier, model.zone, model.charge, waybill, now)
        return ". ".join(part for part in parts if part)

    def paint(self, canvas: Canvas, model: ShippingModel) -> None:
        c = canvas.colours
        whole = QRectF(self.rect())
        canvas.card(whole, c["raised"], edge=c["line"], radius=self.u(14))
        k = self.height() / HEIGHT
        pad = self.u(_PAD)
        inner = whole.adjusted(pad, 0, -pad, 0)
        self._top(canvas, model, inner, k)
        self._track(canvas, model.steps, inner, k)

    def _top(self, canvas: Canvas, model: ShippingModel, inner: QRectF, k: float) -> None:
        c = canvas.colours
        middle, icon = 31 * k, self.u(24)
        charge = canvas.text(
            QRectF(inner.left(), middle - self.u(20), inner.width(), self.u(40)),
            model.charge,
            self.u(22),
            c["ink"],
            bold=True,
            align=RIGHT,
        )
        canvas.icon(inner.left(), middle - icon / 2, icon, "truck", c["ink"])
        left = inner.left() + icon + self.u(8)
        space = QRectF(
            left, middle - self.u(20), inner.right() - charge - self.u(16) - left, self.u(40)
        )
        courier = model.courier or "–"
        wide = canvas.text(space, courier, self.u(22), c["ink"], bold=True, elide=True)
        space.setLeft(left + wide + self.u(12))
        if space.width() > self.u(40):
            canvas.text(space, model.zone, self.u(19), c["muted"], elide=True)
        canvas.runs(
            inner.left(),
            67 * k + self.u(7),
            (
                Run(model.waybill_title, self.u(19), c["muted"]),
                Run(model.waybill, self.u(20), c["ink"], gap=self.u(10)),
            ),
        )

    def _track(self, canvas: Canvas, steps: tuple[StepModel, ...], inner: QRectF, k: float) -> None:
        c, painter = canvas.colours, canvas.painter
        radius, middle = self.u(14), 122 * k
        places = [inner.left() + radius, inner.center().x(), inner.right() - radius]
        for number in range(len(steps) - 1):
            done = steps[number].state == "done"
            bar = QRectF(
                places[number] + radius + self.u(8),
                middle - self.u(2),
                places[number + 1] - places[number] - 2 * radius - self.u(16),
                self.u(4),
            )
            canvas.card(bar, c["ok_mark"] if done else c["track"], radius=self.u(2))
        for number, step in enumerate(steps):
            x = places[number]
            align = (LEFT, CENTER, RIGHT)[number]
            now = step.state in ("now", "warn")
            tone = c["warn_mark"] if step.state == "warn" else c["ink"]
            if step.state == "done":
                ground = c["ok_mark"]
                canvas.disc(x - radius, middle - radius, 2 * radius, ground, "check", c["raised"])
            else:
                painter.setPen(QPen(tone if now else c["faint"], self.u(3 if now else 2)))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(x, middle), radius - self.u(1), radius - self.u(1))
                if now:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(tone)
                    painter.drawEllipse(QPointF(x, middle), radius * 0.36, radius * 0.36)
            width = inner.width() * 0.34
            left = {LEFT: inner.left(), RIGHT: inner.right() - width}.get(align, x - width / 2)
            label = QRectF(left, middle + radius, width, self.u(36))
            canvas.text(
                label, step.text, self.u(19), tone if now else c["muted"], bold=now, align=align
            )
