"""The price of a parcel as values: what is priced, the quote with its trace, a refusal."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from app.domain.billable import Sides
from app.domain.places import Destination
from app.domain.values import Money


class RefusalCode(Enum):
    NOT_IN_FORCE = "not_in_force"
    NO_ZONE = "no_zone"
    ZONE_NOT_CLEAR = "zone_not_clear"  # two zones claim the place
    NO_ROW = "no_row"
    ROW_NOT_CLEAR = "row_not_clear"  # two rows claim the weight
    ASK_COURIER = "ask_courier"  # the row has no price: it is quoted case by case
    BAD_WEIGHT = "bad_weight"
    BAD_SIZE = "bad_size"  # a side of nothing
    NO_SIZE = "no_size"  # the card prices by size, and the sides are not known
    TOO_LARGE = "too_large"
    TOO_HEAVY = "too_heavy"
    UNKNOWN_UNIT = "unknown_unit"
    NO_VALUE = "no_value"  # insurance or COD was asked for, without its amount


class TraceCode(Enum):
    """The steps of a price, in the order they are taken."""

    NO_SHIP_DATE = "no_ship_date"  # neither validity nor peak could be judged
    ZONE = "zone"  # zone, level, value (none where the zone was given)
    WEIGHT = "weight"  # grams, weight, unit
    VOLUME = "volume"  # sides, volume, divisor, weight; counted where it is larger
    SIZE = "size"  # size
    SURCHARGE_MINIMUM = "surcharge_minimum"  # surcharge, weight
    MIN_BILLABLE = "min_billable"  # weight
    WEIGHT_STEP = "weight_step"  # step, mode, weight
    ZERO_WEIGHT = "zero_weight"  # billed as the smallest band; look at the scale
    ROW = "row"  # w_from, w_to, base
    FURTHER_WEIGHT = "further_weight"  # weight, per_weight, amount
    SURCHARGE = "surcharge"  # surcharge, name, kind, rate, of, charge, amount
    PEAK = "peak"  # name, multiplier, amount
    MONEY_STEP = "money_step"  # step, mode, amount


Params = tuple[tuple[str, str | Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One step of a price: a code and named values. The words are chosen where it is shown."""

    code: TraceCode
    params: Params = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A price and its reasons. ``billable`` is in the card's weight unit."""

    card_id: str
    card_hash: str
    zone: str
    billable: Decimal
    total: Money
    trace: tuple[TraceLine, ...]


@dataclass(frozen=True, slots=True)
class RatingRefusal:
    """Why this card has no price for this parcel."""

    code: RefusalCode
    card_id: str
    params: Params = ()


@dataclass(frozen=True, slots=True)
class RatedParcel:
    """What is known of a parcel that is priced.

    ``weight`` in ``unit`` (whole grams, or any exact number of g, kg, lb, oz; ``size_cm`` where a
    size was applied already); ``sides`` in ``sides_unit`` (mm, cm, in). ``ship_date`` is the day
    it leaves, never today; None prices without validity and peak. ``zone`` is given where no place
    is to be looked up. ``flags`` are codes of surcharges that were asked for
    (``INSURED`` and ``COD``: all of that amount); ``declared`` and ``cod`` are in the card's
    currency.
    """

    destination: Destination
    weight: int | Decimal
    ship_date: date | None = None
    unit: str = "g"
    sides: Sides | None = None
    sides_unit: str = "mm"
    zone: str = ""
    flags: frozenset[str] = frozenset()
    declared: Decimal | None = None
    cod: Decimal | None = None
