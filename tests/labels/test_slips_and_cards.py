"""Control cards, badges, re-pick and pick slips: every code on paper can be scanned."""

from dataclasses import replace

import pytest
import zxingcpp

from app.labels.badges import render_badges
from app.labels.control_card import ControlCard, ControlCode, render_control_card
from app.labels.page import LabelError
from app.labels.pick_slip import render_pick_slip
from app.labels.raster import rasterise
from app.labels.repick_slip import render_repick_slip
from app.labels.slip import SlipLine
from tests.labels.label_samples import BADGES, CARD, PICK, REPICK
from tests.labels.test_waybill import page_text


def codes(pdf: bytes) -> list[list[str]]:
    return [
        [code.text for code in zxingcpp.read_barcodes(page.image().convert("L"))]
        for page in rasterise(pdf)
    ]


def test_every_control_code_is_read_from_the_card() -> None:
    found = [text for page in codes(render_control_card(CARD)) for text in page]
    assert sorted(found) == sorted(code.code for code in CARD.codes)


def test_card_says_title_hint_group_number_and_code() -> None:
    text = page_text(render_control_card(CARD))
    for code in CARD.codes:
        assert "".join(code.title.split()) in text
        assert code.group in text
        assert code.code in text
    assert str(len(CARD.codes)) in text
    assert "1/2" in text


def test_an_empty_card_is_one_page() -> None:
    assert codes(render_control_card(ControlCard("Card", ()))) == [[]]


def test_a_title_too_long_for_its_cell_is_refused() -> None:
    card = ControlCard("Card", (ControlCode("~A1", "word " * 60),))
    with pytest.raises(LabelError):
        render_control_card(card)


def test_ten_badges_a_page_all_read() -> None:
    pages = codes(render_badges(BADGES))
    assert [len(page) for page in pages] == [10, 1]
    found = [text for page in pages for text in page]
    assert sorted(found) == sorted(badge.code for badge in BADGES.badges)


def test_repick_slip_says_the_exact_difference() -> None:
    pdf = render_repick_slip(REPICK)
    assert codes(pdf) == [[REPICK.code]]
    text = page_text(pdf)
    for expected in ("Slot12", "+2", "Missing:bring", "C-04-2", "−1", "布面方格笔记本", "1/1"):
        assert expected in text


def test_sections_without_lines_are_left_out() -> None:
    text = page_text(render_repick_slip(replace(REPICK, too_many=(), foreign=())))
    assert "Toomany" not in text
    assert "Notofthisorder" not in text


def test_long_slips_go_on_and_lose_no_line() -> None:
    lines = tuple(SlipLine(1, f"Article {n} " + "very long " * (n % 9)) for n in range(60))
    pdf = render_pick_slip(replace(PICK, lines=lines))
    pages = len(rasterise(pdf))
    text = page_text(pdf)
    assert pages > 3
    assert f"{pages}/{pages}" in text
    assert all(f"Article{n}" in text for n in range(60))


def test_slips_and_cards_are_the_same_bytes_each_time() -> None:
    assert render_pick_slip(PICK) == render_pick_slip(PICK)
    assert render_control_card(CARD) == render_control_card(CARD)
    assert render_badges(BADGES) == render_badges(BADGES)
