"""A calm invitation: one big icon, one line, and small facts below it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from app.ui.models import FactModel, PillModel, WelcomeModel
from app.ui.widgets.canvas import CENTER, Canvas
from app.ui.widgets.painted import Painted
from app.ui.widgets.pill import chip


class WelcomePanel(Painted[WelcomeModel]):
    """``grand`` fills a whole screen; else it is a card of the bench."""

    grand = False

    def spoken(self, model: WelcomeModel) -> str:
        hints = [hint.text for hint in model.hints]
        devices = [device.spoken for device in model.devices]
        parts = (model.headline, model.line, *hints, *devices, model.foot)
        return ". ".join(part for part in parts if part)

    def paint(self, canvas: Canvas, model: WelcomeModel) -> None:
        c = canvas.colours
        whole = QRectF(self.rect())
        if not self.grand:
            canvas.card(whole, c["raised"], edge=c["line"], radius=self.u(14))
        big = 1.5 if self.grand else 1.0
        disc = self.u(128 * big)
        middle = whole.center().x()
        top = whole.center().y() - self.u(230 * big if self.grand else 190)
        ground = c["brand_ground"] if self.grand else c["sunken"]
        ink = c["brand"] if self.grand else c["muted"]
        if model.tone == "warn":
            ground, ink = c["warn_ground"], c["warn_ink"]
        canvas.disc(middle - disc / 2, top, disc, ground, model.icon, ink)
        y = top + disc + self.u(26 * big)
        pad = self.u(60)
        line = QRectF(whole.left() + pad, y, whole.width() - 2 * pad, self.u(66 * big))
        canvas.text(line, model.headline, self.u(56 * big), c["ink"], bold=True, align=CENTER)
        y = line.bottom() + self.u(8 * big)
        line = QRectF(line.left(), y, line.width(), self.u(40 * big))
        canvas.text(line, model.line, self.u(27 * big), c["muted"], align=CENTER)
        y = line.bottom() + self.u(40)
        self._facts(canvas, model.hints, middle, y, c["ink"])
        if model.devices:
            y += self.u(64 if model.hints else 8)
            self._devices(canvas, model.devices, middle, y)
        foot = QRectF(line.left(), whole.bottom() - self.u(66), line.width(), self.u(36))
        canvas.text(foot, model.foot, self.u(20), c["muted"], align=CENTER)

    def _facts(
        self, canvas: Canvas, facts: tuple[FactModel, ...], middle: float, y: float, ink: QColor
    ) -> None:
        """Facts side by side, centred."""
        size, gap, icon = self.u(22), self.u(34), self.u(26)
        widths = [canvas.width(fact.text, size) + icon + self.u(9) for fact in facts]
        x = middle - (sum(widths) + gap * (len(facts) - 1)) / 2
        for fact, width in zip(facts, widths, strict=True):
            canvas.icon(x, y - icon / 2, icon, fact.icon, canvas.colours["muted"])
            box = QRectF(x + icon + self.u(9), y - self.u(20), width, self.u(40))
            canvas.text(box, fact.text, size, ink)
            x += width + gap

    def _devices(
        self, canvas: Canvas, devices: tuple[PillModel, ...], middle: float, y: float
    ) -> None:
        unit, gap = self.look.unit * 1.15, self.u(14)
        widths = [
            canvas.width(device.spoken, 18 * unit, bold=True) + 56 * unit for device in devices
        ]
        x = middle - (sum(widths) + gap * (len(devices) - 1)) / 2
        for device, width in zip(devices, widths, strict=True):
            chip(canvas, x + width, y, (device.icon, device.spoken, device.tone), unit)
            x += width + gap
