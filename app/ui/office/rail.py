"""The rail at the left: the pages that are there, with what waits on them; who works here."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.office.look import OfficeStyle
from app.ui.office.parts import PaintedButton
from app.ui.pictures import Pictures
from app.ui.widgets.canvas import CENTER, Canvas
from app.ui.widgets.painted import Painted

WIDTH = 224
NARROW = 72


@dataclass(frozen=True, slots=True)
class RailModel:
    """One page. ``count`` is a badge; ``loud``: red, somebody waits."""

    key: str
    title: str
    icon: str
    count: int = 0
    loud: bool = False
    current: bool = False


class RailItem(PaintedButton[RailModel]):
    look: OfficeStyle

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(round(self.u(WIDTH - 24)), round(self.u(44)))

    def spoken(self, model: RailModel) -> str:
        return f"{model.title} {model.count}" if model.count else model.title

    def paint(self, canvas: Canvas, model: RailModel) -> None:
        c, box = canvas.colours, QRectF(self.rect())
        if model.current:
            canvas.card(box, c["brand_ground"], radius=self.u(8))
        elif self.underMouse():
            canvas.card(box, c["sunken"], radius=self.u(8))
        ink = c["brand"] if model.current else c["muted"]
        size = self.u(20)
        canvas.icon(self.u(13), (box.height() - size) / 2, size, model.icon, ink)
        if self.look.narrow:
            self._dot(canvas, box, model)
            return
        words = QRectF(self.u(44), 0, box.width() - self.u(96), box.height())
        canvas.text(words, model.title, self.u(17), c["ink"], bold=model.current, elide=True)
        if model.count:
            self._badge(canvas, box, model)

    def _dot(self, canvas: Canvas, box: QRectF, model: RailModel) -> None:
        """The count at the icon's corner, where there is no room for words."""
        if model.count:
            c, size = canvas.colours, self.u(18)
            ground, ink = ("stop_ground", "stop") if model.loud else ("idle_ground", "idle_ink")
            dot = QRectF(box.right() - size - self.u(1), self.u(1), size, size)
            canvas.card(dot, c[ground], radius=size / 2)
            text = str(model.count) if model.count < 100 else "99"
            canvas.text(dot, text, self.u(12), c[ink], bold=True, align=CENTER)

    def _badge(self, canvas: Canvas, box: QRectF, model: RailModel) -> None:
        c = canvas.colours
        text = str(model.count) if model.count < 1000 else "999+"
        width = max(self.u(26), canvas.width(text, self.u(14), bold=True) + self.u(14))
        badge = QRectF(box.right() - width - self.u(10), 0, width, self.u(22))
        badge.moveTop((box.height() - badge.height()) / 2)
        ground, ink = ("stop_ground", "stop") if model.loud else ("idle_ground", "idle_ink")
        canvas.card(badge, c[ground], radius=badge.height() / 2)
        canvas.text(badge, text, self.u(14), c[ink], bold=True, align=CENTER)


@dataclass(frozen=True, slots=True)
class BrandModel:
    title: str
    place: str


class Brand(Painted[BrandModel]):
    def spoken(self, model: BrandModel) -> str:
        return f"{model.title}, {model.place}"

    def paint(self, canvas: Canvas, model: BrandModel) -> None:
        c, size = canvas.colours, self.u(36)
        top = (self.height() - size) / 2
        canvas.icon(self.u(4), top, size, "logo", c["brand"])
        x, room = self.u(52), self.width() - self.u(56)
        title = QRectF(x, top - self.u(4), room, self.u(24))
        canvas.text(title, model.title, self.u(18), c["ink"], bold=True, elide=True)
        place = QRectF(x, top + self.u(20), room, self.u(20))
        canvas.text(place, model.place, self.u(14), c["muted"], elide=True)


@dataclass(frozen=True, slots=True)
class PersonModel:
    initial: str
    name: str
    role: str


class PersonButton(PaintedButton[PersonModel]):
    look: OfficeStyle

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(round(self.u(WIDTH - 24)), round(self.u(56)))

    def spoken(self, model: PersonModel) -> str:
        return f"{model.name}, {model.role}"

    def paint(self, canvas: Canvas, model: PersonModel) -> None:
        c, box = canvas.colours, QRectF(self.rect())
        if self.underMouse():
            canvas.card(box, c["sunken"], radius=self.u(8))
        size = self.u(36)
        circle = QRectF(self.u(8), (box.height() - size) / 2, size, size)
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(c["idle_ground"])
        canvas.painter.drawEllipse(circle)
        canvas.text(circle, model.initial, self.u(17), c["idle_ink"], bold=True, align=CENTER)
        if self.look.narrow:
            return
        x, room = self.u(54), box.width() - self.u(90)
        name = QRectF(x, self.u(6), room, self.u(24))
        role = QRectF(x, self.u(28), room, self.u(20))
        canvas.text(name, model.name, self.u(16), c["ink"], bold=True, elide=True)
        canvas.text(role, model.role, self.u(14), c["muted"], elide=True)
        mark = self.u(18)
        canvas.icon(box.right() - self.u(26), (box.height() - mark) / 2, mark, "chevron-down",
                    c["muted"])  # fmt: skip


class Rail(QWidget):
    """``chosen`` names the page; ``person`` wants to choose who works here."""

    chosen = Signal(str)
    person = Signal()

    def __init__(self, style: OfficeStyle, pictures: Pictures) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look, self._pictures = style, pictures
        self.brand = Brand(style, pictures)
        self.who = PersonButton(style, pictures)
        self.who.clicked.connect(self.person.emit)
        self._items: dict[str, RailItem] = {}
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.brand)
        self._box.addStretch(1)
        self._box.addWidget(self.who)

    def show_items(self, items: tuple[RailModel, ...]) -> None:
        """These pages and no others: somebody else may have signed in."""
        for key in [key for key in self._items if key not in {item.key for item in items}]:
            gone = self._items.pop(key)
            self._box.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, item in enumerate(items):
            if item.key not in self._items:
                made = RailItem(self._look, self._pictures, self)
                made.setFixedHeight(made.sizeHint().height())
                made.clicked.connect(self._choose(item.key))
                self._items[item.key] = made
                self._box.insertWidget(1 + place, made)
            self._items[item.key].show_model(item)

    def keys(self) -> list[str]:
        """The pages that are on it."""
        return list(self._items)

    def item(self, key: str) -> RailItem:
        return self._items[key]

    def dress(self) -> None:
        unit = self._look.unit
        narrow = self._look.narrow
        self.setFixedWidth(round((NARROW if narrow else WIDTH) * unit))
        for item in self._items.values():
            item.setToolTip(item.model.title if narrow and item.model else "")
        self.brand.setFixedHeight(round(64 * unit))
        for item in self._items.values():
            item.setFixedHeight(item.sizeHint().height())
        self.who.setFixedHeight(self.who.sizeHint().height())
        margin = round(12 * unit)
        self._box.setContentsMargins(margin, 0, margin, margin)
        self._box.setSpacing(round(4 * unit))

    def _choose(self, key: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(key)
