"""What a person decides about the review of one order: approve, force, take back."""

from datetime import datetime
from typing import Any, Final

from app.center import reserving, staff
from app.center.approval import HELD_AS, REVIEWED, STEPS, Released, Step, release
from app.center.intake import UNBOUND
from app.center.office_center import Act
from app.center.order_life import BY_HAND, MERGED, OPENABLE, SPLIT, resumed
from app.center.refusals import NotDoneError
from app.domain.order import OrderState
from app.domain.permissions import Permission
from app.domain.review import Outcome
from app.i18n import mark as _
from app.remote.channels.incoming import REASONS
from app.store.records import IntakeNote, StoredOrder
from app.store.transaction import Transaction

_WAITS: Final = frozenset({OrderState.PENDING, OrderState.HELD})
_MINE: Final = REVIEWED - {HELD_AS[Outcome.REJECT]} | {BY_HAND}
"""What a person may release without force. The rest is the shop's word, or a rule's refusal."""


def approve(
    tx: Transaction, act: Act, *, order_id: str, steps: tuple[Step, ...] = STEPS
) -> StoredOrder:
    """Releases an order that waits for its review, with courier and stock as the rules would.

    What finance must see is finance's to release. Raises NotDoneError, NotPermittedError.
    """
    stored, note = _found(tx, order_id)
    finance = note.reason == HELD_AS[Outcome.HOLD_FINANCE]
    staff.require(tx, act.who, Permission.RELEASE_FINANCE if finance else Permission.HOLD_ORDERS)
    _waiting(stored, note)
    if note.reason not in _MINE:
        raise NotDoneError(
            _("{order} waits for another reason ({reason}): release it by force, with your reason"),
            order=stored.order.number, reason=REASONS.get(note.reason, note.reason),
        )  # fmt: skip
    released = _released(tx, stored, act, steps)
    if reason := released.refused.get(order_id, ""):
        raise NotDoneError(
            _("{order} cannot be released: {reason}"),
            order=stored.order.number, reason=REASONS.get(reason, reason),
        )  # fmt: skip
    _note(tx, act, "review.approve", stored, {"reason": note.reason})
    return stored


def force(tx: Transaction, act: Act, *, order_id: str, reason: str) -> StoredOrder:
    """Releases it whatever rules, stock and couriers say; the reason stays in the audit.

    What was given up, is packed, or has a line without an item cannot be packed by any force.
    Raises NotDoneError, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.FORCE_APPROVE)
    stored, note = _found(tx, order_id)
    _waiting(stored, note)
    if not reason.strip():
        raise NotDoneError(_("Say why it is released by force"))
    released = _released(tx, stored, act, STEPS)
    if order_id in released.refused:
        _open(tx, stored, act.at)
    after = {"reason": note.reason, "because": reason.strip()}
    if refused := released.refused.get(order_id):
        after["without"] = refused
    _note(tx, act, "review.force", stored, after)
    return stored


def unapprove(tx: Transaction, act: Act, *, order_id: str) -> StoredOrder:
    """Takes an approval back while it is not packed: the bench that has it stops at its next scan.

    What was checked already stays known, for when it is released again; the stock is free.
    Raises NotDoneError, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.HOLD_ORDERS)
    stored, note = _found(tx, order_id)
    if stored.order.state not in OPENABLE:
        raise NotDoneError(
            _("{order} is not approved, or packed already"), order=stored.order.number
        )
    tx.orders.set_state(order_id, OrderState.HELD, act.at, progress=stored.progress)
    tx.orders.keep_note(order_id, IntakeNote(BY_HAND, note.told, note.told_at))
    reserving.release(tx, [order_id], act.at, act.new_id)
    _note(tx, act, "review.take_back", stored, {"state": OrderState.HELD.value})
    return stored


def _found(tx: Transaction, order_id: str) -> tuple[StoredOrder, IntakeNote]:
    stored = tx.orders.get(order_id)
    if stored is None:
        raise NotDoneError(_("This order is not there any more"))
    return stored, tx.orders.note(order_id)


def _waiting(stored: StoredOrder, note: IntakeNote) -> None:
    if stored.order.state not in _WAITS:
        raise NotDoneError(_("{order} does not wait for a review"), order=stored.order.number)
    if note.reason in UNBOUND:
        raise NotDoneError(
            _("{order} has a line without an item: bind the listing first"),
            order=stored.order.number,
        )
    if note.reason in {MERGED, SPLIT}:
        raise NotDoneError(_("{order} is merged or split already"), order=stored.order.number)


def _released(tx: Transaction, stored: StoredOrder, act: Act, steps: tuple[Step, ...]) -> Released:
    """With what the rules added. A half-done check goes on where it was."""
    kept = tx.reviews.get(stored.order.id)
    adds = {stored.order.id: kept.adds} if kept else {}
    released = release(tx, [stored.order], adds, act.at, act.new_id, steps)
    if not released.refused and stored.progress is not None:
        _open(tx, stored, act.at)
    return released


def _open(tx: Transaction, stored: StoredOrder, now: datetime) -> None:
    note = tx.orders.note(stored.order.id)
    tx.orders.set_state(stored.order.id, resumed(stored), now, progress=stored.progress)
    tx.orders.keep_note(stored.order.id, IntakeNote("", note.told, note.told_at))


def _note(
    tx: Transaction, act: Act, action: str, stored: StoredOrder, after: dict[str, Any]
) -> None:
    before = {"state": stored.order.state.value}
    tx.audit.add(act.who, action, stored.order.number, act.at, before=before, after=after)
