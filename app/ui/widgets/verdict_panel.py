"""The verdict: the answer to the last scan and what to do next, for every face but a stop."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from app.ui.models import VerdictModel
from app.ui.style import mix
from app.ui.widgets.canvas import Canvas, Run
from app.ui.widgets.painted import Painted

HEIGHT: Final = 400
_PAD: Final = 32


class VerdictPanel(Painted[VerdictModel]):
    """Colour, shape and word of the verdict, the item, the bar of pieces, the next step."""

    def show_model(self, model: VerdictModel, *, tinted: bool = False) -> bool:
        changed = super().show_model(model, tinted=tinted)
        if changed:
            self.setProperty("verdict", model.face)
            self.setProperty("tone", model.tone)
        return changed

    def spoken(self, model: VerdictModel) -> str:
        counts = f"{model.scanned} / {model.needed}" if model.counts else ""
        item = f"{model.item.name} {model.item.spec}" if model.item else ""
        parts = (model.headline, counts, item, model.badge, model.line, model.small)
        return ". ".join(part for part in (*parts, model.next_step) if part)

    def paint(self, canvas: Canvas, model: VerdictModel) -> None:
        c = canvas.colours
        ground, ink = c[f"{model.tone}_ground"], c[f"{model.tone}_ink"]
        whole = QRectF(self.rect())
        canvas.card(whole, ground, edge=mix(ground, ink, 0.16), radius=self.u(14))
        k = self.height() / HEIGHT
        pad = self.u(_PAD)
        inner = whole.adjusted(pad, 0, -pad, 0)
        self._head(canvas, model, inner, k, ink)
        self._middle(canvas, model, inner, k, ink)
        if model.needed > 0:
            bar = QRectF(inner.left(), 272 * k, inner.width(), self.u(12))
            off = mix(ground, c["raised"], 0.8) if model.tone != "idle" else c["raised"]
            on = c["ok"] if model.tone == "ok" else ink
            canvas.segments(bar, model.scanned, model.needed, on, off, self.u(7))
        self._step(canvas, model, inner, k, ink)

    def _head(
        self, canvas: Canvas, model: VerdictModel, inner: QRectF, k: float, ink: QColor
    ) -> None:
        c = canvas.colours
        size = min(self.u(116), 116 * k)
        middle = 88 * k
        disc = c["ok"] if model.tone == "ok" else ink
        ground = c[f"{model.tone}_ground"]
        canvas.disc(inner.left(), middle - size / 2, size, disc, model.icon, ground)
        right = inner.right()
        if model.counts:
            right -= canvas.runs(
                inner.right(),
                middle + self.u(28),
                (
                    Run(str(model.scanned), self.u(80), ink, bold=True),
                    Run(f"/ {model.needed}", self.u(52), ink, gap=self.u(14)),
                ),
                right=True,
            )
            right -= self.u(34)
        left = inner.left() + size + self.u(26)
        box = QRectF(left, middle - self.u(62), right - left, self.u(120))
        canvas.text(box, model.headline, self.u(86), ink, bold=True)

    def _middle(
        self, canvas: Canvas, model: VerdictModel, inner: QRectF, k: float, ink: QColor
    ) -> None:
        top = 178 * k
        right = inner.right()
        if model.badge:
            width = canvas.width(model.badge, self.u(23), bold=True) + self.u(36)
            pill = QRectF(right - width, top + 6 * k, width, self.u(46))
            canvas.card(pill, canvas.colours["raised"], radius=self.u(23))
            colour = (
                canvas.colours["ink"]
                if model.tone == "idle"
                else canvas.colours[f"{model.tone}_mark"]
            )
            canvas.text(
                pill.adjusted(self.u(18), 0, -self.u(18), 0),
                model.badge,
                self.u(23),
                colour,
                bold=True,
            )
            right = pill.left() - self.u(20)
        left, first, second = inner.left(), model.line, model.small
        if model.item:
            size = min(self.u(60), 60 * k)
            canvas.product(left, top, size, model.item.picture)
            left += size + self.u(14)
            first, second = model.item.name, model.item.spec
        if first and second:
            box = QRectF(left, top - self.u(4), right - left, self.u(36))
            canvas.text(box, first, self.u(28), ink, bold=True, elide=True)
            box = QRectF(left, top + 33 * k, right - left, self.u(30))
            canvas.text(box, second, self.u(23), ink, elide=True)
        elif first:
            box = QRectF(left, top, right - left, 60 * k)
            canvas.text(box, first, self.u(28), ink, bold=True)

    def _step(
        self, canvas: Canvas, model: VerdictModel, inner: QRectF, k: float, ink: QColor
    ) -> None:
        middle = (340 if model.needed > 0 else 318) * k
        size = self.u(40)
        canvas.icon(inner.left(), middle - size / 2, size, "arrow-right", ink)
        left = inner.left() + size + self.u(14)
        box = QRectF(left, middle - self.u(50), inner.right() - left, self.u(96))
        canvas.phrase(box, model.next_step, self.u(44), self.u(36), ink)
