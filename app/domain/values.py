"""The small values everything is made of: grams, money, moments in time."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NewType

Grams = NewType("Grams", int)
"""A weight in whole grams. Never a float: the legal value is the digits the scale sent."""

MINOR_DIGITS = {"JPY": 0, "KRW": 0}
"""Currencies whose minor unit is not 1/100 (ISO 4217)."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount in whole minor units (fen, cents) of one currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str, currency: str) -> "Money":
        """Money from a decimal amount, rounded half up to the minor unit."""
        digits = MINOR_DIGITS.get(currency, 2)
        scaled = Decimal(amount).scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units with the currency's own number of decimals."""
        digits = MINOR_DIGITS.get(self.currency, 2)
        return Decimal(self.minor).scaleb(-digits)

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant as the bench knows it.

    ``utc`` is evidence for people; ``mono_ms`` (milliseconds of the monotonic clock) is what
    durations are measured with, because a wall clock may jump.
    """

    utc: datetime
    mono_ms: int

    def __post_init__(self) -> None:
        if self.utc.tzinfo is None:
            raise ValueError("a moment needs an aware time (UTC)")
