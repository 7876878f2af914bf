"""Rules in a file of JSON: read tolerantly, refused with every fault named."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.center.review_words import FINDING_WORDS
from app.domain.review import Condition, Group, Op, Outcome, Rule, RuleSet
from app.domain.review_checks import Finding, check
from app.domain.review_fields import CANONICAL, WORDS

Json = dict[str, Any]
_OPS: Final[Mapping[str, Op]] = {
    **{op.value: op for op in Op},
    "==": Op.IS, "eq": Op.IS, "is": Op.IS, "equals": Op.IS, "<>": Op.NOT, "ne": Op.NOT,
    "is_not": Op.NOT, "gt": Op.MORE, "ge": Op.AT_LEAST, "gte": Op.AT_LEAST, "lt": Op.LESS,
    "le": Op.AT_MOST, "lte": Op.AT_MOST, "one_of": Op.IN, "any_of": Op.IN, "has": Op.IN,
    "has_any": Op.IN, "not in": Op.NOT_IN, "none_of": Op.NOT_IN, "nin": Op.NOT_IN,
    "not_contains": Op.LACKS,
}  # fmt: skip
_OUTCOMES: Final[Mapping[str, Outcome]] = {
    **{one.value: one for one in Outcome},
    "approved": Outcome.APPROVE, "pass": Outcome.APPROVE, "hold_person": Outcome.HOLD,
    "hold_for_person": Outcome.HOLD, "hold_for_a_person": Outcome.HOLD, "person": Outcome.HOLD,
    "manual": Outcome.HOLD, "hold_for_finance": Outcome.HOLD_FINANCE,
    "finance": Outcome.HOLD_FINANCE, "rejected": Outcome.REJECT, "courier": Outcome.SET_COURIER,
    "warehouse": Outcome.SET_WAREHOUSE, "add_tag": Outcome.TAG, "gift": Outcome.ADD_GIFT,
}  # fmt: skip
_THERE: Final = {"present": "yes", "exists": "yes", "not_empty": "yes", "absent": "no",
                 "missing": "no", "empty": "no"}  # fmt: skip
"""Of a note: whether there is one."""

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id",),
    "name": ("name", "title"),
    "outcome": ("outcome", "action", "then", "do"),
    "value": ("value",),
    "when": ("when", "conditions", "if"),
    "expression": ("expression", "cel"),
    "priority": ("priority",),
    "shops": ("shops", "shop"),
    "channels": ("channels", "channel"),
    "starts": ("from", "starts", "effective_from"),
    "ends": ("to", "ends", "effective_to", "until"),
    "enabled": ("enabled", "active"),
    "all": ("all", "and"),
    "any": ("any", "or"),
    "note": ("note", "description", "comment"),
}
_SHORT: Final = 3
_KEY_OF: Final = {key: name for name, keys in _KEYS.items() for key in keys}


class RulesFileError(ValueError):
    """The file was not taken: ``problems`` name every fault and its rule."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class RulesFile:
    """What a file says: the rules, and the buyers of its black list."""

    rules: RuleSet
    black: frozenset[str] = frozenset()


