"""Facts in, states out: exactly once, in the order in which they arrive, the first one wins.

A fact is stored and applied in one transaction. What this program does not know (a newer
bench) or cannot apply is stored all the same, judged, and never lost.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from app.center import ledger, results
from app.domain import events as e
from app.domain.catalogue import normalise_code
from app.domain.verdict import MISMATCHES
from app.store.journal import recorded
from app.store.parcels import DOUBLE_PACK
from app.store.records import Answer, Envelope, PickError, Reception
from app.store.transaction import Transaction

LEASE = timedelta(minutes=30)
"""How long an opened order counts as being worked on, if nothing more is heard."""

NOT_KNOWN = "not known here"


def ingest(tx: Transaction, batch: Sequence[Envelope], now: datetime) -> tuple[Answer, ...]:
    """Keep a delivery and apply what is new; one answer each, in the order given.

    A fact that is kept without counting (a parcel packed twice) is answered DUPLICATE with why.
    """
    answers = []
    for row, answer in zip(batch, tx.journal.receive(batch, now), strict=True):
        verdict = _judged(tx, row, now) if answer.reception is Reception.ACCEPTED else ""
        if verdict == DOUBLE_PACK:
            answers.append(Answer(row.id, row.station_id, row.n, Reception.DUPLICATE, verdict))
        else:
            answers.append(answer)
    return tuple(answers)


def keep_only(
    tx: Transaction, batch: Sequence[Envelope], now: datetime, why: str
) -> tuple[Answer, ...]:
    """Keep facts that cannot be applied, with the reason: a person or a later version will."""
    answers = tx.journal.receive(batch, now)
    for answer in answers:
        if answer.reception is Reception.ACCEPTED:
            tx.journal.judge(answer.id, f"not applied: {why}"[:500])
    return answers


def _judged(tx: Transaction, row: Envelope, now: datetime) -> str:
    try:
        record = recorded(row)
    except ValueError as error:
        verdict = f"{NOT_KNOWN}: {error}"[:500]
    else:
        verdict = apply(tx, record, now)
    if verdict:
        tx.journal.judge(row.id, verdict)
    return verdict


def apply(tx: Transaction, record: e.Recorded, now: datetime) -> str:
    """What one fact does to the center. The verdict is empty when it did what it says."""
    handle = APPLY.get(type(record.fact))
    return handle(tx, record, record.fact, now) if handle else ""


def _opened(tx: Transaction, record: e.Recorded, fact: e.OrderOpened, now: datetime) -> str:
    """The station works on it. A center restored from an older copy learns the order again."""
    order = fact.order
    if tx.orders.get(order.id) is None:
        twin = [
            other
            for other_id in tx.orders.by_code(order.number)
            if (other := tx.orders.get(other_id))
            and (other.order.channel, other.order.shop, other.order.number)
            == (order.channel, order.shop, order.number)
        ]
        if twin:
            return f"not applied: the order is {twin[0].order.id} here"
        tx.orders.upsert((order,), now)
    tx.orders.claim(order.id, record.station_id, now, now + LEASE)
    ticket = tx.tickets.get(normalise_code(fact.code))
    if ticket is not None and ticket.order_id == order.id and ticket.state != "closed":
        tx.tickets.move(ticket.id, "resumed", now)
    return ""


def _stopped(tx: Transaction, record: e.Recorded, fact: e.Stopped, _now: datetime) -> str:
    """A mismatch is a pick error from the first second, whoever acknowledges it later."""
    stop = fact.stop
    if stop.verdict not in MISMATCHES:
        return ""
    stored = tx.orders.get(record.order_id)
    tx.pick_errors.add(
        PickError(
            id=record.id,
            order_id=record.order_id,
            order_number=stored.order.number if stored else "",
            verdict=stop.verdict.value,
            code=stop.code,
            found_sku=stop.found.sku if stop.found else "",
            expected_sku=stop.expected.sku if stop.expected else "",
            picker=stored.order.picker if stored else "",
            station_id=record.station_id,
            operator_id=record.operator_id,
            at=record.moment.utc,
        )
    )
    return ""


def _cleared(tx: Transaction, record: e.Recorded, fact: e.StopCleared, _now: datetime) -> str:
    for error in tx.pick_errors.of_order(record.order_id):
        same = (error.station_id, error.verdict) == (record.station_id, fact.verdict)
        if same and error.state == "open":
            tx.pick_errors.acknowledge(error.id)
    return ""


APPLY: Mapping[type, Callable[[Transaction, e.Recorded, Any, datetime], str]] = MappingProxyType(
    {
        e.OrderOpened: _opened,
        e.Stopped: _stopped,
        e.StopCleared: _cleared,
        e.ParcelPacked: results.parcel_packed,
        e.OrderPacked: results.order_packed,
        e.OrderParked: results.order_parked,
        e.OrderReturned: results.order_returned,
        e.CheckCancelled: results.check_cancelled,
        e.OrderClosed: results.order_closed,
        e.WaybillAssigned: ledger.assigned,
        e.LabelPrinted: ledger.printed,
        e.LabelProven: ledger.proven,
    }
)
"""What changes something here. Every other fact is kept in the journal and changes nothing."""
