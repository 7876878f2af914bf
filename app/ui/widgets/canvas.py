"""Drawing in the project's own terms: text that always fits, cards, icons, pictures.

All lengths are pixels of the widget; callers multiply by their unit.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from app.ui.pictures import Pictures
from app.ui.style import Colours, Style

LEFT: Final = Qt.AlignmentFlag.AlignLeft
RIGHT: Final = Qt.AlignmentFlag.AlignRight
CENTER: Final = Qt.AlignmentFlag.AlignHCenter
_WRAP: Final = int(Qt.TextFlag.TextWordWrap)
_SMALL: Final = 24  # design pixels: text up to here grows with the text size setting
_BEFORE_ELIDING: Final = 0.84  # a long name shrinks so far, then it is cut
_SMALLEST: Final = 0.45  # of the wished size: below this nobody reads it


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with its own size and colour, set on a shared baseline."""

    text: str
    size: float
    colour: QColor
    bold: bool = False
    gap: float = 0.0  # before it


class Canvas:
    """A painter with the style of the window."""

    def __init__(
        self, painter: QPainter, style: Style, colours: Colours, pictures: Pictures
    ) -> None:
        self.painter = painter
        self.style = style
        self.colours = colours
        self.pictures = pictures
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )

    def card(
        self,
        rect: QRectF,
        ground: QColor,
        *,
        edge: QColor | None = None,
        radius: float = 12,
        width: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """A rounded rectangle; its edge is drawn inside ``rect``."""
        inset = width / 2 if edge is not None else 0.0
        box = rect.adjusted(inset, inset, -inset, -inset)
        pen = QPen(Qt.PenStyle.NoPen) if edge is None else QPen(edge, width)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        self.painter.setPen(pen)
        self.painter.setBrush(QBrush(ground))
        self.painter.drawRoundedRect(box, radius, radius)

    def text(
        self,
        rect: QRectF,
        text: str,
        size: float,
        colour: QColor,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = LEFT,
        elide: bool = False,
    ) -> float:
        """One line, centred in height; shrinks to fit, or a little, then cut. Gives its width."""
        font, metrics = self._metrics(text, size, bold=bold)
        width = metrics.horizontalAdvance(text)
        if elide and width * _BEFORE_ELIDING > rect.width():
            font, metrics = self._metrics(text, size * _BEFORE_ELIDING, bold=bold)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            width = metrics.horizontalAdvance(text)
        elif width > rect.width() > 0:
            share = max(rect.width() / width, _SMALLEST)
            font, metrics = self._metrics(text, size * share - 0.5, bold=bold)
            width = metrics.horizontalAdvance(text)
        left = rect.left()
        if align == RIGHT:
            left = rect.right() - width
        elif align == CENTER:
            left = rect.center().x() - width / 2
        base = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        self.painter.setFont(font)
        self.painter.setPen(colour)
        self.painter.drawText(QPointF(left, base), text)
        return width

    def paragraph(
        self,
        rect: QRectF,
        text: str,
        size: float,
        colour: QColor,
        *,
        bold: bool = False,
        top: bool = False,
        center: bool = False,
        lines: int = 0,
    ) -> float:
        """Text that wraps, and shrinks until it fits the rectangle. Gives its height."""
        wished = size
        while True:
            font, metrics = self._metrics(text, size, bold=bold)
            box = metrics.boundingRect(rect, _WRAP, text)
            fits = box.height() <= rect.height() + 1 and box.width() <= rect.width() + 1
            if lines and box.height() > lines * metrics.lineSpacing() + 1:
                fits = False
            if fits or size < wished * _SMALLEST:
                break
            size *= 0.94
        self.painter.setFont(font)
        self.painter.setPen(colour)
        vertical = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter
        across = CENTER if center else LEFT
        self.painter.drawText(rect, _WRAP | vertical.value | across.value, text)
        return box.height()

    def phrase(
        self, rect: QRectF, text: str, size: float, least: float, colour: QColor, *, lines: int = 2
    ) -> None:
        """A bold phrase: on one line if that is possible down to ``least``, else wrapped."""
        if self.width(text, least, bold=True) <= rect.width():
            self.text(rect, text, size, colour, bold=True)
        else:
            self.paragraph(rect, text, size, colour, bold=True, lines=lines)

    def runs(
        self, x: float, baseline: float, runs: tuple[Run, ...], *, right: bool = False
    ) -> float:
        """Runs of text on one baseline, beginning or ending at ``x``. Gives the width."""
        whole = self.runs_width(runs)
        left = x - whole if right else x
        for run in runs:
            font = self._font(run)
            self.painter.setFont(font)
            self.painter.setPen(run.colour)
            self.painter.drawText(QPointF(left + run.gap, baseline), run.text)
            left += run.gap + QFontMetricsF(font).horizontalAdvance(run.text)
        return whole

    def runs_width(self, runs: tuple[Run, ...]) -> float:
        """How wide runs are, with their gaps."""
        return sum(
            run.gap + QFontMetricsF(self._font(run)).horizontalAdvance(run.text) for run in runs
        )

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text would be."""
        return self._metrics(text, size, bold=bold)[1].horizontalAdvance(text)

    def icon(self, x: float, y: float, size: float, name: str, colour: QColor) -> None:
        """An icon with its top left corner at ``x``, ``y``."""
        ratio = self.painter.device().devicePixelRatio()
        self._pixmap(x, y, self.pictures.icon(name, size * ratio, colour), ratio)

    def product(self, x: float, y: float, size: float, name: str, opacity: float = 1.0) -> None:
        """An item's picture with rounded corners."""
        ratio = self.painter.device().devicePixelRatio()
        before = self.painter.opacity()
        self.painter.setOpacity(before * opacity)
        self._pixmap(x, y, self.pictures.product(name, size * ratio), ratio)
        self.painter.setOpacity(before)

    def _pixmap(self, x: float, y: float, pixmap: QPixmap, ratio: float) -> None:
        """At whole pixels and in its own size: nothing is scaled while painting."""
        if pixmap.devicePixelRatio() != ratio:
            pixmap.setDevicePixelRatio(ratio)
        self.painter.drawPixmap(QPointF(round(x), round(y)), pixmap)

    def disc(
        self, x: float, y: float, size: float, ground: QColor, icon: str, colour: QColor
    ) -> None:
        """A filled circle with an icon in it."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(ground)
        self.painter.drawEllipse(QRectF(x, y, size, size))
        inner = size * 0.62
        self.icon(x + (size - inner) / 2, y + (size - inner) / 2, inner, icon, colour)

    def segments(
        self, rect: QRectF, done: int, total: int, on: QColor, off: QColor, gap: float
    ) -> None:
        """A progress bar of one part a piece; one whole bar when the parts would be dust."""
        parts = total if total and rect.width() / total > gap * 2.5 else 0
        radius = rect.height() / 2
        if not parts:
            self.card(rect, off, radius=radius)
            share = done / total if total else 0.0
            if share > 0:
                self.card(_left_share(rect, share), on, radius=radius)
            return
        each = (rect.width() - gap * (parts - 1)) / parts
        for n in range(parts):
            part = QRectF(rect.left() + n * (each + gap), rect.top(), each, rect.height())
            self.card(part, on if n < done else off, radius=radius)

    def _font(self, run: Run) -> QFont:
        return self.style.font(run.size, bold=run.bold, tight=is_latin(run.text))

    def _metrics(self, text: str, size: float, *, bold: bool) -> tuple[QFont, QFontMetricsF]:
        if size <= _SMALL * self.style.unit:
            size *= self.style.text_size
        font = self.style.font(size, bold=bold, tight=is_latin(text))
        return font, QFontMetricsF(font)


def is_latin(text: str) -> bool:
    """Whether a text has no Chinese in it: then its quotes and dots are set tight."""
    return not any("\u2e80" <= letter <= "\u9fff" or letter > "\uff00" for letter in text)


def _left_share(rect: QRectF, share: float) -> QRectF:
    return QRectF(rect.left(), rect.top(), max(rect.width() * share, rect.height()), rect.height())
