"""Opening an order: may it be packed here, now, as it is?"""

from dataclasses import replace
from datetime import datetime

from app.domain.apart import Standing, is_apart, may_begin
from app.domain.catalogue import normalise_code
from app.domain.events import (
    CheckCancelled,
    OrderClosed,
    OrderOpened,
    OrderPacked,
    OrderParked,
    OrderReturned,
)
from app.domain.order import Order, OrderState
from app.domain.recorded import (
    Recorded,
)
from app.domain.verdict import Stop, Verdict
from app.station.bought import by_label
from app.station.effects import AskClaim
from app.station.inputs import ClaimHeard
from app.station.spread import known_spreads
from app.station.turn import Turn
from app.store.records import Progress, StoredOrder
from app.store.vault import without_person

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
    outdated = order.slip_revision and order.slip_revision != order.revision
    return _REFUSED.get(order.state) or (Verdict.CHANGED if outdated else None)


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
        stop = why_not(turn, stored, code, mode)
        if stop is None:
            _open(turn, stored, code, mode)
            return
        refused = (*refused, stop)
    turn.stop(refused[0] if refused else Stop(Verdict.ORDER_UNKNOWN, code))


def why_not(turn: Turn, stored: StoredOrder, code: str, mode: str) -> Stop | None:
    """Why this bench cannot open an order now, None when it can."""
    order = stored.order
    # Weighed only: it was checked, and its label printed, elsewhere.
    if mode == "weigh_only" and not (_is_waybill(order, code) or by_label(turn, order, code)):
        return Stop(Verdict.ORDER_UNKNOWN, code, details={"reason": "waybill"})
    details = {"number": order.number}
    packed = _last(turn, order.id, (OrderPacked, OrderClosed))
    if packed and isinstance(packed.fact, OrderPacked):
        details |= {"bench": turn.identity.name, "at": _clock(packed.moment.utc)}
        details |= _by(turn, packed.operator_id)
        return Stop(Verdict.ALREADY_PACKED, code, details=details)
    verdict = refusal(order, turn.identity.warehouse)
    if verdict is None and _held_elsewhere(turn, stored):
        verdict = Verdict.CLAIMED_ELSEWHERE
        details["bench"] = stored.holder
    if verdict is None and not _may_begin(turn, stored):
        verdict = Verdict.APART
        details |= _lent(turn, order.wave)
    if verdict is Verdict.WRONG_WAREHOUSE:
        details["place"] = order.warehouse
    if verdict is Verdict.ALREADY_PACKED:
        details |= {"bench": stored.by_station, "at": _clock(stored.updated_at)}
        details |= _by(turn, stored.by_operator)
    return Stop(verdict, code, details=details) if verdict else None


def _is_waybill(order: Order, code: str) -> bool:
    return bool(order.waybill) and normalise_code(order.waybill) == normalise_code(code)


def _held_elsewhere(turn: Turn, stored: StoredOrder) -> bool:
    """Another bench's claim, as far as this bench knows; one that ran out counts no more."""
    until = stored.lease_until
    others = stored.holder not in ("", turn.identity.station_id)
    return others and until is not None and until > turn.moment.utc


def _may_begin(turn: Turn, stored: StoredOrder) -> bool:
    """Apart from the center, this bench opens what nobody else may open meanwhile."""
    policy, me, now = turn.policy, turn.identity.station_id, turn.moment.utc
    if not is_apart(turn.link, policy.apart_after_s):
        return True
    until, wave = stored.lease_until, stored.order.wave
    held = stored.holder == me and until is not None and until > now
    standing = Standing(wave, turn.tx.waves.holder(wave, now), held)
    return may_begin(standing, me, policy.while_apart, without_wave=policy.apart_without_wave)


def _lent(turn: Turn, wave: str) -> dict[str, str]:
    """For the words: the order's wave, who has it, and what this bench may take instead."""
    now, me = turn.moment.utc, turn.identity.station_id
    holder = turn.tx.waves.holder(wave, now)
    mine = [
        one.wave
        for one in turn.tx.waves.every()
        if one.station_id == me and one.until is not None and one.until > now
    ]
    found = {"wave": wave, "bench": holder, "waves": ", ".join(mine[:3])}
    return {name: value for name, value in found.items() if value}


def _by(turn: Turn, operator_id: str) -> dict[str, str]:
    person = turn.tx.operators.get(operator_id) if operator_id else None
    name = person.name if person else operator_id
    return {"by": name} if name else {}


def _clock(at: datetime | None) -> str:
    return at.astimezone().strftime("%H:%M") if at else ""


def _open(turn: Turn, stored: StoredOrder, code: str, mode: str) -> None:
    order = without_person(stored.order)  # a fact is kept for ever: nobody is named in it
    printed = None if order.waybill else by_label(turn, stored.order, code)
    if printed is not None:  # the label of a number that was bought is in the packer's hand
        order = replace(order, waybill=printed.number)
    progress = _progress(turn, stored)
    if progress.revision not in (0, order.revision):
        progress = Progress()  # counted against lines that are no longer the order's
    turn.add(
        OrderOpened(
            order,
            parcel_id=turn.new_id(),
            code=code,
            mode=mode,
            counts=progress.counts,
            serials=progress.serials,
            box=progress.box or turn.tx.boxes.by_code(order.default_box),
            spread=known_spreads(turn.tx, order),
        )
    )
    turn.do(AskClaim(order.id))


def _progress(turn: Turn, stored: StoredOrder) -> Progress:
    """What this bench says itself counts until the center has heard it.

    The copy may also be behind: it then still says what this bench said the time before.
    """
    own = [
        one
        for one in turn.tx.journal.read_order(stored.order.id)
        if one.station_id == turn.identity.station_id
        and isinstance(one.fact, OrderParked | OrderReturned | CheckCancelled)
    ]
    theirs = stored.progress or Progress()
    if not own:
        return theirs
    behind = any(_bare(_said(one)) == _bare(theirs) for one in own[:-1])
    if turn.tx.outbox.is_waiting(own[-1].n) or (stored.progress and behind):
        return _said(own[-1])
    return theirs


def _bare(progress: Progress) -> Progress:
    return replace(progress, slot="", ticket="", revision=0)


def _said(own: Recorded) -> Progress:
    """The progress in a fact of this bench, without slot and ticket."""
    match own.fact:
        case OrderParked(counts=counts, serials=serials, box=box, revision=revision):
            return Progress(counts, serials, box, revision=revision)
        case OrderReturned(counts=counts, serials=serials, revision=revision):
            return Progress(counts, serials, revision=revision)
        case _:
            return Progress()


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
    details = {"number": packing.order.number}
    if verdict is Verdict.ALREADY_PACKED:
        details |= {"bench": stored.by_station, "at": _clock(stored.updated_at)}
        details |= _by(turn, stored.by_operator)
    turn.stop(Stop(verdict, details=details))
    return False


def claim_heard(turn: Turn, heard: ClaimHeard) -> None:
    """Another bench holds the order, or has packed it already."""
    packing = turn.state.packing
    if heard.granted or packing is None or packing.order.id != heard.order_id:
        return
    if not (heard.holder or heard.packed):  # the order itself cannot be claimed: look what it is
        recheck(turn)
        return
    verdict = Verdict.ALREADY_PACKED if heard.packed else Verdict.CLAIMED_ELSEWHERE
    details = {"bench": heard.holder, "at": heard.at, "number": packing.order.number}
    turn.stop(Stop(verdict, details=details))
