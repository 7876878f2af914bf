"""A row of tabs: the groups of a list, the pages of an area."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.ui.office.parts import button
from app.ui.style import Style


@dataclass(frozen=True, slots=True)
class GroupTab:
    """``count`` None: nobody counts it."""

    key: str
    title: str
    count: int | None = None


class Tabs(QFrame):
    """``chosen`` names a tab. Those that are shown no more are hidden."""

    chosen = Signal(str)

    def __init__(self, style: Style) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._look = style
        self._tabs: dict[str, QPushButton] = {}
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addStretch(1)

    def show_tabs(self, tabs: tuple[GroupTab, ...], current: str) -> None:
        """As wide as the words in bold need: nothing moves when another one is chosen."""
        unit = self._look.unit
        bold = QFontMetricsF(self._look.font(16 * unit, bold=True))
        for place, one in enumerate(tabs):
            tab = self._tabs.get(one.key) or self._made(one.key, place)
            count = "" if one.count is None else f"  {one.count:,}"
            tab.setText(f"{one.title}{count}")
            tab.setMinimumWidth(round(bold.horizontalAdvance(tab.text()) + 28 * unit))
            tab.setChecked(one.key == current)
            tab.show()
        shown = {one.key for one in tabs}
        for key, tab in self._tabs.items():
            if key not in shown:
                tab.hide()

    def dress(self) -> None:
        self._box.setSpacing(round(2 * self._look.unit))

    def tab(self, key: str) -> QPushButton:
        return self._tabs[key]

    def keys(self) -> tuple[str, ...]:
        """Those that are there, hidden ones left out."""
        return tuple(key for key, tab in self._tabs.items() if not tab.isHidden())

    def _made(self, key: str, place: int) -> QPushButton:
        tab = button("", partial(self.chosen.emit, key), kind="tab")
        tab.setCheckable(True)
        tab.setParent(self)
        self._tabs[key] = tab
        self._box.insertWidget(place, tab)
        return tab
