"""Every label form: both codes read after the dots of 203 dpi, in each printer language."""

from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp

from app.labels.page import LabelError
from app.labels.raster import rasterise
from app.labels.templates import template, templates
from app.labels.waybill import render_pdf
from app.labels.waybill_words import WORDS_EN
from app.labels.worker import draw
from tests.labels.label_samples import WAYBILL


@pytest.mark.parametrize("name", list(templates()))
@pytest.mark.parametrize("copy", [1, 2])
def test_both_codes_are_read_in_every_form(name: str, copy: int) -> None:
    form = template(name)
    said = f"{WAYBILL.waybill_number}*{copy}"
    label = form.dressed(replace(WAYBILL, copy_number=copy, qr_text=said))
    (raster,) = rasterise(render_pdf(label, form.page))
    assert abs(raster.width - form.page.width_mm * 8) < 1
    assert abs(raster.height - form.page.height_mm * 8) < 1
    found = zxingcpp.read_barcodes(raster.image().convert("L"))
    codes = {one.format.name: one.text for one in found}
    assert codes == {"Code128": WAYBILL.waybill_number, "QRCode": said}
    assert draw(label, "zpl", form.page).startswith(b"^XA")
    assert draw(label, "tspl", form.page).startswith(b"SIZE")


def test_a_form_has_its_words_and_its_lines() -> None:
    assert template("").name == "100x150"
    assert template("4x6").dressed(WAYBILL).words == WORDS_EN
    assert template("76x130").dressed(WAYBILL).items == ()


def test_a_form_that_is_none_and_a_file_that_is_broken(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="no label template 'A5'"):
        template("A5")
    broken = tmp_path / "templates.toml"
    broken.write_text('["x"]\nwidth_mm = "wide"\n', encoding="utf-8")
    with pytest.raises(LabelError, match="cannot be read"):
        templates(broken)
