"""What stands where there is nothing: what that means, and what to do."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from app.ui.widgets.canvas import CENTER, Canvas
from app.ui.widgets.painted import Painted


@dataclass(frozen=True, slots=True)
class EmptyModel:
    """``tone``: ok where nothing is good news, quiet where a filter hides everything."""

    icon: str
    title: str
    line: str
    tone: str = "quiet"


class EmptyState(Painted[EmptyModel]):
    def spoken(self, model: EmptyModel) -> str:
        return f"{model.title}. {model.line}"

    def paint(self, canvas: Canvas, model: EmptyModel) -> None:
        c = canvas.colours
        box = QRectF(self.rect())
        middle = box.center()
        size = self.u(72)
        good = model.tone == "ok"
        ground = c["ok_ground"] if good else c["sunken"]
        ink = c["ok_ink"] if good else c["muted"]
        top = middle.y() - self.u(84)
        canvas.disc(middle.x() - size / 2, top, size, ground, model.icon, ink)
        title = QRectF(box.left(), top + size + self.u(16), box.width(), self.u(30))
        canvas.text(title, model.title, self.u(22), c["ink"], bold=True, align=CENTER)
        room = min(box.width() - self.u(40), self.u(560))
        line = QRectF(middle.x() - room / 2, title.bottom() + self.u(6), room, self.u(48))
        canvas.paragraph(line, model.line, self.u(16), c["muted"], top=True, center=True)
