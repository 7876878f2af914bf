"""One line of the order: picture, name, spec, where it lies, how many of how many."""

from typing import Final

from PySide6.QtCore import QRectF

from app.ui.models import LineModel, PartModel
from app.ui.style import mix
from app.ui.widgets.canvas import Canvas, Run
from app.ui.widgets.painted import Painted

FULL: Final = 112
DENSE: Final = 78
DONE: Final = 64
PART: Final = 58


class LineRow(Painted[LineModel]):
    """Paints itself full, dense or done; all three keep picture, name and counts in place."""

    dense = False

    def u(self, pixels: float) -> float:
        return pixels * self.look.list_unit

    def design_height(self) -> float:
        """Height in design pixels."""
        if self.model is None:
            return 0
        if self.model.state == "done":
            return DONE
        base = DENSE if self.dense and self.model.state != "lifted" else FULL
        return base + PART * len(self.model.parts) + (6 if self.model.parts else 0)

    def show_model(self, model: LineModel, *, tinted: bool = False) -> bool:
        changed = super().show_model(model, tinted=tinted)
        if changed:
            self.setProperty("state", model.state)
        return changed

    def spoken(self, model: LineModel) -> str:
        counts = f"{model.scanned} / {model.needed}"
        parts = (model.mark_word, model.name, model.spec, model.location, model.code, counts)
        return ". ".join(part for part in parts if part)

    def paint(self, canvas: Canvas, model: LineModel) -> None:
        c = canvas.colours
        box = QRectF(self.rect())
        done, lifted = model.state == "done", model.state == "lifted"
        ground = mix(c["raised"], c["surface"], 0.75) if done else c["raised"]
        edge, width = c["line"], 1.0
        if lifted:
            edge = c["ink"] if model.wanted else c["ok_mark"]
            width = self.u(2.5)
        canvas.card(box, ground, edge=edge, radius=self.u(12), width=width)
        if model.dim:
            canvas.painter.setOpacity(0.5)
        if done:
            self._done(canvas, model, box)
            return
        dense = self.dense and not lifted
        high = self.u(DENSE if dense else FULL)
        row = QRectF(box.left(), box.top(), box.width(), high)
        if dense:
            self._dense(canvas, model, row)
        else:
            self._full(canvas, model, row)
        for number, part in enumerate(model.parts):
            top = box.top() + high + self.u(PART) * number - self.u(2)
            self._part(canvas, part, QRectF(box.left(), top, box.width(), self.u(PART)))

    def _full(self, canvas: Canvas, model: LineModel, row: QRectF) -> None:
        c = canvas.colours
        canvas.product(row.left() + self.u(12), row.top() + self.u(12), self.u(88), model.picture)
        left = row.left() + self.u(118)
        right = row.right() - self.u(180)
        top = row.top() + self.u(10)
        name = QRectF(self._mark(canvas, model, left, top + self.u(18)), top, 0, self.u(36))
        name.setRight(right)
        canvas.text(name, model.name, self.u(26), c["ink"], bold=True, elide=True)
        spec = QRectF(left, top + self.u(35), right - left, self.u(30))
        canvas.text(spec, model.spec, self.u(22), c["ink"], elide=True)
        self._place(canvas, model, QRectF(left, top + self.u(66), right - left, self.u(26)))
        self._counts(canvas, model, row.right() - self.u(22), row.top() + self.u(63), 44)
        bar = QRectF(row.right() - self.u(154), row.top() + self.u(82), self.u(132), self.u(8))
        canvas.segments(bar, model.scanned, model.needed, c["ok_mark"], c["track"], self.u(4))

    def _dense(self, canvas: Canvas, model: LineModel, row: QRectF) -> None:
        c = canvas.colours
        canvas.product(row.left() + self.u(26), row.top() + self.u(9), self.u(60), model.picture)
        left = row.left() + self.u(118)
        right = row.right() - self.u(180)
        top = row.top() + self.u(7)
        name = QRectF(self._mark(canvas, model, left, top + self.u(18)), top, 0, self.u(36))
        name.setRight(right)
        used = canvas.text(name, model.name, self.u(25), c["ink"], bold=True, elide=True)
        spec = name.adjusted(used + self.u(12), self.u(2), 0, self.u(2))
        if spec.width() > self.u(40):
            canvas.text(spec, model.spec, self.u(20), c["ink"], elide=True)
        self._place(canvas, model, QRectF(left, top + self.u(37), right - left, self.u(26)))
        self._counts(canvas, model, row.right() - self.u(22), row.top() + self.u(45), 38)
        bar = QRectF(row.right() - self.u(154), row.top() + self.u(58), self.u(132), self.u(7))
        canvas.segments(bar, model.scanned, model.needed, c["ok_mark"], c["track"], self.u(4))

    def _done(self, canvas: Canvas, model: LineModel, box: QRectF) -> None:
        c = canvas.colours
        size = self.u(44)
        middle = box.center().y()
        canvas.product(box.left() + self.u(34), middle - size / 2, size, model.picture, 0.5)
        left = box.left() + self.u(118)
        right = box.right() - self.u(214)
        name = QRectF(self._mark(canvas, model, left, middle), box.top(), 0, box.height())
        name.setRight(right)
        used = canvas.text(name, model.name, self.u(23), c["muted"], elide=True)
        spec = name.adjusted(used + self.u(13), self.u(1), 0, self.u(1))
        if spec.width() > self.u(40):
            canvas.text(spec, model.spec, self.u(19), c["muted"], elide=True)
        self._tick(canvas, box.right() - self.u(196), middle)
        self._counts(canvas, model, box.right() - self.u(22), middle + self.u(11), 31)

    def _part(self, canvas: Canvas, part: PartModel, row: QRectF) -> None:
        c = canvas.colours
        done = part.scanned >= part.needed
        size, middle = self.u(40), row.center().y()
        x = row.left() + self.u(60)
        canvas.product(x, middle - size / 2, size, part.picture, 0.6 if done else 1.0)
        left = row.left() + self.u(118)
        right = row.right() - self.u(300)
        ink = c["muted"] if done else c["ink"]
        name = QRectF(left, row.top(), right - left, row.height())
        used = canvas.text(name, part.name, self.u(22), ink, elide=True)
        spec = name.adjusted(used + self.u(9), self.u(1), 0, self.u(1))
        if spec.width() > self.u(40):
            canvas.text(spec, part.spec, self.u(19), c["muted"], elide=True)
        place = QRectF(row.right() - self.u(290), row.top(), self.u(75), row.height())
        canvas.text(place, part.location, self.u(19), c["muted"])
        if done:
            self._tick(canvas, row.right() - self.u(196), middle)
        baseline, right = middle + self.u(9), row.right() - self.u(22)
        number = c["ink"] if part.scanned else c["muted"]
        canvas.runs(
            right,
            baseline,
            (
                Run(str(part.scanned), self.u(28), number if not done else ink, bold=True),
                Run(f"/ {part.needed}", self.u(20), ink, gap=self.u(5)),
            ),
            right=True,
        )

    def _mark(self, canvas: Canvas, model: LineModel, left: float, middle: float) -> float:
        """The pill of a kit or a gift before the name; gives where the name begins."""
        if not model.mark:
            return left
        c = canvas.colours
        text = self.u(18)
        width = canvas.width(model.mark_word, text, bold=True) + self.u(52)
        pill = QRectF(left, middle - self.u(16), width, self.u(32))
        canvas.card(pill, c["sunken"], radius=self.u(16))
        icon = self.u(19)
        canvas.icon(left + self.u(10), middle - icon / 2, icon, model.mark, c["muted"])
        box = pill.adjusted(self.u(35), 0, -self.u(6), 0)
        canvas.text(box, model.mark_word, text, c["muted"], bold=True)
        return pill.right() + self.u(12)

    def _place(self, canvas: Canvas, model: LineModel, box: QRectF) -> None:
        """Where it lies, and its code."""
        ink = canvas.colours["muted"]
        x = box.left()
        if model.location:
            icon = self.u(18)
            canvas.icon(x, box.center().y() - icon / 2, icon, "pin", ink)
            x += icon + self.u(6)
            space = QRectF(x, box.top(), box.right() - x, box.height())
            x += canvas.text(space, model.location, self.u(19), ink, elide=True) + self.u(20)
        space = QRectF(x, box.top(), box.right() - x, box.height())
        if space.width() > self.u(40):
            canvas.text(space, model.code, self.u(19), ink, elide=True)

    def _counts(
        self, canvas: Canvas, model: LineModel, right: float, base: float, size: float
    ) -> None:
        c = canvas.colours
        quiet = model.state == "done" or not model.scanned
        canvas.runs(
            right,
            base,
            (
                Run(
                    str(model.scanned),
                    self.u(size),
                    c["muted"] if quiet else c["ink"],
                    bold=True,
                ),
                Run(f"/ {model.needed}", self.u(size * 0.66), c["muted"], gap=self.u(7)),
            ),
            right=True,
        )

    def _tick(self, canvas: Canvas, x: float, middle: float) -> None:
        c = canvas.colours
        size = self.u(25)
        strong = self.look.theme == "high_contrast"
        ground = c["ok_mark"] if strong else c["ok_ground"]
        ink = c["raised"] if strong else c["ok_ink"]
        canvas.disc(x, middle - size / 2, size, ground, "check", ink)
