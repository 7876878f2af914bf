"""Colours can be read, the style sheet is whole, sizes follow the window."""

import itertools
import re

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.style import THEMES, Style, contrast

BENCH_PAIRS = (
    ("ink", "surface"), ("ink", "raised"), ("ok_ink", "ok_ground"), ("warn_ink", "warn_ground"),
    ("idle", "idle_ground"),
)  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
def test_bench_text_is_readable(qapp: QApplication, theme: str) -> None:
    colours = Style(theme).colours
    for ink, ground in BENCH_PAIRS:
        assert contrast(colours[ink], colours[ground]) >= 7, (theme, ink, ground)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", ["ok", "warn", "stop"])
def test_a_mark_is_readable_on_a_card(qapp: QApplication, theme: str, tone: str) -> None:
    colours = Style(theme).colours
    assert contrast(colours[f"{tone}_mark"], colours["raised"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_a_stop_is_readable_and_so_is_what_is_around_it(qapp: QApplication, theme: str) -> None:
    style = Style(theme)
    around = style.stop_colours
    assert contrast(style.colours["stop"], style.colours["stop_ground"]) >= 5.5
    assert contrast(around["ink"], around["raised"]) >= 7
    assert contrast(around["muted"], around["raised"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_has_no_holes(qapp: QApplication, theme: str) -> None:
    sheet = Style(theme, 1.5).sheet()

    assert not re.search(r"@\w", sheet)
    assert sheet.count("{") == sheet.count("}")


def test_sizes_grow_with_the_window_and_with_the_scale(qapp: QApplication) -> None:
    style, units = Style(), []
    for width, height in ((1366, 768), (1600, 900), (1920, 1080)):
        style.fit(width, height)
        units.append(style.unit)
    assert all(one < other for one, other in itertools.pairwise(units))
    assert units[-1] == 1.0

    style.set_look("light", 2.0)
    style.fit(3840, 2160)
    assert style.unit == 2.0
