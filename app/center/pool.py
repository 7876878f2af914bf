"""Waybill numbers lent to the stations ahead, so that a bench can label without the center."""

from dataclasses import dataclass

import msgspec

from app.domain.waybill_number import NumberState, WaybillNumber
from app.store.transaction import Transaction

COURIERS = "couriers"
RESTS = "rests:"  # + station: it gave its numbers back and is lent none until it greets again
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
    lent: dict[str, int] = {}
    if resting(tx, station_id):
        return lent
    for courier in couriers(tx):
        left = tx.waybills.left(courier, station_id)
        if left < policy.low:
            count = len(tx.waybills.lease(courier, station_id, policy.block - left))
            if count:
                lent[courier] = count
    return lent


def resting(tx: Transaction, station_id: str) -> bool:
    """Whether the station gave its numbers back, or was revoked, and was not heard since."""
    return tx.checkpoint.get(RESTS + station_id) is not None


def rest(tx: Transaction, station_id: str) -> None:
    """Lend the station nothing more."""
    tx.checkpoint.put(RESTS + station_id, "1")


def awake(tx: Transaction, station_id: str) -> None:
    """The station works (again)."""
    tx.checkpoint.drop(RESTS + station_id)


def keep(tx: Transaction, station_id: str, held: tuple[str, ...]) -> int:
    """After a restore: lend the station again what it still has; how many it may keep.

    A number that another station has by now, or that was used, is not sent down: the bench
    drops it with the rest of what the restored center does not know. Held ones are nobody's yet.
    """
    kept = 0
    for one in held:
        courier, _, number = one.partition("/")
        if tx.held.confirm(one, station_id):
            tx.waybills.tell(WaybillNumber(courier, number, NumberState.LEASED, station_id))
            kept += 1
            continue
        known = tx.waybills.get(courier, number)
        if known is None:
            if not courier or not number:
                continue
            stock_up(tx, courier, (number,))
            known = tx.waybills.get(courier, number)
        assert known is not None
        if known.state is NumberState.POOL:
            lent = known.lease(station_id)
            if tx.waybills.set_state(lent, NumberState.POOL):
                tx.waybills.tell(lent)
                kept += 1
    return kept


def take_back(tx: Transaction, station_id: str, numbers: tuple[str, ...]) -> int:
    """Unused numbers of a station go back into the pool; how many. Used ones stay where they are.

    Safe to repeat.
    """
    rest(tx, station_id)
    back = 0
    for one in numbers:
        courier, _, number = one.partition("/")
        known = tx.waybills.get(courier, number)
        if known is None or (known.state, known.station_id) != (NumberState.LEASED, station_id):
            continue
        back += tx.waybills.set_state(known.give_back(), NumberState.LEASED)
    return back


def void_lent(tx: Transaction, station_id: str) -> int:
    """A bench is lost with what it had: nobody can say which of its numbers were used."""
    lost = tx.waybills.leased(station_id)
    for number in lost:
        tx.waybills.set_state(number.voided(), NumberState.LEASED)
        tx.waybills.tell(number)
    return len(lost)
