"""Made-up rules and orders for tests of the review."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from app.domain.review import Condition, Decision, Group, Op, Outcome, Rule, RuleSet
from app.domain.review_engine import Judge
from app.domain.review_facts import Facts, Known, facts_of
from app.domain.trade import Trade
from app.domain.values import Money
from tests.builders import NOON, an_order

_ids: Iterator[int] = count()


def a_rule(outcome: Outcome, *conditions: Condition, **more: object) -> Rule:
    """All conditions must hold. The name is the id."""
    made = f"r{next(_ids)}"
    when = Group(conditions)
    return replace(Rule(made, made, outcome, when), **more)  # type: ignore[arg-type]


def saying(outcome: Outcome, expression: str, **more: object) -> Rule:
    return replace(a_rule(outcome), expression=expression, **more)  # type: ignore[arg-type]


def judged(facts: Facts, *rules: Rule) -> Decision:
    """The rules in the order they are given."""
    return Judge(RuleSet(rules, 1), NOON).judge(facts)


def seen(known: Known | None = None, trade: Trade | None = None, **more: object) -> Facts:
    order = an_order(paid=Money(12_900, "CNY"), **more)  # type: ignore[arg-type]
    return facts_of(order, trade, NOON, known or Known())


PAID_OVER_100 = Condition("paid", Op.MORE, ("100",))
PAID_OVER_200 = Condition("paid", Op.MORE, ("200",))
