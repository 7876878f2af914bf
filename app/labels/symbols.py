"""Bar codes and QR codes as vector boxes in whole printer dots.

The bars come from python-barcode's own Code 128 encoder, the modules from segno. Measured with a
203 dpi raster: 3 and 2 dots a module are read, 1 dot is not; so 2 is the floor.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

import segno
from barcode.codex import Code128
from barcode.errors import BarcodeError

from app.labels.page import DOT_MM, LabelError, Sheet, snap
from app.labels.text import Box

CODE128_QUIET_MODULES = 10
QR_QUIET_MODULES = 4
_SMALLEST_DOTS = 2
_LARGEST_QR_DOTS = 8


@lru_cache(maxsize=256)
def code128_modules(text: str) -> str:
    """The modules of a Code 128 symbol as "1" (bar) and "0" (space), without quiet zones.

    Raises LabelError when the text is empty or holds a character Code 128 has no sign for.
    """
    if not text:
        raise LabelError("a bar code needs text")
    try:
        # One encoder object may build only once: it keeps its code set.
        built = Code128(text).build()
    except BarcodeError as error:
        raise LabelError(f"not possible in Code 128: {text!r}") from error
    return str(built[0])


def code128_dots(text: str, width_mm: float, largest_dots: int = 3) -> int:
    """How many dots wide a module can be so that symbol and quiet zones fit the width.

    Raises LabelError when not even two dots fit: such a code would not be read.
    """
    modules = len(code128_modules(text)) + 2 * CODE128_QUIET_MODULES
    dots = min(largest_dots, int(width_mm / DOT_MM / modules))
    if dots < _SMALLEST_DOTS:
        raise LabelError(f"bar code of {len(text)} characters is too wide for {width_mm:.0f} mm")
    return dots


def draw_code128(sheet: Sheet, box: Box, text: str, largest_dots: int = 3) -> Box:
    """Draw the symbol in the middle of the box, quiet zones inside it; returns the bars' box."""
    modules = code128_modules(text)
    module_mm = code128_dots(text, box.width_mm, largest_dots) * DOT_MM
    width = len(modules) * module_mm
    left = snap(box.x_mm + (box.width_mm - width) / 2)
    bars = []
    at = left
    for bit, run in groupby(modules):
        run_mm = len(list(run)) * module_mm
        if bit == "1":
            bars.append((at, box.y_mm, run_mm, box.height_mm))
        at += run_mm
    sheet.boxes(bars)
    return Box(left, box.y_mm, width, box.height_mm)


@lru_cache(maxsize=64)
def _qr_rows(text: str) -> tuple[bytes, ...]:
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return tuple(bytes(row) for row in code.matrix)


def draw_qr(sheet: Sheet, box: Box, text: str) -> Box:
    """Draw a QR code (error level M) in the middle of the box, quiet zone inside it.

    Raises LabelError when its modules would be smaller than two dots.
    """
    rows = _qr_rows(text)
    modules = len(rows) + 2 * QR_QUIET_MODULES
    room = int(min(box.width_mm, box.height_mm) / DOT_MM)
    dots = min(_LARGEST_QR_DOTS, room // modules)
    if dots < _SMALLEST_DOTS:
        raise LabelError(f"QR code of {len(text)} characters is too large for its place")
    module_mm = dots * DOT_MM
    width = len(rows) * module_mm
    left = snap(box.x_mm + (box.width_mm - width) / 2)
    top = snap(box.y_mm + (box.height_mm - width) / 2)
    sheet.boxes(_qr_boxes(rows, left, top, module_mm))
    return Box(left, top, width, width)


def _qr_boxes(
    rows: tuple[bytes, ...], left: float, top: float, module_mm: float
) -> Iterable[tuple[float, float, float, float]]:
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield (left + x * module_mm, top + y * module_mm, length * module_mm, module_mm)
            x += length
