"""Pills: a device's state in the bar, and the same shape inside other panels."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QFontMetricsF

from app.ui.models import PillModel
from app.ui.widgets.canvas import Canvas, is_latin
from app.ui.widgets.painted import Painted


def chip(
    canvas: Canvas,
    right: float,
    middle: float,
    what: tuple[str, str, str],
    unit: float,
    *,
    most: float = 10_000.0,
) -> float:
    """Draw (icon, word, tone) as a pill that ends at ``right``; gives its width."""
    icon, word, tone = what
    c = canvas.colours
    ground = c["sunken"] if tone == "quiet" else c[f"{tone}_ground"]
    ink = c["muted"] if tone == "quiet" else c[f"{tone}_ink"]
    size, pad, gap = 20 * unit, 14 * unit, 8 * unit
    width = min(canvas.width(word, 18 * unit, bold=True) + size + gap + 2 * pad, most)
    box = QRectF(right - width, middle - 17 * unit, width, 34 * unit)
    edge = c["line"] if canvas.style.theme == "high_contrast" else None
    canvas.card(box, ground, edge=edge, radius=17 * unit)
    canvas.icon(box.left() + pad, middle - size / 2, size, icon, ink)
    left = box.left() + pad + size + gap
    canvas.text(
        QRectF(left, box.top(), box.right() - pad - left, box.height()),
        word,
        18 * unit,
        ink,
        bold=True,
    )
    return width


class PillWidget(Painted[PillModel]):
    """A device in the bar: quiet grey when well, amber or red with a word when not."""

    compact = False  # the icon alone while the device is well

    def show_model(self, model: PillModel, *, tinted: bool = False) -> bool:
        changed = super().show_model(model, tinted=tinted)
        if changed:
            self.setProperty("tone", model.tone)
        return changed

    def spoken(self, model: PillModel) -> str:
        return model.spoken

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        if self.model is None:
            return QSize(0, 0)
        width = 2 * 14 + 20.0
        if self._worded(self.model):
            metrics = self.look.font(
                self.u(17) * self.look.text_size,
                bold=self.model.tone != "quiet",
                tight=is_latin(self.model.word),
            )
            width += 8 + _text_width(self.model.word, metrics) / max(self.look.unit, 0.01)
        return QSize(round(self.u(width)), round(self.u(34)))

    def paint(self, canvas: Canvas, model: PillModel) -> None:
        c = canvas.colours
        quiet = model.tone == "quiet"
        ground = c["sunken"] if quiet else c[f"{model.tone}_ground"]
        ink = c["muted"] if quiet else c[f"{model.tone}_ink"]
        box = QRectF(self.rect())
        edge = c["line"] if self.look.theme == "high_contrast" else None
        canvas.card(box, ground, edge=edge, radius=box.height() / 2)
        size = self.u(20)
        canvas.icon(self.u(14), (box.height() - size) / 2, size, model.icon, ink)
        if self._worded(model):
            text = box.adjusted(self.u(14 + 20 + 8), 0, -self.u(10), 0)
            canvas.text(text, model.word, self.u(17), ink, bold=not quiet)

    def _worded(self, model: PillModel) -> bool:
        return not (self.compact and model.tone == "quiet" and model.key != "center")


def _text_width(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)
