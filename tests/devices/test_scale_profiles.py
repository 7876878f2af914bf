"""Profiles: frames by columns and by pattern, and what is refused."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.devices.base import REFUSED, FrameError, ScaleFrame
from app.devices.scales.column_frame import ColumnScale
from app.devices.scales.pattern_frame import PatternScale, tamed
from app.devices.scales.profiles import protocol_of
from app.domain.scale_profile import (
    BY_COLUMNS,
    BY_PATTERN,
    ColumnFrame,
    PatternFrame,
    ScaleProfile,
    Stability,
)

COLUMNS = ColumnFrame(
    length=12,
    sign_at=1,
    weight_at=2,
    weight_width=7,
    unit_at=9,
    unit_width=3,
    status_at=0,
    stable="S",
    moving="D",
    over="H",
    under="L",
)
PATTERN = PatternFrame(
    r"(?P<status>[A-Z]?) *(?P<sign>[+-]?) *(?P<weight>\d+\.\d+) *(?P<unit>kg|g)",
    stable="_",
    moving="M",
    over="H",
)
GOOD = b"S-  1.230kg \r\n"


def read(decoder: ColumnScale | PatternScale, data: bytes) -> list[ScaleFrame]:
    return [*decoder.feed(data), *decoder.idle()]


def said(frames: list[ScaleFrame]) -> list[tuple[object, ...]]:
    return [(f.error or f.kind, f.weight, f.unit, f.stable) for f in frames]


def test_columns() -> None:
    decoder = ColumnScale(COLUMNS)
    assert said(read(decoder, GOOD)) == [("weight", Decimal("-1.230"), "kg", True)]
    assert said(read(decoder, b"D   1.230kg \r\n")) == [("weight", Decimal("1.230"), "kg", False)]
    [over] = read(decoder, b"H   9.999kg \r\n")
    assert (over.kind, over.over, over.weight) == ("status", True, None)
    [under] = read(decoder, b"L   9.999kg \r\n")
    assert (under.kind, under.under, under.weight) == ("status", True, None)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"X   1.230kg \r\n", "bad_status"),
        (b"S   1.2_0kg \r\n", "bad_frame"),
        (b"S?  1.230kg \r\n", "bad_frame"),
        (b"S   1.2301g \r\n", "bad_unit"),
        (b"S  1.230kg \r\n", "truncated"),
        (b"S    1.230kg \r\n", "bad_frame"),
        (b"S   1.230kg ", "truncated"),
        (b"S   1.23", "truncated"),
    ],
)
def test_what_does_not_fit_the_columns_is_no_weight(data: bytes, error: str) -> None:
    assert [frame.error for frame in read(ColumnScale(COLUMNS), data)] == [error]


def test_digits_without_a_point_and_backwards() -> None:
    by_start = ColumnFrame(
        length=7,
        weight_at=0,
        weight_width=7,
        start="3d",
        end="",
        decimals=None,
        reversed_digits=True,
    )
    frames = read(ColumnScale(by_start), b"000.300=000.300=000.3")
    assert said(frames)[:2] == [
        ("bad_frame", None, None, None),
        ("weight", Decimal("3.000"), None, None),
    ]
    assert [frame.error for frame in frames][2:] == ["truncated"]
    plain = ColumnFrame(length=6, weight_at=0, weight_width=6, end="0d", decimals=2)
    assert said(read(ColumnScale(plain), b"001250\r")) == [("weight", Decimal("12.50"), None, None)]
    assert read(ColumnScale(plain), b"01.250\r")[0].error == "bad_frame"


def test_a_start_among_the_digits_of_a_broken_frame_is_found_again() -> None:
    marked = ColumnFrame(length=5, weight_at=0, weight_width=5, start="02", end="03", decimals=0)
    frames = read(ColumnScale(marked), b"\x0212\x0200123\x03")
    assert said(frames) == [("bad_frame", None, None, None), ("weight", Decimal(123), None, None)]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40).map(lambda b: bytes(x | 0x80 for x in b)), st.integers(0, 13))
def test_any_cut_and_noise_in_front_gives_the_same(noise: bytes, cut: int) -> None:
    for decoder in (ColumnScale(COLUMNS), PatternScale(PATTERN)):
        frame = GOOD if isinstance(decoder, ColumnScale) else b"M-  1.230kg\r\n"
        frames = [*decoder.feed(noise + frame[:cut]), *decoder.feed(frame[cut:])]
        assert [one.weight for one in frames if one.kind != REFUSED] == [Decimal("-1.230")]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_noise_crashes_them(noise: bytes) -> None:
    for decoder in (ColumnScale(COLUMNS), PatternScale(PATTERN)):
        for frame in read(decoder, noise):
            assert (frame.kind == "weight") == (frame.weight is not None)


def test_a_pattern() -> None:
    decoder = PatternScale(PATTERN)
    assert said(read(decoder, b"- 1.230 kg\r\n")) == [("weight", Decimal("-1.230"), "kg", True)]
    assert said(read(decoder, b"M 0.5g\r\n")) == [("weight", Decimal("0.5"), "g", False)]
    assert read(decoder, b"H 0.5g\r\n")[0].over
    assert [f.error for f in read(decoder, b"Q 0.5g\r\n0.5lb\r\n")] == ["bad_status", "bad_frame"]
    whole = PatternScale(PatternFrame(r"W(?P<weight>\d{5})", decimals=3))
    assert said(read(whole, b"W01230\r")) == [("weight", Decimal("1.230"), None, None)]


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d+",
        r"(?P<weight>\d+)(?P<other>x)",
        r"(?P<weight>\d+)(?=k)",
        r"(?P<weight>\d+)\1",
        r"(?i)(?P<weight>\d+)",
        r"(?P<weight>\d+?)",
        r"(?P<weight>\d+",
        r"(?P<weight>\d{100,})",
        r"(?P<weight>\d**)",
        "(?P<weight>" + "a|" * 9 + r"\d)",
        r"(?P<weight>\d+)" + "x" * 200,
    ],
)
def test_patterns_that_are_refused(pattern: str) -> None:
    with pytest.raises(FrameError) as caught:
        tamed(pattern)
    assert caught.value.code == "bad_profile"


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:(?:a+)+)+(?P<weight>b)",
        r"(?:a*a*)*(?P<weight>b)",
        r"(?:a|a|a|a|a|a|a|a|a)*(?P<weight>b)",
        "a*" * 90 + r"(?P<weight>b)",
        "a?" * 80 + r"(?P<weight>b)",
        r"(?:(?:a{1,9}){1,9}){1,9}(?P<weight>b)",
    ],
)
def test_no_pattern_and_no_line_takes_long(pattern: str) -> None:
    decoder = PatternScale(PatternFrame(pattern))
    began = time.process_time()
    frames = decoder.feed((b"a" * 79 + b"\r\n") * 20)
    assert time.process_time() - began < 1
    assert {frame.error for frame in frames} == {"bad_frame"}


BROKEN = [
    {"length": 0},
    {"length": 81},
    {"end": "", "start": ""},
    {"end": "0d0a0d0a0d"},
    {"end": "xy"},
    {"weight_width": 0},
    {"weight_at": 8},
    {"sign_at": 12},
    {"unit_width": 0},
    {"decimals": 7},
    {"status_at": -1},
    {"moving": "S"},
    {"stable": "", "moving": "", "over": "", "under": ""},
]


@pytest.mark.parametrize("change", BROKEN, ids=str)
def test_columns_that_no_frame_can_have(change: dict[str, object]) -> None:
    with pytest.raises(FrameError) as caught:
        ColumnScale(replace(COLUMNS, **change))  # type: ignore[arg-type]
    assert caught.value.code == "bad_profile"


def test_a_profile_becomes_a_protocol() -> None:
    mine = ScaleProfile("X-1", BY_COLUMNS, baud=2400, framing="7E1", poll="57", columns=COLUMNS)
    protocol = protocol_of(mine)
    assert (protocol.line, protocol.poll, protocol.key) == ((2400, "7E1"), b"W", "columns")
    assert protocol.decoder().feed(GOOD)[0].stable is True
    by_time = protocol_of(replace(mine, stability=Stability.TIME)).decoder()
    assert by_time.feed(GOOD)[0].stable is None
    assert by_time.feed(b"S ") == []
    assert by_time.idle()[0].error == "truncated"
    pattern = protocol_of(ScaleProfile("X-2", BY_PATTERN, pattern=PATTERN))
    assert pattern.decoder().feed(b"1.0kg\r")[0].unit == "kg"
    known = protocol_of(ScaleProfile("X-3", "dollar_cr", variant="decimals_3", unit="kg"))
    assert known.decoder().feed(b"$001250\r")[0].weight == Decimal("1.250")
    assert known.poll == b""


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (ScaleProfile("X", "no_such"), "unknown_protocol"),
        (ScaleProfile("X", BY_COLUMNS), "unknown_protocol"),
        (ScaleProfile("X", "st_gs", variant="no_such"), "unknown_variant"),
        (ScaleProfile("X", "st_gs", unit="stone"), "bad_profile"),
        (ScaleProfile("X", "st_gs", framing="9X9"), "bad_line"),
        (ScaleProfile("X", "st_gs", baud=1), "bad_line"),
        (ScaleProfile("X", "st_gs", poll="5"), "bad_profile"),
        (ScaleProfile("X", "st_gs", poll="57" * 33), "bad_profile"),
        (ScaleProfile("X", BY_PATTERN, pattern=PatternFrame("(")), "bad_profile"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused(profile: ScaleProfile, code: str) -> None:
    with pytest.raises(FrameError) as caught:
        protocol_of(profile)
    assert caught.value.code == code
