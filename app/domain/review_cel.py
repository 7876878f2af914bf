"""Conditions as texts of the Common Expression Language (CEL), which is what rules are run in.

Values are only ever written as literals; nothing that somebody typed is run but an expression,
which can compare the fields of an order and no more.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import cel

from app.domain.review import Condition, Group, Op, Rule
from app.domain.review_fields import BY_NAME, GAP, JOINED, READERS, Kind, Value, place_values

FAULTS: Final = (ValueError, TypeError, RuntimeError, ArithmeticError, LookupError)
"""What reckoning an expression may fail with."""

LONGEST: Final = 2_000
_SPELLED_OUT: Final = 24
"""So many values of a list are searched for one by one; more of them by one search."""


def rule_text(rule: Rule) -> str:
    """The whole condition of a rule. Raises BadValueError, KeyError (no such field)."""
    if rule.expression.strip():
        # On a line of its own: a comment at its end must not swallow what follows.
        return f"({rule.expression.strip()}\n)"
    return group_text(rule.when)


def group_text(group: Group) -> str:
    parts = [condition_text(one) for one in group.conditions]
    parts += [group_text(one) for one in group.groups if not one.empty]
    if not parts:
        return "true"
    return f"({(' || ' if group.either else ' && ').join(parts)})"


def condition_text(one: Condition) -> str:
    field = BY_NAME[one.field]
    read = READERS[field.kind]
    values = [read(text) for text in one.values]
    if field.kind is Kind.PLACES:
        places = tuple(place for text in one.values for place in place_values(text))
        return _among(one.field, places, negated=one.op is Op.NOT_IN)
    match one.op:
        case Op.IN | Op.NOT_IN if field.kind is Kind.TEXTS:
            return _among(one.field, values, negated=one.op is Op.NOT_IN)
        case Op.IN | Op.NOT_IN:
            text = f"({one.field} in [{', '.join(map(literal, values))}])"
            return f"(!{text})" if one.op is Op.NOT_IN else text
        case Op.ONLY:
            return f"({one.field}.all(x, x in [{', '.join(map(literal, values))}]))"
        case Op.CONTAINS | Op.LACKS:
            return _containing(one, field.kind, values)
        case Op.BETWEEN:
            return _between(one.field, values[0], values[1], wraps=field.kind is Kind.CLOCK)
        case Op.IS | Op.NOT if field.kind is Kind.YES:
            wanted = values[0] is (one.op is Op.IS)
            return one.field if wanted else f"(!{one.field})"
        case _:
            sign = "==" if one.op is Op.IS else one.op.value
            return f"({one.field} {sign} {literal(values[0])})"


def literal(value: Value) -> str:
    """A value as CEL writes it; marks, backslashes and controls are escaped as in JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    # A number with a point is a double: repr gives the shortest text of that very double.
    return repr(value)


def _among(field: str, values: Sequence[Value], *, negated: bool) -> str:
    if len(values) > _SPELLED_OUT:
        text = f"{field}.exists(x, x in [{', '.join(map(literal, values))}])"
    else:
        between = [literal(f"{GAP}{value}{GAP}") for value in values]
        text = " || ".join(f"{JOINED[field]}.contains({value})" for value in between)
    return f"(!({text}))" if negated else f"({text})"


def _containing(one: Condition, kind: Kind, values: Sequence[Value]) -> str:
    if kind is Kind.TEXTS:
        inner = " || ".join(f"x.contains({literal(value)})" for value in values)
        return f"({one.field}.exists(x, {inner}))"
    text = " || ".join(f"{one.field}.contains({literal(value)})" for value in values)
    return f"(!({text}))" if one.op is Op.LACKS else f"({text})"


def _between(field: str, low: Value, high: Value, *, wraps: bool) -> str:
    """Both ends included; a time of day may go over midnight."""
    joint = "||" if wraps and float(low) > float(high) else "&&"
    return f"({field} >= {literal(low)} {joint} {field} <= {literal(high)})"


@lru_cache(maxsize=4_096)
def program(text: str) -> cel.Program:
    """Compiled once. Raises ValueError for what is no expression."""
    return cel.compile(text)
