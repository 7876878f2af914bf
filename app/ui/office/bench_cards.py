"""The benches as cards: who packs, how fast, what stands still, how old its data is."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.office.parts import PaintedButton
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas, Run

HEIGHT = 148
_LEAST = 252


@dataclass(frozen=True, slots=True)
class DeviceMark:
    """A device of the bench as an icon. ``tone``: quiet | warn | stop | off (not known, not there).

    ``spoken`` is for who cannot see it.
    """

    icon: str
    tone: str
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class BenchModel:
    """``share``: parcels this hour of those expected, 0 to 100."""

    key: str
    number: str
    person: str
    initial: str
    state: str
    icon: str
    tone: str
    line: str
    parcels: str
    expected: str
    share: int
    sync: str
    sync_tone: str = "quiet"
    devices: tuple[DeviceMark, ...] = ()


class BenchCard(PaintedButton[BenchModel]):
    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(round(self.u(_LEAST)), round(self.u(HEIGHT)))

    def spoken(self, model: BenchModel) -> str:
        pace = f"{model.parcels} {model.expected}"
        devices = (one.spoken for one in model.devices)
        parts = (model.number, model.person, model.state, model.line, pace, model.sync, *devices)
        return ", ".join(dict.fromkeys(part for part in parts if part))

    def paint(self, canvas: Canvas, model: BenchModel) -> None:
        c, box = canvas.colours, QRectF(self.rect())
        loud = model.tone == "stop"
        ground = c["stop_ground"] if loud else c["raised"]
        canvas.card(box, ground, edge=None if loud else c["line"], radius=self.u(12))
        ink, quiet = (c["stop"], c["stop"]) if loud else (c["ink"], c["muted"])
        left, right = self.u(18), box.width() - self.u(18)
        number = QRectF(left, self.u(10), self.u(66), self.u(40))
        used = canvas.text(number, model.number, self.u(30), ink, bold=True)
        x = left + used + self.u(14)
        parcels = QRectF(right - self.u(100), self.u(12), self.u(100), self.u(36))
        runs = (
            Run(model.parcels, self.u(26), ink, bold=True),
            Run(model.expected, self.u(15), quiet, gap=self.u(4)),
        )
        wide = canvas.runs(right, parcels.top() + self.u(28), runs, right=True)
        if model.initial:
            self._face(canvas, x, model, loud=loud)
            x += self.u(36)
        person = QRectF(x, self.u(12), right - wide - self.u(10) - x, self.u(36))
        canvas.text(person, model.person, self.u(16), ink if model.initial else quiet, elide=True)
        bar = QRectF(left, self.u(56), right - left, self.u(5))
        canvas.card(bar, c["stop_well"] if loud else c["track"], radius=self.u(2.5))
        if model.share:
            done = QRectF(bar.left(), bar.top(), bar.width() * model.share / 100, bar.height())
            canvas.card(done, ink if loud else c["brand"], radius=self.u(2.5))
        self._state(canvas, QRectF(left, self.u(72), right - left, self.u(30)), model, loud=loud)
        marks = self._devices(canvas, right, model, loud=loud)
        sync = QRectF(left, self.u(110), marks - left - self.u(8), self.u(24))
        tone = quiet if loud or model.sync_tone == "quiet" else c[f"{model.sync_tone}_text"]
        canvas.text(sync, model.sync, self.u(14.5), tone, elide=True)

    def _devices(self, canvas: Canvas, right: float, model: BenchModel, *, loud: bool) -> float:
        """The devices' icons, ending at ``right``; where the first one begins."""
        c, size = canvas.colours, self.u(18)
        tones = {"warn": c["warn_text"], "stop": c["stop_text"], "off": c["faint"]}
        x = right
        for mark in reversed(model.devices):
            x -= size
            ink = c["stop"] if loud else tones.get(mark.tone, c["muted"])
            canvas.icon(x, self.u(122) - size / 2, size, mark.icon, ink)
            if mark.tone in {"warn", "stop"}:  # not by colour alone
                under = QRectF(x, self.u(134), size, self.u(2.5))
                canvas.card(under, ink, radius=self.u(1))
            x -= self.u(10)
        return x

    def _face(self, canvas: Canvas, x: float, model: BenchModel, *, loud: bool) -> None:
        c = canvas.colours
        circle = QRectF(x, self.u(16), self.u(28), self.u(28))
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(c["stop_well"] if loud else c["idle_ground"])
        canvas.painter.drawEllipse(circle)
        ink = c["stop"] if loud else c["idle_ink"]
        canvas.text(circle, model.initial, self.u(14), ink, bold=True, align=CENTER)

    def _state(self, canvas: Canvas, box: QRectF, model: BenchModel, *, loud: bool) -> None:
        c = canvas.colours
        ink = (
            c["stop"] if loud else c["muted"] if model.tone == "quiet" else c[f"{model.tone}_text"]
        )
        size = self.u(20)
        canvas.icon(box.left(), box.center().y() - size / 2, size, model.icon, ink)
        word = QRectF(box.left() + self.u(28), box.top(), box.width() * 0.6, box.height())
        used = canvas.text(word, model.state, self.u(17), ink, bold=True, elide=True)
        rest = QRectF(word.left() + used + self.u(10), box.top(), 0, box.height())
        rest.setRight(box.right())
        quiet = c["stop"] if loud else c["muted"]
        canvas.text(rest, model.line, self.u(15.5), quiet, align=RIGHT, elide=True)


class BenchGrid(QWidget):
    """As many columns as fit; ``pressed`` names the bench."""

    pressed = Signal(str)

    def __init__(self, style: Style, pictures: Pictures) -> None:
        super().__init__()
        self._look, self._pictures = style, pictures
        self._cards: list[BenchCard] = []

    def show_benches(self, benches: tuple[BenchModel, ...]) -> None:
        count = len(self._cards)
        while len(self._cards) > len(benches):
            self._cards.pop().deleteLater()
        while len(self._cards) < len(benches):
            card = BenchCard(self._look, self._pictures, self)
            card.clicked.connect(self._press(card))
            card.show()
            self._cards.append(card)
        for card, bench in zip(self._cards, benches, strict=True):
            card.show_model(bench)
        if count != len(self._cards):
            self.arrange()

    def cards(self) -> list[BenchCard]:
        return self._cards

    def arrange(self) -> None:
        unit = self._look.unit
        gap = round(14 * unit)
        columns = max((self.width() + gap) // (round(_LEAST * unit) + gap), 1)
        wide = (self.width() - gap * (columns - 1)) // columns
        high = round(HEIGHT * unit)
        for place, card in enumerate(self._cards):
            x, y = place % columns * (wide + gap), place // columns * (high + gap)
            card.setGeometry(x, y, wide, high)
        rows = -(-len(self._cards) // columns)
        self.setMinimumHeight(max(rows * (high + gap) - gap, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.arrange()

    def _press(self, card: BenchCard) -> Callable[[], None]:
        return lambda: self.pressed.emit(card.model.key if card.model else "")
