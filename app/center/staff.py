"""People at the center: who may do what, PINs and roles, each change in the audit trail."""

from datetime import datetime

from app.center.refusals import NotDoneError
from app.domain.order import Operator, Role
from app.domain.permissions import Permission, may
from app.i18n import mark as _
from app.store.engine import Store
from app.store.pins import hash_pin
from app.store.transaction import Transaction

NO_OPERATOR = _("no operator {id}: import the badge first")
CENTER = "center"
"""Who acts where no operator is named: whoever may run the center's commands on its computer."""


class NotPermittedError(NotDoneError):
    """This person may not do that, or is not known. The message says what to do."""


def require(tx: Transaction, who: str, permission: Permission) -> None:
    """Raises NotPermittedError unless the operator ``who`` may. CENTER may do everything."""
    if who == CENTER:
        return
    person = tx.operators.get(who)
    if person is None or not any(one.id == who for one in tx.operators.every()):
        raise NotPermittedError(NO_OPERATOR, id=who)
    if not may(person.role, permission):
        raise NotPermittedError(
            _("a {role} may not do that ({what})"), role=person.role.value, what=permission.value
        )


def set_pin(store: Store, operator_id: str, pin: str, now: datetime, who: str = CENTER) -> None:
    """Gives a PIN, or takes it away (""). Benches ask for it from their next look on.

    Raises PinRefusedError for a bad PIN, NotPermittedError. The PIN itself is kept nowhere.
    """
    pin_hash = hash_pin(pin) if pin else ""

    def change(tx: Transaction) -> None:
        require(tx, who, Permission.MANAGE_PEOPLE)
        before = {"has_pin": tx.operators.has_pin(operator_id)}
        if not tx.operators.set_pin(operator_id, pin_hash):
            raise NotPermittedError(NO_OPERATOR, id=operator_id)
        after = {"has_pin": bool(pin)}
        tx.audit.add(who, "operator.pin", operator_id, now, before=before, after=after)

    store.transact(change)


def set_role(
    store: Store, operator_id: str, role: Role, now: datetime, who: str = CENTER
) -> Operator:
    """Gives another role; the person as changed. Raises NotPermittedError."""

    def change(tx: Transaction) -> Operator:
        require(tx, who, Permission.MANAGE_PEOPLE)
        known = tx.operators.get(operator_id)
        if known is None:
            raise NotPermittedError(NO_OPERATOR, id=operator_id)
        tx.operators.set_role(operator_id, role)
        before, after = {"role": known.role.value}, {"role": role.value}
        tx.audit.add(who, "operator.role", operator_id, now, before=before, after=after)
        return Operator(known.id, known.badge, known.name, role)

    return store.transact(change)
