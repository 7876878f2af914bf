"""One device in the list of the device page: its name, its state, and what to do now."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.domain.readings import DeviceState
from app.i18n import Words
from app.station.device_view import DeviceCard
from app.ui.device_words import HEALTH, KINDS, PILLS
from app.ui.pictures import Pictures
from app.ui.station.forms import heading, label, set_text, toned
from app.ui.style import Style

_HIGH = 116


def step_of(words: Words, card: DeviceCard) -> str:
    """The next step in plain words: who has the port, what its bytes say, else by its state."""
    if card.state is DeviceState.BUSY and card.holder:
        return words.say("{holder} uses it: close it there.", holder=card.holder)
    if card.doubt:
        found = words.say(card.doubt.text, **card.doubt.params)
        return words.say("On {port}: {found}", port=card.port, found=found)
    return words.say(HEALTH[card.state][1])


def tone_of(state: DeviceState) -> str:
    """The chip of the page: works is green here, where it is looked for."""
    said, tone = PILLS[state]
    return "ok" if tone == "quiet" and not said else tone


class DeviceRow(QPushButton):
    """Pressed, it is the device that is shown beside the list."""

    def __init__(self, style: Style, pictures: Pictures, words: Words) -> None:
        super().__init__()
        self.setObjectName("deviceRow")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._look, self._pictures, self._words = style, pictures, words
        self._icon, self._name, self._chip = QLabel(), heading(""), label("", "chip")
        self._step = label("", "quiet")
        self._step.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        unit = style.form_unit
        head = QHBoxLayout()
        head.setSpacing(round(12 * unit))
        head.addWidget(self._icon)
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._chip)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(round(each * unit) for each in (16, 12, 16, 8)))
        box.setSpacing(round(6 * unit))
        box.addLayout(head)
        box.addWidget(self._step, 1)
        for part in (self._icon, self._name, self._chip, self._step):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedHeight(round(_HIGH * unit))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(round(200 * self._look.form_unit), self.height())

    def show_card(self, card: DeviceCard, title: str) -> None:
        """Show the device as it is now."""
        words = self._words
        _name, icon = KINDS[card.kind]
        size = self._look.form_unit * 24
        self._icon.setPixmap(self._pictures.icon(icon, size, self._look.colours["muted"]))
        state = words.say(PILLS[card.state][0] or HEALTH[card.state][0])
        step = step_of(words, card)
        set_text(self._name, title)
        set_text(self._chip, state)
        toned(self._chip, tone_of(card.state))
        set_text(self._step, step)
        self.setAccessibleName(f"{title}. {state}. {step}")
