"""Orders judged by rules: all rules of a shop are one program, run once an order.

What cannot be reckoned holds the order, never lets it through: a rule that asks for something
that nobody knows of this order, and one that breaks. Only such rules are run one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import cel

from app.domain.review import Added, Decision, Outcome, Rule, RuleSet, Why
from app.domain.review_cel import FAULTS, program, rule_text
from app.domain.review_facts import Facts
from app.domain.review_fields import FIELD_OF, NAMES, BadValueError

_CHAIN: Final = 60
"""Rules in one chain of questions; the parser gives up between a hundred and two hundred."""

_NONE: Final = -1


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule as it runs. ``program`` None: it cannot be run, ``says`` why."""

    rule: Rule
    text: str
    program: cel.Program | None
    reads: frozenset[str]  # by its program
    says: str = ""

    @property
    def asks(self) -> frozenset[str]:
        """What must be known: what it reads, and whether it is for this shop."""
        return self.reads | self.rule.scope


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is asked of the orders of one shop of which the same things are unknown.

    ``whole`` answers the sure rules: a position in ``deciding`` (or -1) for each chain, then true
    or false for each of ``adding``. ``unsure`` are run singly.
    """

    deciding: tuple[_Ready, ...]
    whole: cel.Program | None
    chains: int
    adding: tuple[_Ready, ...]
    names: tuple[str, ...]
    unsure: tuple[_Ready, ...]


@dataclass(frozen=True, slots=True)
class _Fault:
    ready: _Ready
    why: Why
    unknown: tuple[str, ...]
    says: str


class Judge:
    """One version of the rules, as it is at one time; ``now`` is aware."""

    def __init__(self, rules: RuleSet, now: datetime) -> None:
        self.rules = rules
        self._ready = [
            _made_ready(rule) for rule in rules.ordered if rule.enabled and rule.in_force(now)
        ]
        self._otherwise = rules.otherwise
        self._asks = frozenset[str]().union(*(one.asks for one in self._ready))
        self._plans: dict[tuple[str | None, str | None, frozenset[str]], _Plan] = {}
        self._plain: dict[str, Decision] = {}

    @property
    def asks(self) -> frozenset[str]:
        """The fields that its rules read."""
        return frozenset(FIELD_OF.get(name, name) for name in self._asks)

    def judge(self, facts: Facts) -> Decision:
        """``facts`` as of ``facts_of``: without what is not known."""
        unknown = frozenset(self._asks - facts.keys())
        key = (facts.get("channel"), facts.get("shop"), unknown)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(*key)
        told = _answers(plan, facts)
        if told is None:
            return self._carefully(plan, facts)
        chosen = next((at for at in told[: plan.chains] if at != _NONE), _NONE)
        met = [one for one, yes in zip(plan.adding, told[plan.chains :], strict=True) if yes]
        if not plan.unsure and not met:
            return self._plainly(plan.deciding[chosen].rule.id if chosen != _NONE else "")
        sure = {plan.deciding[chosen].rule.id} if chosen != _NONE else set()
        return self._decided(facts, plan.unsure, sure | {one.rule.id for one in met})

    def _plainly(self, rule_id: str) -> Decision:
        """The decision of one rule that adds nothing: there are few, so each is made once."""
        known = self._plain.get(rule_id)
        if known is None:
            known = self._plain[rule_id] = self._decided({}, (), {rule_id})
        return known

    def _carefully(self, plan: _Plan, facts: Facts) -> Decision:
        """Some rule broke: each is run alone, so that one is known by its name."""
        every = (*plan.deciding, *plan.adding, *plan.unsure)
        return self._decided(facts, every, set())

    def _decided(self, facts: Facts, singly: Sequence[_Ready], met: set[str]) -> Decision:
        """``met``: rules that are known to be met; ``singly``: rules still to be run."""
        faults: dict[str, _Fault] = {}
        for ready in singly:
            answer = _run(ready, facts)
            if isinstance(answer, _Fault):
                faults[ready.rule.id] = answer
            elif answer:
                met = met | {ready.rule.id}
        adds = tuple(
            Added(one.rule.id, one.rule.outcome, one.rule.value)
            for one in self._ready
            if one.rule.id in met and not one.rule.decides
        )
        for ready in self._ready:
            rule = ready.rule
            if rule.decides and rule.id in faults:
                return _held(faults[rule.id], adds)
            if rule.decides and rule.id in met:
                return self._unless(Decision(rule.outcome, rule.id, adds=adds), faults)
        return self._unless(Decision(self._otherwise, why=Why.NO_RULE, adds=adds), faults)

    def _unless(self, decision: Decision, faults: dict[str, _Fault]) -> Decision:
        """An order is not released while an addition to it cannot be reckoned."""
        if decision.outcome is Outcome.APPROVE:
            for ready in self._ready:
                if ready.rule.id in faults and not ready.rule.decides:
                    return _held(faults[ready.rule.id], decision.adds)
        return decision

    def _plan(self, channel: str | None, shop: str | None, unknown: frozenset[str]) -> _Plan:
        mine = [one for one in self._ready if one.rule.concerns(channel, shop)]
        sure = [one for one in mine if one.program is not None and not one.asks & unknown]
        deciding = tuple(one for one in sure if one.rule.decides)
        adding = tuple(one for one in sure if not one.rule.decides)
        chains = [
            _chain(deciding[first : first + _CHAIN], first)
            for first in range(0, len(deciding), _CHAIN)
        ]
        whole = program(f"[{', '.join([*chains, *(one.text for one in adding)])}]")
        names = tuple(sorted(frozenset[str]().union(*(one.reads for one in sure))))
        unsure = tuple(one for one in mine if one not in sure)
        return _Plan(deciding, whole if sure else None, len(chains), adding, names, unsure)


def _made_ready(rule: Rule) -> _Ready:
    try:
        text = rule_text(rule)
        made = program(text)
        reads = frozenset(made.variables()) & NAMES
    except BadValueError as error:
        return _Ready(rule, "", None, frozenset(), f"{error} is no value of its field")
    except FAULTS as error:
        return _Ready(rule, "", None, frozenset(), str(error))
    return _Ready(rule, text, made, reads)


def _chain(rules: Sequence[_Ready], first: int) -> str:
    """The position of the first rule that is met, or -1; none after it is asked."""
    asked = [f"{one.text} ? {at} : " for at, one in enumerate(rules, start=first)]
    return f"({''.join(asked)}{_NONE})"


def _answers(plan: _Plan, facts: Facts) -> list[Any] | None:
    """What the sure rules say; None: one of them broke."""
    if plan.whole is None:
        return []
    try:
        told: list[Any] = plan.whole.execute({name: facts[name] for name in plan.names})
    except FAULTS:
        return None
    # An addition that says neither yes nor no broke as well.
    return told if all(type(one) is bool for one in told[plan.chains :]) else None


def _run(ready: _Ready, facts: Facts) -> bool | _Fault:
    if ready.program is None:
        return _Fault(ready, Why.BROKEN, (), ready.says)
    seen = {name: facts[name] for name in ready.reads if name in facts}
    unknown = tuple(sorted({FIELD_OF.get(one, one) for one in ready.asks - facts.keys()}))
    try:
        answer = ready.program.execute(seen)
    except FAULTS as error:
        return _Fault(ready, Why.UNKNOWN if unknown else Why.BROKEN, unknown, str(error))
    if answer is True and not ready.rule.scope <= facts.keys():
        return _Fault(ready, Why.UNKNOWN, unknown, "")
    if isinstance(answer, bool):
        return answer
    return _Fault(ready, Why.BROKEN, (), f"it says {answer!r}, neither yes nor no")


def _held(fault: _Fault, adds: tuple[Added, ...]) -> Decision:
    return Decision(
        Outcome.HOLD, fault.ready.rule.id, fault.why, adds, fault.unknown,
        "" if fault.why is Why.UNKNOWN else fault.says,
    )  # fmt: skip
