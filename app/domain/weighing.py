"""The weighing gate: when the digits on a scale are the weight of this parcel, and when not.

One gate watches one scale, all the time, whatever the screen shows. It answers two questions:
has the pan come to rest, and is what lies on it really a new parcel? The second matters more: a
weight left over from the parcel before is exact, stable and wrong.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from app.domain.readings import WeightReading
from app.domain.values import Grams


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """How still, how heavy and how fresh a weight must be; grams and milliseconds.

    ``division_g`` is one step of the scale; a coarser step in a reading wins. A scale that
    flags stability is believed after ``flag_settle_ms``, one that does not must show
    ``min_readings`` within one division for ``settle_ms``. Every time is measured between
    readings, so silence never makes a weight more stable.

    ``allow_change_without_zero``: a quick packer swaps parcels before the pan was seen empty.
    The new weight then counts if it is more than ``change_threshold_g`` away from the accepted
    one *and* the pan was seen moving in between: a jump without motion is a fault of the line.
    Switched off, only an empty pan makes room for the next parcel.

    Raises ValueError for a number that could never work.
    """

    min_g: int
    division_g: int
    settle_ms: int = 500
    min_readings: int = 3
    max_age_ms: int = 1000
    change_threshold_g: int = 100
    flag_settle_ms: int = 200
    flag_min_readings: int = 2
    allow_change_without_zero: bool = True

    def __post_init__(self) -> None:
        if self.division_g < 1:
            raise ValueError("a scale division is at least 1 g")
        if min(self.min_g, self.change_threshold_g) < 1:
            raise ValueError("the smallest parcel and the smallest change are at least 1 g")
        if min(self.settle_ms, self.flag_settle_ms, self.max_age_ms) < 1:
            raise ValueError("settling and age need a time above zero")
        if min(self.min_readings, self.flag_min_readings) < 2:  # noqa: PLR2004
            raise ValueError("one reading alone shows no stillness")

    def zero_g(self, division_g: int) -> int:
        """Up to how many grams, either way, the pan counts as empty.

        Five divisions of drift, or half the smallest parcel where that is more (dust, a strip
        of tape).
        """
        return max(5 * max(self.division_g, division_g), self.min_g // 2)

    def change_g(self, division_g: int) -> int:
        """A reading more than this away is another parcel, whatever the scale's own step."""
        return max(self.change_threshold_g, 5 * max(self.division_g, division_g))


class GateState(Enum):
    EMPTY = "empty"
    LOADING = "loading"  # in motion, or not still for long enough
    SETTLED = "settled"  # a weight that can be taken
    WAIT_ZERO = "wait_zero"  # whatever lies there is not known to be this parcel
    BLANK = "blank"  # no reading, too old, or the scale is gone
    FAULT = "fault"


class GateBlock(Enum):
    """Why the digits are no parcel weight; each has its own words on the screen."""

    OVER = "over"
    UNDER = "under"
    FAULT = "fault"
    WRONG_UNIT = "wrong_unit"
    NO_UNIT = "no_unit"
    NET = "net"  # a tare is set: the digits are not the weight of the parcel
    LIGHT = "light"  # something lies there, too light for a parcel


@dataclass(frozen=True, slots=True)
class GateView:
    """What the weigh panel shows. ``grams`` and ``shown`` are None in BLANK and FAULT."""

    state: GateState
    grams: Grams | None = None
    shown: Decimal | None = None
    unit: str = ""
    stable_for_ms: int = 0
    reading: WeightReading | None = None
    block: GateBlock | None = None


@dataclass(frozen=True, slots=True)
class TakenWeight:
    """A weight fit to be kept: gross, with the digits, unit and bytes as the scale sent them.

    ``at`` is the monotonic time of the reading in milliseconds.
    """

    grams: Grams
    shown: Decimal
    unit: str
    raw: bytes
    device_id: str
    stable_for_ms: int
    at: int


@dataclass(frozen=True, slots=True)
class StillRun:
    """Readings in a row that stayed within one division."""

    since_ms: int
    count: int
    low: int
    high: int
    flagged: bool  # every one of them carried the stable flag

    def settled(self, policy: GatePolicy, last_ms: int) -> bool:
        elapsed = last_ms - self.since_ms
        if self.flagged:
            return self.count >= policy.flag_min_readings and elapsed >= policy.flag_settle_ms
        return self.count >= policy.min_readings and elapsed >= policy.settle_ms


def block_of(reading: WeightReading, zero_g: int) -> GateBlock | None:
    """Why this frame cannot be a parcel weight at all, None if it could be one."""
    if reading.fault is not None:
        return GateBlock(reading.fault.value)
    if reading.grams is None or reading.shown is None:
        return GateBlock.FAULT
    if reading.net:
        # A tare pressed under a parcel shows 0 as well: net digits prove nothing, not even zero.
        return GateBlock.NET
    if reading.grams < -zero_g:
        return GateBlock.UNDER
    return None


