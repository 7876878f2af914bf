"""Cables that misbehave on purpose: around any cable, and so around any protocol's encoder.

What goes wrong at the pan (drift, jitter, a stuck weight) is in ``load``, what goes wrong at the
plug or in the scale's head (unplugged, mute) in ``scale``; here is what happens to the bytes.
"""

import random
from collections import deque
from collections.abc import Callable

from app.devices.simulators.links import Link

Spoil = Callable[[bytes], bytes]
"""What becomes of the bytes of one frame; b"" is a frame that never came."""

_BITS = 8
_MOST_NOISE = 20


def half(data: bytes) -> bytes:
    """The cable was touched in the middle of the frame."""
    return data[: len(data) // 2]


def twice(data: bytes) -> bytes:
    """An echo."""
    return data * 2


def sometimes(spoil: Spoil, rng: random.Random, chance: float) -> Spoil:
    """Spoils that share of the frames and leaves the others alone."""
    return lambda data: spoil(data) if rng.random() < chance else data


def dropped(rng: random.Random, chance: float) -> Spoil:
    """That share of the frames is lost."""
    return sometimes(lambda _data: b"", rng, chance)


def flipped(rng: random.Random) -> Spoil:
    """One bit of each frame is turned over."""

    def spoil(data: bytes) -> bytes:
        wrong = bytearray(data)
        if wrong:
            wrong[rng.randrange(len(wrong))] ^= 1 << rng.randrange(_BITS)
        return bytes(wrong)

    return spoil


def noisy(rng: random.Random, most: int = _MOST_NOISE) -> Spoil:
    """Bytes that nobody sent, before or behind the frame."""

    def spoil(data: bytes) -> bytes:
        noise = rng.randbytes(rng.randrange(1, most))
        return noise + data if rng.random() < 0.5 else data + noise  # noqa: PLR2004 - a coin

    return spoil


def at_wrong_baud(sent: int, read: int) -> Spoil:
    """What a port set to ``read`` baud makes of bytes sent at ``sent``, 8 bits, no parity.

    The line is sampled as a receiver does: from a falling edge on, in the middle of its own bits.
    """
    step = sent / read

    def spoil(data: bytes) -> bytes:
        line = [bit for byte in data for bit in (0, *(byte >> n & 1 for n in range(_BITS)), 1)]
        heard, at = bytearray(), 0.0
        while (start := _falls(line, at)) is not None:
            bits = (_level(line, start + step * (n + 1.5)) for n in range(_BITS))
            heard.append(sum(bit << n for n, bit in enumerate(bits)))
            at = start + step * (_BITS + 1.5)
        return bytes(heard)

    return spoil


def _level(line: list[int], at: float) -> int:
    return line[int(at)] if at < len(line) else 1


def _falls(line: list[int], at: float) -> float | None:
    """Where the next start bit begins, from ``at`` on; the line rests high around the frame."""
    first = int(at)
    was = _level(line, at) if at else 1
    for place in range(first if not at else first + 1, len(line)):
        if was and not line[place]:
            return float(place)
        was = line[place]
    return None


class BadCable:
    """A cable around another one. ``spoil`` may be called from every thread, at any time.

    Several spoils are done one after the other, in their order. Delayed frames go out late, in
    their order, when the thread of the simulator comes by.
    """

    def __init__(self, link: Link, clock: Callable[[], int]) -> None:
        self._link = link
        self._clock = clock
        self._how: tuple[tuple[Spoil, ...], int] = ((), 0)
        self._late: deque[tuple[int, bytes]] = deque()

    @property
    def url(self) -> str:
        return self._link.url

    def spoil(self, *spoils: Spoil, delay_ms: int = 0) -> None:
        """From now on; without arguments the cable is good again."""
        self._how = (spoils, delay_ms)

    def plug(self) -> None:
        self._link.plug()

    def unplug(self) -> None:
        self._late.clear()
        self._link.unplug()

    def receive(self, timeout: float) -> bytes:
        self._deliver()
        return self._link.receive(timeout)

    def send(self, data: bytes) -> bool:
        spoils, delay_ms = self._how
        for spoil in spoils:
            data = spoil(data)
        if delay_ms or self._late:  # a frame never overtakes one that was sent before
            self._late.append((self._clock() + delay_ms, data))
            self._deliver()
            return True
        return self._link.send(data) if data else True

    def _deliver(self) -> None:
        while self._late and self._late[0][0] <= self._clock():
            self._link.send(self._late.popleft()[1])
