"""The people of the warehouse as the office sees and changes them; each change in the audit."""

from dataclasses import dataclass
from datetime import datetime

from app.center import door, staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.catalogue import normalise_code
from app.domain.order import Operator, Role
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission, may
from app.i18n import mark as _
from app.store.audit import AuditEntry
from app.store.engine import Store
from app.store.people import Person
from app.store.pins import PinRefusedError
from app.store.transaction import Transaction

_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class PersonRow:
    """``state``: active | locked | left. A PIN is never part of it, only whether there is one."""

    id: str
    name: str
    badge: str
    role: str
    state: str
    has_pin: bool
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to a person, or by one at the door. ``detail`` is plain: a role, a state."""

    at: datetime
    by: str
    action: str
    detail: str = ""


def read(tx: Transaction, query: PageQuery, *, now: datetime) -> Page[PersonRow]:
    """One page. Groups: all | active | left."""
    everybody = (_row(person, now, active=active) for person, active in tx.operators.everybody())
    rows = [one for one in everybody if _in_group(one, query.group)]
    return page_of(
        rows,
        query,
        {
            "name": lambda one: one.name,
            "id": lambda one: one.id,
            "badge": lambda one: one.badge,
            "role": lambda one: one.role,
            "state": lambda one: one.state,
            "has_pin": lambda one: one.has_pin,
            "locked_until": lambda one: one.locked_until,
        },
    )


def history(tx: Transaction, operator_id: str) -> tuple[Step, ...]:
    """What was done about a person, newest first."""
    names = {one.id: one.name for one in tx.operators.every()}
    entries = list(tx.audit.read(about=operator_id))[-_MOST_STEPS:]
    return tuple(
        Step(one.at, names.get(one.who, one.who), one.action, _detail(one))
        for one in reversed(entries)
    )


def add(tx: Transaction, act: Act, *, name: str, badge: str, role: str) -> str:
    """A new person; the id. Raises NotDoneError, NotPermittedError."""
    staff.require(tx, act.who, Permission.MANAGE_PEOPLE)
    code = normalise_code(badge)
    _free(tx, code, "")
    if tx.operators.get(code) is not None:
        code = act.id()
    person = Operator(code, badge.strip(), name.strip(), Role(role))
    tx.operators.put([person])
    tx.audit.add(act.who, "operator.add", code, act.at, after={"role": role, "badge": badge})
    return code


def change(
    tx: Transaction, act: Act, *, operator_id: str, name: str, badge: str, role: str
) -> None:
    """Another name, badge or role. The last administrator stays one."""
    staff.require(tx, act.who, Permission.MANAGE_PEOPLE)
    known = _known(tx, operator_id)
    _free(tx, normalise_code(badge), operator_id)
    if not may(Role(role), Permission.MANAGE_PEOPLE):
        _not_the_last(tx, known)
    active = tx.operators.is_active(operator_id)
    changed = Operator(operator_id, badge.strip(), name.strip(), Role(role))
    tx.operators.put([changed], active=active)
    tx.audit.add(
        act.who, "operator.change", operator_id, act.at,
        before={"role": known.role.value, "badge": known.badge},
        after={"role": role, "badge": changed.badge},
    )  # fmt: skip


def give_pin(store: Store, act: Act, *, operator_id: str, pin: str) -> None:
    """A new PIN; it ends a lock-out too. Hashing takes a moment: not while the database waits."""
    try:
        staff.set_pin(store, operator_id, pin, act.at, act.who)
    except PinRefusedError as error:
        raise NotDoneError(door.BAD_PIN) from error


def unlock(tx: Transaction, act: Act, *, operator_id: str) -> None:
    """End a lock-out before its time; the PIN stays."""
    staff.require(tx, act.who, Permission.MANAGE_PEOPLE)
    _known(tx, operator_id)
    tx.operators.unlock(operator_id)
    tx.audit.add(act.who, "operator.unlock", operator_id, act.at)


def set_active(tx: Transaction, act: Act, *, operator_id: str, active: bool) -> None:
    """Whether the badge counts. Who left cannot sign in anywhere; what they did keeps the name."""
    staff.require(tx, act.who, Permission.MANAGE_PEOPLE)
    known = _known(tx, operator_id)
    if not active:
        if operator_id == act.who:
            raise NotDoneError(_("Nobody can deactivate their own badge"))
        _not_the_last(tx, known)
    else:
        _free(tx, normalise_code(known.badge), operator_id)
    tx.operators.set_active(operator_id, active=active)
    tx.audit.add(
        act.who, "operator.active", operator_id, act.at,
        before={"active": not active}, after={"active": active},
    )  # fmt: skip


def _known(tx: Transaction, operator_id: str) -> Operator:
    known = tx.operators.get(operator_id)
    if known is None:
        raise NotDoneError(_("This person is not here any more"))
    return known


def _free(tx: Transaction, code: str, except_id: str) -> None:
    if not code:
        raise NotDoneError(_("A badge needs at least one letter or digit"))
    others = (one for one, active in door.people(tx) if active and one.id != except_id)
    if any(normalise_code(one.badge) == code for one in others):
        raise NotDoneError(_("Somebody has this badge already: take another one"))


def _not_the_last(tx: Transaction, known: Operator) -> None:
    """Somebody must be able to let people in."""
    if not may(known.role, Permission.MANAGE_PEOPLE):
        return
    if not any(
        one.id != known.id
        and may(one.role, Permission.MANAGE_PEOPLE)
        and tx.operators.has_pin(one.id)
        for one in tx.operators.every()
    ):
        raise NotDoneError(_("The last administrator must stay: name another one first"))


def _row(one: Person, now: datetime, *, active: bool) -> PersonRow:
    locked = one.locked_until is not None and one.locked_until > now
    state = "left" if not active else "locked" if locked else "active"
    until = one.locked_until if locked else None
    return PersonRow(one.id, one.name, one.badge, one.role.value, state, bool(one.pin), until)


def _in_group(one: PersonRow, group: str) -> bool:
    return group == "all" or (one.state == "left") == (group == "left")


def _detail(entry: AuditEntry) -> str:
    role = str(entry.after.get("role", ""))
    return "" if role == entry.before.get("role") else role
