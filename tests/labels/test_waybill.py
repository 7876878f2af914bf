"""The courier's label, read back by a bar code reader and a PDF reader."""

import hashlib
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from app.labels.page import (
    LABEL_4x6_INCH,
    LABEL_76x130,
    LABEL_100x150,
    LABEL_100x180,
    LabelError,
    PageSize,
)
from app.labels.raster import Raster, rasterise
from app.labels.text import grouped
from app.labels.waybill import Party, WaybillLabel, render_pdf
from app.labels.waybill_words import WORDS_EN
from tests.labels.label_samples import LONG_WAYBILL, WAYBILL


def read_codes(raster: Raster) -> dict[str, str]:
    found = zxingcpp.read_barcodes(raster.image().convert("L"))
    return {code.format.name: code.text for code in found}


def page_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return "".join(text.replace("\ufffe", "-").split())  # a hyphen at the end of a line


@pytest.mark.parametrize(
    ("label", "page"),
    [
        (WAYBILL, LABEL_100x150),
        (WAYBILL, LABEL_100x180),
        (WAYBILL, LABEL_76x130),
        (WAYBILL, LABEL_4x6_INCH),
        (LONG_WAYBILL, LABEL_100x150),
        (LONG_WAYBILL, LABEL_4x6_INCH),
    ],
)
def test_both_symbols_are_read_as_they_were_written(label: WaybillLabel, page: PageSize) -> None:
    (raster,) = rasterise(render_pdf(label, page))
    expected = label.waybill_number
    assert read_codes(raster) == {"Code128": expected, "QRCode": expected}


@pytest.mark.parametrize("number", ["SF1432887655217", "YT8812345678901", "434567890123456", "A1"])
def test_numbers_of_other_couriers_are_read(number: str) -> None:
    (raster,) = rasterise(render_pdf(replace(WAYBILL, waybill_number=number)))
    assert read_codes(raster)["Code128"] == number


def test_qr_may_say_more_than_the_number() -> None:
    label = replace(WAYBILL, qr_text="https://example.org/t/SF1432887655217")
    (raster,) = rasterise(render_pdf(label))
    assert read_codes(raster)["QRCode"] == label.qr_text


def test_page_is_exactly_800_by_1200_dots() -> None:
    (raster,) = rasterise(render_pdf(WAYBILL))
    assert (raster.width, raster.height, raster.row_bytes) == (800, 1200, 100)


def test_bars_are_whole_dots_with_quiet_zones() -> None:
    (raster,) = rasterise(render_pdf(WAYBILL))
    picture = raster.image().convert("L")
    y = 420  # through the bars
    frame = 24  # margin 20 dots and the 3 dots of the frame
    row = [picture.getpixel((x, y)) == 0 for x in range(frame, 800 - frame)]
    black = [x for x, dark in enumerate(row) if dark]
    runs, length = [], 1
    for left, right in zip(row[black[0] : black[-1]], row[black[0] + 1 :], strict=False):
        if left == right:
            length += 1
        else:
            runs.append(length)
            length = 1
    assert set(runs) <= {3, 6, 9, 12}
    assert black[0] >= 30
    assert len(row) - black[-1] > 30


def test_same_label_same_bytes_and_another_label_other_bytes() -> None:
    first = hashlib.sha256(render_pdf(WAYBILL)).hexdigest()
    render_pdf(LONG_WAYBILL)
    assert hashlib.sha256(render_pdf(WAYBILL)).hexdigest() == first
    other = hashlib.sha256(render_pdf(replace(WAYBILL, weight_g=1635))).hexdigest()
    assert other != first


def test_fonts_are_inside_the_file_and_no_other_is_named() -> None:
    document = pypdfium2.PdfDocument(render_pdf(WAYBILL))
    try:
        fonts = {
            obj.get_font().get_base_name(): obj.get_font().is_embedded
            for obj in document[0].get_objects()
            if isinstance(obj, pypdfium2.PdfTextObj)
        }
    finally:
        document.close()
    assert len(fonts) == 2
    assert all(fonts.values())
    assert all("NotoSansSC" in name for name in fonts)


def test_every_word_of_a_label_is_on_it() -> None:
    text = page_text(render_pdf(WAYBILL))
    for expected in (
        WAYBILL.sorting_code,
        WAYBILL.recipient.name,
        WAYBILL.recipient.address,
        WAYBILL.sender.address,
        WAYBILL.note,
        WAYBILL.order_number,
        "1.634kg",
        "1/2",
        *WAYBILL.items,
    ):
        assert "".join(expected.split()) in text


@pytest.mark.parametrize("name", ["䶮", "㛃", "𬭎", "龘靐", "é ß Ø ł"])
def test_rare_characters_have_ink_of_their_own(name: str) -> None:
    def dots(text: str) -> bytes:
        label = replace(WAYBILL, recipient=replace(WAYBILL.recipient, name=text))
        return rasterise(render_pdf(label))[0].rows

    assert dots(name) != dots("□" * len(name))
    assert dots(name) != dots(" " * len(name))


def test_a_character_no_font_has_is_shown_as_a_box() -> None:
    assert "□" in page_text(render_pdf(replace(WAYBILL, note="gift 🎁 wrap")))


def test_long_texts_are_whole() -> None:
    text = page_text(render_pdf(LONG_WAYBILL))
    for expected in (
        LONG_WAYBILL.recipient.address,
        LONG_WAYBILL.recipient.name,
        LONG_WAYBILL.sender.address,
        LONG_WAYBILL.sorting_code,
        LONG_WAYBILL.order_number,
    ):
        assert "".join(expected.split()) in text


def test_goods_that_do_not_fit_are_counted() -> None:
    text = page_text(render_pdf(LONG_WAYBILL))
    kept = sum(f"Article{n}," in text for n in range(1, 30))
    assert 0 < kept < 29
    assert f"…and{29 - kept}morelines" in text


def test_no_ink_leaves_the_frame() -> None:
    for label in (WAYBILL, LONG_WAYBILL):
        picture = rasterise(render_pdf(label))[0].image().convert("L")
        for box in ((0, 0, 20, 1200), (780, 0, 800, 1200), (0, 0, 800, 20), (0, 1180, 800, 1200)):
            assert picture.crop(box).getextrema() == (255, 255)


def test_a_reprint_says_so() -> None:
    again = replace(WAYBILL, copy_number=2)
    assert "补打2" in page_text(render_pdf(again))
    assert "补打" not in page_text(render_pdf(WAYBILL))


def test_words_are_those_of_the_courier() -> None:
    text = page_text(render_pdf(replace(WAYBILL, words=WORDS_EN)))
    assert "Cashondelivery" in text
    assert "代收货款" not in text


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(LabelError, match="too wide"):
        render_pdf(replace(WAYBILL, waybill_number="ABCDEFGH" * 8))
    with pytest.raises(LabelError, match="Code 128"):
        render_pdf(replace(WAYBILL, waybill_number="顺丰1432"))
    with pytest.raises(LabelError, match="text"):
        render_pdf(replace(WAYBILL, waybill_number=""))
    with pytest.raises(LabelError, match="does not fit"):
        render_pdf(replace(WAYBILL, recipient=Party("*", "*", "某省某市某区某街道" * 400)))


def test_numbers_are_grouped_for_the_eye() -> None:
    assert grouped("SF1432887655217") == "SF 1432 8876 5521 7"
    assert grouped("434567890123") == "4345 6789 0123"
    assert grouped("") == ""
