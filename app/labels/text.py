"""Putting text of unknown length into a box of known size: wrap, shrink, never cut silently."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.labels.page import PT_MM, REGULAR, Align, LabelError, Sheet, printable, text_width_mm

LINE_HEIGHT = 1.2
"""Distance of two baselines, in font sizes."""

ASCENT = 0.88
"""A Chinese character fills the line from 0.88 above the baseline to 0.12 below it."""

_STEP_PT = 0.5
_NOT_FIRST = frozenset("，。、；：！？）】》」』”’…·,.;:!?)]}%")
_NOT_LAST = frozenset("（【《「『“‘([{")
_FIRST_WIDE = 0x2E80  # CJK radicals begin here; all above may break anywhere


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the sheet, in mm from the top left corner."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines that fit, and the size at which they do. ``whole`` is False if a mark replaced text."""

    lines: tuple[str, ...]
    size_pt: float
    whole: bool = True

    @property
    def height_mm(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return _height_mm(len(self.lines), self.size_pt)


def _height_mm(lines: int, size_pt: float) -> float:
    return ((lines - 1) * LINE_HEIGHT + 1) * size_pt * PT_MM if lines else 0.0


def _may_break(left: str, right: str) -> bool:
    if right in _NOT_FIRST or left in _NOT_LAST:
        return False
    return left in " -/" or ord(left) >= _FIRST_WIDE or ord(right) >= _FIRST_WIDE


@lru_cache(maxsize=512)
def _words(text: str, face: str) -> tuple[tuple[str, float], ...]:
    """The pieces between which a line may end, each with its width in mm at 1 pt."""
    pieces: list[str] = [text[:1]] if text else []
    for left, right in pairwise(text):
        if _may_break(left, right):
            pieces.append(right)
        else:
            pieces[-1] += right
    return tuple((piece, text_width_mm(piece, 1, face)) for piece in pieces)


def _split_long(piece: str, room: float, face: str) -> list[tuple[str, float]]:
    """A piece wider than a whole line (a URL, a serial number), cut where the line ends."""
    parts: list[tuple[str, float]] = []
    current, used = "", 0.0
    for char in piece:
        width = text_width_mm(char, 1, face)
        if current and used + width > room:
            parts.append((current, used))
            current, used = "", 0.0
        current, used = current + char, used + width
    return [*parts, (current, used)]


def wrap(text: str, width_mm: float, size_pt: float, face: str = REGULAR) -> tuple[str, ...]:
    """The text as lines no wider than ``width_mm``; a newline always starts a new one."""
    room = width_mm / size_pt
    lines: list[str] = []
    for paragraph in text.split("\n"):
        current, used = "", 0.0
        for piece, width in _words(printable(paragraph, face), face):
            parts = [(piece, width)] if width <= room else _split_long(piece, room, face)
            for part, part_width in parts:
                fits = used + text_width_mm(part.rstrip(), 1, face) <= room + 1e-6
                if current and not fits:
                    lines.append(current.rstrip())
                    current, used = "", 0.0
                current, used = current + part, used + part_width
        lines.append(current.rstrip())
    return tuple(lines)


def fit(
    text: str,
    width_mm: float,
    height_mm: float,
    largest_pt: float,
    smallest_pt: float,
    *,
    face: str = REGULAR,
    mark: str | None = None,
) -> Fitted:
    """The largest size at which the text, wrapped, fits the box.

    If it does not fit even at ``smallest_pt``: with a ``mark`` ("…") the last line that fits ends
    in it, so that everybody sees there was more; without one LabelError is raised.
    """
    size = largest_pt
    while True:
        lines = wrap(text, width_mm, size, face)
        if _height_mm(len(lines), size) <= height_mm + 1e-6:
            return Fitted(lines, size)
        if size <= smallest_pt:
            break
        size = max(smallest_pt, size - _STEP_PT)
    if mark is None:
        raise LabelError(f"text of {len(text)} characters does not fit: {text[:30]!r}")
    return _marked(lines, width_mm, height_mm, size, face, mark)


def _marked(
    lines: tuple[str, ...], width_mm: float, height_mm: float, size: float, face: str, mark: str
) -> Fitted:
    count = len(lines)
    while count > 1 and _height_mm(count, size) > height_mm:
        count -= 1
    last = lines[count - 1]
    while last and text_width_mm(last + mark, size, face) > width_mm:
        last = last[:-1]
    return Fitted((*lines[: count - 1], last + mark), size, whole=False)


def fit_line(
    text: str, width_mm: float, largest_pt: float, smallest_pt: float, face: str = REGULAR
) -> float:
    """The largest size at which the text stays on one line; LabelError below ``smallest_pt``."""
    width = text_width_mm(printable(text, face), 1, face)
    size = min(largest_pt, width_mm / width) if width else largest_pt
    if size < smallest_pt:
        raise LabelError(f"line of {len(text)} characters does not fit: {text[:30]!r}")
    return size


def draw_fitted(
    sheet: Sheet,
    box: Box,
    fitted: Fitted,
    *,
    face: str = REGULAR,
    align: Align = "left",
    middle: bool = False,
    white: bool = False,
) -> float:
    """Draw fitted lines from the top of the box (or in its middle); returns the y below them."""
    top = box.y_mm + ((box.height_mm - fitted.height_mm) / 2 if middle else 0)
    offset = {"left": 0.0, "center": box.width_mm / 2, "right": box.width_mm}[align]
    size_mm = fitted.size_pt * PT_MM
    for index, line in enumerate(fitted.lines):
        baseline = top + (ASCENT + index * LINE_HEIGHT) * size_mm
        sheet.text(
            box.x_mm + offset, baseline, line, fitted.size_pt, face=face, align=align, white=white
        )
    return top + fitted.height_mm


def grouped(number: str) -> str:
    """A waybill number as people read it aloud: prefix letters, then groups of four."""
    digits = number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    prefix = number[: len(number) - len(digits)]
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    return " ".join([prefix, *groups] if prefix else groups)
