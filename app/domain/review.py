"""Review: rules, as data, that say which orders are released without a person.

The rules are asked in their order. The first one that is met and decides (approve, hold, reject)
decides; rules that only add something (a courier, a tag, a gift) add it whenever they are met.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final


class Outcome(Enum):
    """What a rule does with an order that meets it."""

    APPROVE = "approve"
    HOLD = "hold"  # for a person
    HOLD_FINANCE = "hold_finance"
    REJECT = "reject"  # it is not to be shipped; a person ends it with the shop
    SET_COURIER = "set_courier"
    SET_WAREHOUSE = "set_warehouse"
    TAG = "tag"
    ADD_GIFT = "add_gift"


DECIDING: Final = frozenset({Outcome.APPROVE, Outcome.HOLD, Outcome.HOLD_FINANCE, Outcome.REJECT})
"""The others add something and decide nothing; they need a value (a code, a word, an item)."""


class Op(Enum):
    """How a field is compared with the values of a condition."""

    IS = "="
    NOT = "!="
    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    BETWEEN = "between"  # both ends included
    IN = "in"  # of a list: one of these is among them
    NOT_IN = "not_in"
    ONLY = "only"  # of a list: nothing else is among them
    CONTAINS = "contains"
    LACKS = "lacks"  # text that is not contained


@dataclass(frozen=True, slots=True)
class Condition:
    """``values`` are texts as they were typed; what they mean is the field's to say."""

    field: str
    op: Op
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """All of its parts must hold, or with ``either`` one of them. An empty group holds."""

    conditions: tuple[Condition, ...] = ()
    groups: "tuple[Group, ...]" = ()
    either: bool = False

    @property
    def empty(self) -> bool:
        return not self.conditions and all(one.empty for one in self.groups)


ALWAYS: Final = Group()


@dataclass(frozen=True, slots=True)
class Rule:
    """``expression``, where there is one, takes the place of ``when``. The highest priority first.

    ``starts`` and ``ends`` (not included) are aware; ``value`` is the courier, warehouse, tag or
    gift (an item's code, and ``*2`` for two of it).
    """

    id: str
    name: str
    outcome: Outcome
    when: Group = ALWAYS
    expression: str = ""
    value: str = ""
    priority: int = 0
    shops: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    starts: datetime | None = None
    ends: datetime | None = None
    enabled: bool = True

    @property
    def decides(self) -> bool:
        return self.outcome in DECIDING

    def concerns(self, channel: str | None, shop: str | None) -> bool:
        """Whether it is for orders of this shop at all; None: nobody knows which, so it may be."""
        return (not self.channels or channel is None or channel in self.channels) and (
            not self.shops or shop is None or shop in self.shops
        )

    @property
    def scope(self) -> frozenset[str]:
        """The fields that must be known to say so."""
        named = (("channel", self.channels), ("shop", self.shops))
        return frozenset(name for name, values in named if values)

    def in_force(self, now: datetime) -> bool:
        return (self.starts is None or self.starts <= now) and (
            self.ends is None or now < self.ends
        )


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules as they stood together. ``version`` 0: there never were any."""

    rules: tuple[Rule, ...] = ()
    version: int = 0

    @property
    def ordered(self) -> tuple[Rule, ...]:
        """As they are asked. Of equal priority the one that stands first is asked first."""
        return tuple(sorted(self.rules, key=lambda rule: -rule.priority))

    @property
    def active(self) -> bool:
        """Whether any rule is switched on: without one every payable order is approved."""
        return any(rule.enabled for rule in self.rules)

    @property
    def otherwise(self) -> Outcome:
        """What is done with an order that no rule decides on.

        It waits for a person as soon as one rule that decides is switched on, whatever its shops
        and days are: a rule whose time is over must not let everything through.
        """
        decides = any(rule.enabled and rule.decides for rule in self.rules)
        return Outcome.HOLD if decides else Outcome.APPROVE

    def get(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def having(self, rule: Rule) -> "RuleSet":
        """With this rule in place of the one with its id, where that stands; or at the end."""
        known = self.get(rule.id)
        if known is None:
            last = min((one.priority for one in self.rules), default=1)
            return replace(self, rules=(*self.rules, replace(rule, priority=last - 1)))
        new = replace(rule, priority=known.priority)
        return replace(self, rules=tuple(new if one is known else one for one in self.rules))


class Why(Enum):
    """How it came to a decision."""

    RULE = "rule"
    NO_RULE = "no_rule"  # none was met
    UNKNOWN = "unknown"  # the rule asks for something that nobody knows of this order
    BROKEN = "broken"  # the rule cannot be reckoned


@dataclass(frozen=True, slots=True)
class Added:
    """What a rule adds to an order: ``outcome`` is none that decides."""

    rule: str
    outcome: Outcome
    value: str


@dataclass(frozen=True, slots=True)
class Decision:
    """``rule``: the id of the one that decided, or that could not be asked; ``says``: the fault."""

    outcome: Outcome
    rule: str = ""
    why: Why = Why.RULE
    adds: tuple[Added, ...] = ()
    unknown: tuple[str, ...] = ()
    says: str = ""
