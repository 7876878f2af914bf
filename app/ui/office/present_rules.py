"""Rules, decisions and dry runs in words for the page of rules. No Qt."""

from collections.abc import Iterator
from typing import Any

from app.center.review_desk import Tried
from app.center.review_dry_run import DryRun
from app.center.review_told import clock_text
from app.center.review_words import FIELD_WORDS, OP_WORDS, OUTCOME_WORDS, WHY_WORDS
from app.domain.review import Condition, Group, Op, Outcome, Rule, Why
from app.domain.review_fields import BY_NAME, Kind
from app.domain.review_trace import RuleTold, Tested
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.detail import Section

_MARKS = {True: "✓", False: "✗", None: "?"}


def condition_text(words: Words, one: Condition) -> str:
    """As a sentence: ``Paid amount is more than 500``."""
    say = words.say
    field = say(FIELD_WORDS.get(one.field, one.field))
    if one.field in BY_NAME and BY_NAME[one.field].kind is Kind.YES:
        yes = (one.op is Op.IS) == (one.values[:1] == ("yes",))
        return f"{field}: {say(_('yes')) if yes else say(_('no'))}"
    joint = " – " if one.op is Op.BETWEEN else ", "
    return f"{field} {say(OP_WORDS[one.op])} {joint.join(one.values)}"


def when_lines(words: Words, rule: Rule) -> tuple[tuple[str, str], ...]:
    """The condition of a rule, a line each; the left side says how lines hang together."""
    if rule.expression.strip():
        return ((words.say(_("Expression")), rule.expression.strip()),)
    if rule.when.empty:
        return (("", words.say(_("Every order"))),)
    return tuple(_lines(words, rule.when))


def _lines(words: Words, group: Group) -> Iterator[tuple[str, str]]:
    say = words.say
    joint = say(_("or")) if group.either else say(_("and"))
    first = True
    for one in group.conditions:
        yield "" if first else joint, condition_text(words, one)
        first = False
    for inner in group.groups:
        texts = [text for _left, text in _lines(words, inner)]
        inside = f" {say(_('or')) if inner.either else say(_('and'))} "
        yield "" if first else joint, inside.join(texts)
        first = False


def outcome_text(words: Words, rule: Rule) -> str:
    text = words.say(OUTCOME_WORDS[rule.outcome])
    return f"{text}: {rule.value}" if rule.value and not rule.decides else text


def value_text(words: Words, name: str, value: Any) -> str:
    """A value as an order had it."""
    say = words.say
    if value is None:
        return say(_("not known"))
    if isinstance(value, bool):
        return say(_("yes")) if value else say(_("no"))
    if name in BY_NAME and BY_NAME[name].kind is Kind.CLOCK:
        return clock_text(value)
    if name == "paid":
        return f"{value:,.2f}"
    if name == "weight":
        return f"{value:,} g"
    if isinstance(value, list):
        return ", ".join(one.split(":", 1)[-1] for one in value)
    return str(value)


def tried_sections(words: Words, tried: Tried) -> tuple[Section, ...]:
    """What decided on the order, what it saw, and what would have stopped it."""
    title = words.say(_("Order {number}"), number=tried.number)
    return decided_sections(words, tried, title)


def decided_sections(words: Words, tried: Tried, title: str) -> tuple[Section, ...]:
    """The same under a title of its own."""
    say, trace = words.say, tried.trace
    sections = [Section(title, tuple(_decision(words, tried)))]
    if trace.decided is not None and trace.decided.tests:
        sections.append(Section(say(_("What it saw")), _tests(words, trace.decided)))
    stops = trace.decision.outcome is Outcome.APPROVE
    turning = _("What would have stopped it") if stops else _("What would have released it")
    lines = [line for one in trace.turning for line in _other(words, one)]
    if lines:
        sections.append(Section(say(turning), tuple(lines)))
    return tuple(sections)


def _decision(words: Words, tried: Tried) -> Iterator[tuple[str, str]]:
    say, decision = words.say, tried.trace.decision
    rule = tried.rules.get(decision.rule)
    yield say(_("Decision")), say(OUTCOME_WORDS[decision.outcome])
    yield say(_("Rule")), rule.name if rule else say(_("none"))
    if decision.why is not Why.RULE:
        unknown = ", ".join(say(FIELD_WORDS.get(one, one)) for one in decision.unknown)
        why = say(WHY_WORDS[decision.why], unknown=unknown, detail=decision.says)
        yield say(_("Why")), why
    yield from ((say(OUTCOME_WORDS[added.outcome]), added.value) for added in decision.adds)


def _other(words: Words, told: RuleTold) -> Iterator[tuple[str, str]]:
    yield told.rule.name, words.say(OUTCOME_WORDS[told.rule.outcome])
    yield from (line for line in _tests(words, told) if not line[1].startswith(_MARKS[True]))


def _tests(words: Words, told: RuleTold) -> tuple[tuple[str, str], ...]:
    return tuple(("", _test(words, told.rule, one)) for one in told.tests)


def _test(words: Words, rule: Rule, one: Tested) -> str:
    text = condition_text(words, one.condition) if one.condition else rule.expression.strip()
    saw = "; ".join(
        value_text(words, name, value)
        if one.condition
        else f"{name} = {value_text(words, name, value)}"
        for name, value in one.seen
    )
    return f"{_MARKS[one.held]} {text} ({saw})"


def dry_sections(words: Words, run: DryRun) -> tuple[Section, ...]:
    """Of so many orders so many would change, which way, and some of them by name."""
    say = words.say
    text = say(
        _("Of {orders} orders {changed} would change"),
        orders=f"{run.orders:,}", changed=f"{run.changed:,}",
    )  # fmt: skip
    if not run.whole:
        text = f"{text} ({say(_('stopped before the end'))})"
    lines = [
        (f"{count:,}", f"{say(OUTCOME_WORDS[was])} → {say(OUTCOME_WORDS[would])}")
        for (was, would), count in run.changes.most_common()
    ]
    if run.added:
        added = say(_("the same decision, with something else added"))
        lines.append((f"{run.added:,}", added))
    sections = [Section(text, tuple(lines))]
    none = say(_("none"))
    examples = tuple(
        (one.number, f"{one.rule_before or none} → {one.rule_after or none}")
        for one in run.examples
    )
    if examples:
        sections.append(Section(say(_("For example")), examples))
    return tuple(sections)
