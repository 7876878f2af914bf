"""A decision and its reasons as plain values, for tools and for other programs."""

from decimal import Decimal
from typing import Any

from app.domain.review import Op, Outcome, RuleSet
from app.domain.review_fields import BY_NAME, Kind
from app.domain.review_trace import RuleTold, Tested, Trace

Json = dict[str, Any]


def told(trace: Trace, rules: RuleSet) -> Json:
    """``outcome``, ``rule`` (its name) and ``trace``: what was seen, what would have stopped it."""
    decision = trace.decision
    rule = rules.get(decision.rule)
    says: Json = {"why": decision.why.value}
    if rule is not None and rule.id != rule.name:
        says["rule_id"] = rule.id
    if trace.decided is not None:
        says["tests"] = [test_told(one, trace.decided) for one in trace.decided.tests]
    if decision.unknown:
        says["unknown"] = list(decision.unknown)
    if decision.says:
        says["says"] = decision.says
    if decision.adds:
        says["adds"] = [
            {"rule": name_of(rules, one.rule), "do": one.outcome.value, "value": one.value}
            for one in decision.adds
        ]
    turning = "stops" if decision.outcome is Outcome.APPROVE else "releases"
    says[turning] = [_other(one) for one in trace.turning]
    says["values"] = {
        name: _said(name, value)
        for name, value in trace.facts.items()
        if name in BY_NAME and not BY_NAME[name].words
    }
    return {"outcome": decision.outcome.value, "rule": rule.name if rule else None, "trace": says}


def name_of(rules: RuleSet, rule_id: str) -> str:
    rule = rules.get(rule_id)
    return rule.name if rule else rule_id


def _other(one: RuleTold) -> Json:
    """A rule that would have decided otherwise, with the conditions that did not hold."""
    return {
        "rule": one.rule.name,
        "outcome": one.rule.outcome.value,
        "because": [test_told(test, one) for test in one.tests if test.held is not True],
    }


def test_told(one: Tested, of: RuleTold) -> Json:
    values = {
        name: _said(name, value)
        for name, value in one.seen
        if name in BY_NAME and not BY_NAME[name].words
    }
    if one.condition is None:
        return {"condition": of.rule.expression.strip(), "saw": values, "held": one.held}
    condition = one.condition
    joint = " … " if condition.op is Op.BETWEEN else ", "
    text = f"{condition.field} {condition.op.value} {joint.join(condition.values)}"
    return {"condition": text, "saw": values.get(condition.field), "held": one.held}


def _said(name: str, value: Any) -> Any:
    """Money as decimal text, as everywhere outside; the engine compares it as a number."""
    kind = BY_NAME[name].kind
    if kind is Kind.CLOCK and isinstance(value, int):
        return clock_text(value)
    if kind is Kind.AMOUNT and isinstance(value, int | float):
        return f"{Decimal(str(value)):.2f}"
    return value


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
