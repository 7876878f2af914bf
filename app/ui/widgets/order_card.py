"""The order card: number, tote, shop, courier, cut-off, size, and the notes in a warn band."""

from typing import Final

from PySide6.QtCore import QRectF

from app.ui.models import NoteModel, OrderModel
from app.ui.widgets.canvas import Canvas, Run
from app.ui.widgets.painted import Painted

_PAD: Final = 25
_HEAD: Final = 112
_NOTE: Final = 56


class OrderCard(Painted[OrderModel]):
    def design_height(self) -> float:
        """Height in design pixels: it grows with the notes."""
        notes = len(self.model.notes) if self.model else 0
        return _HEAD + notes * _NOTE

    def spoken(self, model: OrderModel) -> str:
        facts = [fact.text for fact in model.facts]
        notes = [f"{note.title}: {note.text}" for note in model.notes]
        parts = (model.head + model.tail, model.tote, " ".join(model.parcel), *facts, *notes)
        return ". ".join(part for part in parts if part)

    def paint(self, canvas: Canvas, model: OrderModel) -> None:
        c = canvas.colours
        whole = QRectF(self.rect())
        canvas.card(whole, c["raised"], edge=c["line"], radius=self.u(14))
        pad = self.u(_PAD)
        inner = whole.adjusted(pad, 0, -pad, 0)
        self._number(canvas, model, inner)
        self._facts(canvas, model, inner)
        for number, note in enumerate(model.notes):
            top = self.u(_HEAD - 10 + number * _NOTE)
            self._note(canvas, note, QRectF(inner.left(), top, inner.width(), self.u(46)))

    def _number(self, canvas: Canvas, model: OrderModel, inner: QRectF) -> None:
        c = canvas.colours
        base = self.u(51)
        title, number, of = model.parcel
        parcel = canvas.runs(
            inner.right(),
            base,
            (
                Run(title, self.u(19), c["muted"]),
                Run(number, self.u(32), c["ink"], bold=True, gap=self.u(7)),
                Run(of, self.u(22), c["ink"], gap=self.u(7)),
            ),
            right=True,
        )
        space = inner.width() - parcel - self.u(24)
        size = self.u(33)
        wide = canvas.width(model.head, size) + canvas.width(model.tail, size, bold=True)
        tote = canvas.width(model.tote, self.u(20), bold=True) + self.u(74) if model.tote else 0.0
        if wide + tote > space:
            size *= max((space - tote) / wide, 0.5)
        used = canvas.runs(
            inner.left(),
            base,
            (Run(model.head, size, c["muted"]), Run(model.tail, size, c["ink"], bold=True)),
        )
        if model.tote:
            pill = QRectF(
                inner.left() + used + self.u(16), self.u(22), tote - self.u(16), self.u(36)
            )
            canvas.card(pill, c["sunken"], radius=self.u(18))
            icon = self.u(22)
            canvas.icon(
                pill.left() + self.u(13), pill.center().y() - icon / 2, icon, "tote", c["ink"]
            )
            text = pill.adjusted(self.u(43), 0, -self.u(6), 0)
            canvas.text(text, model.tote, self.u(20), c["ink"], bold=True)

    def _facts(self, canvas: Canvas, model: OrderModel, inner: QRectF) -> None:
        c = canvas.colours
        x, middle, icon = inner.left(), self.u(80), self.u(19)
        for fact in model.facts:
            ink = c["muted"] if fact.tone == "quiet" else c[f"{fact.tone}_mark"]
            width = canvas.width(fact.text, self.u(19), bold=fact.tone != "quiet")
            left = x + icon + self.u(7)
            if left + min(width, self.u(60)) > inner.right():
                return
            canvas.icon(x, middle - icon / 2, icon, fact.icon, ink)
            box = QRectF(left, middle - self.u(20), inner.right() - left, self.u(40))
            used = canvas.text(
                box, fact.text, self.u(19), ink, bold=fact.tone != "quiet", elide=True
            )
            x = left + used + self.u(24)

    def _note(self, canvas: Canvas, note: NoteModel, box: QRectF) -> None:
        c = canvas.colours
        canvas.card(box, c["warn_ground"], radius=self.u(8))
        ink, icon = c["warn_ink"], self.u(24)
        x = box.left() + self.u(16)
        canvas.icon(x, box.center().y() - icon / 2, icon, "note", ink)
        x += icon + self.u(11)
        title = QRectF(x, box.top(), self.u(260), box.height())
        x += canvas.text(title, note.title, self.u(20), ink, bold=True) + self.u(13)
        text = QRectF(x, box.top() + 1, box.right() - self.u(12) - x, box.height() - 2)
        if canvas.width(note.text, self.u(23), bold=True) <= text.width():
            canvas.text(text, note.text, self.u(23), ink, bold=True)
        else:
            canvas.paragraph(text, note.text, self.u(19), ink, bold=True)
