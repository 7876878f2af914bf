"""Sounds: once, repeated for a stop, and never an error."""

import array
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.verdict import ACCEPTED, Verdict
from app.i18n import RESOURCES
from app.station.snapshot import Cue, Face, Sound
from app.ui.sound import SoundPlayer, at_volume, sound_of
from tests.ui.builders_ui import a_snapshot


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    return tmp_path / "heard.txt"


@pytest.fixture
def player(tmp_path: Path, heard: Path) -> Iterator[SoundPlayer]:
    """A player whose sounds are names in a file."""
    script = tmp_path / "play.py"
    script.write_text(
        f"import sys, pathlib\nwith open({str(heard)!r}, 'a') as file:\n"
        "    file.write(pathlib.Path(sys.argv[1]).stem + '\\n')\n"
    )
    made = SoundPlayer(player=(sys.executable, "-S", "-E", str(script)), repeat_s=0.2)
    made.start()
    yield made
    made.stop()


def names(heard: Path) -> list[str]:
    if not heard.exists():
        return []
    return [line.split("-")[0] for line in heard.read_text().splitlines()]


def test_a_cue_is_heard_once(player: SoundPlayer, heard: Path, qtbot: QtBot) -> None:
    snap = a_snapshot(Face.ACCEPTED, cue=Cue(Sound.ACCEPTED, 4))
    player.hear(snap)
    player.hear(snap)
    player.hear(a_snapshot(Face.COMPLETE, cue=Cue(Sound.COMPLETE, 5)))

    qtbot.waitUntil(lambda: "complete" in names(heard))
    assert names(heard) == ["accepted", "complete"]


def test_a_stop_is_repeated_until_it_is_gone(
    player: SoundPlayer, heard: Path, qtbot: QtBot
) -> None:
    player.hear(a_snapshot(Face.STOP, cue=Cue(Sound.STOP, 1)))
    qtbot.waitUntil(lambda: names(heard).count("stop") >= 3)

    player.hear(a_snapshot(Face.ACCEPTED, cue=Cue(Sound.ACCEPTED, 2)))
    qtbot.waitUntil(lambda: "accepted" in names(heard))
    after = names(heard)
    assert names(heard)[names(heard).index("accepted") :] == after[after.index("accepted") :]


def test_volume_zero_is_silent(player: SoundPlayer, heard: Path, qtbot: QtBot) -> None:
    player.set_volume(0)
    player.play(Sound.STOP)
    player.play(Sound.STOP)
    qtbot.waitUntil(player.idle)
    player.set_volume(50)
    player.play(Sound.ACCEPTED)

    qtbot.waitUntil(lambda: bool(names(heard)))
    assert names(heard) == ["accepted"]


def test_no_player_and_no_files_are_no_error(tmp_path: Path) -> None:
    silent = SoundPlayer(player=())
    missing = SoundPlayer(folder=tmp_path, player=("/no/such/player",))
    for one in (silent, missing):
        one.start()
        one.play(Sound.STOP)
        one.stop()


def test_volume_scales_the_samples(tmp_path: Path) -> None:
    source = RESOURCES / "sounds" / "stop.wav"

    at_volume(source, tmp_path / "half.wav", 50)

    def loudest(path: Path) -> int:
        with wave.open(str(path), "rb") as file:
            return max(array.array("h", file.readframes(file.getnframes())))

    assert loudest(tmp_path / "half.wav") == loudest(source) * 50 // 100


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_sound_file(verdict: Verdict) -> None:
    sound = sound_of(verdict)

    assert (RESOURCES / "sounds" / f"{sound.value}.wav").exists()
    assert (sound is Sound.STOP) == (verdict not in ACCEPTED)
