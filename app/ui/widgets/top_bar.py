"""The bar: which bench, who packs, how fast, the devices' pills, the time."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.models import BarModel, PillModel
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas, Run
from app.ui.widgets.painted import Painted
from app.ui.widgets.pill import PillWidget

HEIGHT: Final = 62
_COMPACT_BELOW: Final = 1700  # pixels per unit of scale: below it quiet devices show icons only


class TopBar(Painted[BarModel]):
    """Words at the left, pills and clock at the right, all in fixed places."""

    def __init__(self, style: Style, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(style, pictures, parent)
        self._pills: dict[str, PillWidget] = {}
        self._order: tuple[str, ...] = ()

    def show_bar(
        self, model: BarModel, pills: tuple[PillModel, ...], *, tinted: bool = False
    ) -> None:
        self.show_model(model, tinted=tinted)
        keys = tuple(f"{pill.key}{number}" for number, pill in enumerate(pills))
        for key in [key for key in self._pills if key not in keys]:
            gone = self._pills.pop(key)
            gone.hide()
            gone.deleteLater()
        changed = keys != self._order
        self._order = keys
        for key, pill in zip(keys, pills, strict=True):
            if key not in self._pills:
                self._pills[key] = PillWidget(self.look, self.pictures, self)
            changed = self._pills[key].show_model(pill, tinted=tinted) or changed
        if changed:
            self.arrange()
            self.update()

    def pills(self) -> list[PillWidget]:
        """The pills from left to right."""
        return [self._pills[key] for key in self._order]

    def arrange(self) -> None:
        """Place the pills from the clock to the left."""
        compact = self.width() < _COMPACT_BELOW
        x = self.width() - self.u(116)
        for pill in reversed(self.pills()):
            pill.compact = compact
            size = pill.sizeHint()
            x -= size.width()
            top = round((self.height() - size.height()) / 2)
            pill.setGeometry(round(x), top, size.width(), size.height())
            pill.show()
            pill.update()
            x -= self.u(9)

    def spoken(self, model: BarModel) -> str:
        pace = f"{model.pace_title} {model.pace} {model.pace_of}" if model.pace_title else ""
        parts = (model.bench, model.person, pace, model.clock)
        return ". ".join(part.strip() for part in parts if part)

    def paint(self, canvas: Canvas, model: BarModel) -> None:
        c = canvas.colours
        box = QRectF(self.rect())
        canvas.painter.fillRect(box, c["surface"] if self.tinted else c["raised"])
        canvas.painter.fillRect(QRectF(0, box.bottom() - 1, box.width(), 1), c["line"])
        x, size = self.u(20), self.u(32)
        canvas.icon(x, (box.height() - size) / 2, size, "logo", c["brand"])
        x += size + self.u(12)
        x = self._text(canvas, x, model.bench, 22, "ink", bold=True)
        if model.person:
            x = self._divider(canvas, x)
            size = self.u(30)
            canvas.painter.setPen(Qt.PenStyle.NoPen)
            canvas.painter.setBrush(c["sunken"])
            circle = QRectF(x, (box.height() - size) / 2, size, size)
            canvas.painter.drawEllipse(circle)
            canvas.text(circle, model.initial, self.u(16), c["muted"], bold=True, align=CENTER)
            x = self._text(canvas, x + size + self.u(9), model.person, 21, "ink")
        if model.pace_title:
            self._pace(canvas, model, self._divider(canvas, x))
        clock = QRectF(box.right() - self.u(112), 0, self.u(90), box.height())
        canvas.text(clock, model.clock, self.u(27), c["ink"], bold=True, align=RIGHT)

    def _pace(self, canvas: Canvas, model: BarModel, x: float) -> None:
        """How fast; left out where the pills need the room."""
        c = canvas.colours
        runs = (
            Run(model.pace_title, self.u(19), c["muted"]),
            Run(model.pace, self.u(22), c["ink"], bold=True, gap=self.u(8)),
            Run(model.pace_of, self.u(19), c["muted"], gap=self.u(5)),
        )
        room = min((pill.x() for pill in self.pills()), default=self.width()) - self.u(20)
        if x + canvas.runs_width(runs) > room:
            return
        x += canvas.runs(x, self.height() / 2 + self.u(7), runs)
        bar = QRectF(x + self.u(14), self.height() / 2 - self.u(3), self.u(90), self.u(6))
        if not model.pace_of or bar.right() > room:
            return
        canvas.card(bar, c["track"], radius=self.u(3))
        done = QRectF(bar.left(), bar.top(), bar.width() * model.pace_share, bar.height())
        if done.width() > self.u(3):
            canvas.card(done, c["muted"], radius=self.u(3))

    def _text(
        self, canvas: Canvas, x: float, text: str, size: float, name: str, *, bold: bool = False
    ) -> float:
        box = QRectF(x, 0, self.u(320), self.height())
        return x + canvas.text(box, text, self.u(size), canvas.colours[name], bold=bold, elide=True)

    def _divider(self, canvas: Canvas, x: float) -> float:
        x += self.u(19)
        top, high = self.height() * 0.28, self.height() * 0.44
        canvas.painter.fillRect(QRectF(round(x), top, 1, high), canvas.colours["line"])
        return x + self.u(19)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.arrange()
