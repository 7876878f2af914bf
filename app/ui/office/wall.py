"""The wall: what stops and what runs out of time, readable from six metres. No table, no mouse."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas, Run
from app.ui.widgets.painted import Painted

ROWS: Final = 5


@dataclass(frozen=True, slots=True)
class WallAlert:
    bench: str
    icon: str
    what: str
    line: str
    since: str
    picture: str | None
    loud: bool = True


@dataclass(frozen=True, slots=True)
class WallTicket:
    slot: str
    number: str
    line: str
    clock: str
    tone: str = "quiet"


@dataclass(frozen=True, slots=True)
class WallModel:
    """``figures``: (number, word, tone). ``more``: what the rows have no room for."""

    title: str
    clock: str
    figures: tuple[tuple[str, str, str], ...]
    alerts: tuple[WallAlert, ...]
    more: str
    tickets_title: str
    tickets: tuple[WallTicket, ...]
    calm: str
    calm_line: str
    calm_tickets: str
    away: str = ""


class Wall(Painted[WallModel]):
    """Full screen; any of Esc, W, F11 or a double click leaves it."""

    left = Signal()

    def __init__(self, style: Style, pictures: Pictures) -> None:
        super().__init__(style, pictures)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def u(self, pixels: float) -> float:
        """Wall pixels: always the share of the screen that they are of 1920x1080."""
        return pixels * min(self.width() / 1920, self.height() / 1080)

    def spoken(self, model: WallModel) -> str:
        rows = [f"{one.bench}: {one.what}, {one.line}, {one.since}" for one in model.alerts]
        rows += [f"{one.number}: {one.line}, {one.clock}" for one in model.tickets]
        return ". ".join([model.title, *rows, model.away])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_W, Qt.Key.Key_F11):
            self.left.emit()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802
        self.left.emit()

    def paint(self, canvas: Canvas, model: WallModel) -> None:
        c, box = canvas.colours, QRectF(self.rect())
        canvas.painter.fillRect(box, c["surface"])
        margin = self.u(40)
        self._head(canvas, QRectF(margin, 0, box.width() - 2 * margin, self.u(150)), model)
        top = self.u(166)
        bottom = box.bottom() - self.u(96 if model.away else 36)
        wide = box.width() - 2 * margin - self.u(32)
        alerts = QRectF(margin, top, wide * 0.64, bottom - top)
        side = QRectF(alerts.right() + self.u(32), top, wide * 0.36, bottom - top)
        self._alerts(canvas, alerts, model)
        self._tickets(canvas, side, model)
        if model.away:
            band = QRectF(margin, bottom + self.u(20), box.width() - 2 * margin, self.u(56))
            canvas.card(band, c["warn_ground"], radius=self.u(12))
            size = self.u(34)
            canvas.icon(band.left() + self.u(20), band.center().y() - size / 2, size, "cloud-off",
                        c["warn_ink"])  # fmt: skip
            text = band.adjusted(self.u(68), 0, -self.u(20), 0)
            canvas.text(text, model.away, self.u(34), c["warn_ink"], bold=True, elide=True)

    def _head(self, canvas: Canvas, box: QRectF, model: WallModel) -> None:
        c = canvas.colours
        x = box.left()
        for number, word, tone in model.figures:
            ink = c["ink"] if tone == "quiet" else c[f"{tone}_text"]
            runs = (
                Run(number, self.u(104), ink, bold=True),
                Run(word, self.u(36), c["muted"], gap=self.u(14)),
            )
            x += canvas.runs(x, self.u(122), runs) + self.u(64)
        clock = QRectF(box.right() - self.u(320), self.u(24), self.u(320), self.u(110))
        canvas.text(clock, model.clock, self.u(84), c["ink"], bold=True, align=RIGHT)

    def _alerts(self, canvas: Canvas, box: QRectF, model: WallModel) -> None:
        if not model.alerts:
            self._calm(canvas, box, model)
            return
        gap = self.u(16)
        rows = min(max(len(model.alerts), 3), ROWS)
        high = (box.height() - gap * (rows - 1)) / rows
        if model.more:
            high = (box.height() - self.u(56) - gap * rows) / rows
        for place, one in enumerate(model.alerts[:rows]):
            row = QRectF(box.left(), box.top() + place * (high + gap), box.width(), high)
            self._alert(canvas, row, one)
        if model.more:
            more = QRectF(box.left(), box.bottom() - self.u(56), box.width(), self.u(56))
            canvas.text(more, model.more, self.u(36), canvas.colours["muted"], bold=True)

    def _alert(self, canvas: Canvas, row: QRectF, one: WallAlert) -> None:
        c = canvas.colours
        if one.loud:
            canvas.card(row, c["stop_ground"], radius=self.u(16))
            ink = quiet = c["stop"]
        else:
            canvas.card(row, c["raised"], edge=c["line"], radius=self.u(16), width=self.u(2))
            ink, quiet = c["ink"], c["muted"]
        bench = QRectF(row.left() + self.u(24), row.top(), self.u(190), row.height())
        canvas.text(bench, one.bench, self.u(92), ink, bold=True, align=CENTER)
        x = bench.right() + self.u(28)
        clock = QRectF(row.right() - self.u(240), row.top(), self.u(210), row.height())
        canvas.text(clock, one.since, self.u(64), ink, bold=True, align=RIGHT)
        tall = row.height() > self.u(200)
        middle = row.center().y() - self.u(28 if tall else 0)
        size = self.u(50)
        canvas.icon(x, middle - self.u(58), size, one.icon, ink)
        what = QRectF(
            x + size + self.u(16), middle - self.u(66), clock.left() - x - size, self.u(66)
        )
        canvas.text(what, one.what, self.u(56), ink, bold=True, elide=True)
        line = QRectF(x, middle + self.u(8), clock.left() - x - self.u(16), self.u(52))
        if tall:
            line.setHeight(self.u(108))
            canvas.paragraph(line, one.line, self.u(38), quiet, top=True, lines=2)
        else:
            canvas.text(line, one.line, self.u(38), quiet, elide=True)

    def _calm(self, canvas: Canvas, box: QRectF, model: WallModel) -> None:
        c = canvas.colours
        canvas.card(box, c["ok_ground"], radius=self.u(16))
        size = self.u(200)
        x, y = box.center().x(), box.center().y()
        canvas.icon(x - size / 2, y - self.u(190), size, "check-circle", c["ok_ink"])
        title = QRectF(box.left(), y + self.u(30), box.width(), self.u(110))
        canvas.text(title, model.calm, self.u(92), c["ok_ink"], bold=True, align=CENTER)
        line = QRectF(box.left(), y + self.u(140), box.width(), self.u(60))
        canvas.text(line, model.calm_line, self.u(40), c["ok_ink"], align=CENTER)

    def _tickets(self, canvas: Canvas, box: QRectF, model: WallModel) -> None:
        c = canvas.colours
        canvas.card(box, c["raised"], edge=c["line"], radius=self.u(16), width=self.u(2))
        title = QRectF(box.left() + self.u(28), box.top() + self.u(12), box.width(), self.u(60))
        canvas.text(title, model.tickets_title, self.u(38), c["muted"], bold=True)
        if not model.tickets:
            canvas.text(box, model.calm_tickets, self.u(40), c["muted"], align=CENTER)
            return
        top, high = box.top() + self.u(80), self.u(142)
        count = int((box.height() - self.u(84)) // high)
        for place, one in enumerate(model.tickets[:count]):
            row = QRectF(box.left(), top + place * high, box.width(), high)
            canvas.painter.fillRect(
                QRectF(row.left() + 2, row.top(), row.width() - 4, max(self.u(2), 1)), c["line"]
            )
            self._ticket(canvas, row.adjusted(self.u(28), 0, -self.u(28), 0), one)

    def _ticket(self, canvas: Canvas, row: QRectF, one: WallTicket) -> None:
        c = canvas.colours
        ink = c["ink"] if one.tone == "quiet" else c[f"{one.tone}_text"]
        clock = QRectF(row.left() + row.width() * 0.45, row.top() + self.u(10), row.width() * 0.55,
                       self.u(70))  # fmt: skip
        canvas.text(clock, one.clock, self.u(60), ink, bold=True, align=RIGHT)
        number = QRectF(row.left(), row.top() + self.u(10), row.width() * 0.44, self.u(70))
        canvas.text(number, one.number, self.u(50), c["ink"], bold=True, elide=True)
        line = QRectF(row.left(), row.top() + self.u(80), row.width(), self.u(50))
        canvas.text(line, f"{one.slot} • {one.line}", self.u(34), c["muted"], elide=True)
