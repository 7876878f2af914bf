"""The practice panel: buttons in place of a scanner, a scale and a printer that are not there.

For newcomers and for training. It stands beside the bench's window; what is clicked here goes
through the same cables as real devices' bytes.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.domain.control_code import Control, code_of
from app.i18n import Words, mark
from app.station.snapshot import BenchSnapshot, LineView
from app.ui.texts import control_word

_MOST_GRAMS = 5000
_COLUMNS = 2


class PracticeDevices(Protocol):
    """The devices that the panel stands for. Calls return at once."""

    def scan(self, code: str) -> None: ...
    def put(self, grams: int) -> None: ...
    def paper(self, *, loaded: bool) -> None: ...
    def scale_cable(self, *, plugged: bool) -> None: ...


class PracticeWindow(QWidget):
    """Shows what could be scanned now, and a pan to put a parcel on.

    ``codes`` gives a scannable code for a SKU; ``orders`` are (code, title) of slips and totes.
    """

    def __init__(
        self,
        words: Words,
        devices: PracticeDevices,
        badges: tuple[tuple[str, str], ...],
        orders: tuple[tuple[str, str], ...],
        codes: Callable[[str], str],
    ) -> None:
        super().__init__()
        self._words, self._devices, self._codes = words, devices, codes
        self._expected = 0
        self._waybill = ""
        self._keys: tuple[str, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # the bench decides
        self.setWindowTitle(words.say(mark("Practice: scanner, scale, printer")))
        box = QVBoxLayout(self)
        box.addWidget(self._badges(badges))
        box.addWidget(self._orders(orders), 2)
        self._items = QGroupBox(words.say(mark("Scan an item")))
        self._item_grid = QGridLayout(self._items)
        self._label = QPushButton()
        self._fill_items([])
        box.addWidget(self._items)
        box.addWidget(self._scale())
        box.addWidget(self._controls())
        box.addWidget(self._faults())

    def show_snapshot(self, snap: BenchSnapshot) -> None:
        """Offer what fits to what the bench waits for."""
        self._expected = snap.weight.expected_g or 0
        self._waybill = snap.shipping.waybill if snap.shipping else ""
        self._label.setEnabled(bool(self._waybill))
        lines = [part for line in snap.lines for part in (line.parts or (line,))]
        keys = tuple(line.sku for line in lines)
        if keys != self._keys:
            self._keys = keys
            self._fill_items(lines)

    def _badges(self, badges: tuple[tuple[str, str], ...]) -> QWidget:
        group = QGroupBox(self._words.say(mark("Scan a badge")))
        row = QHBoxLayout(group)
        for code, name in badges:
            row.addWidget(self._button(name, partial(self._devices.scan, code)))
        return group

    def _orders(self, orders: tuple[tuple[str, str], ...]) -> QWidget:
        group = QGroupBox(self._words.say(mark("Scan a tote or slip (double click)")))
        column = QVBoxLayout(group)
        shown = QListWidget()
        for code, title in orders:
            entry = QListWidgetItem(title)
            entry.setData(Qt.ItemDataRole.UserRole, code)
            shown.addItem(entry)
        shown.itemActivated.connect(
            lambda entry: self._devices.scan(entry.data(Qt.ItemDataRole.UserRole))
        )
        column.addWidget(shown)
        return group

    def _fill_items(self, lines: list[LineView]) -> None:
        while (old := self._item_grid.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.deleteLater()
        for place, line in enumerate(lines):
            button = self._button(f"{line.name} {line.spec}", partial(self._scan_item, line.sku))
            self._item_grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        wrong = self._button(
            self._words.say(mark("an item of another order")),
            partial(self._scan_item, ""),
        )
        self._item_grid.addWidget(wrong, len(lines) // _COLUMNS + 1, 0)
        self._label = self._button(
            self._words.say(mark("the label just printed")),
            lambda: self._devices.scan(self._waybill),
        )
        self._item_grid.addWidget(self._label, len(lines) // _COLUMNS + 1, 1)
        self._label.setEnabled(bool(self._waybill))

    def _scan_item(self, sku: str) -> None:
        self._devices.scan(self._codes(sku))

    def _scale(self) -> QWidget:
        group = QGroupBox(self._words.say(mark("Scale")))
        row = QHBoxLayout(group)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _MOST_GRAMS)
        grams = QLabel("0 g")
        slider.valueChanged.connect(lambda value: grams.setText(f"{value} g"))
        slider.sliderReleased.connect(lambda: self._devices.put(slider.value()))
        right = self._button(
            self._words.say(mark("put the right parcel on")),
            lambda: self._devices.put(self._expected),
        )
        empty = self._button(self._words.say(mark("empty the pan")), lambda: self._devices.put(0))
        for widget in (right, empty, slider, grams):
            row.addWidget(widget)
        return group

    def _controls(self) -> QWidget:
        group = QGroupBox(self._words.say(mark("Control card")))
        grid = QGridLayout(group)
        shown = (
            Control.ACKNOWLEDGE,
            Control.TAKE_OUT,
            Control.SHORT,
            Control.RETURN,
            Control.NEXT_BOX,
            Control.REWEIGH,
            Control.REPRINT,
            Control.PARK,
            Control.CANCEL,
            Control.CALL_LEAD,
            Control.SIGN_OUT,
        )
        for place, control in enumerate(shown):
            title = control_word(self._words, control)
            button = self._button(title, partial(self._devices.scan, code_of(control)))
            grid.addWidget(button, place // 4, place % 4)
        return group

    def _faults(self) -> QWidget:
        group = QGroupBox(self._words.say(mark("What goes wrong")))
        row = QHBoxLayout(group)
        paper = QCheckBox(self._words.say(mark("printer out of paper")))
        paper.toggled.connect(lambda on: self._devices.paper(loaded=not on))
        cable = QCheckBox(self._words.say(mark("scale unplugged")))
        cable.toggled.connect(lambda on: self._devices.scale_cable(plugged=not on))
        row.addWidget(paper)
        row.addWidget(cable)
        return group

    def _button(self, title: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(title)
        button.setAccessibleName(title)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _checked=False: pressed())
        return button
