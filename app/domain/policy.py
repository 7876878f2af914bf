"""What a warehouse decides about its benches. Plain values, read from the settings file."""

from dataclasses import dataclass, field
from enum import Enum


class OnMismatch(Enum):
    RETURN = "return"  # any mismatch fails the check: the order goes back to be re-picked
    CORRECT = "correct"  # the packer takes it out and goes on; the error is recorded


@dataclass(frozen=True, slots=True)
class BenchPolicy:
    """How strict this bench is. Grams, seconds and per mille in whole numbers."""

    on_mismatch: OnMismatch = OnMismatch.RETURN
    require_box: bool = False
    prove_label: bool = True
    idle_lock_s: int = 600
    min_parcel_g: int = 20
    tolerance_g: int = 15
    tolerance_permille: int = 30
    filler_g: int = 0
    expected_per_hour: int = 50
    order_age_warn_s: int = 900
    couriers: dict[str, str] = field(default_factory=dict)  # how a courier's code is called here

    def courier_name(self, code: str) -> str:
        return self.couriers.get(code, code)
