"""Facts that end or interrupt the packing of an order: packed, parked, returned, cancelled."""

from datetime import datetime

from app.center import handing, ledger
from app.domain.catalogue import normalise_code
from app.domain.events import (
    CheckCancelled,
    OrderClosed,
    OrderPacked,
    OrderParked,
    OrderReturned,
    ParcelPacked,
)
from app.domain.order import OrderState
from app.domain.recorded import (
    Recorded,
)
from app.store.parcels import DOUBLE_PACK, parcel_of
from app.store.records import Progress, Task, Ticket
from app.store.transaction import Transaction

OPENABLE = (OrderState.APPROVED, OrderState.PARKED, OrderState.RETURNED)
GIVEN_UP = (OrderState.REFUNDED, OrderState.CANCELLED)
UNREVIEWED = (OrderState.PENDING, OrderState.HELD)
PACKED_ANYWAY = "packed_anyway"  # although refunded, cancelled, held: stop the parcel
CAME_LATE = "came_late"  # a bench parked or returned what another had packed meanwhile


def parcel_packed(tx: Transaction, record: Recorded, fact: ParcelPacked, now: datetime) -> str:
    """The first fact for a parcel wins; a later one is kept, with a task for a person."""
    accepted = tx.parcels.accept(parcel_of(record, fact), now, record.id)
    handing.packed(tx, record, fact, void=not accepted.accepted)
    if not accepted.accepted:
        ledger.void_label(tx, fact.parcel_id)
        _tell_again(tx, fact.order_id, now)
        return accepted.reason or DOUBLE_PACK
    stored = tx.orders.get(fact.order_id)
    if stored is not None and stored.order.state in (*GIVEN_UP, *UNREVIEWED):
        state = stored.order.state.value
        _task(tx, record, PACKED_ANYWAY, now, state=state, waybill=fact.waybill)
        return f"{PACKED_ANYWAY}: {state}"
    return ""


def _tell_again(tx: Transaction, order_id: str, now: datetime) -> None:
    """Give the order a new number in the feed, as it is: every bench hears who was first."""
    stored = tx.orders.get(order_id)
    if stored is not None:
        tx.orders.set_state(
            order_id,
            stored.order.state,
            stored.updated_at or now,
            progress=stored.progress,
            by_operator=stored.by_operator,
            by_station=stored.by_station,
        )


def order_packed(tx: Transaction, record: Recorded, fact: OrderPacked, now: datetime) -> str:
    """Packed is packed, even when it was held meanwhile; a refund or cancellation stays on top."""
    _move(tx, record, fact.order_id, OrderState.PACKED, (*OPENABLE, *UNREVIEWED), None)
    for ticket in tx.tickets.of_order(fact.order_id):
        if ticket.state not in {"resumed", "closed"}:
            tx.tickets.move(ticket.id, "closed", now)
    return ""


def order_parked(tx: Transaction, record: Recorded, fact: OrderParked, now: datetime) -> str:
    ledger.let_go(tx, record, fact.order_id)
    progress = Progress(fact.counts, fact.serials, fact.box, fact.slot, revision=fact.revision)
    moved = _move(tx, record, fact.order_id, OrderState.PARKED, OPENABLE, progress)
    return "" if moved else _late(tx, record, fact.order_id, now)


def order_returned(tx: Transaction, record: Recorded, fact: OrderReturned, now: datetime) -> str:
    """Back to the pickers: the ticket's code opens the order again, where it stood."""
    ledger.let_go(tx, record, fact.order_id)
    ticket = normalise_code(fact.ticket)
    tx.tickets.open(
        Ticket(
            id=ticket,
            order_id=fact.order_id,
            missing=fact.missing,
            extra=fact.extra,
            reason=fact.reason,
            slot="",
            station_id=record.station_id,
            operator_id=record.operator_id,
            opened_at=record.moment.utc,
        )
    )
    progress = Progress(fact.counts, fact.serials, ticket=ticket, revision=fact.revision)
    moved = _move(tx, record, fact.order_id, OrderState.RETURNED, OPENABLE, progress)
    return "" if moved else _late(tx, record, fact.order_id, now)


def check_cancelled(tx: Transaction, record: Recorded, fact: CheckCancelled, now: datetime) -> str:
    ledger.let_go(tx, record, fact.order_id)
    moved = _move(tx, record, fact.order_id, OrderState.APPROVED, OPENABLE, None)
    return "" if moved else _late(tx, record, fact.order_id, now)


def order_closed(tx: Transaction, record: Recorded, fact: OrderClosed, _now: datetime) -> str:
    """The bench let go of an order that must not go on: only its claim ends."""
    ledger.let_go(tx, record, fact.order_id)
    stored = tx.orders.get(fact.order_id)
    if stored is not None and stored.holder == record.station_id:
        tx.orders.release(fact.order_id, stored.fence)
    return ""


def _move(
    tx: Transaction,
    record: Recorded,
    order_id: str,
    to: OrderState,
    before: tuple[OrderState, ...],
    progress: Progress | None,
) -> bool:
    return tx.orders.set_state(
        order_id,
        to,
        record.moment.utc,
        before=before,
        progress=progress,
        by_operator=record.operator_id,
        by_station=record.station_id,
    )


def _late(tx: Transaction, record: Recorded, order_id: str, now: datetime) -> str:
    """What a bench did to an order that was over: a person must only look if goods lie there."""
    stored = tx.orders.get(order_id)
    if stored is None:
        return "not applied: no such order"
    _task(tx, record, CAME_LATE, now, state=stored.order.state.value, by=stored.by_station)
    return f"{CAME_LATE}: {stored.order.state.value}"


def _task(tx: Transaction, record: Recorded, kind: str, now: datetime, **details: str) -> None:
    tx.tasks.open(
        Task(
            id=record.id,
            kind=kind,
            opened_at=now,
            order_id=record.order_id,
            station_id=record.station_id,
            details={"fact": type(record.fact).__name__, **details},
        )
    )
