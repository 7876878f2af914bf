"""The rate card: a dated contract with a courier, as zones, weight bands and roundings.

Rounding and zones belong to the contract, not to the courier: the same courier changed both in
the middle of a statement month. Two cards are the same exactly when their fingerprints are.
"""

import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import Enum

from app.domain.places import ZoneLevel
from app.domain.values import MINOR_DIGITS

GRAMS_PER_UNIT = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
"""The weight units a card may use, exact by definition."""


class RoundMode(Enum):
    UP = "up"
    HALF_UP = "half_up"

    def to_step(self, value: Decimal, step: Decimal | None) -> Decimal:
        """``value`` as a whole number of steps; unchanged without a step."""
        if step is None:
            return value
        rounding = ROUND_CEILING if self is RoundMode.UP else ROUND_HALF_UP
        return (value / step).to_integral_value(rounding) * step


@dataclass(frozen=True, slots=True)
class ZoneMember:
    """One place of a zone. ``value_to`` closes a range of postcodes, both ends inside."""

    level: ZoneLevel
    value: str
    value_to: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    code: str
    members: tuple[ZoneMember, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class RateRow:
    """The price of one weight band of one zone, in the card's weight unit and currency."""

    zone: str
    w_from: Decimal
    w_to: Decimal | None
    base: Decimal
    base_weight: Decimal = Decimal(0)
    per_weight: Decimal = Decimal(0)
    step: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WeightStep:
    """Weights up to ``upto`` (None: all above) are rounded to ``step`` (None: not rounded)."""

    upto: Decimal | None
    step: Decimal | None
    mode: RoundMode = RoundMode.UP


@dataclass(frozen=True, slots=True)
class Peak:
    """A season of higher prices; both days belong to it."""

    starts: date
    ends: date
    multiplier: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class RateCard:
    """One dated contract of one courier. ``fingerprint`` is ``content_hash`` made once.

    Raises ValueError for a money step finer than the currency: such a price cannot be paid.
    """

    id: str
    courier: str
    currency: str
    weight_unit: str
    weight_steps: tuple[WeightStep, ...]
    zones: tuple[Zone, ...]
    rows: tuple[RateRow, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    min_billable: Decimal | None = None
    money_step: Decimal = Decimal("0.01")
    money_mode: RoundMode = RoundMode.HALF_UP
    peaks: tuple[Peak, ...] = ()
    name: str = ""
    fingerprint: str = field(init=False, compare=False, default="")

    def __post_init__(self) -> None:
        minor = Decimal(1).scaleb(-MINOR_DIGITS.get(self.currency, 2))
        if self.money_step <= 0 or self.money_step % minor:
            raise ValueError(f"{self.money_step} is no step of {self.currency}")
        text = json.dumps(_canonical(self), ensure_ascii=False, sort_keys=True)
        object.__setattr__(self, "fingerprint", hashlib.sha256(text.encode()).hexdigest())

    def content_hash(self) -> str:
        """SHA-256 (hex) of the canonical JSON: equal cards, equal hash, on every machine.

        Fields at their default are left out, so that a field added later changes no old hash.
        """
        return self.fingerprint

    def in_force(self, day: date) -> bool:
        """Whether a parcel shipped on ``day`` is priced by this card; both ends inside."""
        starts, ends = self.valid_from or date.min, self.valid_to or date.max
        return starts <= day <= ends


def _canonical(value: object) -> object:
    """A value as JSON that is written in one way only: 1, 1.0 and 1.00 are one number."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case tuple():
            return [_canonical(one) for one in value]
        case _ if is_dataclass(value):
            return {
                one.name: _canonical(getattr(value, one.name))
                for one in fields(value)
                if one.init and (one.default is MISSING or getattr(value, one.name) != one.default)
            }
        case _:
            return value
