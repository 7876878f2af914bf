"""The device page: what each device says in plain words, what to do, what to try. No dialog."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import Words
from app.station.commands import DeviceTestPressed
from app.station.device_view import DeviceCard, DevicePage, DeviceTest
from app.ui.device_words import HEALTH, KINDS, PILLS, TESTS
from app.ui.pictures import Pictures
from app.ui.station.forms import heading, label, page_title, scrolling, set_text, toned
from app.ui.style import Style

_RAW_LINES = 4


class DeviceCardWidget(QFrame):
    """One device: name, state, next step, tests, and the newest lines as they came in."""

    def __init__(
        self, style: Style, pictures: Pictures, words: Words, post: Callable[[object], None]
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look, self._pictures, self._words, self._post = style, pictures, words, post
        self._icon, self._name, self._chip = QLabel(), heading(""), label("", "chip")
        self._where, self._step, self._raw = (
            label("", "quiet"),
            label("", "body"),
            label("", "well"),
        )
        self._raw.setWordWrap(False)
        self._raw.setMinimumHeight(round(style.form_unit * 124))
        self._raw.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._buttons: dict[DeviceTest, QPushButton] = {}
        self._row = QHBoxLayout()
        head = QHBoxLayout()
        for widget in (self._icon, self._name):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._chip)
        box = QVBoxLayout(self)
        unit = style.form_unit
        margin = round(20 * unit)
        box.setContentsMargins(margin, margin, margin, margin)
        box.setSpacing(round(10 * unit))
        box.addLayout(head)
        for widget in (self._step, self._where, self._raw):
            box.addWidget(widget)
        box.addLayout(self._row)

    def show_card(self, card: DeviceCard) -> None:
        """Show the device as it is now; texts that did not change are left alone."""
        words = self._words
        name, icon = KINDS[card.kind]
        state, step = HEALTH[card.state]
        size = self._look.form_unit * 26
        colour = self._look.colours["muted"]
        self._icon.setPixmap(self._pictures.icon(icon, size, colour))
        set_text(self._name, words.say(name))
        set_text(self._chip, words.say(state))
        tone = PILLS[card.state][1]
        toned(self._chip, "ok" if tone == "quiet" and not PILLS[card.state][0] else tone)
        set_text(self._step, words.say(step))
        set_text(self._where, " • ".join(part for part in (card.model, card.port) if part))
        lines = card.raw[-_RAW_LINES:]
        set_text(self._raw, "\n".join(lines) or words.say("Nothing has come in yet"))
        self._raw.setAccessibleName(words.say("Last lines from the device"))
        self._show_tests(card)

    def _show_tests(self, card: DeviceCard) -> None:
        for test in [test for test in self._buttons if test not in card.tests]:
            self._buttons.pop(test).deleteLater()
        for test in card.tests:
            if test not in self._buttons:
                button = QPushButton()
                button.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
                command = DeviceTestPressed(card.device_id, test)
                button.clicked.connect(lambda _checked=False, sent=command: self._post(sent))
                self._row.insertWidget(len(self._buttons), button)
                self._buttons[test] = button
            said = self._words.say(TESTS[test][0])
            self._buttons[test].setText(said)
            self._buttons[test].setAccessibleName(said)
        if self._row.count() == len(self._buttons):
            self._row.addStretch(1)


class DevicePageWidget(QWidget):
    """A page within the window; Esc goes back to the bench, scans count as ever."""

    def __init__(
        self,
        style: Style,
        pictures: Pictures,
        words: Words,
        post: Callable[[object], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._made_with = (style, pictures, words, post)
        self._words = words
        self._cards: dict[str, DeviceCardWidget] = {}
        self._title, self._back, head = page_title(style, back)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setSpacing(round(17 * style.form_unit))
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._grid.setContentsMargins(0, 0, 0, 0)
        box = QVBoxLayout(self)
        margin = round(32 * style.form_unit)
        box.setContentsMargins(margin, margin, margin, margin)
        box.setSpacing(round(24 * style.form_unit))
        box.addLayout(head)
        box.addWidget(scrolling(inside), 1)

    def show_page(self, page: DevicePage) -> None:
        """Show the devices in their order, two beside each other."""
        words = self._words
        self._title.setText(words.say("Devices"))
        self._back.setText(words.say("Back to the bench (Esc)"))
        self._back.setAccessibleName(words.say("Back to the bench (Esc)"))
        wanted = {card.device_id for card in page.cards}
        for gone in [key for key in self._cards if key not in wanted]:
            self._cards.pop(gone).deleteLater()
        for place, card in enumerate(page.cards):
            if card.device_id not in self._cards:
                self._cards[card.device_id] = DeviceCardWidget(*self._made_with)
                self._grid.addWidget(self._cards[card.device_id], place // 2, place % 2)
            self._cards[card.device_id].show_card(card)
