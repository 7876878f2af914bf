"""The strip of figures above a page: each a title, a number that is read at once, one line."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from app.ui.widgets.canvas import Canvas, Run
from app.ui.widgets.painted import Painted

HEIGHT = 120


@dataclass(frozen=True, slots=True)
class Tile:
    """``tone`` colours the line and ``icon``; the number stays ink."""

    title: str
    number: str
    unit: str = ""
    line: str = ""
    tone: str = "quiet"
    icon: str = ""


class Tiles(Painted[tuple[Tile, ...]]):
    def spoken(self, model: tuple[Tile, ...]) -> str:
        return ". ".join(f"{one.title} {one.number} {one.unit} {one.line}" for one in model)

    def paint(self, canvas: Canvas, model: tuple[Tile, ...]) -> None:
        c, box = canvas.colours, QRectF(self.rect())
        canvas.card(box, c["raised"], edge=c["line"], radius=self.u(12))
        wide = box.width() / max(len(model), 1)
        for place, tile in enumerate(model):
            at = QRectF(box.left() + place * wide, box.top(), wide, box.height())
            if place:
                line = QRectF(at.left(), at.top() + self.u(16), 1, at.height() - self.u(32))
                canvas.painter.fillRect(line, c["line"])
            self._tile(canvas, at.adjusted(self.u(24), 0, -self.u(12), 0), tile)

    def _tile(self, canvas: Canvas, box: QRectF, tile: Tile) -> None:
        c = canvas.colours
        x, top = box.left(), box.top() + self.u(12)
        if tile.icon:
            size = self.u(18)
            canvas.icon(x, top + self.u(3), size, tile.icon, c[f"{tile.tone}_text"])
            x += size + self.u(8)
        title = QRectF(x, top, box.right() - x, self.u(24))
        canvas.text(title, tile.title, self.u(16), c["muted"], elide=True)
        runs = (
            Run(tile.number, self.u(36), c["ink"], bold=True),
            Run(tile.unit, self.u(17), c["muted"], gap=self.u(5)),
        )
        canvas.runs(box.left(), box.top() + self.u(74), runs)
        tone = c["muted"] if tile.tone == "quiet" else c[f"{tile.tone}_text"]
        line = QRectF(box.left(), box.top() + self.u(86), box.width(), self.u(24))
        canvas.text(line, tile.line, self.u(15), tone, elide=True)
