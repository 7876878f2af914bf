"""The facts about badges that were refused, and the count of wrong PINs that they make."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.order import Operator


@dataclass(frozen=True, slots=True)
class BadgeRefused:
    """A badge may not do what was asked: ``why`` is role | budget | no_pin | locked | second."""

    operator_id: str
    why: str


@dataclass(frozen=True, slots=True)
class PinRefused:
    """A wrong PIN, the ``tries``-th in a row. The digits are kept nowhere."""

    operator_id: str
    tries: int


@dataclass(frozen=True, slots=True)
class LockedOut:
    """Too many wrong PINs: this badge does nothing until then."""

    operator_id: str
    until: datetime


PinFact = BadgeRefused | PinRefused | LockedOut


@dataclass(frozen=True, slots=True)
class PinTries:
    """What one bench knows of wrong PINs: operator -> in a row, operator -> locked until."""

    wrong: Mapping[str, int] = field(default_factory=dict)
    locked: Mapping[str, datetime] = field(default_factory=dict)

    def known(self, *people: Operator | None) -> "PinTries":
        """Who was let in begins to count anew."""
        ids = {one.id for one in people if one}
        return replace(self, wrong={name: n for name, n in self.wrong.items() if name not in ids})

    def with_fact(self, fact: PinRefused | LockedOut) -> "PinTries":
        if isinstance(fact, PinRefused):
            return replace(self, wrong={**self.wrong, fact.operator_id: fact.tries})
        wrong = {name: n for name, n in self.wrong.items() if name != fact.operator_id}
        return PinTries(wrong, {**self.locked, fact.operator_id: fact.until})
