"""A merge or split taken back, held or closed: what becomes of orders that stand for others."""

from collections.abc import Sequence
from datetime import datetime

from app.center import staff
from app.center.office_center import Act
from app.center.order_life import (
    MERGED,
    OPENABLE,
    PART_CHANGED,
    REFUND_OPEN,
    SPLIT,
    UNDONE,
    resumed,
)
from app.center.refusals import NotDoneError
from app.domain.order import OrderState
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store.groups import Share
from app.store.records import IntakeNote, StoredOrder
from app.store.transaction import Transaction

_UNTOUCHED = (OrderState.APPROVED, OrderState.HELD, OrderState.PENDING, OrderState.CANCELLED)


def undo(tx: Transaction, act: Act, *, order_id: str) -> tuple[str, ...]:
    """Takes a merge or a split back, by any order of it; the shop's orders that are free again.

    Raises NotDoneError: something of it is packed, or a bench has it. NotPermittedError.
    """
    staff.require(tx, act.who, Permission.HOLD_ORDERS)
    shares = _group(tx, order_id)
    if not shares:
        raise NotDoneError(_("This order is neither merged nor split"))
    for made in _made(tx, shares):
        if not untouched(made, act.at):
            raise NotDoneError(
                _("{order} is at a bench or packed already"), order=made.order.number
            )
    freed = _take_back(tx, shares, act.who, act.at)
    tx.audit.add(act.who, "order.regroup_undone", shares[0].group, act.at)
    return freed


def source_changed(tx: Transaction, order_id: str, now: datetime) -> None:
    """The shop says something new of an order that is packed as another one.

    As long as nothing of it is printed or at a bench, the merge or split is taken back; else what
    is packed in its place is held, and a person decides.
    """
    shares = _group(tx, order_id)
    made = _made(tx, shares)
    if made and all(untouched(one, now) and not one.order.slip for one in made):
        _take_back(tx, shares, staff.CENTER, now)
        tx.audit.add(staff.CENTER, "order.regroup_undone", shares[0].group, now)
        return
    for one in made:
        if one.order.state in OPENABLE:
            tx.orders.set_state(one.order.id, OrderState.HELD, now, progress=one.progress)
            kept = tx.orders.note(one.order.id)
            tx.orders.keep_note(one.order.id, IntakeNote(PART_CHANGED, kept.told, kept.told_at))


def close_packed(tx: Transaction, now: datetime) -> int:
    """Orders of a shop whose every made order is packed are packed too; how many."""
    closed = 0
    for source_id in tx.groups.waiting_sources():
        made = _made(tx, tx.groups.of_source(source_id))
        if made and all(one.order.state is OrderState.PACKED for one in made):
            last = made[-1]
            closed += tx.orders.set_state(
                source_id,
                OrderState.PACKED,
                last.updated_at or now,
                before=(OrderState.HELD,),
                by_operator=last.by_operator,
                by_station=last.by_station,
            )
    return closed


def untouched(stored: StoredOrder, now: datetime) -> bool:
    """Whether no bench has it, or has begun it."""
    claimed = stored.holder and (stored.lease_until is None or stored.lease_until > now)
    begun = stored.progress is not None or stored.order.tote
    return stored.order.state in _UNTOUCHED and not claimed and not begun


def _group(tx: Transaction, order_id: str) -> tuple[Share, ...]:
    """Every share of the merge or split that an order stands in, on either side."""
    found = tx.groups.of_source(order_id) or tx.groups.of_made([order_id])
    return tx.groups.of(found[0].group) if found else ()


def _made(tx: Transaction, shares: Sequence[Share]) -> list[StoredOrder]:
    ids = dict.fromkeys(share.made_id for share in shares)
    return [stored for one in ids if (stored := tx.orders.get(one)) is not None]


def _take_back(tx: Transaction, shares: Sequence[Share], by: str, now: datetime) -> tuple[str, ...]:
    tx.groups.end(shares[0].group, by, now)
    for made in _made(tx, shares):
        tx.orders.set_state(made.order.id, OrderState.CANCELLED, now)
        tx.orders.keep_note(made.order.id, IntakeNote(UNDONE))
    return tuple(
        source_id
        for source_id in dict.fromkeys(share.source_id for share in shares)
        if _freed(tx, source_id, now)
    )


def _freed(tx: Transaction, source_id: str, now: datetime) -> bool:
    """A source stands where the shop's last word puts it; False: that is not where it is packed."""
    stored = tx.orders.get(source_id)
    if stored is None or stored.order.state is not OrderState.HELD:
        return False
    note = tx.orders.note(source_id)
    if note.reason not in {MERGED, SPLIT}:
        return False  # it waits for something else by now
    told = OrderState(note.told) if note.told else OrderState.APPROVED
    state = resumed(stored) if told is OrderState.APPROVED else told
    order = stored.order
    refunds = tx.refunds.of(order.channel, order.shop, [order.number]).get(order.number, ())
    asked = any(one.state == "open" for one in refunds)
    reason = REFUND_OPEN if asked else "" if state in OPENABLE else "platform_hold"
    tx.orders.set_state(source_id, state, now, progress=stored.progress)
    tx.orders.keep_note(source_id, IntakeNote(reason, note.told, note.told_at))
    return state in OPENABLE
