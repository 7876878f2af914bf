"""The bar at the top: find or do anything, long work, benches and center, the time."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.office.parts import PaintedButton
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas, is_latin
from app.ui.widgets.painted import Painted

HEIGHT = 64


@dataclass(frozen=True, slots=True)
class SearchModel:
    hint: str
    keys: str


class SearchButton(PaintedButton[SearchModel]):
    """Looks like a field, opens the palette."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(round(self.u(460)), round(self.u(40)))

    def spoken(self, model: SearchModel) -> str:
        return f"{model.hint} ({model.keys})"

    def paint(self, canvas: Canvas, model: SearchModel) -> None:
        c, box = canvas.colours, QRectF(self.rect())
        canvas.card(box, c["surface"], edge=c["line"], radius=self.u(8))
        size = self.u(18)
        canvas.icon(self.u(14), (box.height() - size) / 2, size, "search", c["muted"])
        width = canvas.width(model.keys, self.u(14), bold=True) + self.u(18)
        keys = QRectF(box.right() - width - self.u(8), self.u(8), width, box.height() - self.u(16))
        canvas.card(keys, c["raised"], edge=c["line"], radius=keys.height() / 2)
        canvas.text(keys, model.keys, self.u(14), c["muted"], align=CENTER)
        room = QRectF(self.u(42), 0, keys.left() - self.u(50), box.height())
        canvas.text(room, model.hint, self.u(16), c["muted"], elide=True)


@dataclass(frozen=True, slots=True)
class TopPill:
    """``tone``: quiet | warn | stop | brand."""

    key: str
    icon: str
    word: str
    tone: str = "quiet"


class PillButton(PaintedButton[TopPill]):
    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        if self.model is None:
            return QSize(0, 0)
        tight = is_latin(self.model.word)
        font = self.look.font(self.u(16), bold=self.model.tone != "quiet", tight=tight)
        advance = QFontMetricsF(font).horizontalAdvance(self.model.word)
        return QSize(round(advance + self.u(54)), round(self.u(34)))

    def spoken(self, model: TopPill) -> str:
        return model.word

    def paint(self, canvas: Canvas, model: TopPill) -> None:
        c, box = canvas.colours, QRectF(self.rect())
        grounds = {"quiet": ("sunken", "muted"), "brand": ("brand_ground", "brand")}
        ground, ink = grounds.get(model.tone, (f"{model.tone}_ground", f"{model.tone}_ink"))
        edge = c["line"] if canvas.style.theme == "high_contrast" else None
        canvas.card(box, c[ground], edge=edge, radius=box.height() / 2)
        size = self.u(18)
        canvas.icon(self.u(13), (box.height() - size) / 2, size, model.icon, c[ink])
        words = box.adjusted(self.u(38), 0, -self.u(10), 0)
        canvas.text(words, model.word, self.u(16), c[ink], bold=model.tone != "quiet")


@dataclass(frozen=True, slots=True)
class ClockModel:
    time: str


class Clock(Painted[ClockModel]):
    def spoken(self, model: ClockModel) -> str:
        return model.time

    def paint(self, canvas: Canvas, model: ClockModel) -> None:
        ink = canvas.colours["ink"]
        canvas.text(QRectF(self.rect()), model.time, self.u(22), ink, bold=True, align=RIGHT)


class Top(QWidget):
    """``pressed`` names the pill; ``searched`` opens the palette."""

    pressed = Signal(str)
    searched = Signal()

    def __init__(self, style: Style, pictures: Pictures) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look, self._pictures = style, pictures
        self.search = SearchButton(style, pictures)
        self.search.clicked.connect(self.searched.emit)
        self.clock = Clock(style, pictures)
        self._pills: dict[str, PillButton] = {}
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.search)
        self._box.addStretch(1)
        self._box.addWidget(self.clock)

    def show_pills(self, pills: tuple[TopPill, ...]) -> None:
        """The pills from left to right; those not named go."""
        for key in [key for key in self._pills if key not in {pill.key for pill in pills}]:
            gone = self._pills.pop(key)
            gone.hide()
            gone.deleteLater()
        for place, pill in enumerate(pills):
            shown = self._pills.get(pill.key)
            if shown is None:
                shown = PillButton(self._look, self._pictures, self)
                shown.clicked.connect(lambda _on=False, key=pill.key: self.pressed.emit(key))
                self._pills[pill.key] = shown
                self._box.insertWidget(2 + place, shown)
            shown.show_model(pill)
            shown.setFixedSize(shown.sizeHint())

    def pill(self, key: str) -> PillButton | None:
        return self._pills.get(key)

    def dress(self) -> None:
        unit = self._look.unit
        self.setFixedHeight(round(HEIGHT * unit))
        self.search.setFixedSize(self.search.sizeHint())
        self.clock.setFixedSize(round(80 * unit), round(40 * unit))
        for pill in self._pills.values():
            pill.setFixedSize(pill.sizeHint())
        self._box.setContentsMargins(round(24 * unit), 0, round(24 * unit), 0)
        self._box.setSpacing(round(12 * unit))
