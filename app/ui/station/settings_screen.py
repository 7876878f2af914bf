"""Settings of this screen: language, theme, size, sound. What the office decides is only shown."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.domain.policy import OnMismatch
from app.i18n import LANGUAGES, Words
from app.i18n import mark as _
from app.station.settings_view import ScreenSettings, SettingsView
from app.ui.station.forms import label, page_title, scrolling
from app.ui.station.scanner_step import ScannerStep
from app.ui.style import Style

_THEMES: Final = {
    "light": _("Light"),
    "dark": _("Dark"),
    "high_contrast": _("High contrast"),
}
_SCALES: Final = (100, 125, 150, 175, 200)
_TEXTS: Final = {100: _("Normal"), 110: _("Larger"), 120: _("Largest")}
_POLICIES: Final = {
    OnMismatch.RETURN: _("Any wrong item sends the order back to be picked again"),
    OnMismatch.CORRECT: _("A wrong item is taken out, then packing goes on"),
}


class _Choice(QWidget):
    """Buttons side by side, one of them chosen."""

    def __init__(self, style: Style, choose: Callable[[object], None]) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(round(8 * style.form_unit))
        self._group = QButtonGroup(self)
        self._buttons: dict[object, QPushButton] = {}
        self._choose = choose

    def show_choice(self, name: str, options: dict[object, str], chosen: object) -> None:
        """Show the options with their words; ``name`` says what is chosen, for a screen reader."""
        for value, text in options.items():
            if value not in self._buttons:
                button = QPushButton()
                button.setCheckable(True)
                button.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
                button.clicked.connect(lambda _checked=False, taken=value: self._choose(taken))
                self._group.addButton(button)
                self._row.addWidget(button)
                self._buttons[value] = button
            self._buttons[value].setText(text)
            self._buttons[value].setAccessibleName(f"{name}: {text}")
            self._buttons[value].setChecked(value == chosen)


class SettingsScreen(QWidget):
    """Every change is shown at once and handed to ``change``; nothing is to be saved by hand."""

    def __init__(
        self,
        style: Style,
        words: Words,
        change: Callable[[ScreenSettings], None],
        back: Callable[[], None],
        scanner: ScannerStep,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words, self._change, self.scanner = words, change, scanner
        self._view = SettingsView()
        self._title, self._back, head = page_title(style, back)
        self._names: dict[str, QLabel] = {}
        self._language = _Choice(style, lambda value: self._set(language=value))
        self._theme = _Choice(style, lambda value: self._set(theme=value))
        self._scale = _Choice(style, lambda value: self._set(scale_percent=value))
        self._text = _Choice(style, lambda value: self._set(text_percent=value))
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(0, 100)
        self._volume.setPageStep(10)
        self._volume.setFixedWidth(round(420 * style.form_unit))
        self._volume.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._volume.sliderReleased.connect(self._volume_moved)
        self._volume.actionTriggered.connect(lambda _action: self._volume_later())
        self._bench, self._policy = label("", "body"), label("", "body")
        for text in (self._bench, self._policy):
            text.setWordWrap(False)
        self._note = label("", "quiet")
        self._arrange(style.form_unit, head)

    def _arrange(self, unit: float, head: QHBoxLayout) -> None:
        box = QVBoxLayout(self)
        margin = round(32 * unit)
        box.setContentsMargins(margin, margin, margin, margin)
        box.setSpacing(round(24 * unit))
        box.addLayout(head)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(16 * unit))
        column.addWidget(self._card(unit))
        column.addWidget(self._note)
        column.addStretch(1)
        box.addWidget(scrolling(inside), 1)

    def _card(self, unit: float) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        grid = QGridLayout(card)
        margin = round(28 * unit)
        grid.setContentsMargins(margin, margin, margin, margin)
        grid.setHorizontalSpacing(round(32 * unit))
        grid.setVerticalSpacing(round(22 * unit))
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("language", self._language),
            ("theme", self._theme),
            ("scale", self._scale),
            ("text", self._text),
            ("volume", self._volume),
            ("scanner", self.scanner),
            ("bench", self._bench),
            ("policy", self._policy),
        )
        for place, (name, widget) in enumerate(rows):
            self._names[name] = label("", "body")
            self._names[name].setWordWrap(False)
            grid.addWidget(self._names[name], place, 0)
            grid.addWidget(widget, place, 1, Qt.AlignmentFlag.AlignLeft)
        return card

    def show_view(self, view: SettingsView) -> None:
        """Show the settings as they are."""
        self._view = view
        say, screen = self._words.say, view.screen
        self._title.setText(say("Settings"))
        self._back.setText(say("Back to the bench (Esc)"))
        self._back.setAccessibleName(say("Back to the bench (Esc)"))
        names = {
            "language": say("Language"),
            "theme": say("Theme"),
            "scale": say("Size of everything"),
            "text": say("Size of small text"),
            "volume": say("Volume"),
            "scanner": say("Keyboard scanner"),
            "bench": say("Bench"),
            "policy": say("On a mismatch"),
        }
        for name, text in names.items():
            self._names[name].setText(text)
        languages: dict[object, str] = {code: name for code, name in LANGUAGES.items()}  # noqa: C416
        self._language.show_choice(names["language"], languages, screen.language)
        themes: dict[object, str] = {key: say(text) for key, text in _THEMES.items()}
        self._theme.show_choice(names["theme"], themes, screen.theme)
        scales: dict[object, str] = {number: f"{number} %" for number in _SCALES}
        self._scale.show_choice(names["scale"], scales, screen.scale_percent)
        texts: dict[object, str] = {number: say(text) for number, text in _TEXTS.items()}
        self._text.show_choice(names["text"], texts, screen.text_percent)
        self.scanner.show_words()
        self._volume.setValue(screen.volume)
        self._volume.setAccessibleName(names["volume"])
        self._bench.setText(" • ".join(part for part in (view.bench, view.warehouse) if part))
        self._policy.setText(say(_POLICIES[view.on_mismatch]))
        self._note.setText(say("The office decides what happens on a mismatch."))

    def _set(self, **changes: object) -> None:
        screen = replace(self._view.screen, **changes)  # type: ignore[arg-type]
        self._change(screen)

    def _volume_moved(self) -> None:
        self._set(volume=self._volume.value())

    def _volume_later(self) -> None:
        if not self._volume.isSliderDown():
            self._set(volume=self._volume.sliderPosition())
