"""What is wrong with a rule, found when it is saved: names, values, types, breaking expressions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any, Final

from app.domain.review import Condition, Group, Op, Outcome, Rule, RuleSet
from app.domain.review_cel import FAULTS, LONGEST, program, rule_text
from app.domain.review_facts import Facts, joined
from app.domain.review_fields import (
    BY_NAME,
    FIELDS,
    MANY,
    NAMES,
    OPS,
    READERS,
    BadValueError,
    Kind,
)


class FindingCode(Enum):
    NO_NAME = "no_name"
    NO_FIELD = "no_field"
    WRONG_OP = "wrong_op"
    VALUE_COUNT = "value_count"
    BAD_VALUE = "bad_value"
    NEEDS_VALUE = "needs_value"
    BAD_GIFT = "bad_gift"
    ENDS_FIRST = "ends_first"
    TOO_LONG = "too_long"
    NO_EXPRESSION = "no_expression"
    NO_FUNCTION = "no_function"
    WRONG_TYPE = "wrong_type"
    NOT_YES_OR_NO = "not_yes_or_no"
    BREAKS = "breaks"


@dataclass(frozen=True, slots=True)
class Finding:
    """``about``: the field, name or value it is about; ``says``: what the engine said."""

    rule: str
    code: FindingCode
    about: str = ""
    says: str = ""


_GIFT: Final = re.compile(r"(\S(?:.*\S)?)\s*\*\s*([1-9]\d{0,3})")
_BOUND: Final = re.compile(r"\.(?:exists|exists_one|all|map|filter)\(\s*([A-Za-z_]\w*)\s*,")
_TEXTS: Final = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")
_NUMBERS: Final = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_FUNCTIONS: Final = frozenset(
    {"size", "contains", "startsWith", "endsWith", "matches", "int", "uint", "double", "string",
     "bool", "type", "duration", "timestamp", "min", "max", "getFullYear", "getMonth", "getDate",
     "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds",
     "getMilliseconds"}
)  # fmt: skip
_EQUALS: Final = re.compile(
    r"\b([a-z_]+)\s*(?:==|!=|\bin\s*\[)\s*([\"']|-?\d[\w.]*|true\b|false\b)"
)
_LISTS: Final = {Kind.TEXTS: "list", Kind.PLACES: "list"}
_IS_LIKE: Final = {
    kind: _LISTS.get(kind, {Kind.TEXT: "text", Kind.YES: "yes"}.get(kind, "number"))
    for kind in Kind
}
_TRIALS: Final = 240


def gift_of(value: str) -> tuple[str, int]:
    """The item's code and how many of it: ``TEA``, ``TEA*2``."""
    match = _GIFT.fullmatch(value.strip())
    return (match[1], int(match[2])) if match else (value.strip(), 1)


def check(rule: Rule) -> tuple[Finding, ...]:
    """All that is wrong with a rule; only what is right may be saved."""
    found = [Finding(rule.id, code, about) for code, about in _outside(rule)]
    if rule.expression.strip():
        found += _expression(rule)
    else:
        wrong = [Finding(rule.id, code, about) for code, about in _group(rule.when)]
        found += wrong or _tried(rule, {})
    return tuple(found)


def _outside(rule: Rule) -> Iterator[tuple[FindingCode, str]]:
    code = FindingCode
    if not rule.name.strip():
        yield code.NO_NAME, ""
    if not rule.decides and not rule.value.strip():
        yield code.NEEDS_VALUE, rule.outcome.value
    if rule.outcome is Outcome.ADD_GIFT and "*" in rule.value and not _GIFT.fullmatch(rule.value):
        yield code.BAD_GIFT, rule.value
    if rule.starts is not None and rule.ends is not None and rule.ends <= rule.starts:
        yield code.ENDS_FIRST, ""


def _group(group: Group) -> Iterator[tuple[FindingCode, str]]:
    for condition in group.conditions:
        yield from _condition(condition)
    for one in group.groups:
        yield from _group(one)


def _condition(one: Condition) -> Iterator[tuple[FindingCode, str]]:
    field = BY_NAME.get(one.field)
    if field is None:
        yield FindingCode.NO_FIELD, one.field
        return
    if one.op not in OPS[field.kind]:
        yield FindingCode.WRONG_OP, f"{one.field} {one.op.value}"
    wanted = len(one.values) if one.op in MANY else 2 if one.op is Op.BETWEEN else 1
    if not one.values or len(one.values) != wanted:
        yield FindingCode.VALUE_COUNT, f"{one.field} {one.op.value}"
    for text in one.values:
        try:
            READERS[field.kind](text)
        except BadValueError:
            yield FindingCode.BAD_VALUE, f"{one.field}: {text}"


