"""What was chosen on the device page outlives the program, and never breaks its start."""

from pathlib import Path

from app.config import ScannerSettings, Settings
from app.entrypoints.kept_devices import (
    DEVICES_FILE,
    KeptDevices,
    keep_devices,
    kept_devices,
    wedge_of,
)
from app.station.wedge import WedgeSettings

LEARNT = WedgeSettings(120, prefix="~", suffix="#", terminators=("\r", "\n"))


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = KeptDevices({"scale": "usb:1a86:7523@1-1.2"}, LEARNT)
    keep_devices(tmp_path, kept)
    assert kept_devices(tmp_path) == kept
    assert [path.name for path in tmp_path.iterdir()] == [DEVICES_FILE]


def test_nothing_or_nonsense_is_nothing(tmp_path: Path) -> None:
    assert kept_devices(tmp_path) == KeptDevices()
    (tmp_path / DEVICES_FILE).write_text("{")
    assert kept_devices(tmp_path) == KeptDevices()


def test_what_was_learnt_wins_over_the_settings_file() -> None:
    keyboard = ScannerSettings("keys", "keyboard", options={"prefix": "+", "min_len": 6})
    settings = Settings(scanner=(ScannerSettings("s1"), keyboard))
    assert wedge_of(settings, KeptDevices(wedge=LEARNT)) == LEARNT
    assert wedge_of(settings, KeptDevices()) == WedgeSettings(min_len=6, prefix="+")
    assert wedge_of(Settings(), KeptDevices()) is None
