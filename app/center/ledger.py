"""Waybill numbers as the facts tell of them: each is in exactly one state, and never used twice."""

from datetime import datetime

from app.domain.events import (
    LabelPrinted,
    LabelProven,
    WaybillAssigned,
)
from app.domain.purchase import is_key_of
from app.domain.recorded import (
    Recorded,
)
from app.domain.waybill_number import ForbiddenTransitionError, NumberState, WaybillNumber
from app.store.records import Task
from app.store.transaction import Transaction

USED_TWICE = "number_used_twice"


def assigned(tx: Transaction, record: Recorded, fact: WaybillAssigned, now: datetime) -> str:
    """A number belongs to a parcel from now on. Another parcel's number opens an exception."""
    known = tx.waybills.get(fact.courier, fact.number)
    if known is None:
        # Pre-printed labels and numbers of a restored center: the ledger learns of them here.
        tx.waybills.add(fact.courier, (fact.number,))
        known = WaybillNumber(fact.courier, fact.number)
    if known.parcel_id == fact.parcel_id:
        return ""
    try:
        if is_key_of(known.parcel_id, record.order_id):  # bought for this order ahead
            changed = known.taken_up(record.order_id, fact.parcel_id, record.station_id)
        else:
            changed = known.assign(fact.parcel_id, record.station_id)
    except (ForbiddenTransitionError, ValueError) as error:
        _used_twice(tx, record, fact, known, now)
        return f"not applied: {error}"
    tx.waybills.set_state(changed, known.state)
    return ""


def _used_twice(
    tx: Transaction, record: Recorded, fact: WaybillAssigned, known: WaybillNumber, now: datetime
) -> None:
    tx.tasks.open(
        Task(
            id=record.id,
            kind=USED_TWICE,
            opened_at=now,
            order_id=record.order_id,
            parcel_id=fact.parcel_id,
            station_id=record.station_id,
            details={
                "courier": fact.courier,
                "number": fact.number,
                "state": known.state.value,
                "other_parcel": known.parcel_id,
                "other_station": known.station_id,
            },
        )
    )


def printed(tx: Transaction, _record: Recorded, fact: LabelPrinted, _now: datetime) -> str:
    return _move(tx, fact.parcel_id, NumberState.PRINTED)


def proven(tx: Transaction, _record: Recorded, fact: LabelProven, _now: datetime) -> str:
    return _move(tx, fact.parcel_id, NumberState.PROVEN)


def void_label(tx: Transaction, parcel_id: str) -> None:
    """The parcel does not ship: its number is void, and the station that used it hears so."""
    for number in tx.waybills.of_parcel(parcel_id):
        if number.state is not NumberState.VOIDED:
            tx.waybills.set_state(number.voided(), number.state)
            tx.waybills.tell(number)


def let_go(tx: Transaction, record: Recorded, order_id: str) -> None:
    """A bench put the order aside: what it had on labels of boxes that are not packed is void.

    Numbers bought for the order only: they go back to the courier. A number of the pool is void at
    the bench, and known here by its absence.
    """
    stored = tx.orders.get(order_id)
    for one in stored.order.bought if stored else ():
        entry = tx.waybills.get(one.courier, one.number)
        if entry is None or entry.station_id != record.station_id:
            continue
        open_label = entry.state in {NumberState.ASSIGNED, NumberState.PRINTED}
        if open_label and tx.parcels.get(entry.parcel_id) is None:
            tx.waybills.set_state(entry.voided(), entry.state)


def _move(tx: Transaction, parcel_id: str, to: NumberState) -> str:
    """Moves the parcel's number on. A proof without a seen print means the print came out."""
    for number in tx.waybills.of_parcel(parcel_id):
        before, changed = number.state, number
        if to is NumberState.PROVEN and changed.state is NumberState.ASSIGNED:
            changed = changed.printed()
        if changed.state in {NumberState.VOIDED, to} and changed is number:
            continue
        changed = changed.printed() if to is NumberState.PRINTED else changed.proven()
        tx.waybills.set_state(changed, before)
    return ""
