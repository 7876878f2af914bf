"""What lies on a simulated scale, and how its reading settles. Pure: time is passed in."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

_JITTER = (0, 1, 0, -1, 0, 0, -1, 1)
_OVERSHOOT = Decimal("0.04")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the scale shows: grams already rounded to its division."""

    grams: Decimal
    stable: bool
    over: bool = False
    under: bool = False
    tare: Decimal = Decimal(0)

    @property
    def zero(self) -> bool:
        return self.grams.is_zero() and not self.over and not self.under


@dataclass(slots=True)
class Load:
    """The pan of a bench scale: 30 kg by 1 g, unless said otherwise.

    ``settle_ms`` is how long a new weight moves (with a small overshoot) before it is stable.
    ``jitter`` is an amplitude in divisions, ``stuck`` keeps the reading whatever is put on.
    """

    capacity: Decimal = Decimal(30_000)
    division: Decimal = Decimal(1)
    settle_ms: int = 400
    jitter: int = 0
    stuck: bool = False
    _target: Decimal = Decimal(0)
    _from: Decimal = Decimal(0)
    _since_ms: int = -1_000_000
    _zeroed: Decimal = Decimal(0)
    _tare: Decimal = Decimal(0)
    _step: int = 0
    _drift: Decimal = Decimal(0)
    _drift_since_ms: int = 0

    def drift(self, grams_per_second: Decimal, at_ms: int) -> None:
        """From now on the reading creeps; what has crept so far stays."""
        self._target += self._drift * (at_ms - self._drift_since_ms) / 1000
        self._drift, self._drift_since_ms = grams_per_second, at_ms

    def put(self, grams: Decimal | int, at_ms: int) -> None:
        """From now on ``grams`` lie on the pan (0: it is empty)."""
        if self.stuck:
            return
        self._from, self._target, self._since_ms = self._true(at_ms), Decimal(grams), at_ms

    def zero(self, at_ms: int) -> None:
        self._zeroed, self._tare = self._true(at_ms), Decimal(0)

    def tare(self, at_ms: int) -> Decimal:
        """Take what lies there as tare; answers it in grams."""
        self._tare = self._true(at_ms) - self._zeroed
        return self._tare

    def clear_tare(self) -> None:
        self._tare = Decimal(0)

    def shown(self, at_ms: int) -> Shown:
        gross = self._true(at_ms) - self._zeroed
        if gross > self.capacity + 9 * self.division:
            return Shown(Decimal(0), stable=False, over=True)
        if gross < -20 * self.division:
            return Shown(Decimal(0), stable=False, under=True)
        moving = at_ms - self._since_ms < self.settle_ms
        self._step += 1
        shake = _JITTER[self._step % len(_JITTER)] * self.jitter
        steps = ((gross - self._tare) / self.division).quantize(Decimal(1), ROUND_HALF_EVEN)
        return Shown((steps + shake) * self.division, stable=not moving, tare=self._tare)

    def _true(self, at_ms: int) -> Decimal:
        since = max(0, at_ms - self._since_ms)
        crept = at_ms - self._drift_since_ms
        drifted = Decimal(0) if self.stuck else self._drift * crept / 1000
        if since >= self.settle_ms:
            return self._target + drifted
        part = Decimal(since) / self.settle_ms
        way = self._target - self._from
        return self._from + way * part + way * _OVERSHOOT * 4 * part * (1 - part)
