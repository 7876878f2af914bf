"""What a person at the center does to one order: refund, cancel, hold, approve."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.center import alert_exceptions, regrouping
from app.center.approval import REVIEWED
from app.center.intake import REFUND_AFTER_PACKING, UNBOUND
from app.center.order_life import BY_HAND, MERGED, SPLIT, resumed
from app.center.staff import CENTER, require
from app.domain.order import OrderState
from app.domain.permissions import Permission
from app.store.engine import Store
from app.store.records import IntakeNote, StoredOrder, Task
from app.store.transaction import Transaction


class Action(Enum):
    REFUND = "refund"
    CANCEL = "cancel"
    HOLD = "hold"
    APPROVE = "approve"


_TO = {
    Action.REFUND: OrderState.REFUNDED,
    Action.CANCEL: OrderState.CANCELLED,
    Action.HOLD: OrderState.HELD,
    Action.APPROVE: OrderState.APPROVED,
}


_NEEDS = {
    Action.REFUND: Permission.END_ORDERS,
    Action.CANCEL: Permission.END_ORDERS,
    Action.HOLD: Permission.HOLD_ORDERS,
    Action.APPROVE: Permission.HOLD_ORDERS,
}


class ActionRefusedError(ValueError):
    """The order is not there, is not the only one of its number, or must stay as it is."""


@dataclass(frozen=True, slots=True)
class Done:
    """What the action found and what it left. ``task``: a parcel must be stopped by a person."""

    number: str
    before: OrderState
    after: OrderState
    task: bool = False


def act(
    store: Store, action: Action, number: str, now: datetime, shop: str = "", who: str = CENTER
) -> Done:
    """Change an order's state. Benches hear of it with their next look; the audit trail keeps it.

    ``who`` is an operator's id: one who may not do that is refused.

    Raises:
        ActionRefusedError: with what to do. NotPermittedError: not for this person.
    """
    with store.write() as tx:
        require(tx, who, _NEEDS[action])
        return change(tx, action, _one(tx, number, shop), now, who)


def change(tx: Transaction, action: Action, stored: StoredOrder, now: datetime, who: str) -> Done:
    """The same to an order that was found, in a transaction that is there.

    Raises ActionRefusedError, NotPermittedError.
    """
    require(tx, who, _NEEDS[action])
    number, before = stored.order.number, stored.order.state
    if before is OrderState.PACKED:
        return _after_packing(tx, stored, action, now, who)
    kept = tx.orders.note(stored.order.id)
    if action is Action.APPROVE and kept.reason in UNBOUND:
        raise ActionRefusedError(
            f"{number} has a line without a known item: import the item, then the order again"
        )
    if action is Action.APPROVE and kept.reason in REVIEWED:
        raise ActionRefusedError(
            f"{number} waits for its review ({kept.reason}): release it in the office, on Holds"
        )
    regrouped = kept.reason in {MERGED, SPLIT}
    if action is Action.APPROVE and regrouped:
        raise ActionRefusedError(
            f"{number} is packed under another number: take the merge or split back first"
        )
    after = resumed(stored) if action is Action.APPROVE else _TO[action]
    tx.orders.set_state(stored.order.id, after, now, progress=stored.progress)
    reason = "" if action is Action.APPROVE else BY_HAND
    tx.orders.keep_note(stored.order.id, IntakeNote(reason, kept.told, kept.told_at))
    if regrouped:
        regrouping.source_changed(tx, stored.order.id, now)
    _note(tx, who, action, stored, after, now)
    return Done(number, before, after)


def _one(tx: Transaction, number: str, shop: str) -> StoredOrder:
    found = [
        stored
        for order_id in tx.orders.by_code(number)
        if (stored := tx.orders.get(order_id)) and (not shop or stored.order.shop == shop)
    ]
    if not found:
        raise ActionRefusedError(f"no order {number}: check the number, or import it first")
    if len(found) > 1:
        shops = ", ".join(sorted(stored.order.shop for stored in found))
        raise ActionRefusedError(f"{number} stands for several orders: name the shop ({shops})")
    return found[0]


def _after_packing(
    tx: Transaction, stored: StoredOrder, action: Action, now: datetime, who: str
) -> Done:
    order = stored.order
    if action not in {Action.REFUND, Action.CANCEL}:
        raise ActionRefusedError(f"{order.number} is packed: it cannot be changed any more")
    tx.tasks.open(
        Task(
            id=f"{order.id}:{_TO[action].value}",
            kind=REFUND_AFTER_PACKING,
            opened_at=now,
            order_id=order.id,
            details={"number": order.number, "state": _TO[action].value},
        )
    )
    alert_exceptions.of_task(tx, f"{order.id}:{_TO[action].value}", now)
    _note(tx, who, action, stored, order.state, now)
    return Done(order.number, order.state, order.state, task=True)


def _note(
    tx: Transaction,
    who: str,
    action: Action,
    stored: StoredOrder,
    after: OrderState,
    now: datetime,
) -> None:
    tx.audit.add(
        who,
        f"order.{action.value}",
        stored.order.number,
        now,
        before={"state": stored.order.state.value},
        after={"state": after.value},
    )
