"""How everything looks: tokens to colours, fonts, sizes, palette and style sheet.

Colours stand only in ``tokens.toml``; what is needed between two of them is mixed here.
"""

import logging
import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.i18n import RESOURCES

THEMES: Final = ("light", "dark", "high_contrast")
DESIGN_WIDTH: Final = 1920
DESIGN_HEIGHT: Final = 1080
_BELOW: Final = 0.77  # on a smaller screen type shrinks less than space does
_READABLE: Final = 4.6  # a little above what WCAG 2 asks of text
_TIGHT: Final = QFont.Tag("palt")  # quotes and dots of the font are a whole square wide without it

_log = logging.getLogger(__name__)


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """The colour ``share`` of the way from ``one`` to ``other``."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


def darker(colour: QColor, share: float) -> QColor:
    """The colour with ``share`` of its light taken away."""
    left = 1.0 - share
    return QColor.fromRgbF(colour.redF() * left, colour.greenF() * left, colour.blueF() * left)


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it, 0 to 1."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(colour.redF())
        + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF())
    )


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: QColor, grounds: Sequence[QColor], ink: QColor) -> QColor:
    """The colour nearest to this one that can be read as text on all of these grounds."""
    dark = luminance(grounds[0]) < 0.2
    while min(contrast(colour, one) for one in grounds) < _READABLE and colour != ink:
        # Brighter first: mixed with ink alone, red would fade to pink on a dark card.
        bright = dark and colour.valueF() < 0.99
        colour = colour.lighter(106) if bright else mix(colour, ink, 0.08)
    return colour


class Colours:
    """The colours of one theme by name, with the mixed ones the screens need."""

    def __init__(self, tokens: dict[str, str]) -> None:
        named = {name: QColor(value) for name, value in tokens.items()}
        self._named = named
        ink, raised = named["ink"], named["raised"]
        for tone in ("ok", "warn"):
            on_card = max(named[tone], named[f"{tone}_ground"], key=lambda c: contrast(c, raised))
            named[f"{tone}_mark"] = on_card
            deep = named[tone]
            while contrast(deep, named[f"{tone}_ground"]) < 7.2 and deep != ink:
                deep = mix(deep, ink, 0.15)
            named[f"{tone}_ink"] = deep
        named["idle_ink"] = named["idle"]
        named["stop_ink"] = named["stop"]
        named["stop_mark"] = readable(named["stop_ground"], (raised,), ink)
        share = 0.07
        while contrast(mix(named["sunken"], ink, share), raised) < 1.25 and share < 0.5:
            share += 0.05
        named["track"] = mix(named["sunken"], ink, share)
        named["band"] = mix(named["sunken"], ink, 0.28)
        paper_ok = named["ok"]
        while contrast(paper_ok, named["stop"]) < 4.5 and luminance(paper_ok) > 0.01:
            paper_ok = darker(paper_ok, 0.15)
        named["paper_ok"] = paper_ok  # on the white card inside a stop
        named["stop_well"] = darker(named["stop_ground"], 0.28)
        named["brand_ground"] = mix(raised, named["brand"], 0.12)

    def __getitem__(self, name: str) -> QColor:
        return self._named[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self._named)

    def tinted(self) -> "Colours":
        """The same while a stop stands: every ground takes a breath of the stop colour."""
        copy = object.__new__(Colours)
        named = dict(self._named)
        stop = named["stop_ground"]
        shares = {
            "surface": 0.13,
            "raised": 0.10,
            "sunken": 0.10,
            "line": 0.14,
            "idle_ground": 0.10,
        }
        for name, share in shares.items():
            named[name] = mix(named[name], stop, share)
        named["track"] = mix(named["raised"], named["ink"], 0.12)
        copy._named = named
        return copy


@lru_cache(maxsize=4)
def load_tokens(path: Path) -> dict[str, Any]:
    """The tokens file as plain values."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_fonts() -> str:
    """Register the bundled fonts once; gives the family, or the system's when they are missing."""
    family = ""
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        family = family or (families[0] if families else "")
    if not family:
        _log.warning("the bundled fonts are missing: the system's font is used")
    return family or QFont().family()


