"""The support bundle: what is in it, what is not, and its frames decoded again."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest

from app.config import (
    BenchSettings,
    CenterSettings,
    ScaleSettings,
    ScannerSettings,
    SenderSettings,
    Settings,
)
from app.devices.simulators.links import TcpLink
from app.devices.simulators.post_box import PostBox
from app.domain.card_key import digit_code
from app.domain.misreads import MisreadCode
from app.domain.readings import Scan, WeightReading
from app.domain.scale_facts import DeviceDay
from app.entrypoints import station, tools
from app.entrypoints.support import Support
from app.station.devices_page import Devices
from app.station.frame_replay import BundleError, replay_frames
from app.station.hardware import Hardware
from app.station.inputs import HealthHeard

STABLE, BROKEN = b"ST,GS,+0001.634kg\r\n", b"ST,GS,+0a01.6#4kg\r\n"


class Rig:
    """A scale and a scanner on sockets, their readers, and what support keeps of them."""

    def __init__(self, home: Path) -> None:
        self.scale, self.scanner = TcpLink(), TcpLink()
        self.box = PostBox()
        self.ms = 1000
        self.settings = Settings(
            bench=BenchSettings(station="B07"),
            center=CenterSettings(database="postgresql://bench:hunter2@192.0.2.1/center"),
            scanner=(ScannerSettings("door", "serial", self.scanner.url),),
            scale=ScaleSettings(port=self.scale.url),
            sender=SenderSettings("Sender of parcels", "13800000000", "Street 1"),
        )
        self.devices = Devices(self.settings, self.box.post)
        self.hardware = Hardware(
            self.settings.scanner, self.settings.scale, self.devices.post, self._clock
        )
        self.home = home
        self.support = Support(
            home, lambda: self.settings, self.devices, self.hardware, lambda: self.ms
        )

    def _clock(self) -> int:
        self.ms += 1
        return self.ms

    def __enter__(self) -> Self:
        self.hardware.start()
        for link in (self.scale, self.scanner):
            while not link.send(b""):
                link.receive(0.1)  # somebody calls
        return self

    def __exit__(self, *_: object) -> None:
        self.hardware.stop()
        self.scale.unplug()
        self.scanner.unplug()

    def bundle(self) -> Path:
        saved = self.support.save_bundle()
        assert saved is not None
        return saved


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with Rig(tmp_path) as made:
        yield made


def names(bundle: Path) -> dict[str, str]:
    with zipfile.ZipFile(bundle) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def fill(rig: Rig) -> None:
    rig.scale.send(BROKEN + STABLE)
    rig.box.wait(WeightReading)
    rig.scanner.send(b"6971402118056\r")
    rig.box.wait(Scan)


def test_frames_are_decoded_again_refused_ones_among_them(rig: Rig) -> None:
    fill(rig)
    lines = list(replay_frames(rig.bundle()))
    scale = [line for line in lines if line["device"] == "scale"]
    assert any("refused" in line for line in scale)
    weights = [line["frame"] for line in scale if "frame" in line]
    assert [(one["weight"], one["unit"], one["stable"]) for one in weights] == [
        ("0001.634", "kg", True)
    ] or [(one["weight"], one["stable"]) for one in weights] == [("1.634", True)]
    assert [line["scan"] for line in lines if line["device"] == "door"] == ["6971402118056"]


def test_what_is_in_it(rig: Rig) -> None:
    fill(rig)
    logs = rig.home / "logs"
    logs.mkdir()
    line = "INFO reader: scale is ready; token=abcdef telephone 13800138000\n"
    (logs / "station.log").write_text(line * 10_000, encoding="utf-8")
    inside = names(rig.bundle())
    assert {"about.json", "settings.json", "frames/devices.json", "logs/station.log"} <= set(inside)
    about = json.loads(inside["about.json"])
    assert (about["station"], bool(about["secondpass"])) == ("B07", True)
    devices = json.loads(inside["frames/devices.json"])["devices"]
    health = {each["device_id"]: each["health"] for each in devices}
    assert health["scale"]["frames"] == 1
    assert health["scale"]["refused"] >= 1
    kept = [json.loads(each) for each in inside["frames/1.jsonl"].splitlines()]
    assert {"in", "refused", "port"} <= {each["way"] for each in kept}
    assert len(inside["logs/station.log"]) < 300 * 1024


def test_no_secret_and_nobody_in_it(rig: Rig) -> None:
    fill(rig)
    logs = rig.home / "logs"
    logs.mkdir()
    (logs / "station.log").write_text("token=abcdef tel 13800138000\n", encoding="utf-8")
    for code in (b"ZB-PACKER-7\r", digit_code(4).encode() + b"\r", b"SO-1\r"):
        rig.scanner.send(code)
        rig.box.wait(Scan)
    whole = "".join(names(rig.bundle()).values())
    for secret in ("hunter2", "Sender of parcels", "13800", "abcdef", "ZB-PACKER"):
        assert secret not in whole
        assert secret.encode().hex() not in whole
    assert digit_code(4).encode().hex() not in whole
    assert b"SO-1".hex() in whole


def test_days_wait_for_the_next_start(rig: Rig) -> None:
    fill(rig)
    for _ in range(3):
        rig.devices.misread(MisreadCode("door", "6971402118056"))
    rig.ms += 60_000
    rig.support.close()
    today = datetime.now(UTC).astimezone().date()
    days = {day.device_id: day for day in rig.support.waiting()}
    assert days["scale"] == DeviceDay("scale", "scale", today, 60, 1, days["scale"].refused, 0, 0)
    assert days["door"] == DeviceDay("door", "scanner", today, 60, 1, 0, 0, None, 3)
    rig.support.close()
    rig.support.start()
    rig.box.wait(HealthHeard)
    assert rig.support.waiting() == ()


def test_the_command_makes_one_of_what_is_on_disk(
    rig: Rig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(rig)
    rig.support.keep()
    target = tmp_path / "out.zip"
    assert station.main(["--home", str(rig.home), "--support-bundle", str(target)]) == 0
    assert "out.zip" in capsys.readouterr().out
    assert tools.main(["replay-frames", str(target)]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["device"] for line in said} == {"scale", "door"}


def test_what_is_no_bundle_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "no.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(BundleError):
        list(replay_frames(path))
    assert tools.main(["replay-frames", str(path)]) == 2
    assert "no support bundle" in capsys.readouterr().err
