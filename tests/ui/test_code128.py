"""The barcode on the screen is a barcode."""

import pytest
import zxingcpp
from barcode.codex import Code128
from PIL import Image

from app.domain.control_code import Control, code_of
from app.ui.widgets.code128 import modules


@pytest.mark.parametrize("control", Control)
def test_every_control_code_is_read_back(control: Control) -> None:
    bars = modules(code_of(control))
    image = Image.new("L", ((len(bars) + 40) * 2, 60), 255)
    for place, bar in enumerate(bars):
        if bar == "1":
            image.paste(0, ((place + 20) * 2, 0, (place + 21) * 2, 60))

    assert [code.text for code in zxingcpp.read_barcodes(image)] == [code_of(control)]


def test_it_draws_what_the_printed_card_draws() -> None:
    assert modules("ZZACK") == Code128("ZZACK").build()[0]


@pytest.mark.parametrize("text", ["", "訂單", "a\r"])
def test_what_cannot_be_drawn_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        modules(text)
