"""Icons, tokens, fonts and sounds are what the screens and papers rely on."""

import re
import struct
import tomllib
import wave
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
PRODUCTS = sorted((RESOURCES / "icons" / "products").glob("*.svg"))
FILLED = {"logo", "check-circle", "stop-octagon"}
WANTED_ICONS = """
    arrow-right badge barcode bell check check-circle clock cloud cloud-off cross device gift kit
    language list lock logo next-box note paper park person pin printer refresh reprint return
    reweigh scale scan-label scanner settings shop short stop-octagon tare test theme tote truck
    undo warning-triangle weight-off wifi-off zero
"""
WANTED_PRODUCTS = """
    bottle box candle dripper filter lamp mug notebook soap socks t-shirt tea toy
"""

TRADITIONAL = (
    "打包臺單據標籤掃描槍電子秤稱重籃離線待傳買家備註不要放發票賀卡寫「生日快樂，媽媽」周轉箱"
    "旗艦店順豐標快截止取出缺件下一箱重印暫掛叫班長確認停止鎖定拿錯了還差歸零貼上並掃描已核實"
    "運單號華東區預期含紙箱組合贈品無花果圓領訂單複核對帳異常庫存快遞轉運審核規則報價費率員工"
    "設備語言繁體簡體淺色深色對比總覽"
)
RARE_NAMES = "䶮㛃𬭎𫖯"

# A pair is text on its ground. The bench is read from 2 m: 7:1. The office: 4.5:1.
ON_BENCH = (
    ("ink", "surface"),
    ("ink", "raised"),
    ("ink", "sunken"),
    ("muted", "surface"),
    ("muted", "raised"),
    ("muted", "sunken"),
    ("idle", "idle_ground"),
    ("ok", "ok_ground"),
    ("warn", "warn_ground"),
    ("stop", "stop_ground"),
)
IN_THE_OFFICE = (*ON_BENCH, ("brand", "surface"), ("brand", "raised"), ("brand_ink", "brand"))


def tokens() -> dict[str, Any]:
    return tomllib.loads((RESOURCES / "style" / "tokens.toml").read_text("utf-8"))


THEMES: dict[str, dict[str, str]] = tokens()["theme"]


def bench_pairs() -> list[Any]:
    return [(theme, *pair) for theme in THEMES for pair in ON_BENCH]


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_theme_names_the_same_colours() -> None:
    assert set(THEMES) == {"light", "dark", "high_contrast"}
    assert len({frozenset(theme) for theme in THEMES.values()}) == 1
    for theme in THEMES.values():
        for name, colour in theme.items():
            assert re.fullmatch(r"#[0-9A-F]{6}", colour), name


@pytest.mark.parametrize("theme", THEMES)
def test_a_tick_is_drawn_in_the_ink_of_its_theme(theme: str) -> None:
    tick = (RESOURCES / "style" / f"tick-{theme}.svg").read_text("utf-8")
    assert f'stroke="{THEMES[theme]["brand_ink"]}"' in tick


def test_spacing_and_type_are_as_designed() -> None:
    style = tokens()
    assert style["space"]["steps"] == [4, 8, 12, 16, 24, 32, 48]
    assert style["radius"] == {"control": 8, "card": 12}
    bench = style["type"]["bench"]
    assert (bench["verdict"], bench["weight"], bench["next_step"]) == (84, 96, 36)
    assert style["type"]["family"] == "Noto Sans SC"


@pytest.mark.parametrize(("theme", "text", "ground"), bench_pairs())
def test_bench_text_has_seven_to_one(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), IN_THE_OFFICE)
def test_all_text_has_four_and_a_half_to_one(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


def test_every_wanted_icon_is_there() -> None:
    assert set(WANTED_ICONS.split()) <= {path.stem for path in ICONS}
    assert set(WANTED_PRODUCTS.split()) <= {path.stem for path in PRODUCTS}


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_icons_are_drawn_in_the_colour_of_the_text(path: Path) -> None:
    root = ET.fromstring(path.read_text("utf-8"))
    assert root.get("viewBox") == "0 0 24 24"
    if path.stem in FILLED:
        assert root.get("fill") == "currentColor"
    else:
        assert (root.get("fill"), root.get("stroke")) == ("none", "currentColor")
        assert (root.get("stroke-width"), root.get("stroke-linecap")) == ("1.75", "round")
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", path.read_text("utf-8")) == []


def drawn_share(svg: str, size: int = 48) -> float:
    """How much of the square is painted, 0 to 1; Qt's own renderer."""
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    assert renderer.isValid()
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    alphas = [image.pixelColor(x, y).alpha() for x in range(size) for y in range(size)]
    return sum(alphas) / (255 * size * size)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("path", [*ICONS, *PRODUCTS], ids=lambda path: path.stem)
def test_every_picture_can_be_drawn(path: Path) -> None:
    share = drawn_share(path.read_text("utf-8").replace("currentColor", "#000000"))
    assert 0.03 < share < 1
    if path in PRODUCTS:
        assert share > 0.95


@pytest.mark.parametrize("path", PRODUCTS, ids=lambda path: path.stem)
def test_product_pictures_share_one_square(path: Path) -> None:
    root = ET.fromstring(path.read_text("utf-8"))
    assert root.get("viewBox") == "0 0 96 96"
    assert "currentColor" not in path.read_text("utf-8")


def font_tables(data: bytes) -> dict[str, bytes]:
    """The tables of an sfnt file by tag (OpenType specification, table directory)."""
    (count,) = struct.unpack_from(">H", data, 4)
    found = {}
    for index in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
        found[tag.decode("ascii")] = data[offset : offset + length]
    return found


def covered(cmap: bytes) -> set[int]:
    """Code points of the format 12 subtable, the one that reaches beyond 16 bit."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">L", cmap, 4 + 8 * index + 4)
        (kind,) = struct.unpack_from(">H", cmap, offset)
        if kind == 12:
            (groups,) = struct.unpack_from(">L", cmap, offset + 12)
            spans = (
                struct.unpack_from(">LLL", cmap, offset + 16 + 12 * n)[:2] for n in range(groups)
            )
            return {point for first, last in spans for point in range(first, last + 1)}
    return set()


def gb2312() -> str:
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_fonts_hold_every_character_as_truetype_outlines(weight: str) -> None:
    tables = font_tables((RESOURCES / "fonts" / f"NotoSansSC-{weight}.ttf").read_bytes())
    assert "glyf" in tables  # PDF embedding needs these outlines
    assert "CFF " not in tables
    have = covered(tables["cmap"])
    latin = "".join(map(chr, range(0x20, 0x7F))) + "±×¥·…“”‘’–—²°"
    wanted = latin + gb2312() + TRADITIONAL + RARE_NAMES
    assert [letter for letter in wanted if ord(letter) not in have] == []


def test_the_font_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE" in (RESOURCES / "fonts" / "OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ["accepted", "complete", "weight", "stop", "alert"])
def test_sounds_are_short_clean_and_not_too_loud(name: str) -> None:
    with wave.open(str(RESOURCES / "sounds" / f"{name}.wav"), "rb") as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (44_100, 1, 2)
        frames = sound.getnframes()
        values = struct.unpack(f"<{frames}h", sound.readframes(frames))
    assert 0.05 < frames / 44_100 < 0.8
    loudest = max(map(abs, values))
    assert loudest == pytest.approx(32_767 * 10 ** (-6 / 20), rel=0.005)
    ends = (*values[:8], *values[-8:])
    assert max(map(abs, ends)) < 1_500
    assert (values[0], values[-1]) == (0, 0)
