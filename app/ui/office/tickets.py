"""Re-pick tickets as cards: the slot, what is missing, who fetches it, the courier's clock."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.ui.office.empty import EmptyModel, EmptyState
from app.ui.office.parts import PaintedButton, labelled, quiet
from app.ui.pictures import Pictures
from app.ui.station.forms import scrolling
from app.ui.style import Style
from app.ui.widgets.canvas import CENTER, RIGHT, Canvas


@dataclass(frozen=True, slots=True)
class TicketModel:
    """``share`` of the time to the cut-off that is used up, 0 to 100."""

    id: str
    slot_title: str
    slot: str
    number: str
    owner: str
    line: str
    clock: str
    clock_title: str
    tone: str = "quiet"  # quiet | warn | stop
    icon: str = ""
    share: int = 0


class TicketCard(PaintedButton[TicketModel]):
    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(round(self.u(380)), round(self.u(96)))

    def spoken(self, model: TicketModel) -> str:
        slot = f"{model.slot_title} {model.slot}"
        return f"{model.number}, {slot}, {model.owner}, {model.line}, {model.clock}"

    def paint(self, canvas: Canvas, model: TicketModel) -> None:
        c, box = canvas.colours, QRectF(self.rect())
        if self.underMouse():
            canvas.painter.fillRect(box, c["sunken"])
        canvas.painter.fillRect(QRectF(0, 0, box.width(), 1), c["line"])
        self._slot(canvas, model)
        ink = c["ink"] if model.tone == "quiet" else c[f"{model.tone}_text"]
        clock = QRectF(box.right() - self.u(170), self.u(12), self.u(150), self.u(28))
        width = canvas.text(clock, model.clock, self.u(21), ink, bold=True, align=RIGHT)
        if model.icon:
            size = self.u(20)
            canvas.icon(clock.right() - width - size - self.u(6), self.u(16), size, model.icon, ink)
        title = QRectF(clock.left(), self.u(42), clock.width(), self.u(20))
        small = canvas.text(title, model.clock_title, self.u(14), c["muted"], align=RIGHT)
        x = self.u(84)
        room = QRectF(x, self.u(14), clock.right() - width - self.u(40) - x, self.u(24))
        used = canvas.text(room, model.number, self.u(17), c["ink"], bold=True)
        room.adjust(used + self.u(8), 0, 0, 0)
        if room.width() > self.u(24):
            canvas.text(room, model.owner, self.u(15), c["muted"], elide=True)
        line = QRectF(x, self.u(40), box.right() - self.u(30) - small - x, self.u(24))
        canvas.text(line, model.line, self.u(15.5), c["ink"], elide=True)
        self._bar(
            canvas, QRectF(self.u(20), self.u(80), box.width() - self.u(40), self.u(4)), model
        )

    def _slot(self, canvas: Canvas, model: TicketModel) -> None:
        c = canvas.colours
        card = QRectF(self.u(20), self.u(14), self.u(50), self.u(54))
        canvas.card(card, c["sunken"], radius=self.u(8))
        title = QRectF(card.left(), card.top() + self.u(4), card.width(), self.u(18))
        canvas.text(title, model.slot_title, self.u(13), c["muted"], align=CENTER)
        number = QRectF(card.left(), card.top() + self.u(20), card.width(), self.u(30))
        canvas.text(number, model.slot, self.u(22), c["ink"], bold=True, align=CENTER)

    def _bar(self, canvas: Canvas, bar: QRectF, model: TicketModel) -> None:
        c = canvas.colours
        canvas.card(bar, c["track"], radius=bar.height() / 2)
        on = c["muted"] if model.tone == "quiet" else c[f"{model.tone}_text"]
        done = QRectF(bar.left(), bar.top(), bar.width() * model.share / 100, bar.height())
        if model.share:
            canvas.card(done, on, radius=bar.height() / 2)


class TicketPanel(QFrame):
    """``pressed`` names the ticket whose owner is to be chosen."""

    pressed = Signal(str)

    def __init__(self, style: Style, pictures: Pictures) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._look, self._pictures = style, pictures
        self._title, self._line = labelled("", "sectionTitle"), quiet("")
        self._cards: list[TicketCard] = []
        self._empty = EmptyState(style, pictures)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._line)
        head.addStretch(1)
        self._head = head
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self._area: QScrollArea = scrolling(inside)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._empty, 1)
        box.addWidget(self._area, 1)

    def show_tickets(
        self, title: str, line: str, tickets: tuple[TicketModel, ...], empty: EmptyModel
    ) -> None:
        self._title.setText(title)
        self._line.setText(line)
        self._empty.show_model(empty)
        self._empty.setVisible(not tickets)
        self._area.setVisible(bool(tickets))
        while len(self._cards) > len(tickets):
            self._cards.pop().deleteLater()
        while len(self._cards) < len(tickets):
            card = TicketCard(self._look, self._pictures)
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            card.clicked.connect(self._press(card))
            self._list.insertWidget(len(self._cards), card)
            self._cards.append(card)
        for card, ticket in zip(self._cards, tickets, strict=True):
            card.show_model(ticket)
            card.setFixedHeight(card.sizeHint().height())

    def cards(self) -> list[TicketCard]:
        return self._cards

    def dress(self) -> None:
        unit = self._look.unit
        self._head.setContentsMargins(*(round(one * unit) for one in (20, 12, 20, 12)))
        self._head.setSpacing(round(10 * unit))
        for card in self._cards:
            card.setFixedHeight(card.sizeHint().height())

    def _press(self, card: TicketCard) -> Callable[[], None]:
        return lambda: self.pressed.emit(card.model.id if card.model else "")
