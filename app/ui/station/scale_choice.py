"""How the scale is read: port, protocol, line, unit, or a learnt profile. Chosen from lists."""

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.i18n import Words
from app.i18n import mark as _
from app.station.commands import ScaleChosen
from app.station.device_view import DevicePage, ScaleChoice
from app.ui.station.forms import button, label, named, set_text
from app.ui.style import Style

_UNITS: Final = ("", "kg", "g", "lb", "oz")
_NAMES: Final = {
    "port": _("Port"),
    "profile": _("Learnt scale"),
    "protocol": _("Protocol"),
    "line": _("Speed and format"),
    "unit": _("Unit"),
}
_PLACES: Final = {
    "port": (0, 0, 4),
    "profile": (0, 4, 2),
    "protocol": (2, 0, 2),
    "line": (2, 2, 2),
    "unit": (2, 4, 2),
}
"""Row of the label, column, and how many columns it takes."""

_COLUMNS: Final = 6


class ScaleChoiceForm(QWidget):
    """Shows what is set; what was begun here is not overwritten until it is used."""

    def __init__(self, style: Style, words: Words, post: Callable[[object], None]) -> None:
        super().__init__()
        self._words, self._post = words, post
        self._shown: ScaleChoice | None = None
        self.lists = {name: _list() for name in _NAMES}
        self._labels = {name: label("", "quiet") for name in _NAMES}
        self.use = button()
        self.use.clicked.connect(lambda _checked=False: self._use())
        self.lists["profile"].currentIndexChanged.connect(lambda _at: self._enable())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(round(12 * style.form_unit))
        grid.setVerticalSpacing(round(4 * style.form_unit))
        for name, (row, column, wide) in _PLACES.items():
            grid.addWidget(self._labels[name], row, column, 1, wide)
            grid.addWidget(self.lists[name], row + 1, column, 1, wide)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.use, 3, _COLUMNS)

    def show_choice(self, choice: ScaleChoice, page: DevicePage) -> None:
        """Fill the lists; a choice that was begun stays."""
        say = self._words.say
        for name, text in _NAMES.items():
            set_text(self._labels[name], say(text))
            self.lists[name].setAccessibleName(say(text))
        named(self.use, say("Use these settings"))
        changed, self._shown = choice != self._shown, choice
        none = say("none")
        lines = sorted({*page.lines, (choice.baud, choice.framing)})
        profiles = dict.fromkeys(code for code in (*page.profiles, choice.profile) if code)
        protocols = dict.fromkeys([choice.protocol, *page.protocols])
        ports = [
            (" • ".join(dict.fromkeys(part for part in (each.port, each.says) if part)), key)
            for each in page.ports
            for key in [each.address]
        ] or [(choice.port, choice.port)]
        by_name = {each.port: each.address for each in page.ports}
        port = by_name.get(choice.port, choice.port)
        self._fill("port", ports, port, changed=changed)
        learnt = [(none, ""), *((code, code) for code in profiles)]
        self._fill("profile", learnt, choice.profile, changed=changed)
        plain = [(each, each) for each in protocols]
        self._fill("protocol", plain, choice.protocol, changed=changed)
        of_lines = [(f"{baud} {frame}", f"{baud} {frame}") for baud, frame in lines]
        self._fill("line", of_lines, f"{choice.baud} {choice.framing}", changed=changed)
        units = [(unit or say("as sent"), unit) for unit in _UNITS]
        self._fill("unit", units, choice.unit, changed=changed)
        self._enable()

    def _fill(
        self, name: str, items: Iterable[tuple[str, str]], chosen: str, *, changed: bool
    ) -> None:
        shown, wanted = self.lists[name], list(items)
        now = [(shown.itemText(at), shown.itemData(at)) for at in range(shown.count())]
        keep = chosen if changed or not now else shown.currentData()
        if now != wanted:
            shown.blockSignals(True)
            shown.clear()
            for text, value in wanted:
                shown.addItem(text, value)
            shown.blockSignals(False)
        at = shown.findData(keep)
        if at >= 0 and at != shown.currentIndex() and not shown.view().isVisible():
            shown.setCurrentIndex(at)

    def _enable(self) -> None:
        """A learnt scale brings its protocol, line and unit along."""
        own = not self.lists["profile"].currentData()
        for name in ("protocol", "line", "unit"):
            self.lists[name].setEnabled(own)

    def _use(self) -> None:
        value = {name: str(each.currentData() or "") for name, each in self.lists.items()}
        baud, _, framing = value["line"].partition(" ")
        choice = ScaleChoice(
            value["port"], value["protocol"], int(baud), framing, value["unit"], value["profile"]
        )
        self._post(ScaleChosen(choice))


def _list() -> QComboBox:
    made = QComboBox()
    made.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(7)
    return made
