"""The two printer languages, read back by readers that are not ours."""

import base64
import binascii
import io
import re
import zlib

import pytest
import zplkit
import zxingcpp
from PIL import Image
from zplkit import rendering

from app.labels.page import LABEL_4x6_INCH
from app.labels.raster import Raster, rasterise, to_tspl, to_zpl
from app.labels.waybill import render_pdf
from tests.labels.label_samples import LONG_WAYBILL, WAYBILL


@pytest.fixture(scope="module")
def raster() -> Raster:
    return rasterise(render_pdf(WAYBILL))[0]


def codes(picture: Image.Image) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(picture.convert("L"))}


def test_zpl_is_what_the_guide_says(raster: Raster) -> None:
    found = re.fullmatch(
        rb"\^XA\^PW800\^LL1200\^LH0,0\^LS0\^FO0,0\^GFA,(\d+),(\d+),100,"
        rb":Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})\^FS\^XZ\n",
        to_zpl(raster),
    )
    assert found is not None
    assert int(found[1]) == int(found[2]) == 100 * 1200
    assert zlib.decompress(base64.b64decode(found[3])) == raster.rows
    assert int(found[4], 16) == binascii.crc_hqx(found[3], 0)


def tspl_picture(content: bytes) -> Image.Image:
    """A reader of the one TSPL command that matters here."""
    found = re.search(rb"BITMAP (\d+),(\d+),(\d+),(\d+),0,", content)
    assert found is not None
    row_bytes, height = int(found[3]), int(found[4])
    bits = content[found.end() : found.end() + row_bytes * height]
    assert content[found.end() + row_bytes * height :] == b"\r\nPRINT 1,1\r\n"
    picture = Image.new("L", (row_bytes * 8, height), 255)
    dots = picture.load()
    assert dots is not None
    for at, value in enumerate(bits):
        for bit in range(8):
            if not value & (0x80 >> bit):
                dots[at % row_bytes * 8 + bit, at // row_bytes] = 0
    return picture


def test_tspl_picture_decodes(raster: Raster) -> None:
    content = to_tspl(raster)
    assert content.startswith(b"SIZE 100 mm,150 mm\r\n")
    picture = tspl_picture(content)
    assert picture.tobytes() == raster.image().convert("L").tobytes()
    assert codes(picture) == {WAYBILL.waybill_number}


def test_rows_of_an_odd_width_end_in_white() -> None:
    (wide,) = rasterise(render_pdf(LONG_WAYBILL, LABEL_4x6_INCH))
    assert wide.width % 8
    unused = (1 << (-wide.width % 8)) - 1
    ends = wide.rows[wide.row_bytes - 1 :: wide.row_bytes]
    assert all(not value & unused for value in ends)


def test_zpl_is_drawn_and_decoded_by_a_renderer(raster: Raster) -> None:
    drawn = zplkit_png(to_zpl(raster))
    assert codes(drawn) == {WAYBILL.waybill_number}
    assert drawn.convert("L").tobytes() == raster.image().convert("L").tobytes()


def zplkit_png(content: bytes) -> Image.Image:
    options = zplkit.Options(dpi=203, width=800, height=1200)
    drawn = zplkit.render(content, options, limits=rendering.Limits(graphic_bytes=10**7))
    assert not drawn.warnings
    return Image.open(io.BytesIO(drawn.labels[0].png()))
