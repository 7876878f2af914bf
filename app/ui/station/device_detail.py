"""The chosen device: what it says, what to do, what to try, how it is set, what it sends."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.domain.readings import DeviceKind
from app.i18n import Words
from app.station.commands import DeviceTestPressed
from app.station.device_view import DeviceCard, DevicePage, DeviceTest, Health
from app.ui.device_words import HEALTH, KINDS, TESTS
from app.ui.pictures import Pictures
from app.ui.station.device_row import step_of, tone_of
from app.ui.station.forms import button, drop, heading, label, named, set_text, toned
from app.ui.station.live_view import LiveView
from app.ui.station.scale_choice import ScaleChoiceForm
from app.ui.station.scanner_step import ScannerStep
from app.ui.style import Style


class DeviceDetail(QFrame):
    """One device at a time; another device is another ``show_card``."""

    def __init__(
        self,
        style: Style,
        pictures: Pictures,
        words: Words,
        post: Callable[[object], None],
        learn: Callable[[], None],
        scanner: ScannerStep,
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look, self._pictures, self._words, self._post = style, pictures, words, post
        self._device_id = ""
        self._icon, self._name, self._chip = QLabel(), heading(""), label("", "chip")
        self._step, self._where = label("", "body"), label("", "quiet")
        self._result, self._figures = label("", "body"), label("", "quiet")
        self.tests: dict[DeviceTest, QPushButton] = {}
        self.learn = button()
        self.learn.clicked.connect(lambda _checked=False: learn())
        self.scanner = scanner
        self.choice = ScaleChoiceForm(style, words, post)
        self.live = LiveView(style, words)
        self._row = QHBoxLayout()
        self._row.setSpacing(round(8 * style.form_unit))
        self._row.addWidget(self.learn)
        self._row.addStretch(1)
        self._arrange(style.form_unit)

    def _arrange(self, unit: float) -> None:
        head = QHBoxLayout()
        head.setSpacing(round(12 * unit))
        for widget in (self._icon, self._name):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._chip)
        box = QVBoxLayout(self)
        margin = round(20 * unit)
        box.setContentsMargins(margin, margin, margin, margin)
        box.setSpacing(round(12 * unit))
        box.addLayout(head)
        for widget in (self._step, self._where):
            box.addWidget(widget)
        box.addLayout(self._row)
        for part in (self._result, self.scanner, self.choice, self._figures):
            box.addWidget(part)
        box.addWidget(self.live, 1)

    def show_card(self, card: DeviceCard, title: str, page: DevicePage) -> None:
        """Show the device as it is now; texts that did not change are left alone."""
        words = self._words
        if card.device_id != self._device_id:
            self._device_id = card.device_id
            self.live.pause.setChecked(False)
        icon = KINDS[card.kind][1]
        size = self._look.form_unit * 26
        self._icon.setPixmap(self._pictures.icon(icon, size, self._look.colours["muted"]))
        set_text(self._name, title)
        set_text(self._chip, words.say(HEALTH[card.state][0]))
        toned(self._chip, tone_of(card.state))
        set_text(self._step, step_of(words, card))
        set_text(self._where, self._said_where(card))
        result = card.result
        set_text(self._result, words.say(result.text, **result.params) if result else "")
        self._result.setVisible(bool(result))
        self._show_tests(card)
        self.learn.setVisible(card.kind is DeviceKind.SCALE)
        named(self.learn, words.say("Learn this scale"))
        self.scanner.setVisible(card.types)
        self.scanner.show_words()
        self.choice.setVisible(card.choice is not None)
        if card.choice:
            self.choice.show_choice(card.choice, page)
        figures = (self._health(card.health), self._misread(card))
        set_text(self._figures, " • ".join(part for part in figures if part))
        self._figures.setVisible(any(figures))
        self.live.setVisible(card.kind is not DeviceKind.PRINTER)
        self.live.show_frames(card.frames)

    def _said_where(self, card: DeviceCard) -> str:
        choice, parts = card.choice, [card.model, card.port]
        if choice:
            parts.append(f"{choice.baud} {choice.framing}")
        if choice and choice.profile:
            parts.append(self._words.say("learnt as {code}", code=choice.profile))
        return " • ".join(part for part in parts if part)

    def _health(self, health: Health | None) -> str:
        if health is None:
            return ""
        words = self._words
        rate = f"{health.frames_tenths_s / 10:.1f}"
        said = [words.say("{n} frames a second", n=rate)]
        if health.refused:
            said.append(
                words.say(
                    "{n} of {all} refused",
                    n=str(health.refused),
                    all=str(health.refused + health.frames),
                )
            )
        if health.reconnects:
            said.append(words.many("came back {n} time", "came back {n} times", health.reconnects))
        if health.settle_ms is not None:
            seconds = f"{health.settle_ms / 1000:.1f}"
            said.append(words.say("at rest after {seconds} s", seconds=seconds))
        return " • ".join(said)

    def _misread(self, card: DeviceCard) -> str:
        """How many codes were read wrongly, and which one most: a printing that needs a look."""
        if not card.misreads:
            return ""
        said = self._words.many("{n} code read wrongly", "{n} codes read wrongly", card.misreads)
        code, times = card.worst
        return f"{said} ({code}: {times})" if code else said

    def _show_tests(self, card: DeviceCard) -> None:
        for test in [test for test in self.tests if test not in card.tests]:
            drop(self.tests.pop(test))
        for place, test in enumerate(card.tests):
            if test not in self.tests:
                made = self.tests[test] = button()
                made.clicked.connect(lambda _checked=False, tried=test: self._try(tried))
                self._row.insertWidget(place, made)
            named(self.tests[test], self._words.say(TESTS[test][0]))

    def _try(self, test: DeviceTest) -> None:
        self._post(DeviceTestPressed(self._device_id, test))
