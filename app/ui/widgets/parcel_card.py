"""The parcel of a complete order: its box, its weights, and the label as it must look."""

from PySide6.QtCore import QRectF

from app.ui.models import ParcelModel
from app.ui.style import darker, mix
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas
from app.ui.widgets.painted import Painted


class ParcelCard(Painted[ParcelModel]):
    def spoken(self, model: ParcelModel) -> str:
        rows = [f"{name} {value}" for name, value in model.rows]
        return ". ".join((model.title, model.box, *rows, model.waybill or model.waiting))

    def paint(self, canvas: Canvas, model: ParcelModel) -> None:
        c = canvas.colours
        whole = QRectF(self.rect())
        canvas.card(whole, c["raised"], edge=c["line"], radius=self.u(14))
        pad = self.u(25)
        inner = whole.adjusted(pad, pad, -pad, -pad)
        wide = min(self.u(360), inner.width() * 0.4)
        high = min(inner.height(), self.u(290))
        label = QRectF(inner.right() - wide, inner.center().y() - high / 2, wide, high)
        self._sums(canvas, model, inner.adjusted(0, 0, -wide - self.u(42), 0))
        if model.bars:
            self._label(canvas, model, label)
        else:
            canvas.card(label, c["sunken"], edge=c["line"], radius=self.u(8), dashed=True)
            icon = self.u(44)
            canvas.icon(
                label.center().x() - icon / 2,
                label.top() + high * 0.22,
                icon,
                "printer",
                c["muted"],
            )
            text = label.adjusted(self.u(24), high * 0.45, -self.u(24), -self.u(12))
            canvas.paragraph(text, model.waiting, self.u(20), c["muted"], top=True, center=True)

    def _sums(self, canvas: Canvas, model: ParcelModel, box: QRectF) -> None:
        c = canvas.colours
        high = self.u(84 + 37 * len(model.rows))
        scale = min(box.height() / high, 1.0)
        y = box.center().y() - high * scale / 2

        def row(height: float) -> QRectF:
            return QRectF(box.left(), y, box.width(), self.u(height) * scale)

        def size(pixels: float) -> float:
            return self.u(pixels) * max(scale, 0.7)

        canvas.text(row(32), model.title, size(20), c["muted"], bold=True)
        y += self.u(32) * scale
        canvas.text(row(48), model.box, size(32), c["ink"], bold=True)
        y += self.u(52) * scale
        for name, value in model.rows:
            canvas.text(row(37), name, size(20), c["muted"])
            canvas.text(row(37), value, size(23), c["ink"], bold=True, align=RIGHT)
            y += self.u(37) * scale

    def _label(self, canvas: Canvas, model: ParcelModel, box: QRectF) -> None:
        """The label in small: so that the eye finds the code that has to be scanned."""
        style = self.look
        paper = style.colours["stop"]  # labels are white in every theme
        dark = darker(style.colours["stop_ground"], 0.95)
        canvas.card(box, paper, edge=canvas.colours["line"], radius=self.u(6))
        k = box.height() / 290
        left, right = box.left() + self.u(12), box.right() - self.u(12)
        top = QRectF(left, box.top(), right - left, 38 * k)
        canvas.text(top, model.courier.upper(), 17 * k, dark, bold=True)
        canvas.text(top, model.part, 15 * k, dark, bold=True, align=RIGHT)
        canvas.painter.fillRect(QRectF(box.left(), top.bottom(), box.width(), 1), dark)
        sort = QRectF(left, top.bottom(), right - left, 50 * k)
        canvas.text(sort, model.sorting, 31 * k, dark, bold=True)
        canvas.painter.fillRect(QRectF(box.left(), sort.bottom(), box.width(), 1), dark)
        code = QRectF(left - self.u(2), sort.bottom() + 6 * k, right - left + self.u(4), 88 * k)
        canvas.card(code, paper, edge=style.colours["brand"], radius=self.u(7), width=self.u(3))
        module = (code.width() - self.u(24)) / max(len(model.bars), 1)
        for place, bar in enumerate(model.bars):
            if bar == "1":
                x = code.left() + self.u(12) + place * module
                canvas.painter.fillRect(QRectF(x, code.top() + 9 * k, module, 50 * k), dark)
        number = QRectF(code.left(), code.bottom() - 28 * k, code.width(), 24 * k)
        canvas.text(number, model.waybill, 16 * k, dark, bold=True, align=CENTER)
        grey = mix(paper, dark, 0.16)
        for place, share in enumerate((0.6, 0.78, 0.44)):
            y = code.bottom() + (14 + 17 * place) * k
            canvas.card(QRectF(left, y, (right - left) * share, 8 * k), grey, radius=4 * k)
