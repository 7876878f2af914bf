"""Wrapping and shrinking."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.labels.page import LabelError, text_width_mm
from app.labels.text import fit, fit_line, wrap

WORDS = st.text(st.sampled_from("ab 汉字，。-(（9é"), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(text=WORDS, width_mm=st.floats(8, 60), size_pt=st.sampled_from([5.0, 9.5, 14.0]))
def test_lines_are_never_too_wide_and_lose_nothing(
    text: str, width_mm: float, size_pt: float
) -> None:
    lines = wrap(text, width_mm, size_pt)
    assert all(text_width_mm(line, size_pt) <= width_mm + 0.01 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_closing_mark() -> None:
    lines = wrap("浙江省，杭州市。西湖区（文三路）", 22, 14)
    assert all(line[0] not in "，。）" for line in lines)
    assert all(not line.endswith("（") for line in lines)


def test_latin_words_stay_whole_while_they_can() -> None:
    assert wrap("Handmade ceramic mug", 25, 11) == ("Handmade", "ceramic mug")


def test_a_word_wider_than_the_line_is_cut_at_its_end() -> None:
    lines = wrap("A" * 100, 30, 10)
    assert len(lines) > 1
    assert "".join(lines) == "A" * 100


def test_shrinks_before_it_gives_up() -> None:
    big = fit("汉字" * 5, 60, 10, 20, 5)
    small = fit("汉字" * 60, 60, 10, 20, 5)
    assert small.size_pt < big.size_pt
    with pytest.raises(LabelError):
        fit("汉字" * 600, 60, 10, 20, 5)


def test_a_mark_says_that_there_was_more() -> None:
    fitted = fit("汉字" * 600, 60, 10, 20, 5, mark="…")
    assert not fitted.whole
    assert fitted.lines[-1].endswith("…")
    assert fitted.height_mm <= 10


def test_one_line_only() -> None:
    assert fit_line("571", 90, 60, 5) == 60
    assert text_width_mm("571-B3-08", fit_line("571-B3-08", 40, 60, 5)) == pytest.approx(40)
    with pytest.raises(LabelError):
        fit_line("x" * 500, 40, 60, 5)
