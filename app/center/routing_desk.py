"""The rules for couriers as the office sees and changes them; each change in the audit.

A rule counts for the next order that a courier is chosen for; what was chosen stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any, Final

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.routing_places import places_text
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.domain.routing import RoutingRule, RuleKind
from app.i18n import mark as _
from app.store.transaction import Transaction

COLUMNS: Final = ("position", "name", "kind", "couriers", "places", "grams_over", "grams_to",
                  "shops", "state")  # fmt: skip
_STEP: Final = 10


@dataclass(frozen=True, slots=True)
class RoutingRow:
    """A rule at its place (1 is asked first). ``state``: on | off | coming | over.

    ``couriers`` as they are called here, in their order.
    """

    position: int
    rule: RoutingRule
    state: str
    couriers: str

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def name(self) -> str:
        return self.rule.name or self.rule.id

    @property
    def kind(self) -> str:
        return self.rule.kind.value

    @property
    def places(self) -> str:
        return places_text(self.rule.places)

    @property
    def shops(self) -> str:
        return ", ".join(self.rule.shops)

    @property
    def grams_over(self) -> int | None:
        return self.rule.grams_over

    @property
    def grams_to(self) -> int | None:
        return self.rule.grams_to


def read(tx: Transaction, query: PageQuery, *, day: date) -> Page[RoutingRow]:
    """One page. Groups: all | on."""
    names = tx.couriers.names()
    rows = [
        RoutingRow(
            place, rule, _state(rule, day),
            ", ".join(names.get(code) or code for code in rule.couriers),
        )
        for place, rule in enumerate(tx.routing_rules.every(), start=1)
    ]  # fmt: skip
    if query.group == "on":
        rows = [one for one in rows if one.state == "on"]
    return page_of(rows, query, {key: attrgetter(key) for key in COLUMNS})


def _state(rule: RoutingRule, day: date) -> str:
    if not rule.active:
        return "off"
    if rule.ends is not None and rule.ends < day:
        return "over"
    return "coming" if rule.starts is not None and rule.starts > day else "on"


def save(tx: Transaction, act: Act, *, rule: RoutingRule) -> str:
    """Adds a rule at the end, or replaces the one with its id where it stands; its id.

    Couriers may be named by code or by name. Whether a known rule is on stays as it was.
    Raises NotDoneError for the first thing that is wrong with it, NotPermittedError.
    """
    rules = _mine(tx, act)
    rule = _refused_if_wrong(tx, rule)
    known = _one(rules, rule.id) if rule.id else None
    if known is None:
        rule = replace(rule, id=act.id())
        _number(tx, rules, [*rules, rule])
    else:
        rule = replace(rule, priority=known.priority, active=known.active)
        tx.routing_rules.put([rule])
    tx.audit.add(act.who, "routing.save", rule.id, act.at, before=_said(known), after=_said(rule))
    return rule.id


def move(tx: Transaction, act: Act, *, rule_id: str, up: bool) -> None:
    """Asks a rule before its neighbour, or after it. Raises NotDoneError, NotPermittedError."""
    rules = _mine(tx, act)
    at = rules.index(_one(rules, rule_id))
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rules):
        raise NotDoneError(_("It stands there already"))
    ordered = list(rules)
    ordered[at], ordered[to] = ordered[to], ordered[at]
    _number(tx, rules, ordered)
    places = {"place": at + 1}, {"place": to + 1}
    tx.audit.add(act.who, "routing.move", rule_id, act.at, before=places[0], after=places[1])


def set_active(tx: Transaction, act: Act, *, rule_id: str, active: bool) -> None:
    """Raises NotDoneError, also where it cannot be switched on as it is; NotPermittedError."""
    rule = _one(_mine(tx, act), rule_id)
    changed = replace(_refused_if_wrong(tx, rule) if active else rule, active=active)
    tx.routing_rules.put([changed])
    tx.audit.add(
        act.who, "routing.active", rule_id, act.at,
        before={"active": rule.active}, after={"active": active},
    )  # fmt: skip


def drop(tx: Transaction, act: Act, *, rule_id: str) -> None:
    """Raises NotDoneError, NotPermittedError. The audit keeps what it was."""
    rule = _one(_mine(tx, act), rule_id)
    tx.routing_rules.drop(rule_id)
    tx.audit.add(act.who, "routing.drop", rule_id, act.at, before=_said(rule), after={})


def put_back(tx: Transaction, act: Act, *, rule: RoutingRule, position: int) -> None:
    """A rule as it stood, at its place; nothing of it is judged anew. Raises NotPermittedError."""
    rules = _mine(tx, act)
    known = next((one for one in rules if one.id == rule.id), None)
    ordered = [one for one in rules if one.id != rule.id]
    ordered.insert(position - 1, rule)
    _number(tx, rules, ordered)
    tx.audit.add(act.who, "routing.back", rule.id, act.at, before=_said(known), after=_said(rule))


def _mine(tx: Transaction, act: Act) -> tuple[RoutingRule, ...]:
    staff.require(tx, act.who, Permission.MANAGE_COURIERS)
    return tx.routing_rules.every()


def _one(rules: Iterable[RoutingRule], rule_id: str) -> RoutingRule:
    found = next((one for one in rules if one.id == rule_id), None)
    if found is None:
        raise NotDoneError(_("This rule is not there any more"))
    return found


def _number(tx: Transaction, before: Sequence[RoutingRule], ordered: Sequence[RoutingRule]) -> None:
    """Priorities by their places, with room between them; only what changed is written."""
    numbered = (
        replace(rule, priority=(len(ordered) - place) * _STEP) for place, rule in enumerate(ordered)
    )
    tx.routing_rules.put(one for one in numbered if one not in before)


def _refused_if_wrong(tx: Transaction, rule: RoutingRule) -> RoutingRule:
    """The rule with its couriers as codes. Raises NotDoneError."""
    if not rule.name:
        raise NotDoneError(_("The rule needs a name"))
    rule = replace(rule, couriers=_codes(tx, rule.couriers))
    over, up_to = rule.grams_over, rule.grams_to
    if (over or 0) < 0 or (up_to is not None and up_to <= (over or 0)):
        raise NotDoneError(_("No weight is above the first and up to the second"))
    if (rule.value_over_minor or 0) < 0:
        raise NotDoneError(_("No order is worth less than nothing"))
    if rule.starts is not None and rule.ends is not None and rule.ends < rule.starts:
        raise NotDoneError(_("The last day is before the first"))
    for sku in rule.items:
        if tx.catalogue.get(sku) is None:
            raise NotDoneError(_("No item has the code {name}"), name=sku)
    if rule.kind is RuleKind.PREFER and rule.service:
        _refuse_service(tx, rule)
    return rule


def _codes(tx: Transaction, named: Sequence[str]) -> tuple[str, ...]:
    """The codes of couriers that are in use, each once, in their order."""
    known = {one.code: one.name for one in tx.couriers.every()}
    called = {name.casefold(): code for code, name in known.items()}
    agreed = {one.courier for one in tx.contracts.every()}
    called |= {code.casefold(): code for code in (*agreed, *known)}
    found = []
    for name in named:
        code = called.get(name.casefold())
        if code is None:
            raise NotDoneError(_("No courier in use is called {name}"), name=name)
        found.append(code)
    if not found:
        raise NotDoneError(_("Which couriers?"))
    return tuple(dict.fromkeys(found))


def _refuse_service(tx: Transaction, rule: RoutingRule) -> None:
    """A service that was agreed with none of them would never be chosen."""
    contracts = (one for one in tx.contracts.every() if one.courier in rule.couriers)
    if all(rule.service not in one.services for one in contracts):
        raise NotDoneError(_("No contract with them has the service {name}"), name=rule.service)


def _said(rule: RoutingRule | None) -> dict[str, Any]:
    """What the audit keeps: all of it."""
    if rule is None:
        return {}
    return {
        "name": rule.name,
        "kind": rule.kind.value,
        "couriers": list(rule.couriers),
        "priority": rule.priority,
        "shops": list(rule.shops),
        "channels": list(rule.channels),
        "places": places_text(rule.places),
        "grams": [rule.grams_over, rule.grams_to],
        "cod": rule.cod,
        "value_over_minor": rule.value_over_minor,
        "items": list(rule.items),
        "service": rule.service,
        "days": [str(rule.starts or ""), str(rule.ends or "")],
        "active": rule.active,
    }
