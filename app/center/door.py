"""Who comes into the office: an operator with a PIN, under the same lock-out as at the bench.

A try is counted before the PIN is looked at: many guesses at once are many tries.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.center import alert_exceptions
from app.center.alert_board import Person
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.catalogue import normalise_code
from app.domain.order import Operator, Role
from app.domain.permissions import ALLOWED, Permission, may
from app.domain.policy import BenchPolicy
from app.i18n import mark as _
from app.store.engine import Store
from app.store.pins import PinRefusedError, hash_pin
from app.store.transaction import Transaction

_RULES = BenchPolicy()
OFFICE_ROLES = frozenset(
    role for role, allowed in ALLOWED.items() if allowed - {Permission.PACK, Permission.CONFIRM}
)
"""Who may do something that is done at a desk."""

BAD_PIN = _("Six digits, and none that everybody tries first: not all alike, not in a row")


@dataclass(frozen=True, slots=True)
class DoorState:
    """``people`` may come in; without ``ready`` nobody is there who could let others in."""

    ready: bool
    people: tuple[Person, ...] = ()


def state(tx: Transaction) -> DoorState:
    people = tx.operators.every()
    ready = any(
        may(one.role, Permission.MANAGE_PEOPLE) and tx.operators.has_pin(one.id) for one in people
    )
    known = sorted((one for one in people if one.role in OFFICE_ROLES), key=lambda one: one.name)
    return DoorState(ready, tuple(_person(one) for one in known))


def sign_in(store: Store, act: Act, who: str, pin: str) -> Person:
    """``who`` is a badge, an id or a name. Raises NotDoneError with what to do."""
    with store.read() as tx:
        operator = _found(tx, who)
        locked = tx.operators.locked_until(operator.id)
        has_pin = tx.operators.has_pin(operator.id)
    if operator.role not in OFFICE_ROLES:
        raise NotDoneError(_("{name} packs at a bench: there is no work at a desk"),
                           name=operator.name)  # fmt: skip
    if locked is not None and locked > act.at:
        raise _locked_out(locked)
    if not has_pin:
        raise NotDoneError(
            _("{name} has no PIN yet: an administrator gives one on the page People"),
            name=operator.name,
        )
    tries = store.transact(lambda tx: tx.operators.count_try(operator.id))
    if tries <= _RULES.pin_tries:
        with store.read() as tx:
            right = tx.operators.pin_matches(operator.id, pin)
        if right:
            store.transact(lambda tx: _came_in(tx, act, operator))
            return _person(operator)
        if tries < _RULES.pin_tries:
            raise NotDoneError(_("Wrong PIN. Tries left: {n}"), n=_RULES.pin_tries - tries)
    until = act.at + timedelta(seconds=_RULES.lock_out_s)
    store.transact(lambda tx: _lock(tx, act, operator, until))
    raise _locked_out(until)


def signed_out(tx: Transaction, act: Act) -> None:
    tx.audit.add(act.who, "office.sign_out", act.who, act.at)


def first_admin(store: Store, act: Act, name: str, badge: str, pin: str) -> Person:
    """The one who lets the others in, where there is none yet. Raises NotDoneError."""
    try:
        pin_hash = hash_pin(pin)
    except PinRefusedError as error:
        raise NotDoneError(BAD_PIN) from error
    code = normalise_code(badge)
    person = Operator(code, badge.strip(), name.strip(), Role.ADMIN)

    def make(tx: Transaction) -> None:
        if state(tx).ready:
            raise NotDoneError(_("There is an administrator already: sign in"))
        if not code or any(normalise_code(one.badge) == code for one, _on in people(tx)):
            raise NotDoneError(_("Somebody has this badge already: take another one"))
        if tx.operators.get(person.id) is not None:
            raise NotDoneError(_("Somebody has this badge already: take another one"))
        tx.operators.put([person])
        tx.operators.set_pin(person.id, pin_hash)
        tx.audit.add(person.id, "operator.first_admin", person.id, act.at,
                     after={"role": person.role.value})  # fmt: skip
        _came_in(tx, replace(act, who=person.id), person)

    store.transact(make)
    return _person(person)


def people(tx: Transaction) -> tuple[tuple[Operator, bool], ...]:
    """Everybody, those who left too: (person, active)."""
    return tuple(
        (Operator(one.id, one.badge, one.name, one.role), active)
        for one, active in tx.operators.everybody()
    )


def _found(tx: Transaction, who: str) -> Operator:
    text = who.strip().casefold()
    known = tx.operators.every()
    found = [one for one in known if one.id.casefold() == text]
    badge = tx.operators.by_badge(who) if text else None
    found = found or ([badge] if badge else [])
    found = found or [one for one in known if one.name.casefold() == text]
    if len(found) > 1:
        raise NotDoneError(_("Several people have this name: scan the badge"))
    if not found:
        raise NotDoneError(_("Nobody has this badge or name: check it, or ask an administrator"))
    return found[0]


def _came_in(tx: Transaction, act: Act, operator: Operator) -> None:
    tx.operators.count_try(operator.id, anew=True)
    tx.audit.add(operator.id, "office.sign_in", operator.id, act.at)


def _lock(tx: Transaction, act: Act, operator: Operator, until: datetime) -> None:
    tx.operators.lock(operator.id, until)
    tx.operators.count_try(operator.id, anew=True)
    tx.audit.add(
        operator.id, "office.locked_out", operator.id, act.at, after={"until": until.isoformat()}
    )
    alert_exceptions.office_locked(tx, act.id(), operator.id, until, act.at)


def _locked_out(until: datetime) -> NotDoneError:
    at = f"{until.astimezone():%H:%M}"
    return NotDoneError(_("Too many wrong PINs: this badge waits until {time}"), time=at)


def _person(one: Operator) -> Person:
    return Person(one.id, one.name, one.role.value)
