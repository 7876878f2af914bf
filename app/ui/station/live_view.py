"""The live view of a device: its newest reads as bytes, as text, and as what they meant."""

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import Words
from app.i18n import mark as _
from app.station.device_view import RawFrame
from app.ui.station.forms import button, heading, set_text
from app.ui.style import Style

_HEADS: Final = (_("Seconds"), _("Bytes"), _("As text"), _("Read as"))
_MOST_BYTES: Final = 24
_AnyIndex = QModelIndex | QPersistentModelIndex


def readable(data: bytes) -> str:
    """Bytes as support reads them: text where it is text, <XX> where it is not."""
    return "".join(chr(b) if 0x20 <= b < 0x7F else f"<{b:02X}>" for b in data)


def meaning(words: Words, frame: RawFrame) -> str:
    """What a read ended: a weight and whether it rests, a code, or why it was refused."""
    if frame.refused:
        return words.say("refused: {why}", why=frame.refused)
    rest = {True: words.say("at rest"), False: words.say("moving")}
    said = rest.get(frame.at_rest, "") if frame.at_rest is not None else ""
    return " • ".join(part for part in (frame.reads, said) if part)


class FrameModel(QAbstractTableModel):
    """Newest first. ``rows`` are texts already: seconds, bytes, text, meaning."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.rows: tuple[tuple[str, str, str, str], ...] = ()

    def show_frames(self, frames: tuple[RawFrame, ...]) -> None:
        rows = tuple(self._row(each, frames[-1].at_ms) for each in reversed(frames))
        if rows == self.rows:
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(_HEADS)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.rows[index.row()][index.column()]
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._words.say(_HEADS[section])
        return None

    def _row(self, frame: RawFrame, newest_ms: int) -> tuple[str, str, str, str]:
        cut = frame.data[:_MOST_BYTES]
        more = "…" if len(frame.data) > _MOST_BYTES else ""
        return (
            f"{(frame.at_ms - newest_ms) / 1000:.2f}",
            cut.hex(" ").upper() + more,
            readable(cut) + more,
            meaning(self._words, frame),
        )


class LiveView(QWidget):
    """Runs while the page is open; ``pause`` holds it still, ``copy`` takes it along as text."""

    def __init__(self, style: Style, words: Words) -> None:
        super().__init__()
        self._words = words
        self._frames: tuple[RawFrame, ...] = ()
        self.model = FrameModel(words)
        self._title, self._empty = heading(""), heading("")
        self._empty.setObjectName("quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.pause, self.copy = button(), button()
        self.pause.setCheckable(True)
        self.pause.toggled.connect(lambda _on: self._show())
        self.copy.clicked.connect(lambda _checked=False: self._copy())
        self._table = _table(style, self.model)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.pause)
        head.addWidget(self.copy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(round(8 * style.form_unit))
        box.addLayout(head)
        box.addWidget(self._empty)
        box.addWidget(self._table, 1)
        box.addStretch(0)

    def show_frames(self, frames: tuple[RawFrame, ...]) -> None:
        self._frames = frames
        self._show()

    def buttons(self) -> tuple[QPushButton, ...]:
        return self.pause, self.copy

    def _show(self) -> None:
        say = self._words.say
        set_text(self._title, say("Live view"))
        for each, text in ((self.pause, say("Pause")), (self.copy, say("Copy"))):
            each.setText(text)
            each.setAccessibleName(f"{say('Live view')}: {text}")
        self._table.setAccessibleName(say("Last lines from the device"))
        if self.pause.isChecked():
            return
        self.model.show_frames(self._frames)
        set_text(self._empty, say("Nothing has come in yet"))
        self._empty.setVisible(not self._frames)
        self._table.setVisible(bool(self._frames))

    def _copy(self) -> None:
        lines = ("\t".join(row) for row in self.model.rows)
        QGuiApplication.clipboard().setText("\n".join(lines))


def _table(style: Style, model: FrameModel) -> QTableView:
    table = QTableView()
    table.setObjectName("live")
    table.setModel(model)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(round(26 * style.form_unit))
    table.setMinimumHeight(round(150 * style.form_unit))
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    for column, wide in enumerate((80, 330, 260)):
        header.resizeSection(column, round(wide * style.form_unit))
    header.setStretchLastSection(True)
    return table
