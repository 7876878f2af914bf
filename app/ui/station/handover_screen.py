"""The hand-over: the manifest on the left, the verdict or the stop on the right, the controls."""

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.control_code import Control
from app.i18n import Words
from app.station.snapshot import BenchSnapshot
from app.ui import present, texts
from app.ui.hand_present import hand_model
from app.ui.pictures import Pictures
from app.ui.style import Style
from app.ui.widgets import control_strip, verdict_panel
from app.ui.widgets.control_strip import ControlStrip
from app.ui.widgets.hand_panel import HandPanel
from app.ui.widgets.stop_panel import StopPanel
from app.ui.widgets.verdict_panel import VerdictPanel

_MARGIN: Final = 20
_GAP: Final = 17
_LEFT_SHARE: Final = 0.55


class HandoverScreen(QWidget):
    """Renders snapshots of the hand-over mode. Each panel paints only when its model differs."""

    def __init__(
        self,
        style: Style,
        pictures: Pictures,
        words: Words,
        press: Callable[[Control], None],
    ) -> None:
        super().__init__()
        self._look, self._words = style, words
        self._snap: BenchSnapshot | None = None
        self.hand = HandPanel(style, pictures, self)
        self.verdict = VerdictPanel(style, pictures, self)
        self.stop = StopPanel(style, pictures, self)
        self.strip = ControlStrip(style, pictures, press, self)

    def show_snapshot(self, snap: BenchSnapshot) -> None:
        """Render one instant of the hand-over."""
        words, stopped = self._words, snap.stop is not None
        self._snap = snap
        self.hand.show_model(hand_model(words, snap, 0), tinted=stopped)
        if snap.stop is not None:
            self.stop.show_model(texts.stop_model(words, snap.stop), tinted=True)
        else:
            self.verdict.show_model(texts.verdict_model(words, snap))
        offers = tuple((control, texts.control_word(words, control)) for control in snap.offers)
        self.strip.show_controls(present.strip_model(words, snap), offers, tinted=stopped)
        self._arrange()

    def show_elapsed(self, elapsed_ms: int) -> None:
        """``elapsed_ms`` after the snapshot: the cut-off clock, and how long a stop stands."""
        snap = self._snap
        if snap is None:
            return
        model = hand_model(self._words, snap, elapsed_ms)
        self.hand.show_model(model, tinted=snap.stop is not None)
        if snap.stop is not None:
            self.stop.show_elapsed(snap.mono_ms - snap.stop.since_mono_ms + elapsed_ms)

    def refresh(self) -> None:
        """The look changed: every place and every pixel again."""
        if self._snap is not None:
            self.show_snapshot(self._snap)
        for child in self.findChildren(QWidget):
            child.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        unit = self._look.unit
        margin, gap = round(_MARGIN * unit), round(_GAP * unit)
        strip = round(control_strip.HEIGHT * unit)
        bottom = self.height() - strip
        self.strip.setGeometry(0, bottom, self.width(), strip)
        inner, tall = self.width() - 2 * margin - gap, bottom - 2 * margin
        left = round(inner * _LEFT_SHARE)
        self.hand.setGeometry(margin, margin, left, tall)
        stopped = self._snap is not None and self._snap.stop is not None
        self.stop.setVisible(stopped)
        self.verdict.setVisible(not stopped)
        x, wide = margin + left + gap, inner - left
        self.stop.setGeometry(x, margin, wide, tall)
        verdict = min(round(1.5 * verdict_panel.HEIGHT * unit), tall)
        self.verdict.setGeometry(x, margin, wide, verdict)
