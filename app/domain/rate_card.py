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
from app.domain.surcharge import Surcharge
from app.domain.values import MINOR_DIGITS

GRAMS_PER_UNIT = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
"""The weight units a card may use, exact by definition."""

SIZE_UNIT = "size_cm"
"""Instead of a weight: the sum of the three sides, or the size that the weight asks for."""

MM_PER_UNIT = {"cm": Decimal(10), "in": Decimal("25.4"), "mm": Decimal(1)}
"""The units of length a card may use, exact by definition."""


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
    """One place of a zone. ``value_to`` closes a range of postcodes, both ends inside.

    A place whose name is not unique is written with what it lies in: 吉林/长春/朝阳区. A postcode
    is the whole code or its first digits.
    """

    level: ZoneLevel
    value: str
    value_to: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """Places of one price; a zone whose places stand apart in the sheet is there several times."""

    code: str
    members: tuple[ZoneMember, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class RateRow:
    """The price of one weight band of one zone, in the card's weight unit and currency.

    ``manual``: the courier must be asked; the band has no price here.
    """

    zone: str
    w_from: Decimal
    w_to: Decimal | None
    base: Decimal
    base_weight: Decimal = Decimal(0)
    per_weight: Decimal = Decimal(0)
    step: Decimal | None = None
    manual: bool = False


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
class Volume:
    """How size becomes weight: ``L x W x H / divisor`` where the volume is above ``threshold``.

    Lengths in ``unit``, each rounded to ``side_step`` before (None: as measured). ``by_zone``
    holds the divisors of zones that have their own; without a divisor volume is no weight.
    """

    divisor: Decimal | None = None
    unit: str = "cm"
    threshold: Decimal = Decimal(0)
    side_step: Decimal | None = None
    side_mode: RoundMode = RoundMode.HALF_UP
    by_zone: tuple[tuple[str, Decimal], ...] = ()

    def divisor_of(self, zone: str) -> Decimal | None:
        return next((divisor for code, divisor in self.by_zone if code == zone), self.divisor)


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """The sizes of a card in ``size_cm``: up to which weight each goes; the largest parcel."""

    kg: tuple[tuple[Decimal, Decimal], ...]  # (size, heaviest), sizes rising
    longest_cm: Decimal | None = None
    sum_cm: Decimal | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RateCard:
    """One dated contract of one courier. ``fingerprint`` is ``content_hash`` made once.

    ``lists`` are named places that surcharges speak of. ``remarks`` are words for people: they
    stay with the card and change neither a price nor the fingerprint.

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
    service: str = ""  # the courier's product; empty: every one without a card of its own
    volume: Volume | None = None
    sizes: SizeLimits | None = None
    surcharges: tuple[Surcharge, ...] = ()
    lists: tuple[Zone, ...] = ()
    remarks: tuple[tuple[str, str], ...] = field(default=(), metadata={"remark": True})
    fingerprint: str = field(init=False, default="")

    def __post_init__(self) -> None:
        minor = Decimal(1).scaleb(-MINOR_DIGITS.get(self.currency, 2))
        if self.money_step <= 0 or self.money_step % minor:
            raise ValueError(f"{self.money_step} is no step of {self.currency}")
        text = json.dumps(_canonical(self), ensure_ascii=False, sort_keys=True)
        object.__setattr__(self, "fingerprint", hashlib.sha256(text.encode()).hexdigest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RateCard) and other.fingerprint == self.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

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
                if one.init
                and "remark" not in one.metadata
                and (one.default is MISSING or getattr(value, one.name) != one.default)
            }
        case _:
            return value