@dataclass(frozen=True, slots=True)
class WeighingGate:
    """One scale as the bench sees it. Immutable: every step returns the next gate.

    A new gate has seen nothing, and nobody knows whose parcel is on the pan: the scale must
    show zero before the first weight. The same holds after ``lost`` and ``require_zero``.
    """

    policy: GatePolicy
    last: WeightReading | None = None
    run: StillRun | None = None
    zero_seen: bool = False  # the pan was empty since the last accepted weight
    accepted_g: Grams | None = None  # what was accepted, while it may still lie there
    moved: bool = False  # the pan was in motion since then

    def observe(self, reading: WeightReading) -> "WeighingGate":
        """The gate after one more reading. A reading older than the last one is ignored."""
        last = self.last
        if last is not None and reading.device_id != last.device_id:
            return WeighingGate(self.policy).observe(reading)
        if last is not None and reading.mono_ms < last.mono_ms:
            return self
        run = self._next_run(reading)
        moved = self.moved or self._shows_motion(reading, run)
        gate = replace(self, last=reading, run=run, moved=moved)
        if gate._at_zero():  # noqa: SLF001
            return replace(gate, zero_seen=True, accepted_g=None, moved=False)
        if gate._settled() and not gate._far_from_accepted():  # noqa: SLF001
            # Shaken, and still the same parcel: that motion is not proof of a later change.
            return replace(gate, moved=False)
        return gate

    def lost(self) -> "WeighingGate":
        """The scale is unplugged or silent for good: nothing is known any more."""
        return WeighingGate(self.policy)

    def require_zero(self) -> "WeighingGate":
        """Whatever lies on the pan belongs to nobody (a check was cancelled, a tare was set)."""
        return replace(self, zero_seen=False, accepted_g=None, moved=False)

    def accepted(self) -> "WeighingGate":
        """The weight ``ready`` gave was kept: it cannot be given a second time."""
        grams = self.last.grams if self.last is not None and self.run is not None else None
        return replace(self, zero_seen=False, accepted_g=grams, moved=False)

    def view(self, mono_ms: int) -> GateView:
        """What is true at ``mono_ms`` (monotonic, the clock of the readings)."""
        last = self.last
        if last is None or mono_ms - last.mono_ms > self.policy.max_age_ms:
            return GateView(GateState.BLANK, reading=last)
        zero_g = self.policy.zero_g(last.division_g)
        block = block_of(last, zero_g)
        if block is not None or last.grams is None:
            return GateView(GateState.FAULT, reading=last, block=block)
        state = self._state(last.grams, zero_g)
        if state is GateState.SETTLED and last.grams < self.policy.min_g:
            state, block = GateState.LOADING, GateBlock.LIGHT
        still_ms = 0 if self.run is None else last.mono_ms - self.run.since_ms
        return GateView(state, last.grams, last.shown, last.unit, still_ms, last, block)

    def ready(self, mono_ms: int) -> TakenWeight | None:
        """The weight of the parcel on the pan, or None as long as there is any doubt."""
        view = self.view(mono_ms)
        reading = view.reading
        if view.state is not GateState.SETTLED or reading is None:
            return None
        if view.grams is None or view.shown is None:
            return None
        return TakenWeight(
            grams=view.grams,
            shown=view.shown,
            unit=view.unit,
            raw=reading.raw,
            device_id=reading.device_id,
            stable_for_ms=view.stable_for_ms,
            at=reading.mono_ms,
        )

    def _state(self, grams: Grams, zero_g: int) -> GateState:
        if abs(grams) <= zero_g:
            return GateState.EMPTY if self.zero_seen else GateState.WAIT_ZERO
        if not self.zero_seen and not self._changed_parcel():
            return GateState.WAIT_ZERO
        return GateState.SETTLED if self._settled() else GateState.LOADING

    def _next_run(self, reading: WeightReading) -> StillRun | None:
        """The still run this reading belongs to; None while moving or without a weight."""
        grams = reading.grams
        blocked = block_of(reading, self.policy.zero_g(reading.division_g)) is not None
        if grams is None or blocked or reading.stable is False:
            return None
        flagged = reading.stable is True
        run = self.run
        if run is not None and not self._gap_before(reading):
            low, high = min(run.low, grams), max(run.high, grams)
            if high - low <= max(self.policy.division_g, reading.division_g):
                return StillRun(run.since_ms, run.count + 1, low, high, run.flagged and flagged)
        return StillRun(reading.mono_ms, 1, grams, grams, flagged)

    def _gap_before(self, reading: WeightReading) -> bool:
        """Whether the scale was silent for so long that anything may have happened."""
        last = self.last
        return last is None or reading.mono_ms - last.mono_ms > self.policy.max_age_ms

    def _shows_motion(self, reading: WeightReading, run: StillRun | None) -> bool:
        """A motion flag; without flags, a value left again before it had settled."""
        if reading.stable is False:
            return reading.fault is None
        if reading.stable is True or self.run is None or run is None or self._gap_before(reading):
            return False
        return run.count == 1 and not self._settled()

    def _settled(self) -> bool:
        if self.run is None or self.last is None:
            return False
        return self.run.settled(self.policy, self.last.mono_ms)

    def _at_zero(self) -> bool:
        """An empty pan at rest; a value that falls through zero while a parcel bounces is none.

        One frame with the stable flag is enough: the scale has filtered it, and a quick packer
        leaves the pan empty for no longer than that.
        """
        last, run = self.last, self.run
        if last is None or run is None or last.grams is None:
            return False
        if abs(last.grams) > self.policy.zero_g(last.division_g):
            return False
        rested = last.mono_ms - run.since_ms >= self.policy.flag_settle_ms
        return last.stable is True or (run.count >= self.policy.flag_min_readings and rested)

    def _far_from_accepted(self) -> bool:
        if self.last is None or self.last.grams is None or self.accepted_g is None:
            return False
        away = abs(self.last.grams - self.accepted_g)
        return away > self.policy.change_g(self.last.division_g)

    def _changed_parcel(self) -> bool:
        allowed = self.policy.allow_change_without_zero
        return allowed and self.moved and self._far_from_accepted()