class Style:
    """The one look of a window: theme, scale, and the unit that all sizes are multiplied by."""

    def __init__(self, theme: str = "light", scale: float = 1.0, text: float = 1.0) -> None:
        self._tokens = load_tokens(RESOURCES / "style" / "tokens.toml")
        self._template = (RESOURCES / "style" / "app.qss").read_text(encoding="utf-8")
        self._family = load_fonts()
        self._fonts: dict[tuple[int, bool, bool], QFont] = {}
        self.unit = 1.0  # panels that must all stay on the screen
        self.list_unit = 1.0  # the list of lines, which can scroll
        self.form_unit = 1.0  # pages with forms, which can scroll too
        self._size = (DESIGN_WIDTH, DESIGN_HEIGHT)
        self.serial = 0  # grows with every change of look
        self.set_look(theme, scale, text)

    def set_look(self, theme: str, scale: float, text: float = 1.0) -> None:
        """Choose theme, scale (1.0 to 2.0) and text size (1.0 to 1.2)."""
        self.theme = theme if theme in THEMES else "light"
        self.scale = min(max(scale, 1.0), 2.0)
        self.text_size = min(max(text, 1.0), 1.2)
        self.colours = Colours(self._tokens["theme"][self.theme])
        self.stop_colours = self.colours.tinted()
        self.serial += 1
        self.fit(*self._size)

    def fit(self, width: int, height: int) -> None:
        """Find the units for a window of this size."""
        self._size = (width, height)
        fit = min(width / DESIGN_WIDTH, height / DESIGN_HEIGHT)
        base = fit**_BELOW if fit < 1 else 1.0
        most = fit**_BELOW if fit < 1 else fit
        self.unit = min(base * self.scale, most)
        self.list_unit = min(base * self.scale, 1.6 * most)
        self.form_unit = max(base, 0.8) * self.scale * 1.15

    def font(self, pixels: float, *, bold: bool = False, tight: bool = False) -> QFont:
        """The bundled font at so many pixels. ``tight``: quotes and dots as wide as in Latin."""
        key = (max(round(pixels), 1), bold, tight)
        if key not in self._fonts:
            font = QFont(self._family)
            font.setPixelSize(key[0])
            font.setBold(bold)
            if tight:
                font.setFeature(_TIGHT, 1)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = font
        return self._fonts[key]

    def palette(self) -> QPalette:
        """The palette for what the style sheet does not name."""
        c, palette = self.colours, QPalette()
        roles = QPalette.ColorRole
        for role, name in (
            (roles.Window, "surface"),
            (roles.Base, "raised"),
            (roles.AlternateBase, "sunken"),
            (roles.Button, "raised"),
            (roles.WindowText, "ink"),
            (roles.Text, "ink"),
            (roles.ButtonText, "ink"),
            (roles.Highlight, "brand"),
            (roles.HighlightedText, "brand_ink"),
            (roles.PlaceholderText, "faint"),
            (roles.ToolTipBase, "raised"),
            (roles.ToolTipText, "ink"),
        ):
            palette.setColor(role, c[name])
        return palette

    def sheet(self) -> str:
        """The style sheet: the template with token names and pixel sizes filled in."""

        def fill(match: re.Match[str]) -> str:
            name, size = match.group(1), match.group(2)
            if size is not None:
                return f"{max(round(float(size) * self.form_unit), 1)}px"
            return self._family if name == "family" else self.colours[name].name()

        return re.sub(r"@(?:([a-z_]+)|(\d+))", fill, self._template)

    def apply(self, app: QApplication) -> None:
        """Dress the whole application."""
        if app.style().name() != "fusion":
            app.setStyle(QStyleFactory.create("Fusion"))
        app.setPalette(self.palette())
        app.setFont(self.font(15 * self.form_unit))
        sheet = self.sheet()
        if app.styleSheet() != sheet:
            app.setStyleSheet(sheet)
