"""Sounds: played beside the screen, never in its way. No device means silence, not an error."""

import array
import logging
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import wave
from pathlib import Path
from typing import Final

from app.domain.verdict import Verdict
from app.i18n import RESOURCES
from app.station.snapshot import BenchSnapshot, Face, Sound

if sys.platform == "win32":
    import winsound

REPEAT_S: Final = 5.0
"""A stop is heard again after so many seconds, until it is gone."""

_PLAY_S: Final = 4.0  # longer than any of our sounds: a player that hangs is ended
_log = logging.getLogger(__name__)


def sound_of(verdict: Verdict) -> Sound:
    """The sound that belongs to a verdict."""
    if verdict is Verdict.OK:
        return Sound.ACCEPTED
    return Sound.COMPLETE if verdict is Verdict.COMPLETE else Sound.STOP


def find_player() -> tuple[str, ...]:
    """The command that plays a WAV file here; empty when there is none."""
    for words in (("paplay",), ("pw-play",), ("aplay", "-q")):
        if shutil.which(words[0]):
            return words
    return ()


def at_volume(source: Path, target: Path, percent: int) -> None:
    """Write a 16-bit WAV file again, quieter."""
    with wave.open(str(source), "rb") as heard:
        settings = heard.getparams()
        samples = array.array("h", heard.readframes(heard.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    quieter = array.array("h", (sample * percent // 100 for sample in samples))
    if sys.byteorder == "big":
        quieter.byteswap()
    with wave.open(str(target), "wb") as written:
        written.setparams(settings)
        written.writeframes(quieter.tobytes())


class SoundPlayer:
    """Plays on a thread of its own. ``start`` it, tell it what is ``heard``, ``stop`` it."""

    def __init__(
        self,
        folder: Path = RESOURCES / "sounds",
        volume: int = 70,
        player: tuple[str, ...] | None = None,
        repeat_s: float = REPEAT_S,
    ) -> None:
        self._folder = folder
        self._volume = volume
        self._player = find_player() if player is None else player
        self._repeat_s = repeat_s
        self._queue: queue.SimpleQueue[Sound | None] = queue.SimpleQueue()
        self._standing = threading.Event()
        self._quieter = Path(tempfile.mkdtemp(prefix="secondpass-sound-"))
        self._last_cue = 0
        self._thread = threading.Thread(target=self._run, name="sound", daemon=False)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a sound that plays is cut."""
        self._queue.put(None)
        self._thread.join(_PLAY_S + 1)
        shutil.rmtree(self._quieter, ignore_errors=True)

    def set_volume(self, percent: int) -> None:
        """0 is silent; 100 is as loud as the files are."""
        self._volume = min(max(percent, 0), 100)

    def play(self, sound: Sound) -> None:
        self._queue.put(sound)

    def hear(self, snapshot: BenchSnapshot) -> None:
        """Play the snapshot's cue once, and repeat the stop as long as it stands."""
        cue = snapshot.cue
        standing = snapshot.face is Face.STOP
        begins = standing and not self._standing.is_set()
        if standing:
            self._standing.set()
        else:
            self._standing.clear()
        if cue is not None and cue.number != self._last_cue:
            self._last_cue = cue.number
            self.play(cue.sound)
        elif begins:
            self.play(Sound.STOP)

    def idle(self) -> bool:
        """Whether everything that was to be played has been taken up."""
        return self._queue.empty()

    def _run(self) -> None:
        while True:
            try:
                sound = self._queue.get(timeout=self._repeat_s)
            except queue.Empty:
                if not self._standing.is_set():
                    continue
                sound = Sound.STOP
            if sound is None:
                return
            self._sound(sound)

    def _sound(self, sound: Sound) -> None:
        source = self._folder / f"{sound.value}.wav"
        volume = self._volume
        if volume == 0:
            return
        target = self._quieter / f"{sound.value}-{volume}.wav"
        try:
            if not target.exists():
                at_volume(source, target, volume)
            self._hand_over(target)
        except (OSError, EOFError, wave.Error, RuntimeError, subprocess.SubprocessError) as error:
            _log.debug("no sound: %s", error)

    def _hand_over(self, path: Path) -> None:
        if sys.platform == "win32":
            winsound.PlaySound(str(path), winsound.SND_FILENAME)
        elif self._player:
            subprocess.run(
                [*self._player, str(path)], timeout=_PLAY_S, check=False, capture_output=True
            )
