"""The sheet of paper: sizes, fonts, and drawing in millimetres from the top left corner.

Everything is placed on a grid of printer dots. A label printer sold as "203 dpi" has exactly
8 dots a millimetre (203.2 dpi), so a bar drawn in whole dots prints, and rasterises, without
a grey edge.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

DOTS_PER_MM = 8
DOT_MM = 1 / DOTS_PER_MM
PT_MM = 25.4 / 72

FONT_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
REGULAR = "LabelSans"
BOLD = "LabelSansBold"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}
MISSING_GLYPH = "□"

Align = Literal["left", "center", "right"]


class LabelError(Exception):
    """A document cannot be drawn as asked; the text says what to change."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """A sheet in millimetres."""

    width_mm: float
    height_mm: float


LABEL_100x150 = PageSize(100, 150)
LABEL_100x180 = PageSize(100, 180)
LABEL_76x130 = PageSize(76, 130)
LABEL_4x6_INCH = PageSize(101.6, 152.4)
A4 = PageSize(210, 297)


def snap(value_mm: float) -> float:
    """The nearest whole printer dot, in millimetres."""
    return round(value_mm * DOTS_PER_MM) / DOTS_PER_MM


@cache
def font(name: str) -> TTFont:
    """A bundled font, read from disk once in a process and registered with ReportLab.

    Only bundled TrueType outlines are used: a font that must come from the system or from the
    printer would print blank Chinese on a machine that does not have it.
    """
    path = FONT_FOLDER / _FILES[name]
    if not path.is_file():
        raise LabelError(f"font file is missing: {path.name}")
    loaded = TTFont(name, str(path))
    pdfmetrics.registerFont(loaded)
    return loaded


def load_fonts() -> None:
    """Read both fonts now, so that the first label does not pay for it."""
    for name in _FILES:
        font(name)


def printable(text: str, face: str = REGULAR) -> str:
    """The text with control characters as spaces and unknown characters as a visible box.

    The bundled font holds all of GBK and the rare characters of names; what is left is emoji
    and other scripts in buyers' notes. A box says that something stood there.
    """
    glyphs = font(face).face.charToGlyph
    return "".join(
        " " if ord(char) < ord(" ") else char if ord(char) in glyphs else MISSING_GLYPH
        for char in text
        if char not in "\ufe0e\ufe0f\u200b\u200d\ufeff"  # joiners and variation marks have no ink
    )


def text_width_mm(text: str, size_pt: float, face: str = REGULAR) -> float:
    """How wide the text is when drawn on one line."""
    return float(font(face).stringWidth(text, size_pt)) * PT_MM


class Sheet:
    """One PDF being drawn; the same calls always give the same bytes.

    ReportLab's ``invariant`` mode fixes the dates and the document id, so the hash of a label
    can be written to the journal and checked later.
    """

    def __init__(self, size: PageSize, title: str) -> None:
        load_fonts()
        self.size = size
        self._buffer = io.BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(size.width_mm * mm, size.height_mm * mm),
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,  # type: ignore[arg-type]  # the stub says a number
        )
        self._canvas.setTitle(title)
        self._canvas.setViewerPreference("PrintScaling", "None")

    def _y(self, y_mm: float) -> float:
        return (self.size.height_mm - y_mm) * mm

    def text(
        self,
        x_mm: float,
        baseline_mm: float,
        text: str,
        size_pt: float,
        *,
        face: str = REGULAR,
        align: Align = "left",
        white: bool = False,
    ) -> None:
        """One line of text; ``x_mm`` is its left edge, middle or right edge."""
        clean = printable(text, face)
        self._canvas.setFillGray(1 if white else 0)
        self._canvas.setFont(face, size_pt)
        x, y = x_mm * mm, self._y(baseline_mm)
        if align == "center":
            self._canvas.drawCentredString(x, y, clean)
        elif align == "right":
            self._canvas.drawRightString(x, y, clean)
        else:
            self._canvas.drawString(x, y, clean)

    def box(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> None:
        """A filled black rectangle, snapped to whole dots."""
        self.boxes([(x_mm, y_mm, width_mm, height_mm)])

    def boxes(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        """Filled black rectangles (x, y, width, height in mm) as one path: quick and exact."""
        path = self._canvas.beginPath()
        for x_mm, y_mm, width_mm, height_mm in boxes:
            x, y = snap(x_mm), snap(y_mm)
            width, height = snap(width_mm), snap(height_mm)
            path.rect(x * mm, self._y(y + height), width * mm, height * mm)
        self._canvas.setFillGray(0)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def frame(
        self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, line_mm: float = 0.375
    ) -> None:
        """An empty rectangle; its line lies inside the given size."""
        self.boxes(
            [
                (x_mm, y_mm, width_mm, line_mm),
                (x_mm, y_mm + height_mm - line_mm, width_mm, line_mm),
                (x_mm, y_mm, line_mm, height_mm),
                (x_mm + width_mm - line_mm, y_mm, line_mm, height_mm),
            ]
        )

    def rule(self, x_mm: float, y_mm: float, width_mm: float, line_mm: float = 0.375) -> None:
        """A horizontal line whose upper edge is at ``y_mm``."""
        self.box(x_mm, y_mm, width_mm, line_mm)

    def dashes(self, x1_mm: float, y1_mm: float, x2_mm: float, y2_mm: float) -> None:
        """A thin dashed line to cut along."""
        self._canvas.saveState()
        self._canvas.setStrokeGray(0.4)
        self._canvas.setLineWidth(0.5)
        self._canvas.setDash(3, 3)
        self._canvas.line(x1_mm * mm, self._y(y1_mm), x2_mm * mm, self._y(y2_mm))
        self._canvas.restoreState()

    def new_page(self, size: PageSize | None = None) -> None:
        """End this page and begin the next, of another size where one is given."""
        self._canvas.showPage()
        if size is not None:
            self.size = size
            self._canvas.setPageSize((size.width_mm * mm, size.height_mm * mm))

    def finish(self) -> bytes:
        """The PDF."""
        self._canvas.save()
        return self._buffer.getvalue()
