"""The rules of the review as the office sees and changes them: each change is a new version."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from app.center import staff
from app.center.approval import judge_all
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.review_words import FINDING_WORDS
from app.domain.order import Order
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.domain.review import Decision, Outcome, Rule, RuleSet, Why
from app.domain.review_checks import check, nothing_approves
from app.domain.review_engine import Judge
from app.domain.review_trace import Trace, explain
from app.i18n import mark as _
from app.store.review import KeptReview
from app.store.transaction import Transaction

COUNTED: Final = timedelta(days=30)
COLUMNS: Final = ("position", "name", "outcome", "value", "state", "decided", "starts", "ends")
_STEP: Final = 10


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule at its place (1 is asked first). ``state``: on | off | coming | over.

    ``decided``: orders that it decided on in the last thirty days. ``all_wait``: no rule that is
    in force approves anything.
    """

    position: int
    rule: Rule
    state: str
    decided: int
    all_wait: bool = False

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def outcome(self) -> str:
        return self.rule.outcome.value

    @property
    def value(self) -> str:
        return self.rule.value

    @property
    def starts(self) -> datetime | None:
        return self.rule.starts

    @property
    def ends(self) -> datetime | None:
        return self.rule.ends


@dataclass(frozen=True, slots=True)
class RulesVersion:
    """One version: who made it, when, by which action (``rule.move`` ...) on which rule."""

    n: int
    at: datetime
    who: str
    action: str
    about: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What rules make of one order; ``kept``: what was decided of it, when it came."""

    number: str
    rules: RuleSet
    trace: Trace
    kept: KeptReview | None = None


def read(tx: Transaction, query: PageQuery, *, now: datetime) -> Page[RuleRow]:
    """One page. Groups: all | on."""
    rules, decided = tx.reviews.current(), tx.reviews.decided(now - COUNTED)
    waits = nothing_approves(rules, now)
    rows = [
        RuleRow(place, rule, _state(rule, now), decided.get(rule.id, 0), waits)
        for place, rule in enumerate(rules.ordered, start=1)
    ]
    if query.group == "on":
        rows = [one for one in rows if one.state == "on"]
    return page_of(rows, query, {key: attrgetter(key) for key in COLUMNS})


def _state(rule: Rule, now: datetime) -> str:
    if not rule.enabled:
        return "off"
    if rule.in_force(now):
        return "on"
    return "coming" if rule.starts is not None and rule.starts > now else "over"


def current(tx: Transaction) -> RuleSet:
    return tx.reviews.current()


def history(tx: Transaction) -> tuple[RulesVersion, ...]:
    """The versions, the newest first."""
    notes = ((one, *one.what.partition(" ")[::2]) for one in tx.reviews.history())
    return tuple(RulesVersion(one.n, one.at, one.who, *what) for one, *what in notes)


def save(tx: Transaction, act: Act, *, rule: Rule) -> str:
    """Adds a rule at the end, or replaces the one with its id where it stands; its id.

    Raises NotDoneError for the first thing that is wrong with it, NotPermittedError.
    """
    rules = _mine(tx, act)
    if not rule.id:
        rule = replace(rule, id=act.id())
    refuse_wrong(rule)
    known = rules.get(rule.id)
    _write(tx, act, rules.having(rule), "rule.save", rule.name, _said(known), _said(rule))
    return rule.id


def refuse_wrong(rule: Rule) -> None:
    """Raises NotDoneError for the first thing that is wrong with a rule."""
    for one in check(rule):
        raise NotDoneError(FINDING_WORDS[one.code], about=one.about, detail=one.says)


def move(tx: Transaction, act: Act, *, rule_id: str, up: bool) -> None:
    """Asks a rule before its neighbour, or after it. Raises NotDoneError, NotPermittedError."""
    rules = _mine(tx, act)
    ordered = list(rules.ordered)
    at = next((n for n, one in enumerate(ordered) if one.id == rule_id), -1)
    to = at - 1 if up else at + 1
    if at < 0 or not 0 <= to < len(ordered):
        raise NotDoneError(_("It stands there already"))
    ordered[at], ordered[to] = ordered[to], ordered[at]
    moved = replace(rules, rules=_numbered(ordered))
    places = {"place": at + 1}, {"place": to + 1}
    _write(tx, act, moved, "rule.move", ordered[to].name, *places)


def set_enabled(tx: Transaction, act: Act, *, rule_id: str, enabled: bool) -> None:
    """Raises NotDoneError, NotPermittedError."""
    rules, rule = _one(tx, act, rule_id)
    if enabled:
        refuse_wrong(rule)
    changed = rules.having(replace(rule, enabled=enabled))
    _write(tx, act, changed, "rule.on" if enabled else "rule.off", rule.name, {}, {})


def drop(tx: Transaction, act: Act, *, rule_id: str) -> None:
    """Raises NotDoneError, NotPermittedError. The versions before keep it."""
    rules, rule = _one(tx, act, rule_id)
    left = replace(rules, rules=tuple(one for one in rules.rules if one.id != rule_id))
    _write(tx, act, left, "rule.drop", rule.name, _said(rule), {})


def restore(tx: Transaction, act: Act, *, version: int) -> None:
    """The rules as they stood then, as a new version. Raises NotDoneError, NotPermittedError."""
    rules = _mine(tx, act)
    if version >= rules.version or version < 0:
        raise NotDoneError(_("There is no such version before this one"))
    old = tx.reviews.version(version)
    for rule in old.rules:
        refuse_wrong(rule)
    _write(tx, act, old, "rule.restore", str(version), {}, {})


def try_order(tx: Transaction, *, number: str, now: datetime, rule: Rule | None = None) -> Tried:
    """What the rules, with ``rule`` in its place, decide of an order now. Nothing is written.

    Raises NotDoneError: there is no such order, or the rule is wrong.
    """
    rules = tx.reviews.current()
    if rule is not None:
        refuse_wrong(rule)
        rules = rules.having(replace(rule, id=rule.id or "new"))
    found = next(iter(tx.orders.by_code(number)), "")
    stored = tx.orders.get(found) if found else None
    if stored is None:
        raise NotDoneError(_("There is no order {number}"), number=number)
    ((_stored, facts, decision),) = judge_all(tx, Judge(rules, now), [stored], now)
    trace = explain(rules, facts, decision)
    return Tried(stored.order.number, rules, trace, tx.reviews.get(stored.order.id))


def kept_trace(tx: Transaction, order: Order) -> Tried | None:
    """Why an order was decided so when it came; None: it was never reviewed."""
    kept = tx.reviews.get(order.id)
    if kept is None:
        return None
    rules = tx.reviews.version(kept.version)
    decision = Decision(
        Outcome(kept.outcome), kept.rule, Why(kept.why), kept.adds, kept.unknown, kept.says
    )
    return Tried(order.number, rules, explain(rules, kept.facts, decision), kept)


def put_black(tx: Transaction, act: Act, *, buyers: Sequence[str], on: bool) -> None:
    """Buyers, by the platform's token, onto the black list or off it. Raises NotPermittedError."""
    staff.require(tx, act.who, Permission.MANAGE_RULES)
    if on:
        tx.reviews.black_list.put(buyers, act.at, act.who)
    else:
        tx.reviews.black_list.drop(buyers)
    tx.audit.add(
        act.who, "black.put" if on else "black.drop", "black_list", act.at,
        after={"buyers": len(buyers)},
    )  # fmt: skip


