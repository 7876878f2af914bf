"""Who may come in and how often: limits of the gateway, without a clock or a socket of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.center.gateway_wire import Problem

MOST_NAMES = 4_096


@dataclass(frozen=True, slots=True)
class GatewayPolicy:
    """``threads`` talk to the store; ``inside``: questions that may wait for one of them.

    A station may ask ``rate`` times a second (``burst`` at once) and ``at_once`` in parallel. An
    address that nobody knows may fail ``strikes`` times, and then once in ``strike_s``.
    """

    threads: int = 8
    inside: int = 64
    rate: float = 50.0
    burst: float = 150.0
    at_once: int = 4
    strikes: float = 10.0
    strike_s: float = 6.0
    facts_bytes: int = 8_000_000
    other_bytes: int = 128_000
    read_s: float = 10.0
    look_s: float = 0.25
    watch_s: float = 20.0
    busy_s: float = 2.0


class NotAnsweredError(Exception):
    """The answer is a status and a reason; ``retry_s``: when to come again."""

    def __init__(self, status: int, error: str, detail: str, retry_s: float = 0.0) -> None:
        super().__init__(detail)
        self.status = status
        self.problem = Problem(error, detail)
        self.retry_s = retry_s


class Buckets:
    """A bucket of permissions for each name, refilled as time goes. ``clock``: seconds."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._kept: dict[str, tuple[float, float]] = {}

    def wait_s(self, name: str) -> float:
        """Seconds until the name has one permission; 0: it has one now."""
        missing = 1.0 - self._level(name)
        return max(0.0, missing / self._rate)

    def take(self, name: str) -> None:
        """Use one permission up."""
        level = self._level(name)
        self._kept.pop(name, None)
        if len(self._kept) >= MOST_NAMES:  # whoever was quiet longest is full again anyway
            self._kept.pop(next(iter(self._kept)))
        self._kept[name] = (level - 1.0, self._clock())

    def _level(self, name: str) -> float:
        level, at = self._kept.get(name, (self._burst, self._clock()))
        return min(self._burst, level + (self._clock() - at) * self._rate)


class Gate:
    """Counts who is inside. Used by one thread, the one of the event loop."""

    def __init__(self, policy: GatewayPolicy, clock: Callable[[], float]) -> None:
        self._policy = policy
        self._rates = Buckets(policy.rate, policy.burst, clock)
        self._strikes = Buckets(1.0 / policy.strike_s, policy.strikes, clock)
        self._of_station: dict[str, int] = {}
        self._inside = 0
        self._good: dict[str, str] = {}  # station: hash of the token that was right last time

    def check_stranger(self, host: str, station_id: str = "", token_hash: str = "") -> None:
        """Refuses an address that failed too often, unless it brings what was right before."""
        if token_hash and self._good.get(station_id) == token_hash:
            return
        wait = self._strikes.wait_s(host)
        if wait:
            raise NotAnsweredError(429, "too_many_failures", "too many failed attempts", wait)

    def struck(self, host: str, station_id: str = "", token_hash: str = "") -> None:
        """It failed."""
        self._strikes.take(host)
        if self._good.get(station_id) == token_hash:
            self._good.pop(station_id, None)

    def known(self, station_id: str, token_hash: str) -> None:
        self._good[station_id] = token_hash

    @contextmanager
    def station(self, station_id: str) -> Iterator[None]:
        """One question of a station, from its admission to its answer."""
        wait = self._rates.wait_s(station_id)
        if wait:
            raise NotAnsweredError(429, "too_fast", "this station asks too often", wait)
        running = self._of_station.get(station_id, 0)
        if running >= self._policy.at_once:
            raise NotAnsweredError(429, "too_many", "this station asks too much at once", 1.0)
        self._rates.take(station_id)
        self._of_station[station_id] = running + 1
        try:
            yield
        finally:
            self._of_station[station_id] -= 1
            if not self._of_station[station_id]:
                del self._of_station[station_id]

    @contextmanager
    def inside(self) -> Iterator[None]:
        """One question in front of the store."""
        if self._inside >= self._policy.inside:
            raise NotAnsweredError(
                503, "busy", "the center has too much to do", self._policy.busy_s
            )
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
