"""A stop: white on red over the whole right side, until its code is scanned."""

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from app.ui.figures import standing
from app.ui.models import CompareModel, StopModel
from app.ui.style import darker, mix
from app.ui.widgets.canvas import CENTER, LEFT, RIGHT, Canvas
from app.ui.widgets.painted import Painted

HEIGHT: Final = 912
_PAD: Final = 40
_QUIET_ZONE: Final = 10  # modules of white at each end of the barcode


class StopPanel(Painted[StopModel]):
    """What happened, found beside expected, what to do, and the code that clears it."""

    elapsed_ms = 0

    def show_model(self, model: StopModel, *, tinted: bool = False) -> bool:
        changed = super().show_model(model, tinted=tinted)
        if changed:
            self.setProperty("verdict", "stop")
            self.setProperty("stop", model.verdict)
        return changed

    def show_elapsed(self, elapsed_ms: int) -> None:
        """How long the stop stands, from the snapshot's monotonic stamps."""
        if elapsed_ms // 1000 != self.elapsed_ms // 1000:
            self.update()
        self.elapsed_ms = elapsed_ms

    def spoken(self, model: StopModel) -> str:
        cards = [f"{card.title}: {card.big} {card.name} {card.spec}" for card in model.cards]
        parts = (model.headline, model.line, *cards, model.hands, model.then, model.lead)
        return ". ".join(part for part in parts if part)

    def paint(self, canvas: Canvas, model: StopModel) -> None:
        c = canvas.colours
        whole = QRectF(self.rect())
        canvas.card(whole, c["stop_ground"], edge=c["stop_ground"], radius=self.u(14))
        if contrasty := self.look.theme == "high_contrast":
            canvas.card(whole, c["stop_ground"], edge=c["line"], radius=self.u(14), width=self.u(4))
        pad = self.u(_PAD)
        inner = whole.adjusted(pad, 0, -pad, 0)
        k = self.height() / HEIGHT
        white = c["stop"]
        self._head(canvas, model, inner, k)
        happened = (182, 76) if model.cards else (196, 104)
        box = QRectF(inner.left(), happened[0] * k, inner.width(), happened[1] * k)
        canvas.paragraph(box, model.line, self.u(31), white, lines=2)
        if model.cards:
            self._cards(canvas, model.cards, QRectF(inner.left(), 262 * k, inner.width(), 288 * k))
        top, tall, size, least = (572, 88, 52, 42) if model.cards else (316, 190, 66, 48)
        box = QRectF(inner.left(), top * k, inner.width(), tall * k)
        canvas.phrase(box, model.hands, self.u(size), self.u(least), white, lines=3)
        then_top = (top + tall + 6) * k
        box = QRectF(inner.left(), then_top, inner.width(), 50 * k)
        canvas.paragraph(box, model.then, self.u(30), white, lines=2)
        if model.bars:
            box = QRectF(inner.left(), 728 * k, inner.width(), 116 * k)
            self._clear(canvas, model, box, contrasty=contrasty)
        self._foot(canvas, model, inner, k)

    def _head(self, canvas: Canvas, model: StopModel, inner: QRectF, k: float) -> None:
        white = canvas.colours["stop"]
        size = min(self.u(122), 122 * k)
        middle = 110 * k
        drawn = size * 1.17  # the icon's own margin
        canvas.icon(
            inner.left() - (drawn - size) / 2, middle - drawn / 2, drawn, "stop-octagon", white
        )
        since = standing(self.elapsed_ms)
        width = max(
            canvas.width(since, self.u(46), bold=True), canvas.width(model.stands, self.u(19))
        )
        right = QRectF(inner.right() - width, middle - self.u(64), width, self.u(30))
        canvas.text(right, model.stands, self.u(19), white, align=RIGHT)
        canvas.text(
            right.translated(0, self.u(54)).adjusted(0, -self.u(10), 0, self.u(20)),
            since,
            self.u(46),
            white,
            bold=True,
            align=RIGHT,
        )
        left = inner.left() + size + self.u(26)
        box = QRectF(left, middle - self.u(70), right.left() - self.u(20) - left, self.u(134))
        canvas.text(box, model.headline, self.u(104), white, bold=True)

    def _cards(self, canvas: Canvas, cards: tuple[CompareModel, ...], box: QRectF) -> None:
        gap = self.u(18)
        each = (box.width() - gap) / 2
        for number, card in enumerate(cards):
            width = each if len(cards) > 1 else box.width()
            left = box.left() + number * (each + gap)
            self._card(canvas, card, QRectF(left, box.top(), width, box.height()))

    def _card(self, canvas: Canvas, card: CompareModel, box: QRectF) -> None:
        c = canvas.colours
        paper, print_ink = c["stop"], c["stop_ground"]
        ink = paper
        if card.good:
            ink = darker(print_ink, 0.86)
            canvas.card(box, paper, radius=self.u(12))
        else:
            edge = mix(c["stop_ground"], paper, 0.55)
            canvas.card(
                box, c["stop_well"], edge=edge, radius=self.u(12), width=self.u(2), dashed=True
            )
        k = box.height() / 288
        pad = self.u(22)
        inner = box.adjusted(pad, 0, -pad, 0)
        icon = self.u(32)
        top = box.top() + 18 * k
        name = "check-circle" if card.good else "stop-octagon"
        mark = c["paper_ok"] if card.good else ink
        canvas.icon(inner.left(), top, icon, name, mark)
        title = QRectF(inner.left() + icon + self.u(10), top, inner.width() - icon, icon)
        canvas.text(title, card.title, self.u(23), ink, bold=True)
        self._card_middle(canvas, card, inner, k, ink)
        base = box.top() + 208 * k
        line = QRectF(inner.left(), base, inner.width(), 34 * k)
        canvas.text(line, card.name, self.u(24), ink, bold=True, elide=True)
        line = QRectF(inner.left(), base + 33 * k, inner.width(), 30 * k)
        canvas.text(line, card.spec, self.u(21), ink, elide=True)

    def _card_middle(
        self, canvas: Canvas, card: CompareModel, inner: QRectF, k: float, ink: QColor
    ) -> None:
        """The picture, and beside it the part that differs; or a weight alone."""
        top, size = inner.top() + 66 * k, min(self.u(116), 124 * k)
        middle = QRectF(inner.left(), top, inner.width(), 130 * k)
        if not card.picture:
            canvas.text(middle, card.big, self.u(72), ink, bold=True, align=LEFT)
            return
        canvas.product(inner.left(), top + (middle.height() - size) / 2, size, card.picture)
        if card.big:
            beside = middle.adjusted(size + self.u(16), 0, 0, 0)
            canvas.text(beside, card.big, self.u(92), ink, bold=True, align=CENTER)

    def _clear(self, canvas: Canvas, model: StopModel, box: QRectF, *, contrasty: bool) -> None:
        """The barcode that clears the stop, on white, with its quiet zones."""
        white = canvas.colours["stop"]
        ink = darker(canvas.colours["stop_ground"], 0.92)
        canvas.card(box, white, radius=self.u(12))
        count = len(model.bars) + 2 * _QUIET_ZONE
        module = max(int(box.width() * 0.46 / count), 1)
        left = round(box.left() + _QUIET_ZONE * module)
        high = box.height() * 0.72
        top = round(box.center().y() - high / 2)
        for place, bar in enumerate(model.bars):
            if bar == "1":
                canvas.painter.fillRect(left + place * module, top, module, round(high), ink)
        x = left + (len(model.bars) + _QUIET_ZONE) * module
        space = box.right() - x - self.u(16)
        k = box.height() / 116
        word = QRectF(x, box.top() + 16 * k, space, 48 * k)
        canvas.text(word, model.clear_word, self.u(32), ink, bold=True)
        hint = QRectF(x, box.top() + 62 * k, space, 40 * k)
        canvas.paragraph(hint, model.clear_hint, self.u(19 + contrasty), ink, lines=2)

    def _foot(self, canvas: Canvas, model: StopModel, inner: QRectF, k: float) -> None:
        white = canvas.colours["stop"]
        size = self.u(22)
        middle = 876 * k
        half = inner.width() * 0.62
        if model.locked:
            canvas.icon(inner.left(), middle - size / 2, size, "lock", white)
            left = size + self.u(10)
            box = QRectF(inner.left() + left, middle - size, half - left - self.u(16), size * 2)
            canvas.text(box, model.locked, self.u(20), white)
        box = QRectF(inner.left() + half, middle - size, inner.width() - half, size * 2)
        canvas.text(box, model.lead, self.u(20), white, align=RIGHT)
