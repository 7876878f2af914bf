"""What the center itself finds, as alerts: exceptions, facts it could not apply, badges.

An exception's alert has the id of its task: who closes the one closes the other.
"""

from datetime import datetime
from typing import Any

from app.domain.events import ForcePassed
from app.domain.order import Order
from app.domain.pin_facts import LockedOut
from app.domain.recorded import Recorded
from app.store.alerts import StoredAlert
from app.store.records import Answer, Envelope, Reception
from app.store.transaction import Transaction

EXCEPTION = "exception"
BADGE = "badge"
NOT_APPLIED = "not_applied"
NOT_KNOWN = "not_known"
SET_ASIDE = "set_aside"
LOCKED_OUT = "locked_out"
FORCE_PASSED = "force_passed"
_LONGEST = 300


def judged(tx: Transaction, row: Envelope, verdict: str, now: datetime) -> None:
    """A fact did not do what it says: its task, or that it waits for a person."""
    if of_task(tx, row.id, now):
        return
    if verdict.startswith("not known here"):
        # A newer bench says many things that are not known here: one alert says it.
        _of_fact(tx, row, f"{row.station_id}:{row.kind}", NOT_KNOWN, verdict, now)
    elif verdict.startswith("not applied"):
        _of_fact(tx, row, row.id, NOT_APPLIED, verdict.partition(": ")[2], now)


def refused(tx: Transaction, row: Envelope, why: str, now: datetime) -> tuple[Answer, ...]:
    """A fact that the center cannot even keep: the bench sets it aside, a person must look."""
    _of_fact(tx, row, f"{row.id}:refused", SET_ASIDE, why, now)
    return (Answer(row.id, row.station_id, row.n, Reception.REFUSED, why),)


def of_task(tx: Transaction, task_id: str, now: datetime) -> bool:
    """The alert of an exception task; False: there is no such task."""
    task = tx.tasks.get(task_id)
    if task is None:
        return False
    details = {name: str(value) for name, value in task.details.items()}
    _add(
        tx, task.id, EXCEPTION, task.kind, now, at=task.opened_at, details=details,
        order_id=task.order_id, station_id=task.station_id,
    )  # fmt: skip
    return True


def follow_task(
    tx: Transaction, one: StoredAlert, values: dict[str, Any], by: str, now: datetime
) -> None:
    """The alert was closed, or closing it was taken back: so is its task."""
    if one.kind != EXCEPTION or "state" not in values:
        return
    if values["state"] == "closed":
        tx.tasks.close(one.id, by, str(values.get("note") or values.get("cause", "")), now)
    elif one.state == "closed":
        tx.tasks.reopen(one.id)


def locked_out(tx: Transaction, record: Recorded, fact: LockedOut, now: datetime) -> None:
    details = {"who": _name(tx, fact.operator_id), "until": fact.until.isoformat()}
    _add(
        tx, record.id, BADGE, LOCKED_OUT, now, at=record.moment.utc, details=details,
        station_id=record.station_id, operator_id=fact.operator_id,
    )  # fmt: skip


def office_locked(
    tx: Transaction, alert_id: str, operator_id: str, until: datetime, now: datetime
) -> None:
    """Too many wrong PINs at the office itself."""
    details = {"who": _name(tx, operator_id), "until": until.isoformat(), "office": "yes"}
    _add(tx, alert_id, BADGE, LOCKED_OUT, now, at=now, details=details, operator_id=operator_id)


def force_passed(tx: Transaction, record: Recorded, fact: ForcePassed, now: datetime) -> str:
    details = {
        "who": fact.supervisor.name,
        "reason": fact.reason,
        "second": fact.second.name if fact.second else "",
        "used": str(fact.used),
    }
    _add(
        tx, record.id, BADGE, FORCE_PASSED, now, at=record.moment.utc, details=details,
        order_id=record.order_id, station_id=record.station_id, operator_id=record.operator_id,
    )  # fmt: skip
    return ""


def _of_fact(
    tx: Transaction, row: Envelope, alert_id: str, verdict: str, why: str, now: datetime
) -> None:
    details = {"fact": row.kind, "why": why[:_LONGEST]}
    _add(
        tx, alert_id, EXCEPTION, verdict, now, at=row.at, details=details,
        order_id=row.order_id, station_id=row.station_id, operator_id=row.operator_id,
    )  # fmt: skip


def _name(tx: Transaction, operator_id: str) -> str:
    known = tx.operators.get(operator_id)
    return known.name if known else operator_id


def _add(
    tx: Transaction,
    alert_id: str,
    kind: str,
    verdict: str,
    now: datetime,
    *,
    at: datetime,
    details: dict[str, str],
    order_id: str = "",
    station_id: str = "",
    operator_id: str = "",
) -> None:
    stored = tx.orders.get(order_id) if order_id else None
    order: Order | None = stored.order if stored else None
    tx.alerts.add(
        StoredAlert(
            id=alert_id,
            kind=kind,
            verdict=verdict,
            order_id=order_id,
            order_number=order.number if order else "",
            shop=order.shop if order else "",
            cut_off=order.cut_off if order else None,
            code="",
            found=None,
            expected=None,
            details=details,
            picker=order.picker if order else "",
            station_id=station_id,
            operator_id=operator_id,
            at=at,
            recv_at=now,
            cleared_at=at,  # no bench stands still for it
        )
    )
