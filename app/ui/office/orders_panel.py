"""Orders by state as bars, and those whose courier comes first."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.office.empty import EmptyModel, EmptyState
from app.ui.office.parts import labelled
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets.canvas import RIGHT, Canvas
from app.ui.widgets.painted import Painted


@dataclass(frozen=True, slots=True)
class StateModel:
    """``share`` of the longest bar, 0 to 100."""

    word: str
    count: str
    share: int
    tone: str


@dataclass(frozen=True, slots=True)
class OldModel:
    key: str
    number: str
    shop: str
    line: str
    clock: str
    clock_title: str
    tone: str


class StateBars(Painted[tuple[StateModel, ...]]):
    def spoken(self, model: tuple[StateModel, ...]) -> str:
        return ", ".join(f"{one.word} {one.count}" for one in model)

    def paint(self, canvas: Canvas, model: tuple[StateModel, ...]) -> None:
        c = canvas.colours
        high = min(self.height() / max(len(model), 1), self.u(38))
        names = {"quiet": "muted", "brand": "brand"}
        for place, one in enumerate(model):
            row = QRectF(self.u(20), place * high, self.width() - self.u(40), high)
            word = QRectF(row.left(), row.top(), row.width() * 0.38, row.height())
            canvas.text(word, one.word, self.u(15.5), c["ink"], elide=True)
            count = QRectF(row.right() - self.u(80), row.top(), self.u(80), row.height())
            canvas.text(count, one.count, self.u(17), c["ink"], bold=True, align=RIGHT)
            left = word.right() + self.u(8)
            bar = QRectF(left, row.center().y() - self.u(4), count.left() - left, self.u(8))
            canvas.card(bar, c["track"], radius=self.u(4))
            done = QRectF(bar)
            done.setWidth(max(bar.width() * one.share / 100, bar.height()))
            canvas.card(done, c[names.get(one.tone, f"{one.tone}_text")], radius=self.u(4))


class OldOrders(Painted[tuple[OldModel, ...]]):
    """As many rows as fit whole."""

    def spoken(self, model: tuple[OldModel, ...]) -> str:
        return ". ".join(
            f"{one.number}, {one.line}, {one.clock} {one.clock_title}" for one in model
        )

    def paint(self, canvas: Canvas, model: tuple[OldModel, ...]) -> None:
        c, high = canvas.colours, self.u(56)
        for place, one in enumerate(model[: max(int(self.height() // high), 1)]):
            row = QRectF(self.u(20), place * high, self.width() - self.u(40), high)
            canvas.painter.fillRect(QRectF(0, row.top(), self.width(), 1), c["line"])
            ink = c["ink"] if one.tone == "quiet" else c[f"{one.tone}_text"]
            first = QRectF(row.left(), row.top() + self.u(5), row.width(), self.u(26))
            second = QRectF(row.left(), row.top() + self.u(29), row.width(), self.u(22))
            wide = canvas.text(first, one.clock, self.u(18), ink, bold=True, align=RIGHT)
            small = canvas.text(second, one.clock_title, self.u(14), c["muted"], align=RIGHT)
            first.setRight(first.right() - wide - self.u(12))
            used = canvas.text(first, one.number, self.u(16.5), c["ink"], bold=True)
            first.adjust(used + self.u(8), 0, 0, 0)
            if first.width() > self.u(30):
                canvas.text(first, one.shop, self.u(15), c["muted"], elide=True)
            second.setRight(second.right() - small - self.u(12))
            canvas.text(second, one.line, self.u(14.5), c["muted"], elide=True)


class OrdersPanel(QFrame):
    """A card with a title around one of them; says what to do when there is nothing."""

    def __init__(self, style: Style, pictures: Pictures, inside: QWidget) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._look = style
        self._title = labelled("", "sectionTitle")
        self._inside, self._empty = inside, EmptyState(style, pictures)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._title)
        self._box.addWidget(inside, 1)
        self._box.addWidget(self._empty, 1)

    def show_words(self, title: str, empty: EmptyModel, *, filled: bool) -> None:
        self._title.setText(title)
        self._empty.show_model(empty)
        self._inside.setVisible(filled)
        self._empty.setVisible(not filled)

    def dress(self) -> None:
        unit = self._look.unit
        self._title.setContentsMargins(round(20 * unit), 0, round(20 * unit), 0)
        self._box.setContentsMargins(1, round(14 * unit), 1, round(8 * unit))
        self._box.setSpacing(round(10 * unit))
