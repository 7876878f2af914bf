"""What a person must do about a shop: an exception, with its alert."""

from collections.abc import Mapping
from datetime import datetime

from app.center import alert_exceptions
from app.store.records import Task
from app.store.transaction import Transaction

MISSED = "orders_missed"
REFUSED = "shipment_refused"
SIGNED_OUT = "shop_signed_out"
_LONGEST = 200


def open_task(
    tx: Transaction,
    task_id: str,
    kind: str,
    now: datetime,
    details: Mapping[str, str],
    order_id: str = "",
    parcel_id: str = "",
) -> None:
    """Opens it once, however often the same thing happens."""
    told = {name: value[:_LONGEST] for name, value in details.items()}
    task = Task(task_id, kind, now, order_id=order_id, parcel_id=parcel_id, details=told)
    if tx.tasks.open(task):
        alert_exceptions.of_task(tx, task_id, now)
