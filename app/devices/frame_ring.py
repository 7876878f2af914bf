"""The last raw bytes of one device, with times, in bounded memory: for the support bundle.

Unknown scales can only be supported by what they truly sent, so nothing is decoded or left out
here: reads as they came, frames that were refused, what was sent to the device, and when the port
came and went.
"""

import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import Literal

Way = Literal["in", "out", "refused", "port"]

MAX_BYTES = 64 * 1024
MAX_FRAMES = 2048
_LONGEST = 512
_OVERHEAD = 64


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """``at_ms`` is the monotonic clock. ``note``: why it was refused, or what the port did."""

    at_ms: int
    way: Way
    data: bytes = b""
    note: str = ""


class FrameRing:
    """Written by the device's thread, read from any. The oldest go when the bounds are reached."""

    def __init__(self, max_bytes: int = MAX_BYTES, max_frames: int = MAX_FRAMES) -> None:
        self._max_bytes, self._max_frames = max_bytes, max_frames
        self._frames: deque[KeptFrame] = deque()
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, at_ms: int, way: Way, data: bytes = b"", note: str = "") -> None:
        """Keep a frame; one longer than 512 bytes is kept in pieces."""
        pieces = [data[at : at + _LONGEST] for at in range(0, len(data), _LONGEST)] or [b""]
        with self._lock:
            for piece in pieces:
                self._frames.append(KeptFrame(at_ms, way, piece, note[:_LONGEST]))
                self._bytes += len(piece) + _OVERHEAD
            while self._bytes > self._max_bytes or len(self._frames) > self._max_frames:
                self._bytes -= len(self._frames.popleft().data) + _OVERHEAD

    def blank_since(self, at_ms: int, note: str) -> None:
        """Forget the bytes of every frame from this time on: they held a badge or a PIN."""
        with self._lock:
            kept = [
                replace(each, data=b"", note=note) if each.at_ms >= at_ms and each.data else each
                for each in self._frames
            ]
            self._frames = deque(kept)
            self._bytes = sum(len(each.data) + _OVERHEAD for each in kept)

    def frames(self) -> list[KeptFrame]:
        """All of them, oldest first."""
        with self._lock:
            return list(self._frames)
