"""Why an order was decided so: what its rule saw, and what would have decided otherwise.

Kept are only the values and the version of the rules; the rest is reckoned again by the same
expressions when somebody asks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.domain.review import Condition, Decision, Group, Outcome, Rule, RuleSet
from app.domain.review_cel import FAULTS, condition_text, program, rule_text
from app.domain.review_facts import Facts, joined
from app.domain.review_fields import FIELD_OF, NAMES, BadValueError


@dataclass(frozen=True, slots=True)
class Tested:
    """One condition, or a whole expression (``condition`` None), with the values it saw.

    ``held`` None: it could not be said.
    """

    condition: Condition | None
    seen: tuple[tuple[str, Any], ...]
    held: bool | None


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule with its conditions tested one by one, whatever the whole said."""

    rule: Rule
    met: bool | None
    tests: tuple[Tested, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """``decided``: the rule that did. ``otherwise``: those that would have decided otherwise.

    These are the rules asked before it; where none decided, all that decide.
    """

    decision: Decision
    decided: RuleTold | None
    otherwise: tuple[RuleTold, ...]
    facts: Facts

    @property
    def turning(self) -> tuple[RuleTold, ...]:
        """What would have stopped an order that was approved, or approved one that was not."""
        if self.decision.outcome is Outcome.APPROVE:
            return self.otherwise
        return tuple(one for one in self.otherwise if one.rule.outcome is Outcome.APPROVE)


def explain(rules: RuleSet, facts: Facts, decision: Decision) -> Trace:
    """``rules``: the version that decided; ``facts`` as they were kept."""
    seen = joined(dict(facts))
    decided = rules.get(decision.rule)
    told = None if decided is None else tell(decided, seen)
    return Trace(decision, told, tuple(_others(rules, seen, decision)), facts)


def _others(rules: RuleSet, facts: Facts, decision: Decision) -> Iterator[RuleTold]:
    channel, shop = facts.get("channel", ""), facts.get("shop", "")
    for rule in rules.ordered:
        if rule.id == decision.rule:
            return
        if not (rule.enabled and rule.decides and rule.concerns(channel, shop)):
            continue
        if rule.outcome is not decision.outcome:
            yield tell(rule, facts)


def tell(rule: Rule, facts: Facts) -> RuleTold:
    """A rule on the facts of one order, condition by condition."""
    met, seen = _asked(partial(rule_text, rule), facts)
    if rule.expression.strip():
        return RuleTold(rule, met, (Tested(None, seen, met),))
    return RuleTold(rule, met, tuple(_tests(rule.when, facts)))


def _tests(group: Group, facts: Facts) -> Iterator[Tested]:
    for one in group.conditions:
        held, seen = _asked(partial(condition_text, one), facts)
        yield Tested(one, seen, held)
    for inner in group.groups:
        yield from _tests(inner, facts)


def _asked(
    text: Callable[[], str], facts: Facts
) -> tuple[bool | None, tuple[tuple[str, Any], ...]]:
    try:
        made = program(text())
    except (BadValueError, *FAULTS):
        return None, ()
    asks = [name for name in made.variables() if name in NAMES]
    fields = dict.fromkeys(FIELD_OF.get(name, name) for name in asks)
    seen = tuple((name, facts.get(name)) for name in fields)
    try:
        answer = made.execute({name: facts[name] for name in asks if name in facts})
    except FAULTS:
        return None, seen
    return (answer if isinstance(answer, bool) else None), seen
