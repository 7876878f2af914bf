"""From PDF to the dots of a label printer, and from dots to the two languages they understand.

The printer gets a picture, never text: which font it holds, which filter the system uses and which
driver is installed can then change nothing on the label.
"""

import base64
import binascii
import zlib
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from app.labels.page import DOTS_PER_MM

_SCALE = DOTS_PER_MM * 25.4 / 72 * (1 - 1e-6)  # a hair less: the size in dots is rounded up
_THRESHOLD = 168
"""Grey below this is a black dot. Above the middle, so that thin strokes of small text stay."""

_WHITE_BELOW = tuple(0 if grey < _THRESHOLD else 255 for grey in range(256))
_INVERT = bytes(0xFF ^ value for value in range(256))


@dataclass(frozen=True, slots=True)
class Raster:
    """One page in dots: rows of whole bytes, most significant bit left, bit set = black."""

    width: int
    height: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return (self.width + 7) // 8

    def image(self) -> Image.Image:
        """The dots as a picture, for a preview on the screen."""
        inverted = self.rows.translate(_INVERT)
        return Image.frombytes("1", (self.width, self.height), inverted)


def rasterise(pdf: bytes) -> tuple[Raster, ...]:
    """Every page of the PDF at 8 dots a millimetre (a "203 dpi" printer)."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_page(document[index]) for index in range(len(document)))
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Raster:
    bitmap = page.render(scale=_SCALE, grayscale=True, may_draw_forms=False)
    grey = Image.frombuffer(
        "L", (bitmap.width, bitmap.height), bitmap.buffer, "raw", "L", bitmap.stride, 1
    )
    rows = grey.point(_WHITE_BELOW, "1").tobytes()
    raster = Raster(bitmap.width, bitmap.height, _padding_white(rows, bitmap.width))
    bitmap.close()
    page.close()
    return raster


def _padding_white(white_set: bytes, width: int) -> bytes:
    """Turn "bit set = white" into "bit set = black", with the unused bits of each row clear."""
    black_set = bytearray(white_set.translate(_INVERT))
    unused = -width % 8
    if unused:
        row_bytes = (width + 7) // 8
        mask = (0xFF << unused) & 0xFF
        for last in range(row_bytes - 1, len(black_set), row_bytes):
            black_set[last] &= mask
    return bytes(black_set)


def to_zpl(raster: Raster) -> bytes:
    """One ZPL II format with the picture as ``^GFA`` in Z64 (zlib, base64, CRC-16).

    ZPL II Programming Guide, "^GF" and "ZB64 Encoding": the CRC is CCITT with a zero start, over
    the base64 text.
    """
    packed = base64.b64encode(zlib.compress(raster.rows, 6))
    crc = binascii.crc_hqx(packed, 0)
    size = len(raster.rows)
    head = (
        f"^XA^PW{raster.width}^LL{raster.height}^LH0,0^LS0^FO0,0"
        f"^GFA,{size},{size},{raster.row_bytes},:Z64:"
    )
    return head.encode() + packed + f":{crc:04X}^FS^XZ\n".encode()


def to_tspl(raster: Raster) -> bytes:
    """One TSPL label with the picture as ``BITMAP``.

    TSPL/TSPL2 Programming Manual, "BITMAP": raw bytes, where a *clear* bit is a black dot.
    """
    width_mm, height_mm = raster.width / DOTS_PER_MM, raster.height / DOTS_PER_MM
    head = (
        f"SIZE {width_mm:g} mm,{height_mm:g} mm\r\nGAP 2 mm,0 mm\r\nDIRECTION 0\r\n"
        f"REFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,{raster.row_bytes},{raster.height},0,"
    )
    return head.encode() + raster.rows.translate(_INVERT) + b"\r\nPRINT 1,1\r\n"
