"""A sheet of cells with undo: what a spreadsheet does, without Qt and without a screen.

Cells are texts; what is wrong with one is said by the sheet's own check, never forbidden: a
table that is being typed is wrong most of the time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.i18n import mark as _

MOST_ROWS: Final = 20_000

Cells = tuple[tuple[str, ...], ...]
Errors = Mapping[tuple[int, int], str]
Check = Callable[[Cells], Errors]
"""(row, column) -> message id of what is wrong there."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """``title`` is a message id. ``choices``: the texts that can be chosen; ``right``: a number."""

    key: str
    title: str
    right: bool = False
    choices: tuple[str, ...] = ()
    wide: int = 120


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners within."""

    top: int
    left: int
    bottom: int
    right: int

    def rows(self) -> range:
        return range(self.top, self.bottom + 1)

    def columns(self) -> range:
        return range(self.left, self.right + 1)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: the cells before and after it, and where it was."""

    word: str
    before: Cells
    after: Cells
    area: Area


def nothing_wrong(_cells: Cells) -> Errors:
    return {}


class GridSheet:
    """Every change is one step that can be taken back and done again."""

    def __init__(
        self, columns: Sequence[GridColumn], cells: Cells = (), check: Check = nothing_wrong
    ) -> None:
        self.columns = tuple(columns)
        self._check = check
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._kept: Cells = ()
        self.cells: Cells = ()
        self.errors: Errors = {}
        self.load(cells)

    def load(self, cells: Cells) -> None:
        """Other contents altogether; nothing to take back."""
        self._done.clear()
        self._undone.clear()
        self._kept = tuple(map(self._row, cells))
        self._set(self._kept)

    def keep(self) -> None:
        """It was saved as it is: from here on it counts as changed or not."""
        self._kept = self.cells

    @property
    def changed(self) -> bool:
        return self.cells != self._kept

    @property
    def can_undo(self) -> str:
        """What would be taken back, as a message id; "" for nothing."""
        return self._done[-1].word if self._done else ""

    @property
    def can_redo(self) -> str:
        return self._undone[-1].word if self._undone else ""

    def put(self, row: int, column: int, text: str) -> bool:
        """One cell; False: it says that already."""
        return self._write(_("typing"), Area(row, column, row, column), ((text,),))

    def paste(self, row: int, column: int, text: str, fill: Area | None = None) -> Area:
        """Text of a spreadsheet (TSV) from a cell on; rows are added below where needed.

        A single cell fills the whole of ``fill``. What reaches over the right edge is left out.
        """
        block = tsv(text)
        if fill and len(block) == 1 and len(block[0]) == 1:
            block = tuple(tuple(block[0][0] for _c in fill.columns()) for _r in fill.rows())
            row, column = fill.top, fill.left
        wide = max((len(line) for line in block), default=1)
        right = min(column + wide, len(self.columns)) - 1
        area = Area(row, column, row + max(len(block), 1) - 1, right)
        self._write(_("pasting"), area, block)
        return area

    def fill_down(self, area: Area) -> bool:
        """The first row of the area goes down into all its rows."""
        if area.top >= len(self.cells):
            return False
        first = tuple(self.cells[area.top][column] for column in area.columns())
        return self._write(_("filling down"), area, tuple(first for _row in area.rows()))

    def clear(self, area: Area) -> bool:
        empty = tuple("" for _column in area.columns())
        return self._write(_("clearing"), area, tuple(empty for _row in area.rows()))

    def insert(self, row: int, count: int = 1) -> bool:
        """Empty rows before a row."""
        if len(self.cells) + count > MOST_ROWS:
            return False
        empty = tuple(self._row(()) for _new in range(count))
        cells = (*self.cells[:row], *empty, *self.cells[row:])
        return self._step(_("a new row"), cells, Area(row, 0, row + count - 1, self._last))

    def delete(self, rows: Sequence[int]) -> bool:
        gone = set(rows)
        cells = tuple(line for n, line in enumerate(self.cells) if n not in gone)
        top = min(gone, default=0)
        return self._step(_("deleting rows"), cells, Area(top, 0, top, self._last))

    def undo(self) -> Area | None:
        """Takes the last step back; where it was, or None."""
        return self._move(self._done, self._undone, lambda step: step.before)

    def redo(self) -> Area | None:
        return self._move(self._undone, self._done, lambda step: step.after)

    def copied(self, area: Area) -> str:
        """The cells of an area as a spreadsheet takes them."""
        rows = (self.cells[row] for row in area.rows() if row < len(self.cells))
        return "\n".join("\t".join(_quoted(line[c]) for c in area.columns()) for line in rows)

    @property
    def _last(self) -> int:
        return len(self.columns) - 1

    def _write(self, word: str, area: Area, block: Sequence[Sequence[str]]) -> bool:
        """Puts a block into an area; rows below the sheet's end are made."""
        if area.bottom >= MOST_ROWS:
            return False
        rows = [list(line) for line in self.cells]
        while len(rows) <= area.bottom:
            rows.append(list(self._row(())))
        for row, line in zip(area.rows(), block, strict=False):
            for column, text in zip(area.columns(), line, strict=False):
                rows[row][column] = text.strip()
        return self._step(word, tuple(map(tuple, rows)), area)

    def _step(self, word: str, cells: Cells, area: Area) -> bool:
        if cells == self.cells:
            return False
        self._done.append(Step(word, self.cells, cells, area))
        self._undone.clear()
        self._set(cells)
        return True

    def _move(
        self, taken: list[Step], given: list[Step], cells: Callable[[Step], Cells]
    ) -> Area | None:
        if not taken:
            return None
        step = taken.pop()
        given.append(step)
        self._set(cells(step))
        bottom = max(min(step.area.bottom, len(self.cells) - 1), 0)
        return replace(step.area, top=min(step.area.top, bottom), bottom=bottom)

    def _set(self, cells: Cells) -> None:
        self.cells = cells
        self.errors = self._check(cells)

    def _row(self, texts: Sequence[str]) -> tuple[str, ...]:
        wide = len(self.columns)
        return tuple(texts[:wide]) + ("",) * (wide - len(texts))


def tsv(text: str) -> Cells:
    """Text as spreadsheets copy it: tabs between cells, quotes around cells with line breaks."""
    rows: list[list[str]] = [[]]
    cell, quoted, fresh = "", False, True
    signs = iter(text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") + "\n")
    for sign in signs:
        if quoted:
            if sign != '"':
                cell += sign
                continue
            after = next(signs, "\n")
            if after == '"':
                cell += '"'
                continue
            quoted, sign = False, after  # noqa: PLW2901 - the sign after the closing quote
        if sign in "\t\n":
            rows[-1].append(cell)
            cell, fresh = "", True
            if sign == "\n":
                rows.append([])
        elif sign == '"' and fresh:
            quoted, fresh = True, False
        else:
            cell, fresh = cell + sign, False
    return tuple(map(tuple, rows[:-1]))


def _quoted(text: str) -> str:
    if any(sign in text for sign in "\t\n") or text.startswith('"'):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text
