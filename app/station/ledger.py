"""This bench's part of the waybill-number ledger: its leased numbers and what became of them."""

import logging

from app.domain.waybill_number import (
    ForbiddenTransitionError,
    NumberEvent,
    NumberState,
    WaybillNumber,
    advance,
)
from app.station.turn import Turn

log = logging.getLogger(__name__)


def assign(turn: Turn, courier: str, parcel_id: str) -> str | None:
    """Take the next number of this bench's lease for a parcel; None when the lease is used up."""
    station = turn.identity.station_id
    number = turn.tx.waybills.next_leased(courier, station)
    if number is None:
        return None
    turn.tx.waybills.set_state(number.assign(parcel_id, station), number.state)
    return number.number


def enter(turn: Turn, courier: str, number: str, parcel_id: str) -> None:
    """A number that was bought for an order becomes a parcel's, and is in this ledger now."""
    turn.tx.waybills.add(courier, (number,))
    taken = WaybillNumber(courier, number).assign(parcel_id, turn.identity.station_id)
    turn.tx.waybills.set_state(taken, NumberState.POOL)


def move(turn: Turn, courier: str, number: str, event: NumberEvent) -> None:
    """Advance a number. One that is not in this ledger (pre-printed elsewhere) is left alone."""
    known = turn.tx.waybills.get(courier, number)
    if known is None or (known.state is NumberState.VOIDED and event is NumberEvent.VOID):
        return
    try:
        after = _after(known, event)
    except ForbiddenTransitionError as error:
        # The label exists in the packer's hand whatever the ledger says: keep the parcel, log it.
        log.error("waybill %s: %s", number, error)  # noqa: TRY400 - the message says all
        return
    turn.tx.waybills.set_state(after, known.state)


def _after(known: WaybillNumber, event: NumberEvent) -> WaybillNumber:
    match event:
        case NumberEvent.PRINT:
            return known.printed()
        case NumberEvent.PROVE:
            return known.proven()
        case NumberEvent.VOID:
            return known.voided()
        case NumberEvent.HAND_OVER:
            return known.handed_over()
        case _:
            raise ForbiddenTransitionError(advance(known.state, event), event)
