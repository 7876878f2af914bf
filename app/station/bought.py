"""Numbers that the center bought for one order: used from the bench's copy, without a line.

Each is used for one parcel. One that was on a label here is never used again, whatever the copy
still says; the center gives it back and sends another.
"""

from app.domain.catalogue import normalise_code
from app.domain.events import WaybillAssigned
from app.domain.order import BoughtNumber, Order
from app.domain.packing import Parcel
from app.domain.verdict import Stop, Verdict
from app.station import ledger
from app.station.turn import Turn

WAITS_FOR = "bought_from"
"""In a stop's details: the name of the courier whose number has not come yet."""


def sells_one_by_one(turn: Turn, courier: str) -> bool:
    """Whether this courier's numbers are bought for each order, and none is lent to benches."""
    return any(one.numbers for one in turn.tx.contracts.of_courier(courier, turn.today))


def unused(turn: Turn, courier: str) -> tuple[BoughtNumber, ...]:
    """The open order's numbers that no parcel has, as the center sent them last."""
    stored = turn.tx.orders.get(turn.packing.order.id)
    return _free(turn, stored.order, courier) if stored else ()


def _free(turn: Turn, order: Order, courier: str) -> tuple[BoughtNumber, ...]:
    return tuple(
        one
        for one in order.bought
        if one.courier == courier and turn.tx.waybills.get(courier, one.number) is None
    )


def by_label(turn: Turn, order: Order, code: str) -> BoughtNumber | None:
    """The unused number of an order whose label was scanned: it was printed before the check."""
    wanted = normalise_code(code)
    free = _free(turn, order, order.courier)
    return next((one for one in free if normalise_code(one.number) == wanted), None)


def taken_up(turn: Turn, parcel: Parcel) -> bool:
    """A label printed before the check is weighed: the number on it is this parcel's from now on.

    False: it was bought, and the center gave it back meanwhile.
    """
    stored = turn.tx.orders.get(turn.packing.order.id)
    courier = turn.packing.order.courier
    if stored is None or parcel.waybill == stored.order.waybill:
        return True
    one = next((o for o in _free(turn, stored.order, courier) if o.number == parcel.waybill), None)
    if one is not None:
        take(turn, one, parcel)
        return True
    return turn.tx.waybills.get(courier, parcel.waybill) is not None


def take(turn: Turn, one: BoughtNumber, parcel: Parcel) -> None:
    """The number is this parcel's: in this bench's ledger, and as a fact."""
    ledger.enter(turn, one.courier, one.number, parcel.id)
    turn.add(WaybillAssigned(parcel.id, one.courier, one.number, one.sorting_code))


def waited_for(stop: Stop | None) -> str:
    """The code of the courier whose number the packer waits for; "" where nobody does."""
    if stop is None or stop.verdict is not Verdict.NO_NUMBER or WAITS_FOR not in stop.details:
        return ""
    return stop.details["courier"]