def black_list(tx: Transaction) -> tuple[str, ...]:
    return tuple(tx.reviews.black_list.every())


def _mine(tx: Transaction, act: Act) -> RuleSet:
    staff.require(tx, act.who, Permission.MANAGE_RULES)
    return tx.reviews.current()


def _one(tx: Transaction, act: Act, rule_id: str) -> tuple[RuleSet, Rule]:
    rules = _mine(tx, act)
    rule = rules.get(rule_id)
    if rule is None:
        raise NotDoneError(_("This rule is not there any more"))
    return rules, rule


def _numbered(ordered: Sequence[Rule]) -> tuple[Rule, ...]:
    """Priorities by their places, with room between them."""
    return tuple(
        replace(rule, priority=(len(ordered) - place) * _STEP) for place, rule in enumerate(ordered)
    )


def _write(
    tx: Transaction, act: Act, rules: RuleSet, action: str, about: str, before: Any, after: Any
) -> None:
    tx.audit.add(act.who, action, about, act.at, before=before, after=after)
    tx.reviews.add(_numbered(rules.ordered), act.at, act.who, f"{action} {about}")


def _said(rule: Rule | None) -> dict[str, Any]:
    """What the audit keeps of a rule; the version keeps all of it."""
    if rule is None:
        return {}
    return {"outcome": rule.outcome.value, "value": rule.value, "enabled": rule.enabled}