def read_rules(path: Path) -> RulesFile:
    """The rules of a file. Raises RulesFileError, OSError."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise RulesFileError([f"{path.name}: this is no text in UTF-8"]) from None
    return rules_of(text, path.name)


def rules_of(text: str, source: str = "rules") -> RulesFile:
    """The same from a text. Raises RulesFileError."""
    try:
        # Numbers stay as they are written: 0.1 must not become a double on its way.
        told = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise RulesFileError([f"{source}: this is no JSON: {error}"]) from None
    rows = told.get("rules") if isinstance(told, dict) else told
    if not isinstance(rows, list):
        raise RulesFileError([f'{source}: rules are a list, or an object with a list "rules"'])
    black, problems = _black(told, source)
    rules: list[Rule] = []
    for number, row in enumerate(rows, start=1):
        try:
            rule = _rule(row, number)
        except (ValueError, RecursionError) as error:
            name = row.get("name", "") if isinstance(row, dict) else ""
            problems.append(f"{_place(source, number, str(name))}: {error}")
            continue
        found = [f"{_place(source, number, rule.name)}: {said(one)}" for one in check(rule)]
        if any(one.id == rule.id for one in rules):
            found.append(f"{_place(source, number, rule.name)}: another rule has the id {rule.id}")
        problems += found
        rules.append(rule)
    if problems:
        raise RulesFileError(problems)
    return RulesFile(RuleSet(tuple(rules), 1), black)


def _black(told: Any, source: str) -> tuple[frozenset[str], list[str]]:
    """The black list of a file, and what is wrong beside its rules."""
    if not isinstance(told, dict):
        return frozenset(), []
    odd = sorted(set(told) - {"rules", "black_list", "blacklist", "note"})
    problems = [f"{source}: beside rules and black_list nothing is called {one!r}" for one in odd]
    listed = told.get("black_list", told.get("blacklist")) or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return frozenset(), [*problems, f"{source}: black_list is a list of buyers' names"]
    return frozenset(listed), problems


def said(one: Finding) -> str:
    """A finding in English."""
    words = FINDING_WORDS[one.code].format(about=one.about, detail=one.says)
    if one.code.value == "no_field":
        words += f"; there are: {', '.join(sorted(set(CANONICAL.values())))}"
    return words


def _place(source: str, number: int, name: str) -> str:
    return f"{source}, rule {number}" + (f" ({name})" if name else "")


def _rule(row: Any, number: int) -> Rule:
    if not isinstance(row, dict):
        raise ValueError("a rule is an object")  # noqa: TRY004 - said to people, as the others
    told: Json = {}
    for key, value in row.items():
        name = _KEY_OF.get(str(key).strip().lower())
        if name is None:
            raise ValueError(f"no part of a rule is called {key!r}; there are {', '.join(_KEYS)}")
        if name in told:
            raise ValueError(f"{key!r} says again what another part says")
        told[name] = value
    outcome, value = _outcome(told.get("outcome"), told.get("value"))
    when, expression = _condition_of(told)
    name = str(told.get("name") or told.get("id") or f"rule {number}")
    return Rule(
        id=str(told.get("id") or number),
        name=name,
        outcome=outcome,
        when=when,
        expression=expression,
        value=value,
        priority=_whole(told.get("priority", "0")),
        shops=_texts(told.get("shops")),
        channels=_texts(told.get("channels")),
        starts=moment_of(told.get("starts")),
        ends=moment_of(told.get("ends")),
        enabled=_yes(told.get("enabled", True)),
    )


def _outcome(told: Any, value: Any) -> tuple[Outcome, str]:
    if isinstance(told, dict):
        if len(told) == 1:
            told, value = next(iter(told.items()))
        else:
            told, value = (
                next((told[k] for k in ("do", "outcome") if k in told), None),
                told.get("value"),
            )
    key = str(told or "").strip().lower().replace(" ", "_").replace("-", "_")
    if key not in _OUTCOMES:
        known = ", ".join(one.value for one in Outcome)
        raise ValueError(f"no outcome is called {told!r}; there are {known}")
    return _OUTCOMES[key], "" if value is None else str(value)


def _condition_of(told: Json) -> tuple[Group, str]:
    """The condition in whatever form it was given; none at all: the rule is always met."""
    given = [name for name in ("when", "expression", "all", "any") if told.get(name) is not None]
    if len(given) > 1:
        raise ValueError(f"say its condition once, not by {' and '.join(given)}")
    if not given:
        return Group(), ""
    value = told[given[0]]
    if isinstance(value, str):
        if not value.strip():
            raise ValueError("its expression is empty")
        return Group(), value
    if given[0] == "expression":
        raise ValueError("an expression is a text")
    return _group({given[0]: value} if given[0] in {"all", "any"} else value), ""


def _group(told: Any) -> Group:
    if isinstance(told, list) and not _is_plain(told):
        told = {"all": told}
    if not isinstance(told, dict) or "field" in told:
        return Group((_condition(told),))
    keys = [_KEY_OF.get(str(key).lower(), "") for key in told]
    if len(told) != 1 or keys[0] not in {"all", "any"}:
        raise ValueError(
            'a group is {"all": […]} or {"any": […]}, a condition {"field", "op", "value"}; '
            f"not {', '.join(map(str, told)) or 'nothing'}"
        )
    parts = next(iter(told.values()))
    if not isinstance(parts, list) or not parts:
        raise ValueError("a group is a list of conditions, and none is empty")
    conditions: list[Condition] = []
    groups: list[Group] = []
    for part in parts:
        inner = _group(part)
        if len(inner.conditions) == 1 and not inner.groups:
            conditions += inner.conditions
        else:
            groups.append(inner)
    return Group(tuple(conditions), tuple(groups), either=keys[0] == "any")


def _is_plain(told: list[Any]) -> bool:
    """Whether it is a condition in short: ``["paid", ">", 500]``."""
    words = {*_OPS, *_THERE}
    return len(told) == _SHORT and isinstance(told[0], str) and str(told[1]).lower() in words


def _condition(told: Any) -> Condition:
    if isinstance(told, list) and _is_plain(told):
        told = dict(zip(("field", "op", "value"), told, strict=True))
    if not isinstance(told, dict):
        raise ValueError(f"a condition is an object, not {told!r}")  # noqa: TRY004
    odd = set(told) - {"field", "op", "operator", "value", "values"}
    if odd:
        raise ValueError(f"no part of a condition is called {', '.join(sorted(map(str, odd)))}")
    field = str(told.get("field", ""))
    word = str(told.get("op", told.get("operator", "="))).strip().lower()
    if word in _THERE and CANONICAL.get(field.strip().lower()) in WORDS:
        return Condition(f"has_{CANONICAL[field.strip().lower()]}", Op.IS, (_THERE[word],))
    if word not in _OPS:
        raise ValueError(f"no comparison is called {word!r}; there are {', '.join(_OPS)}")
    value = told.get("value", told.get("values", True))
    values = value if isinstance(value, list) else [value]
    texts = tuple(map(_text, values))
    op = _OPS[word]
    if op is Op.IS and len(texts) > 1:
        op = Op.IN
    return Condition(CANONICAL.get(field.strip().lower(), field), _fitting(op, field), texts)


def _fitting(op: Op, field: str) -> Op:
    """A list that "is" or "contains" something has it among its own."""
    listed = CANONICAL.get(field.strip().lower()) in {"items", "categories", "region"}
    return {Op.IS: Op.IN, Op.NOT: Op.NOT_IN}.get(op, op) if listed else op


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    raise ValueError(f"a value is a text, a number, true or false, not {json.dumps(value)}")


def _texts(told: Any) -> tuple[str, ...]:
    values: Iterator[Any] = iter(
        told if isinstance(told, list) else () if told is None else (told,)
    )
    return tuple(_text(one).strip() for one in values)


def _whole(told: Any) -> int:
    try:
        return int(told)
    except (TypeError, ValueError):
        raise ValueError(f"a priority is a whole number, not {told!r}") from None


def _yes(told: Any) -> bool:
    if not isinstance(told, bool):
        raise ValueError("enabled is true or false")  # noqa: TRY004
    return told


def moment_of(told: Any) -> datetime | None:
    """An instant; without a zone the clock on the wall here is meant. Raises ValueError."""
    if told in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        raise ValueError(f"{told!r} is no day or time like 2026-11-01T08:00") from None
    return moment if moment.tzinfo else moment.astimezone()
