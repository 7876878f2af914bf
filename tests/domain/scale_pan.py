"""A weighing gate fed like a real one, told in the words of the bench."""

from dataclasses import replace
from decimal import Decimal

from app.domain.readings import WeightFault, WeightReading
from app.domain.values import Grams
from app.domain.weighing import GatePolicy, GateState, TakenWeight, WeighingGate

POLICY = GatePolicy(min_g=50, division_g=1)
STRICT = replace(POLICY, allow_change_without_zero=False)
STEP_MS = 100


def a_reading(
    grams: int | None, at: int, *, stable: bool | None = True, fault: WeightFault | None = None
) -> WeightReading:
    shown = None if grams is None else Decimal(grams) / 1000
    raw = f"{grams} {stable}".encode()
    mass = None if grams is None else Grams(grams)
    return WeightReading(mass, shown, "kg", stable, at, "scale-1", raw, fault=fault)


class Pan:
    """A gate fed every 100 ms, told in the words of the bench."""

    def __init__(self, policy: GatePolicy = POLICY) -> None:
        self.gate = WeighingGate(policy)
        self.now = 1000

    def see(self, *grams: int, stable: bool | None = True) -> "Pan":
        for one in grams:
            self.now += STEP_MS
            self.gate = self.gate.observe(a_reading(one, self.now, stable=stable))
        return self

    def fault(self, fault: WeightFault) -> "Pan":
        self.now += STEP_MS
        self.gate = self.gate.observe(a_reading(None, self.now, stable=None, fault=fault))
        return self

    @property
    def state(self) -> GateState:
        return self.gate.view(self.now).state

    @property
    def ready(self) -> TakenWeight | None:
        return self.gate.ready(self.now)

    def take(self) -> int | None:
        taken = self.ready
        if taken is None:
            return None
        self.gate = self.gate.accepted()
        return taken.grams
