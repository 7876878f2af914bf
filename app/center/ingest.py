"""Facts in, states out: exactly once, in the order in which they arrive, the first one wins.

A fact is stored and applied in one transaction. What this program does not know (a newer
bench) or cannot apply is stored all the same, judged, and never lost.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from app.center import alert_exceptions, alert_facts, handing, ledger, results
from app.domain import events as e
from app.domain.catalogue import normalise_code
from app.domain.pin_facts import LockedOut
from app.domain.recorded import Recorded
from app.domain.scale_profile import ScaleLearned
from app.domain.verdict import MISMATCHES
from app.store.journal import recorded
from app.store.parcels import DOUBLE_PACK
from app.store.records import Answer, Envelope, PickError, Reception
from app.store.remembered import Needs, Remembering
from app.store.transaction import Transaction

LEASE = timedelta(minutes=30)
"""How long an opened order counts as being worked on, if nothing more is heard."""

LOCKED_AT_MOST = timedelta(hours=1)
NOT_KNOWN = "not known here"


def ingest(tx: Transaction, batch: Sequence[Envelope], now: datetime) -> tuple[Answer, ...]:
    """Keep a delivery and apply what is new; one answer each, in the order given.

    A fact that is kept without counting (a parcel packed twice) is answered DUPLICATE with why.
    """
    received = tx.journal.receive(batch, now)
    new = {
        at: _read(row)
        for at, (row, answer) in enumerate(zip(batch, received, strict=True))
        if answer.reception is Reception.ACCEPTED
    }
    for row, answer in zip(batch, received, strict=True):
        if answer.reception is Reception.REFUSED:
            alert_exceptions.refused(tx, row, answer.reason, now)
    acting = {at: it for at, it in new.items() if isinstance(it, str) or type(it.fact) in APPLY}
    if not acting:
        return received
    facts = [one for one in acting.values() if isinstance(one, Recorded)]
    applying = Remembering(tx, _needs(facts))
    answers = list(received)
    for at, found in acting.items():
        verdict = found if isinstance(found, str) else apply(applying, found, now)
        row = batch[at]
        if verdict:
            tx.journal.judge(row.id, verdict)
            alert_exceptions.judged(applying, row, verdict, now)
        if verdict == DOUBLE_PACK:
            answers[at] = Answer(row.id, row.station_id, row.n, Reception.DUPLICATE, verdict)
    applying.flush()
    return tuple(answers)


def keep_only(
    tx: Transaction, batch: Sequence[Envelope], now: datetime, why: str
) -> tuple[Answer, ...]:
    """Keep facts that cannot be applied, with the reason: a person or a later version will."""
    answers = tx.journal.receive(batch, now)
    for answer in answers:
        if answer.reception is Reception.ACCEPTED:
            tx.journal.judge(answer.id, f"not applied: {why}"[:500])
            row = next(one for one in batch if one.id == answer.id)
            alert_exceptions.judged(tx, row, f"not applied: {why}", now)
    return answers


def _read(row: Envelope) -> Recorded | str:
    """The fact of a row, or why this program cannot read it."""
    try:
        return recorded(row)
    except ValueError as error:
        return f"{NOT_KNOWN}: {error}"[:500]


def _needs(records: Iterable[Recorded]) -> Needs:
    """What these facts will ask for, so that it is read at once."""
    needs = Needs()
    for record in records:
        if record.order_id:
            needs.orders.add(record.order_id)
        match fact := record.fact:
            case e.OrderOpened():
                needs.orders.add(fact.order.id)
                needs.tickets.add(normalise_code(fact.code))
            case e.WaybillAssigned():
                needs.numbers.add((fact.courier, fact.number))
                needs.parcels.add(fact.parcel_id)
            case e.LabelPrinted() | e.LabelProven():
                needs.parcels.add(fact.parcel_id)
            case e.ParcelPacked() | e.OrderPacked():
                needs.orders.add(fact.order_id)
    return needs


def apply(tx: Transaction, record: Recorded, now: datetime) -> str:
    """What one fact does to the center. The verdict is empty when it did what it says."""
    handle = APPLY.get(type(record.fact))
    return handle(tx, record, record.fact, now) if handle else ""


def _opened(tx: Transaction, record: Recorded, fact: e.OrderOpened, now: datetime) -> str:
    """The station works on it. A center restored from an older copy learns the order again."""
    order = fact.order
    if tx.orders.get(order.id) is None:
        twin = tx.orders.by_number(order.channel, order.shop, order.number)
        if twin is not None:
            return f"not applied: the order is {twin.order.id} here"
        tx.orders.upsert((order,), now)
    tx.orders.claim(order.id, record.station_id, now, now + LEASE)
    ticket = tx.tickets.get(normalise_code(fact.code))
    if ticket is not None and ticket.order_id == order.id and ticket.state != "closed":
        tx.tickets.move(ticket.id, "resumed", now)
    return ""


def _stopped(tx: Transaction, record: Recorded, fact: e.Stopped, now: datetime) -> str:
    """A mismatch is a pick error from the first second, whoever acknowledges it later."""
    alert_facts.stopped(tx, record, fact, now)
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


def _cleared(tx: Transaction, record: Recorded, fact: e.StopCleared, _now: datetime) -> str:
    alert_facts.cleared(tx, record, fact)
    for error in tx.pick_errors.of_order(record.order_id):
        same = (error.station_id, error.verdict) == (record.station_id, fact.verdict)
        if same and error.state == "open":
            tx.pick_errors.acknowledge(error.id)
    return ""


def _printed(tx: Transaction, record: Recorded, fact: e.LabelPrinted, now: datetime) -> str:
    alert_facts.label_printed(tx, record)
    return ledger.printed(tx, record, fact, now)


def _locked_out(tx: Transaction, record: Recorded, fact: LockedOut, now: datetime) -> str:
    """Guessed at one bench, locked at every bench; but no bench locks anybody out for long."""
    until = min(fact.until, now + LOCKED_AT_MOST)
    alert_exceptions.locked_out(tx, record, fact, now)
    return "" if tx.operators.lock(fact.operator_id, until) else "no such operator here"


def _scale_learned(tx: Transaction, _record: Recorded, fact: ScaleLearned, _now: datetime) -> str:
    """Offered to every bench. What another bench found out under the same name stays."""
    profile = fact.profile
    if not profile.code.strip():
        return "not applied: the profile has no code"
    known = tx.scale_profiles.get(profile.code)
    if known is not None and known != profile:
        return f"not applied: {profile.code} is another profile here"
    tx.scale_profiles.put([profile])
    return ""


APPLY: Mapping[type, Callable[[Transaction, Recorded, Any, datetime], str]] = MappingProxyType(
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
        e.LabelPrinted: _printed,
        e.LabelFailed: alert_facts.label_failed,
        e.LeadCalled: alert_facts.lead_called,
        e.LabelProven: ledger.proven,
        LockedOut: _locked_out,
        e.ForcePassed: alert_exceptions.force_passed,
        ScaleLearned: _scale_learned,
        **handing.APPLY,
    }
)
"""What changes something here. Every other fact is kept in the journal and changes nothing."""
