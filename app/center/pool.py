"""Waybill numbers lent to the stations ahead, so that a bench can label without the center."""

from dataclasses import dataclass

import msgspec

from app.store.transaction import Transaction

COURIERS = "couriers"
_Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoolPolicy:
    """A station with fewer than ``low`` numbers of a courier is filled up to ``block``."""

    low: int = 50
    block: int = 100


def couriers(tx: Transaction) -> _Names:
    """The couriers whose numbers were ever put into the pool."""
    kept = tx.checkpoint.get(COURIERS)
    return msgspec.json.decode(kept, type=_Names) if kept else ()


def stock_up(tx: Transaction, courier: str, numbers: tuple[str, ...]) -> int:
    """Put numbers into the pool; how many were new."""
    known = couriers(tx)
    if courier not in known:
        tx.checkpoint.put(COURIERS, msgspec.json.encode((*known, courier)))
    return tx.waybills.add(courier, numbers)


def top_up(tx: Transaction, station_id: str, policy: PoolPolicy) -> dict[str, int]:
    """Lend a station what it needs; how many numbers of which courier it got."""
    lent = {}
    for courier in couriers(tx):
        left = tx.waybills.left(courier, station_id)
        if left < policy.low:
            count = len(tx.waybills.lease(courier, station_id, policy.block - left))
            if count:
                lent[courier] = count
    return lent
