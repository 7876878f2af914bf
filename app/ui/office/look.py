"""The office's look: the same tokens and fonts, sized for a desk and not for a bench."""

import re
from typing import Final

from app.i18n import RESOURCES
from app.ui.style import DESIGN_HEIGHT, DESIGN_WIDTH, Colours, Style, readable

_BELOW: Final = 0.72  # a smaller window: type shrinks less than the window does
_ABOVE: Final = 0.62  # a larger one: part of the room goes to larger type, part to more rows
_LEAST: Final = 0.78
_STEP: Final = 0.02


class OfficeColours(Colours):
    """The theme's colours, with the tones as text on a card: red, amber and green words."""

    def __init__(self, tokens: dict[str, str]) -> None:
        super().__init__(tokens)
        bases = {"stop": "stop_ground", "warn": "warn_mark", "ok": "ok_mark"}
        grounds = (self["raised"], self["brand_ground"])
        for tone, base in bases.items():
            self._named[f"{tone}_text"] = readable(self[base], grounds, self["ink"])


_NARROW: Final = 1800  # design pixels: below it the rail shows icons only


class OfficeStyle(Style):
    """Style with one unit for everything, and the office's own sheet after the common one."""

    def __init__(self, theme: str = "light", scale: float = 1.0) -> None:
        self._office = (RESOURCES / "style" / "office.qss").read_text(encoding="utf-8")
        super().__init__(theme, scale)

    def set_look(self, theme: str, scale: float, text: float = 1.0) -> None:
        super().set_look(theme, scale, text)
        self.colours = OfficeColours(self._tokens["theme"][self.theme])

    def fit(self, width: int, height: int) -> None:
        self._size = (width, height)
        fit = min(width / DESIGN_WIDTH, height / DESIGN_HEIGHT)
        base = max(fit**_BELOW, _LEAST) if fit < 1 else fit**_ABOVE
        # In steps: a window that is being pulled larger is not dressed anew for every pixel.
        unit = max(round(base * self.scale / _STEP), 1) * _STEP
        self.unit = self.list_unit = self.form_unit = unit

    @property
    def narrow(self) -> bool:
        """Whether room is short: icons in place of the rail's words, a slimmer side."""
        return self._size[0] / self.unit < _NARROW

    @property
    def side(self) -> int:
        """How wide the side of a page is, in pixels."""
        return round((364 if self.narrow else 400) * self.unit)

    def sheet(self) -> str:
        office = re.sub(r"@(?:([a-z_]+)|(\d+))", self._filled, self._office)
        return f"{super().sheet()}\n{office}"

    def _filled(self, match: re.Match[str]) -> str:
        name, size = match.group(1), match.group(2)
        if size is not None:
            return f"{max(round(float(size) * self.unit), 1)}px"
        if name == "tick":  # a style sheet's picture is a file: one a theme, in its brand_ink
            return (RESOURCES / "style" / f"tick-{self.theme}.svg").as_posix()
        return self._family if name == "family" else self.colours[name].name()
