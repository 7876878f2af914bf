"""The gauge of the weight panel: a track, the band of what fits, and a needle."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPolygonF

from app.ui.models import GaugeModel
from app.ui.widgets.canvas import CENTER, Canvas


def share_of(model: GaugeModel) -> float:
    """Where the needle stands: the band is the middle third, everything else at its sides."""
    if model.grams is None:
        return 0.0
    width = max(model.high - model.low, 1)
    return min(max((model.grams - model.low) / width / 3 + 1 / 3, 0.0), 1.0)


def paint_track(canvas: Canvas, box: QRectF, unit: float) -> QRectF:
    """The empty track alone, while nothing is known about the weight; gives its place."""
    track = QRectF(box.left(), box.top() + 22 * unit, box.width(), 14 * unit)
    canvas.card(track, canvas.colours["track"], radius=7 * unit)
    return track


def paint_gauge(canvas: Canvas, box: QRectF, model: GaugeModel, unit: float) -> None:
    """Draw into ``box``: needle above, track in the middle, the band's ends below."""
    c = canvas.colours
    track = paint_track(canvas, box, unit)
    third = track.width() / 3
    tone = {"ok": c["ok_mark"], "warn": c["warn_mark"]}.get(model.tone, c["band"])
    band = QRectF(track.left() + third, track.top(), third, track.height())
    canvas.card(band, tone, radius=4 * unit)
    middle = QRectF(band.center().x() - unit, track.top(), 2 * unit, track.height())
    canvas.painter.fillRect(middle, c["raised"])
    for x, text in ((band.left(), model.low_text), (band.right(), model.high_text)):
        label = QRectF(x - 70 * unit, track.bottom() + 3 * unit, 140 * unit, 28 * unit)
        canvas.text(label, text, 19 * unit, c["muted"], align=CENTER)
    if model.grams is not None:
        x = track.left() + 8 * unit + share_of(model) * (track.width() - 16 * unit)
        _needle(canvas, x, track, model.tone, unit)


def _needle(canvas: Canvas, x: float, track: QRectF, tone: str, unit: float) -> None:
    """A filled needle through the track when weighed, a hollow one above it before."""
    ink: QColor = canvas.colours["ink"]
    painter = canvas.painter
    tip = track.top() - 2 * unit if tone == "quiet" else track.top() + 2 * unit
    half, high = 10 * unit, 17 * unit
    shape = QPolygonF(
        [QPointF(x - half, tip - high), QPointF(x + half, tip - high), QPointF(x, tip)]
    )
    painter.setPen(QPen(canvas.colours["muted"] if tone == "quiet" else ink, 2 * unit))
    painter.setBrush(Qt.BrushStyle.NoBrush if tone == "quiet" else ink)
    painter.drawPolygon(shape)
    if tone != "quiet":
        painter.fillRect(
            QRectF(x - 1.5 * unit, track.top() - 2 * unit, 3 * unit, track.height() + 6 * unit), ink
        )
