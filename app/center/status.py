"""The center in a few lines: orders by state, why some wait, stations, numbers, open trouble."""

from dataclasses import dataclass, field
from datetime import datetime

from app.center import pool
from app.domain.order import OrderState
from app.remote.channels.incoming import REASONS
from app.store.engine import Store
from app.store.records import StationSeen

WAITING = (OrderState.PENDING, OrderState.HELD)
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class CenterStatus:
    """``waiting`` counts by reason the orders that nobody can pack yet."""

    warehouse: str
    epoch: str
    orders: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    stations: tuple[StationSeen, ...] = ()
    pool: dict[str, int] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    pick_errors: int = 0
    tickets: int = 0


def status(store: Store) -> CenterStatus:
    with store.read() as tx:
        waiting: dict[str, int] = {}
        for stored in tx.orders.listed(WAITING, limit=_MOST):
            reason = tx.orders.note(stored.order.id).reason
            waiting[reason] = waiting.get(reason, 0) + 1
        tasks: dict[str, int] = {}
        for task in tx.tasks.in_state("open", limit=_MOST):
            tasks[task.kind] = tasks.get(task.kind, 0) + 1
        return CenterStatus(
            warehouse=tx.warehouse,
            epoch=tx.center.epoch(),
            orders=tx.orders.count(),
            waiting=waiting,
            stations=tx.stations.every(),
            pool={courier: tx.waybills.pool(courier) for courier in pool.couriers(tx)},
            tasks=tasks,
            held=tx.held.count(),
            pick_errors=len(tx.pick_errors.in_state("open", "acknowledged", "assigned")),
            tickets=len(tx.tickets.in_state("open", "picked")),
        )


def lines(found: CenterStatus, now: datetime) -> list[str]:
    """The status as text for a terminal."""
    text = [f"warehouse {found.warehouse}, epoch {found.epoch or 'none: run center init'}"]
    text += [f"orders {state}: {count}" for state, count in sorted(found.orders.items())]
    text += [
        f"  waiting: {count} because {REASONS.get(reason, reason or 'of review')}"
        for reason, count in sorted(found.waiting.items())
    ]
    for station in found.stations:
        ago = int((now - station.seen_at).total_seconds()) if station.seen_at else None
        seen = "never seen" if ago is None else f"seen {ago} s ago"
        text.append(f"station {station.id}: {seen}, {station.waiting} facts waiting there")
    text += [f"numbers in the pool, {courier}: {left}" for courier, left in found.pool.items()]
    text += [
        f"numbers held since a restore, {courier}: {count} (see `center doctor`)"
        for courier, count in found.held.items()
    ]
    text += [f"exceptions {kind}: {count}" for kind, count in sorted(found.tasks.items())]
    text.append(f"pick errors not closed: {found.pick_errors}, re-pick tickets: {found.tickets}")
    return text
