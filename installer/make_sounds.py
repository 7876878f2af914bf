#!/usr/bin/env python3
"""Make the five bench sounds under resources/sounds again: plain sine tones, 44.1 kHz mono, 16 bit.

Run it only to change a sound; the made files are committed. The output is the same on each run.
"""

import math
import struct
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

RATE = 44_100
PEAK = 10 ** (-6 / 20)
"""-6 dBFS, so that two sounds at once do not clip."""
FADE_S = 0.004
"""Each tone fades in and out, or the loudspeaker clicks."""
SOUNDS = Path(__file__).resolve().parent.parent / "resources" / "sounds"


@dataclass(frozen=True, slots=True)
class Tone:
    """One tone: where it starts and how long it is, seconds; pitch in Hz; decay in 1/s."""

    start: float
    length: float
    pitch: float
    decay: float
    overtone: float = 0.0
    glide: float = 0.0
    """Hz added per second; below zero the pitch falls, as a knock does."""


SPECIFICATION: dict[str, tuple[Tone, ...]] = {
    "accepted": (Tone(0.0, 0.07, 1760.0, 45.0, 0.2),),
    "complete": (Tone(0.0, 0.13, 1046.5, 14.0, 0.25), Tone(0.13, 0.26, 1568.0, 10.0, 0.25)),
    "weight": (Tone(0.0, 0.12, 330.0, 38.0, 0.35, -900.0),),
    "stop": (Tone(0.0, 0.24, 196.0, 3.0, 0.6), Tone(0.32, 0.30, 165.0, 3.0, 0.6)),
    "alert": (
        Tone(0.0, 0.14, 880.0, 8.0, 0.3),
        Tone(0.17, 0.14, 659.3, 8.0, 0.3),
        Tone(0.34, 0.24, 880.0, 8.0, 0.3),
    ),
}


def samples(tones: tuple[Tone, ...]) -> list[float]:
    """Add the tones up and scale the loudest sample to `PEAK`."""
    end = max(tone.start + tone.length for tone in tones)
    mixed = [0.0] * (math.ceil(end * RATE) + 1)
    for tone in tones:
        first = round(tone.start * RATE)
        for index in range(round(tone.length * RATE)):
            mixed[first + index] += _value(tone, index / RATE)
    loudest = max(abs(value) for value in mixed)
    return [value * PEAK / loudest for value in mixed]


def _value(tone: Tone, at: float) -> float:
    turn = 2 * math.pi * (tone.pitch * at + tone.glide * at * at / 2)
    edge = min(1.0, at / FADE_S, max(0.0, (tone.length - at) / FADE_S))
    shape = math.sin(turn) + tone.overtone * math.sin(2 * turn)
    return shape * edge * math.exp(-tone.decay * at)


def write(path: Path, values: list[float]) -> None:
    frames = b"".join(struct.pack("<h", round(value * 32_767)) for value in values)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(frames)


def main() -> int:
    SOUNDS.mkdir(parents=True, exist_ok=True)
    for name, tones in SPECIFICATION.items():
        write(SOUNDS / f"{name}.wav", samples(tones))
    return 0


if __name__ == "__main__":
    sys.exit(main())
