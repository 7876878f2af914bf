"""What a claim, its end and a new state do to an order: said once, for one fact and for many.

No SQL here. Who calls has read the order under a lock, so nothing changes in between.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.order import OrderState
from app.store.records import Claim, Progress, StoredOrder
from app.store.session import to_json

OPENABLE = ("approved", "parked", "returned")
ROW = (
    "id", "state", "holder", "fence", "lease_until", "progress", "by_operator", "by_station",
    "updated_at",
)  # fmt: skip
"""The columns that a claim or a new state changes, with the key."""


@dataclass(frozen=True, slots=True)
class Move:
    """To which state, from which alone (none: from any), and what goes with it."""

    state: OrderState
    now: datetime
    before: tuple[OrderState, ...] = ()
    progress: Progress | None = None
    by_operator: str = ""
    by_station: str = ""


def claimed(
    known: StoredOrder, station_id: str, now: datetime, until: datetime
) -> StoredOrder | None:
    """The order as the station's; None: it is another's, or nobody can pack it."""
    over = known.lease_until is not None and known.lease_until < now
    if known.order.state.value in OPENABLE and (known.holder in {"", station_id} or over):
        return replace(known, holder=station_id, fence=known.fence + 1, lease_until=until)
    return None


def refused(known: StoredOrder) -> Claim:
    """Who has it, and in which state it is."""
    return Claim(False, known.fence, known.holder, known.lease_until, known.order.state)


def released(known: StoredOrder, fence: int) -> StoredOrder | None:
    """The order without its claim; None: somebody claimed it since."""
    return replace(known, holder="", lease_until=None) if known.fence == fence else None


def moved(known: StoredOrder, move: Move) -> StoredOrder | None:
    """The order in its next state, free; None: it was in none of the states before."""
    if move.before and known.order.state not in move.before:
        return None
    return replace(
        known,
        order=replace(known.order, state=move.state),
        progress=move.progress,
        holder="",
        lease_until=None,
        fence=known.fence + 1,
        by_operator=move.by_operator,
        by_station=move.by_station,
        updated_at=move.now,
    )


def row_of(one: StoredOrder) -> dict[str, object]:
    """The columns of ROW."""
    return {
        "id": one.order.id,
        "state": one.order.state.value,
        "holder": one.holder,
        "fence": one.fence,
        "lease_until": one.lease_until,
        "progress": None if one.progress is None else to_json(one.progress),
        "by_operator": one.by_operator,
        "by_station": one.by_station,
        "updated_at": one.updated_at,
    }
