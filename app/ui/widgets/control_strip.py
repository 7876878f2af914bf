"""The control strip: what the control card offers now, clickable for whoever has a mouse."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.domain.control_code import Control
from app.ui.device_words import CONTROLS
from app.ui.models import StripModel
from app.ui.pictures import Pictures
from app.ui.style import Colours, Style
from app.ui.widgets.canvas import RIGHT, Canvas
from app.ui.widgets.painted import Painted

HEIGHT: Final = 64
_BUTTON: Final = 44


class ControlButton(QAbstractButton):
    """One control: icon, word, and Ctrl + its place as a shortcut."""

    def __init__(self, control: Control, style: Style, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self.control = control
        self._look = style
        self._pictures = pictures
        self._colours = style.colours
        self._primary = False
        self._wordless = False
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_control(self, word: str, place: int, colours: Colours, *, primary: bool) -> None:
        """Its word in the packer's language, its place, and whether it clears a stop."""
        self._colours, self._primary = colours, primary
        self.setText(word)
        self.setAccessibleName(word)
        self.setToolTip(f"{word} (Ctrl+{place})" if place <= 9 else word)
        self.setShortcut(QKeySequence(f"Ctrl+{place}") if place <= 9 else QKeySequence())
        self.setProperty("kind", "primary" if primary else "plain")
        self.update()

    def wanted_width(self, *, wordless: bool = False) -> float:
        """Pixels for icon and word, or for the icon alone."""
        self._wordless = wordless
        if wordless:
            return self._u(56)
        canvas_font = self._look.font(self._u(20) * self._look.text_size, bold=True)
        return self._u(62) + _advance(self.text(), canvas_font)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(round(self.wanted_width()), round(self._u(_BUTTON)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        c = self._colours
        painter = QPainter(self)
        canvas = Canvas(painter, self._look, c, self._pictures)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ground, ink = c["raised"], c["ink"]
        if self._primary:
            ground, ink = c["ink"], c["raised"]
        elif self.isDown() or self.underMouse():
            ground = c["sunken"]
        canvas.card(box, ground, edge=c["line"], radius=self._u(8))
        icon = self._u(21)
        x = box.center().x() - icon / 2 if self._wordless else box.left() + self._u(15)
        canvas.icon(x, box.center().y() - icon / 2, icon, CONTROLS[self.control][1], ink)
        if not self._wordless:
            text = box.adjusted(self._u(45), 0, -self._u(10), 0)
            canvas.text(text, self.text(), self._u(20), ink, bold=True)
        if self.hasFocus():
            painter.setPen(QPen(c["brand"], self._u(3)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), self._u(8), self._u(8))
        painter.end()

    def _u(self, pixels: float) -> float:
        return pixels * self._look.unit


class ControlStrip(Painted[StripModel]):
    """The strip at the bottom; buttons keep their order as the bench offers them."""

    def __init__(
        self,
        style: Style,
        pictures: Pictures,
        press: Callable[[Control], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, pictures, parent)
        self._press = press
        self._buttons: dict[Control, ControlButton] = {}
        self._offers: tuple[tuple[Control, str], ...] = ()
        self._look_serial = -1

    def show_controls(
        self, model: StripModel, offers: tuple[tuple[Control, str], ...], *, tinted: bool = False
    ) -> None:
        """Show these controls with their words."""
        offers = tuple(dict.fromkeys(offers))
        changed = self.show_model(model, tinted=tinted)
        if not changed and offers == self._offers and self._look_serial == self.look.serial:
            return
        self._offers, self._look_serial = offers, self.look.serial
        wanted = {control for control, _ in offers}
        for control in [control for control in self._buttons if control not in wanted]:
            button = self._buttons.pop(control)
            if button.hasFocus():
                self.window().setFocus()
            button.hide()
            button.deleteLater()
        colours = self.look.stop_colours if tinted else self.look.colours
        for place, (control, word) in enumerate(offers, 1):
            button = self._buttons.get(control) or self._new(control)
            button.show_control(word, place, colours, primary=model.stop and place == 1)
        self.arrange()

    def buttons(self) -> list[ControlButton]:
        """The buttons from left to right."""
        return [self._buttons[control] for control, _ in self._offers]

    def arrange(self) -> None:
        """Place the buttons; the last ones lose their words when the strip is too short."""
        if self.model is None:
            return
        left = self._title_width() + self.u(20)
        note = (
            _advance(self.model.note, self.look.font(self.u(18) * self.look.text_size))
            if self.model.note
            else 0
        )
        room = self.width() - left - self.u(40) - min(note, self.width() * 0.25)
        gap = self.u(8)
        buttons = self.buttons()
        widths = [button.wanted_width() for button in buttons]
        place = len(buttons)
        while sum(widths) + gap * len(widths) > room and place > 0:
            place -= 1
            widths[place] = buttons[place].wanted_width(wordless=True)
        x, height = left, self.u(_BUTTON)
        for button, width in zip(buttons, widths, strict=True):
            top = (self.height() - height) / 2
            button.setGeometry(round(x), round(top), round(width), round(height))
            button.show()
            x += width + gap

    def spoken(self, model: StripModel) -> str:
        return f"{model.title}. {model.note}" if model.note else model.title

    def paint(self, canvas: Canvas, model: StripModel) -> None:
        c = canvas.colours
        box = QRectF(self.rect())
        canvas.painter.fillRect(box, c["surface"] if model.stop else c["raised"])
        canvas.painter.fillRect(QRectF(0, 0, box.width(), 1), c["line"])
        icon = self.u(32)
        canvas.icon(self.u(18), (box.height() - icon) / 2, icon, "barcode", c["muted"])
        title = QRectF(self.u(58), 0, self.u(400), box.height())
        canvas.text(title, model.title, self.u(20), c["muted"])
        right = self.buttons()[-1].geometry().right() if self._buttons else title.right()
        note = QRectF(right + self.u(16), 0, 0, box.height())
        note.setRight(box.right() - self.u(20))
        if note.width() > self.u(60):
            canvas.text(note, model.note, self.u(18), c["muted"], align=RIGHT, elide=True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.arrange()

    def _title_width(self) -> float:
        title = self.model.title if self.model else ""
        return self.u(58) + _advance(title, self.look.font(self.u(20) * self.look.text_size))

    def _new(self, control: Control) -> ControlButton:
        button = ControlButton(control, self.look, self.pictures, self)
        button.clicked.connect(lambda _checked=False, pressed=control: self._press(pressed))
        self._buttons[control] = button
        return button


def _advance(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)
