"""Facts that a shift lead must see: every stop, a printer that waits, a call for the lead.

What the center itself finds (a parcel packed twice) is in ``alert_exceptions``.
"""

from datetime import datetime

from app.domain import events as e
from app.domain.recorded import Recorded
from app.domain.verdict import MISMATCHES, Stop, Verdict
from app.store.alerts import StoredAlert
from app.store.transaction import Transaction

PASSING = frozenset(
    {
        Verdict.MISREAD,
        Verdict.AMBIGUOUS,
        Verdict.ORDER_UNKNOWN,
        Verdict.BADGE_UNKNOWN,
        Verdict.NOT_ALLOWED,
        Verdict.OTHER_ORDER,
        Verdict.APART,
    }
)
"""Nothing lies wrong on the bench and its packer goes on alone: listed, but nobody is called."""

PASSED = "passed"
PRINTED = "printed"
CALL_LEAD = "call_lead"


def stopped(tx: Transaction, record: Recorded, fact: e.Stopped, now: datetime) -> None:
    stop = fact.stop
    kind = "mismatch" if stop.verdict in MISMATCHES else "stop"
    _add(tx, record, now, kind, stop.verdict.value, stop, passing=stop.verdict in PASSING)


def cleared(tx: Transaction, record: Recorded, fact: e.StopCleared) -> None:
    """The bench goes on; whether somebody should still look is the lead's to say."""
    tx.alerts.clear(record.station_id, record.order_id, fact.verdict, record.moment.utc)


def lead_called(tx: Transaction, record: Recorded, _fact: e.LeadCalled, now: datetime) -> str:
    _add(tx, record, now, "lead", CALL_LEAD)
    return ""


def label_failed(tx: Transaction, record: Recorded, fact: e.LabelFailed, now: datetime) -> str:
    stop = Stop(Verdict.PRINTER, details={"problem": fact.problem})
    _add(tx, record, now, "printer", Verdict.PRINTER.value, stop)
    return ""


def label_printed(tx: Transaction, record: Recorded) -> None:
    """The printer works again: what it waited for needs nobody."""
    tx.alerts.clear(
        record.station_id,
        record.order_id,
        Verdict.PRINTER.value,
        record.moment.utc,
        close=PRINTED,
    )


def _add(
    tx: Transaction,
    record: Recorded,
    now: datetime,
    kind: str,
    verdict: str,
    stop: Stop | None = None,
    *,
    passing: bool = False,
) -> None:
    stored = tx.orders.get(record.order_id) if record.order_id else None
    order = stored.order if stored else None
    tx.alerts.add(
        StoredAlert(
            id=record.id,
            kind=kind,
            verdict=verdict,
            order_id=record.order_id,
            order_number=order.number if order else "",
            shop=order.shop if order else "",
            cut_off=order.cut_off if order else None,
            code=stop.code if stop else "",
            found=stop.found if stop else None,
            expected=stop.expected if stop else None,
            details=stop.details if stop else {},
            picker=order.picker if order else "",
            station_id=record.station_id,
            operator_id=record.operator_id,
            at=record.moment.utc,
            recv_at=now,
            cleared_at=record.moment.utc if passing else None,
            state="closed" if passing else "open",
            cause=PASSED if passing else "",
            closed_at=now if passing else None,
        )
    )
