"""How well a device works, counted: frames, refusals, reconnects, the time until a pan rests."""

import threading
from collections import deque
from dataclasses import dataclass, field
from statistics import median_low

from app.domain.readings import WeightReading

_RATE_MS = 5000
_SETTLES_KEPT = 200
_STILL_MS = 500
_STILL_READINGS = 3


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """The figures since ``since_ms`` (monotonic).

    ``frames_tenths_s``: tenths of frames a second, over the last five seconds. ``settle_ms``: the
    median, None where nothing was weighed.
    """

    since_ms: int = 0
    frames: int = 0
    refused: int = 0
    reconnects: int = 0
    frames_tenths_s: int = 0
    settle_ms: int | None = None


@dataclass(slots=True)
class Tally:
    """What a conversation has found since it was last asked."""

    frames: int = 0
    refused: list[tuple[str, bytes]] = field(default_factory=list)  # error and raw bytes
    settled_ms: list[int] = field(default_factory=list)

    def take(self) -> "Tally":
        """All of it; counting begins anew."""
        taken = Tally(self.frames, self.refused, self.settled_ms)
        self.frames, self.refused, self.settled_ms = 0, [], []
        return taken


class HealthMeter:
    """Counts for one device; written by its reader, read from any thread."""

    def __init__(self, now_ms: int = 0) -> None:
        self._lock = threading.Lock()
        self._recent: deque[tuple[int, int]] = deque()
        self._opened = False
        self._restart(now_ms)

    def _restart(self, now_ms: int) -> None:
        self._since_ms = now_ms
        self._frames = self._refused = self._reconnects = 0
        self._settles: deque[int] = deque(maxlen=_SETTLES_KEPT)

    def opened(self) -> None:
        """The port was opened; every time after the first is a reconnect."""
        with self._lock:
            self._reconnects += self._opened
            self._opened = True

    def heard(self, tally: Tally, now_ms: int) -> None:
        with self._lock:
            self._frames += tally.frames
            self._refused += len(tally.refused)
            self._settles.extend(tally.settled_ms)
            if tally.frames:
                self._recent.append((now_ms, tally.frames))
            self._forget(now_ms)

    def health(self, now_ms: int) -> DeviceHealth:
        with self._lock:
            self._forget(now_ms)
            return self._now()

    def take(self, now_ms: int) -> DeviceHealth:
        """The figures until now; counting begins anew, as for the next day."""
        with self._lock:
            taken = self._now()
            self._restart(now_ms)
        return taken

    def _now(self) -> DeviceHealth:
        return DeviceHealth(
            self._since_ms,
            self._frames,
            self._refused,
            self._reconnects,
            sum(count for _, count in self._recent) * 10_000 // _RATE_MS,
            median_low(self._settles) if self._settles else None,
        )

    def _forget(self, now_ms: int) -> None:
        while self._recent and now_ms - self._recent[0][0] > _RATE_MS:
            self._recent.popleft()


@dataclass(slots=True)
class SettleClock:
    """Times each load: from the first reading off zero to the first that is at rest."""

    _left_ms: int | None = None
    _told: bool = False
    _grams: int = 0
    _still_since: int = 0
    _still_count: int = 0

    def observe(self, reading: WeightReading) -> int | None:
        """Milliseconds until the pan came to rest, said once a load; None otherwise."""
        if reading.grams is None or reading.fault or reading.net:
            self._left_ms, self._told = None, False
            return None
        division_g = max(reading.division_g, 1)
        if abs(reading.grams) <= 5 * division_g:  # as the weighing gate: this is an empty pan
            self._left_ms, self._told = None, False
            return None
        if self._left_ms is None:
            self._left_ms = self._still_since = reading.mono_ms
            self._still_count = 0
        if abs(reading.grams - self._grams) > division_g or reading.stable is False:
            self._grams, self._still_since, self._still_count = reading.grams, reading.mono_ms, 0
        self._still_count += 1
        if self._told or not self._rests(reading):
            return None
        self._told = True
        return reading.mono_ms - self._left_ms

    def _rests(self, reading: WeightReading) -> bool:
        if reading.stable is not None:
            return reading.stable
        still_ms = reading.mono_ms - self._still_since
        return self._still_count >= _STILL_READINGS and still_ms >= _STILL_MS
