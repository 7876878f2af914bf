"""Bytes that wait for the rest of their frame: what silence and a new connection do to them."""

from abc import ABC, abstractmethod

from app.devices.base import ScaleFrame, refused
from app.devices.scales.noise import Noise


class PendingFrames:
    """A framer of this base fills ``_pending``, and takes from its front what it decides on.

    ``noise`` is the error of bytes that no frame starts with. What is left when the line falls
    silent is ``truncated``, unless it is made of ``filler`` alone.
    """

    def __init__(self, noise: str, filler: bytes = b"") -> None:
        self._pending = bytearray()
        self._noise = Noise(noise)
        self._filler = filler

    def idle(self) -> list[ScaleFrame]:
        frames = self._noise.report()
        if self._pending.strip(self._filler):
            frames.append(refused("truncated", bytes(self._pending)))
        self._pending.clear()
        return frames

    def reset(self) -> None:
        self._pending.clear()
        self._noise.report()


class ByteByByte(PendingFrames, ABC):
    """Looks again after every byte: the place of a decision does not depend on the cuts."""

    def feed(self, data: bytes) -> list[ScaleFrame]:
        frames: list[ScaleFrame] = []
        for byte in data:
            self._pending.append(byte)
            frames += self._cut()
        return frames

    @abstractmethod
    def _cut(self) -> list[ScaleFrame]:
        """Takes from the front of ``_pending`` all that is decided."""
