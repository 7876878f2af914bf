"""Random days at a scale: never the parcel of before, never an unstable or a stale weight."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.domain.readings import WeightFault
from app.domain.weighing import GateState, WeighingGate
from tests.domain.scale_pan import POLICY, STEP_MS, STRICT, a_reading

WEIGHTS = st.sampled_from([60, 500, 501, 700, 5000])


class BenchDay(RuleBasedStateMachine):
    """A random day at one scale. The truth about the pan is known here, not to the gate.

    Each parcel put down is a new one, equal weights included. ``stranger`` marks a parcel that
    lay there when the scale was plugged in again.
    """

    policy = POLICY
    flag: bool | None = True  # what the scale says at rest: True, or None when it never says

    def __init__(self) -> None:
        super().__init__()
        self.gate = WeighingGate(self.policy)
        self.now = 0
        self.load = 0
        self.parcel = 0
        self.still_since = 0
        self.disturbed_at = -10_000
        self.stranger = False
        self.used: set[int] = set()

    @property
    def settle_ms(self) -> int:
        return self.policy.settle_ms if self.flag is None else self.policy.flag_settle_ms

    def send(self, grams: int | None, *, moving: bool = False, ms: int = STEP_MS) -> None:
        """One frame; a frame of a moving pan, and a broken one (None), end the rest."""
        self.now += ms
        stable = False if moving and self.flag else self.flag
        fault = WeightFault.FAULT if grams is None else None
        self.gate = self.gate.observe(a_reading(grams, self.now, stable=stable, fault=fault))
        apart = grams is None or abs(grams - self.load) > 1
        # Without a flag, a moving pan that reads the same weight is no motion anyone could see.
        if apart or (moving and self.flag):
            self.disturbed_at = self.now

    def rearrange(self, grams: int) -> None:
        self.load = grams
        self.parcel += 1 if grams else 0
        self.stranger = False
        self.still_since = self.now

    @precondition(lambda self: not self.load)
    @rule(grams=WEIGHTS, seen=st.booleans())
    def put_down(self, grams: int, seen: bool) -> None:
        if seen:
            self.send(grams // 2, moving=True)
        self.rearrange(grams)

    @precondition(lambda self: self.load)
    @rule(seen=st.booleans())
    def lift(self, seen: bool) -> None:
        if seen:
            self.send(self.load // 3, moving=True)
        self.rearrange(0)

    @precondition(lambda self: self.load)
    @rule(grams=WEIGHTS, through=st.lists(st.integers(26, 6000), max_size=3))
    def swap(self, grams: int, through: list[int]) -> None:
        """One parcel for another, the pan never seen empty; unseen only if the weight differs."""
        if abs(grams - self.load) <= 1:
            through = [*through, 26]
        for value in through:
            self.send(value, moving=True)
        self.rearrange(grams)

    @precondition(lambda self: self.load)
    @rule(push=st.integers(-400, 400))
    def lean_on(self, push: int) -> None:
        self.send(max(self.load + push, 26), moving=True)

    @precondition(lambda self: self.load)
    @rule(times=st.integers(1, 5))
    def bounce(self, times: int) -> None:
        for _ in range(times):
            self.send(0, moving=True, ms=20)
        self.send(self.load, moving=True)

    @rule(times=st.integers(1, 8), ms=st.sampled_from([20, STEP_MS, STEP_MS, 900, 1500]))
    def rest(self, times: int, ms: int) -> None:
        for _ in range(times):
            self.send(self.load, ms=ms)
            self.check_ready()

    @rule()
    def broken_frame(self) -> None:
        self.send(None)

    @rule(digits=st.integers(-5000, 5000))
    def tared(self, digits: int) -> None:
        """Net digits, whatever they are, end the rest and are no zero."""
        for _ in range(3):
            self.now += STEP_MS
            self.gate = self.gate.observe(replace(a_reading(digits, self.now), net=True))
            assert self.gate.ready(self.now) is None
        self.disturbed_at = self.now

    @rule(ms=st.integers(100, 3000))
    def silence(self, ms: int) -> None:
        self.now += ms

    @rule()
    def unplug(self) -> None:
        self.gate = self.gate.lost()
        self.stranger = self.load > 0

    def check_ready(self) -> bool:
        """Whether a weight is offered; if it is, it must be true, fresh, at rest and new."""
        taken = self.gate.ready(self.now)
        if taken is None:
            return False
        # What was just lifted or swapped unseen is still shown: true when it was read.
        if taken.at > self.still_since:
            assert self.load, "an empty pan was weighed"
            assert taken.grams == self.load
            assert self.parcel not in self.used, "the same parcel was weighed twice"
            assert not self.stranger, "nobody knows whose parcel that is"
            rested = taken.at - max(self.still_since, self.disturbed_at)
            assert rested >= self.settle_ms, "taken before it came to rest"
        assert self.now - taken.at <= self.policy.max_age_ms
        return True

    @rule()
    def weigh(self) -> None:
        self.send(self.load)
        if self.check_ready():
            self.used.add(self.parcel)
            self.gate = self.gate.accepted()
            assert self.gate.ready(self.now) is None

    @rule()
    def settle_and_weigh(self) -> None:
        for _ in range(6):
            self.send(self.load)
        self.weigh()

    @invariant()
    def blank_and_fault_show_no_grams(self) -> None:
        view = self.gate.view(self.now)
        if view.state in {GateState.BLANK, GateState.FAULT}:
            assert view.grams is None
            assert view.shown is None


class UnflaggedDay(BenchDay):
    flag = None


class StrictDay(BenchDay):
    policy = STRICT


class StrictUnflaggedDay(BenchDay):
    policy = STRICT
    flag = None


for machine in (BenchDay, UnflaggedDay, StrictDay, StrictUnflaggedDay):
    machine.TestCase.settings = settings(
        max_examples=150, stateful_step_count=30, deadline=None, derandomize=True
    )

TestBenchDay = BenchDay.TestCase
TestUnflaggedDay = UnflaggedDay.TestCase
TestStrictDay = StrictDay.TestCase
TestStrictUnflaggedDay = StrictUnflaggedDay.TestCase
