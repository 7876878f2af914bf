"""The bench: fixed places for the order, the lines, the verdict, the weight, shipping, controls."""

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.control_code import Control
from app.i18n import Words
from app.station.snapshot import BenchSnapshot, Face
from app.ui import present, present_lines, texts
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets import control_strip, shipping_panel, verdict_panel, weight_panel
from app.ui.widgets.control_strip import ControlStrip
from app.ui.widgets.line_list import LineList
from app.ui.widgets.order_card import OrderCard
from app.ui.widgets.parcel_card import ParcelCard
from app.ui.widgets.shipping_panel import ShippingPanel
from app.ui.widgets.stop_panel import StopPanel
from app.ui.widgets.verdict_panel import VerdictPanel
from app.ui.widgets.weight_panel import WeightPanel
from app.ui.widgets.welcome_panel import WelcomePanel

_PARCEL_FACES: Final = frozenset(
    {
        Face.COMPLETE,
        Face.WAIT_BOX,
        Face.PUT_ON_SCALE,
        Face.SETTLING,
        Face.CLEAR_SCALE,
        Face.PRINTING,
        Face.LABEL_WAITS,
        Face.LABEL_DOUBT,
        Face.STICK_LABEL,
        Face.DONE,
    }
)
_MARGIN: Final = 20
_GAP: Final = 17
_LEFT_SHARE: Final = 0.61
_PARCEL_LEAST: Final = 250


class BenchScreen(QWidget):
    """Renders snapshots into its panels. Each panel paints again only when its model differs."""

    def __init__(
        self,
        style: Style,
        pictures: Pictures,
        words: Words,
        press: Callable[[Control], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = style
        self._words = words
        self._snap: BenchSnapshot | None = None
        self.order = OrderCard(style, pictures, self)
        self.lines = LineList(style, pictures, self)
        self.parcel = ParcelCard(style, pictures, self)
        self.empty = WelcomePanel(style, pictures, self)
        self.verdict = VerdictPanel(style, pictures, self)
        self.weight = WeightPanel(style, pictures, self)
        self.shipping = ShippingPanel(style, pictures, self)
        self.stop = StopPanel(style, pictures, self)
        self.strip = ControlStrip(style, pictures, press, self)
        self._arranged: tuple[object, ...] = ()

    def show_snapshot(self, snap: BenchSnapshot) -> None:
        """Render one instant of the bench."""
        words, stopped = self._words, snap.stop is not None
        self._snap = snap
        if snap.order is not None:
            self.order.show_model(present.order_model(words, snap.order), tinted=stopped)
            self.lines.show_lines(present_lines.lines_model(words, snap), tinted=stopped)
        else:
            self.empty.show_model(present_lines.empty_model(words, snap), tinted=stopped)
        if snap.stop is not None:
            self.stop.show_model(texts.stop_model(words, snap.stop), tinted=True)
        else:
            self.verdict.show_model(texts.verdict_model(words, snap))
            self.weight.show_model(present.weight_model(words, snap))
            self.shipping.show_model(present.shipping_model(words, snap.shipping))
        if self._shows_parcel(snap):
            self.parcel.show_model(present.parcel_model(words, snap))
        offers = tuple((control, texts.control_word(words, control)) for control in snap.offers)
        self.strip.show_controls(present.strip_model(words, snap), offers, tinted=stopped)
        self._arrange_if_needed()

    def show_elapsed(self, elapsed_ms: int) -> None:
        """``elapsed_ms`` after the snapshot: only how long a stop stands moves."""
        if self._snap is not None and self._snap.stop is not None:
            since = self._snap.mono_ms - self._snap.stop.since_mono_ms
            self.stop.show_elapsed(since + elapsed_ms)

    def refresh(self) -> None:
        """The look changed: every place and every pixel again."""
        self._arranged = ()
        if self._snap is not None:
            self.show_snapshot(self._snap)
        for child in self.findChildren(QWidget):
            child.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arranged = ()
        self._arrange_if_needed()

    def _shows_parcel(self, snap: BenchSnapshot) -> bool:
        return snap.order is not None and snap.face in _PARCEL_FACES

    def _arrange_if_needed(self) -> None:
        """Place the panels when something about their places changed."""
        snap = self._snap
        if snap is None:
            return
        key = (
            self.size().toTuple(),
            self._look.serial,
            snap.order is None,
            snap.stop is None,
            self._shows_parcel(snap),
            self.order.design_height(),
            self.lines.full_height() if self._shows_parcel(snap) else 0,
        )
        if key == self._arranged:
            return
        self._arranged = key
        self._arrange(snap)

    def _arrange(self, snap: BenchSnapshot) -> None:
        unit = self._look.unit
        margin, gap = round(_MARGIN * unit), round(_GAP * unit)
        strip = round(control_strip.HEIGHT * unit)
        bottom = self.height() - strip
        self.strip.setGeometry(0, bottom, self.width(), strip)
        inner = self.width() - 2 * margin - gap
        left = round(inner * _LEFT_SHARE)
        top, tall = margin, bottom - 2 * margin
        self._arrange_left(snap, margin, top, left, tall)
        self._arrange_right(snap, margin + left + gap, top, inner - left, tall)

    def _arrange_left(self, snap: BenchSnapshot, x: int, top: int, wide: int, tall: int) -> None:
        unit = self._look.unit
        opened, parcel = snap.order is not None, self._shows_parcel(snap)
        for widget in (self.order, self.lines):
            widget.setVisible(opened)
        self.parcel.setVisible(parcel)
        self.empty.setVisible(not opened)
        self.empty.setGeometry(x, top, wide, tall)
        if not opened:
            return
        card = round(self.order.design_height() * unit)
        gap = round(_GAP * unit)
        self.order.setGeometry(x, top, wide, card)
        y = top + card + gap
        room = tall - card - gap
        if parcel:
            least = round(_PARCEL_LEAST * unit)
            lines = min(round(self.lines.full_height()) + 1, room - least - gap)
            self.lines.setGeometry(x, y, wide, lines)
            self.parcel.setGeometry(x, y + lines + gap, wide, room - lines - gap)
        else:
            self.lines.setGeometry(x, y, wide, room)

    def _arrange_right(self, snap: BenchSnapshot, x: int, top: int, wide: int, tall: int) -> None:
        stopped = snap.stop is not None
        self.stop.setVisible(stopped)
        for widget in (self.verdict, self.weight, self.shipping):
            widget.setVisible(not stopped)
        self.stop.setGeometry(x, top, wide, tall)
        gap = round(_GAP * self._look.unit)
        room = tall - 2 * gap
        parts = (verdict_panel.HEIGHT, weight_panel.HEIGHT, shipping_panel.HEIGHT)
        verdict, weight, shipping = (round(room * part / sum(parts)) for part in parts)
        self.verdict.setGeometry(x, top, wide, verdict)
        self.weight.setGeometry(x, top + verdict + gap, wide, weight)
        self.shipping.setGeometry(x, top + tall - shipping, wide, shipping)