def _expression(rule: Rule) -> list[Finding]:
    text = rule.expression.strip()
    if len(text) > LONGEST:
        return [Finding(rule.id, FindingCode.TOO_LONG, str(len(text)))]
    try:
        program(text)  # alone: brackets that only match within ours are no expression
        made = program(rule_text(rule))
    except FAULTS as error:
        return [Finding(rule.id, FindingCode.NO_EXPRESSION, says=_short(error))]
    bound = set(_BOUND.findall(text))
    found = [
        Finding(rule.id, FindingCode.NO_FIELD, name)
        for name in made.variables()
        if name not in NAMES and name not in bound
    ]
    found += [
        Finding(rule.id, FindingCode.NO_FUNCTION, name)
        for name in made.functions()
        if name[0].isalpha() and name not in _FUNCTIONS
    ]
    found += [Finding(rule.id, FindingCode.WRONG_TYPE, name) for name in _unlike(text)]
    return found or _tried(rule, _values_in(text))


def _unlike(text: str) -> Iterator[str]:
    """Fields that an expression takes for equal to another kind of value: it would never be so."""
    for name, literal in _EQUALS.findall(text):
        field = BY_NAME.get(name)
        if field is not None and literal and _IS_LIKE[field.kind] != _first_like(literal):
            yield name


def _first_like(literal: str) -> str:
    if literal[0] in "\"'":
        return "text"
    return "yes" if literal in {"true", "false"} else "number"


def _short(error: Exception) -> str:
    """The engine's own words, without the text it repeats below them."""
    return str(error).split("\n|", 1)[0].rsplit("ERROR: ", 1)[-1].strip()


def _values_in(text: str) -> dict[Kind, list[Any]]:
    """What an expression compares with: to come behind each of its comparisons."""
    texts = [one or other for one, other in _TEXTS.findall(text)]
    numbers = [float(one) for one in _NUMBERS.findall(text)]
    return {Kind.TEXT: texts, Kind.AMOUNT: [near for one in numbers for near in (one, one + 1)]}


def _tried(rule: Rule, values: dict[Kind, list[Any]]) -> list[Finding]:
    """Run over many made-up orders, of which everything is known."""
    try:
        made = program(rule_text(rule))
    except FAULTS as error:
        return [Finding(rule.id, FindingCode.NO_EXPRESSION, says=_short(error))]
    asks = frozenset(made.variables()) & NAMES
    for trial in range(_TRIALS):
        facts = _made_up(trial, values)
        try:
            answer = made.execute({name: facts[name] for name in asks})
        except TypeError as error:
            return [Finding(rule.id, FindingCode.WRONG_TYPE, says=_short(error))]
        except FAULTS as error:
            return [Finding(rule.id, FindingCode.BREAKS, says=_short(error))]
        if not isinstance(answer, bool):
            return [Finding(rule.id, FindingCode.NOT_YES_OR_NO, repr(answer))]
    return []


def _made_up(trial: int, values: dict[Kind, list[Any]]) -> Facts:
    """Values that meet in many ways, the same ones every time."""
    texts = ["", "x", *values.get(Kind.TEXT, ())]
    numbers = [1.0, 0.0, 1000.0, *values.get(Kind.AMOUNT, ())]
    facts: Facts = {}
    for place, field in enumerate(FIELDS):
        at = _thrown(trial, place)
        match field.kind:
            case Kind.YES:
                facts[field.name] = bool(at & 1)
            case Kind.TEXT:
                facts[field.name] = texts[at % len(texts)]
            case Kind.TEXTS | Kind.PLACES:
                facts[field.name] = [texts[at % len(texts)], "y"][: 1 + (at >> 8) % 2]
            case Kind.AMOUNT:
                facts[field.name] = numbers[at % len(numbers)]
            case _:
                facts[field.name] = int(numbers[at % len(numbers)]) or 1
    return joined(facts)


@cache
def _thrown(trial: int, place: int) -> int:
    """A number that tells nothing of its neighbours, and is always the same."""
    return int.from_bytes(blake2b(f"{trial}:{place}".encode(), digest_size=4).digest())


def nothing_approves(rules: RuleSet, now: datetime) -> bool:
    """Whether every order would wait: some rule decides, and none that approves is in force."""
    on = [rule for rule in rules.rules if rule.enabled and rule.decides]
    return bool(on) and not any(
        rule.outcome is Outcome.APPROVE and rule.in_force(now) for rule in on
    )
