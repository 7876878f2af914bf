"""A learnt scale in the settings file, and the reader that is built from it."""

import queue
from pathlib import Path

import pytest

from app.config import ConfigError, ScaleSettings, Settings, load, parse
from app.devices.simulators.links import TcpLink
from app.domain.readings import WeightReading
from app.domain.scale_profile import (
    BY_COLUMNS,
    BY_PATTERN,
    ColumnFrame,
    PatternFrame,
    ScaleProfile,
    Stability,
)
from app.domain.values import Grams
from app.station.hardware import Hardware
from app.station.scale_settings import save_scale, scale_section

COLUMNS = ScaleProfile(
    "X-1",
    BY_COLUMNS,
    'scale "3"\x7f\\ 秤',
    unit="kg",
    stability=Stability.TIME,
    columns=ColumnFrame(9, 0, 7, status_at=8, stable="\t", over="é"),
)
PATTERN = ScaleProfile("X-2", BY_PATTERN, pattern=PatternFrame(r"(?P<weight>\d+)\s*[\"']g", "S"))
FILE = """# bench of the gate
[bench]
name = "Gate"  # [scale] is below

[scale]
protocol = "yaohua_a9"
unit = "kg"
[scale.profile]
code = "old"
protocol = "st_gs"

[[scanner]]
id = "one"
options = { prefix = "[scale]" }
"""


@pytest.mark.parametrize("profile", [COLUMNS, PATTERN, ScaleProfile("X-3", "sma", streams=False)])
def test_what_is_written_is_what_is_read(profile: ScaleProfile, tmp_path: Path) -> None:
    scale = ScaleSettings(port="/dev/ttyUSB0", profile=profile)
    assert parse(scale_section(scale), "x").scale == scale
    path = tmp_path / "secondpass.toml"
    path.write_text(FILE, encoding="utf-8")
    save_scale(path, scale)
    save_scale(path, scale)
    settings = load(path)
    assert settings.scale == scale
    assert settings.bench.name == "Gate"
    assert [one.options for one in settings.scanner] == [{"prefix": "[scale]"}]
    text = path.read_text("utf-8")
    assert "# bench of the gate" in text
    assert "old" not in text
    assert list(tmp_path.iterdir()) == [path]


def test_a_first_file_and_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "secondpass.toml"
    save_scale(path, ScaleSettings(port="COM3"))
    assert load(path).scale == ScaleSettings(port="COM3")
    path.write_text("[bench]\nname = 3\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        save_scale(path, ScaleSettings())
    assert path.read_text("utf-8") == "[bench]\nname = 3\n"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[scale.profile]\ncode='x'\nprotocol='sma'\nbuad=1", "did you mean 'baud'"),
        ("[scale.profile]\nprotocol='sma'", "code is missing"),
        (
            "[scale.profile]\ncode='x'\nprotocol='columns'\n[scale.profile.columns]\nlenght=1",
            "did you mean 'length'",
        ),
        ("[scale.profile]\ncode='x'\nprotocol='sma'\nstability='luck'", "stability"),
    ],
)
def test_mistakes_are_named(line: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        parse(line, "x")


def test_a_profile_that_cannot_be_used_stops_the_start() -> None:
    scale = ScaleSettings(port="socket://127.0.0.1:9", profile=ScaleProfile("x", "columns"))
    with pytest.raises(ConfigError, match="no scale protocol"):
        Hardware((), scale, lambda _message: None, lambda: 0)


def test_the_bench_weighs_by_a_profile() -> None:
    link = TcpLink()
    box: queue.SimpleQueue[object] = queue.SimpleQueue()
    profile = ScaleProfile("X", BY_COLUMNS, unit="kg", columns=ColumnFrame(6, 0, 6, decimals=3))
    settings = Settings(scale=ScaleSettings(port=link.url, profile=profile))
    assert settings.scale is not None
    hardware = Hardware((), settings.scale, box.put, lambda: 0)
    hardware.start()
    try:
        readings: list[WeightReading] = []
        while not readings:
            link.receive(0.05)
            link.send(b"001250\r\n")
            posted = [box.get() for _ in range(box.qsize())]
            readings = [one for one in posted if isinstance(one, WeightReading)]
    finally:
        hardware.stop()
        link.unplug()
    assert (readings[0].grams, readings[0].unit, readings[0].stable) == (Grams(1250), "kg", None)
