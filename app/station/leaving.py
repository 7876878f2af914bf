"""The ways an order leaves the bench other than packed: parked, sent back, dropped."""

from app.domain.events import CheckCancelled, OrderClosed, OrderParked, OrderReturned
from app.domain.meaning import TICKET_PREFIX
from app.domain.waybill_number import NumberEvent
from app.station import ledger
from app.station.effects import PrintSlip, WakeSync
from app.station.turn import Turn

_TICKET_DIGITS = 10  # random hex: no two slips of a warehouse ever share one


def park(turn: Turn, slot: str = "") -> None:
    """Put the half-checked order aside. Scanning any of its codes resumes it, at any bench."""
    packing = turn.packing
    _let_go(turn)
    turn.add(
        OrderParked(
            packing.order.id,
            dict(packing.check.counts),
            tuple(sorted(packing.check.serials)),
            packing.current.box,
            slot,
            packing.order.revision,
        )
    )
    turn.do(WakeSync())  # any other bench may resume it


def send_back(turn: Turn, reason: str) -> None:
    """Back to be re-picked, with the exact difference on a slip whose barcode resumes it."""
    packing = turn.packing
    _let_go(turn)
    missing, extra = packing.check.missing(), packing.extras
    ticket = TICKET_PREFIX + turn.new_id().replace("-", "")[-_TICKET_DIGITS:].upper()
    turn.do(PrintSlip(ticket, packing.order, missing, extra))
    turn.add(
        OrderReturned(
            packing.order.id,
            ticket,
            dict(packing.check.counts),
            missing,
            extra,
            tuple(sorted(packing.check.serials)),
            reason,
            packing.order.revision,
        )
    )
    turn.do(WakeSync())


def cancel(turn: Turn) -> None:
    """Drop the check as if the order had never been opened here."""
    _let_go(turn)
    turn.add(CheckCancelled(turn.packing.order.id))


def close(turn: Turn, verdict: str) -> None:
    """The order must not go on, or not here."""
    _let_go(turn)
    turn.add(OrderClosed(turn.packing.order.id, verdict))


def _let_go(turn: Turn) -> None:
    """A number that was on a label never goes out again; one never printed is void as well.

    What lies on the scale may be this parcel: it is not the next one's weight.
    """
    turn.lift_first = True
    packing = turn.packing
    for parcel in packing.parcels:
        if parcel.waybill and not parcel.packed:  # a pre-printed one is not in the ledger
            ledger.move(turn, packing.order.courier, parcel.waybill, NumberEvent.VOID)
