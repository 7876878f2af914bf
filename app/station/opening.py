"""Opening an order: may it be packed here, now, as it is?"""

from app.domain.events import (
    OrderClosed,
    OrderOpened,
    OrderPacked,
    OrderParked,
    OrderReturned,
    Recorded,
)
from app.domain.order import Order, OrderState
from app.domain.verdict import Stop, Verdict
from app.station.effects import AskClaim
from app.station.inputs import ClaimHeard
from app.station.turn import Turn
from app.store.records import Progress, StoredOrder

_REFUSED = {
    OrderState.PENDING: Verdict.NOT_APPROVED,
    OrderState.HELD: Verdict.ON_HOLD,
    OrderState.REFUNDED: Verdict.REFUNDED,
    OrderState.CANCELLED: Verdict.CANCELLED,
    OrderState.PACKED: Verdict.ALREADY_PACKED,
}


def refusal(order: Order, warehouse: str) -> Verdict | None:
    """Why an order cannot be packed, None when it can."""
    if order.warehouse != warehouse:
        return Verdict.WRONG_WAREHOUSE
    if order.slip_revision and order.slip_revision != order.revision:
        return Verdict.CHANGED
    return _REFUSED.get(order.state)


def open_order(turn: Turn, order_ids: tuple[str, ...], code: str, mode: str) -> None:
    """Open the first order that the code names and that can be packed.

    A wave or tote may hold several orders: the ones done are passed over, so that scanning the
    tote again opens the next one.
    """
    refused: tuple[Stop, ...] = ()
    for order_id in order_ids:
        stored = turn.tx.orders.get(order_id)
        if stored is None:
            continue
        stop = _why_not(turn, stored, code)
        if stop is None:
            _open(turn, stored, code, mode)
            return
        refused = (*refused, stop)
    turn.stop(refused[0] if refused else Stop(Verdict.ORDER_UNKNOWN, code))


def _why_not(turn: Turn, stored: StoredOrder, code: str) -> Stop | None:
    order = stored.order
    details = {"number": order.number}
    packed = _last(turn, order.id, (OrderPacked, OrderClosed))
    if packed and isinstance(packed.fact, OrderPacked):
        at = packed.moment.utc.astimezone().strftime("%H:%M")
        return Stop(
            Verdict.ALREADY_PACKED, code, details=details | {"at": at, "bench": turn.identity.name}
        )
    verdict = refusal(order, turn.identity.warehouse)
    if verdict is Verdict.WRONG_WAREHOUSE:
        details["place"] = order.warehouse
    if verdict is Verdict.ALREADY_PACKED:
        at = stored.updated_at.astimezone().strftime("%H:%M") if stored.updated_at else ""
        details |= {"bench": stored.by_station, "by": stored.by_operator, "at": at}
    return Stop(verdict, code, details=details) if verdict else None


def _open(turn: Turn, stored: StoredOrder, code: str, mode: str) -> None:
    progress = _progress(turn, stored)
    order = stored.order
    turn.add(
        OrderOpened(
            order,
            parcel_id=turn.new_id(),
            code=code,
            mode=mode,
            counts=progress.counts,
            serials=progress.serials,
            box=progress.box or turn.tx.boxes.by_code(order.default_box),
        )
    )
    turn.do(AskClaim(order.id))


def _progress(turn: Turn, stored: StoredOrder) -> Progress:
    """What this bench says itself counts until the center has heard it."""
    own = _last(turn, stored.order.id, (OrderParked, OrderReturned))
    if own and stored.progress and not turn.tx.outbox.is_waiting(own.n):
        return stored.progress
    if own and isinstance(own.fact, OrderParked):
        return Progress(own.fact.counts, own.fact.serials, own.fact.box)
    if own and isinstance(own.fact, OrderReturned):
        return Progress(own.fact.counts, own.fact.serials)
    return stored.progress or Progress()


def _last(turn: Turn, order_id: str, kinds: tuple[type, ...]) -> Recorded | None:
    """The newest fact of these kinds about an order in this bench's journal."""
    for recorded in reversed(turn.tx.journal.read_order(order_id)):
        if isinstance(recorded.fact, kinds):
            return recorded
    return None


def recheck(turn: Turn) -> bool:
    """Whether the open order may still go on, as far as this bench has heard. Stops if not.

    Asked at every word from the center, at the last scan, at the weight and at the proof.
    """
    packing = turn.state.packing
    if packing is None or turn.state.stop:
        return False
    stored = turn.tx.orders.get(packing.order.id)
    if stored is None:
        return True
    verdict = refusal(stored.order, turn.identity.warehouse)
    if verdict is None and stored.order.revision != packing.order.revision:
        verdict = Verdict.CHANGED
    if verdict is None:
        return True
    details = {"number": packing.order.number, "bench": stored.by_station}
    turn.stop(Stop(verdict, details=details))
    return False


def orders_heard(turn: Turn) -> None:
    """The open order changed in the local copy."""
    recheck(turn)


def claim_heard(turn: Turn, heard: ClaimHeard) -> None:
    """Another bench holds the order, or has packed it already."""
    packing = turn.state.packing
    if heard.granted or packing is None or packing.order.id != heard.order_id:
        return
    verdict = Verdict.ALREADY_PACKED if heard.packed else Verdict.CLAIMED_ELSEWHERE
    details = {"bench": heard.holder, "at": heard.at, "number": packing.order.number}
    turn.stop(Stop(verdict, details=details))
