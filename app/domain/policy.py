"""What a warehouse decides about its benches. Plain values, read from the settings file."""

from dataclasses import dataclass, field
from enum import Enum

from app.domain.apart import WhileApart
from app.domain.order import Role


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
    check_weight_g: int = 0  # the scale is checked with it every day; 0: no check is demanded
    check_tolerance_g: int = 2
    expected_per_hour: int = 50
    order_age_warn_s: int = 900
    copy_marks: bool = True  # a reprinted label is handed over by its QR code, which tells copies
    mask_labels: bool = True  # names, phones and rooms hidden by the national rule
    while_apart: WhileApart = WhileApart.LENT  # what is opened while the center does not answer
    apart_without_wave: bool = True  # ... and whether orders that are in no wave are, too
    apart_after_s: int = 10
    pin_roles: tuple[Role, ...] = ()  # may do nothing without a PIN; who has one is always asked
    pin_tries: int = 5  # wrong PINs in a row that lock a badge out
    lock_out_s: int = 900
    shift_h: int = 8  # for this long a force-pass counts against the budget
    force_pass_budget: int = 5  # force-passes a bench and shift
    second_badge_above: dict[str, int] = field(default_factory=dict)  # currency -> minor units
    couriers: dict[str, str] = field(default_factory=dict)  # how a courier's code is called here

    def courier_name(self, code: str) -> str:
        return self.couriers.get(code, code)
