"""Lent waybill numbers on their way back: told to a restored center, or given back unused."""

import msgspec

from app.store.engine import Store
from app.store.transaction import Transaction
from app.store.waybills import number_id
from app.sync.transport import CenterTransport

GIVING_BACK = "sync:giving_back"
AT_ONCE = 500


def held(tx: Transaction, station_id: str) -> tuple[str, ...]:
    """The station's unused numbers, as the center calls them."""
    return tuple(number_id(one.courier, one.number) for one in tx.waybills.leased(station_id))


def keep(store: Store, transport: CenterTransport, station_id: str) -> None:
    """Say which numbers are here, so that a restored center lends them to nobody else.

    Those that it lent to another meanwhile do not come with the new copy, and are swept.
    """
    with store.read() as tx:
        numbers = held(tx, station_id)
    for start in range(0, len(numbers), AT_ONCE):
        transport.keep_numbers(station_id, numbers[start : start + AT_ONCE])


def begin_giving_back(store: Store, station_id: str) -> int:
    """Take every unused number out of use here; how many. Nobody else has them before that."""
    with store.write() as tx:
        numbers = (*_going(tx), *held(tx, station_id))
        tx.checkpoint.put(GIVING_BACK, msgspec.json.encode(numbers))
        tx.waybills.drop_leased(station_id)
    return len(numbers)


def finish_giving_back(store: Store, transport: CenterTransport, station_id: str) -> None:
    """Return what was taken out of use, also after a cut. Raises CenterAwayError."""
    with store.read() as tx:
        numbers = _going(tx)
    if not numbers:
        return
    for start in range(0, len(numbers), AT_ONCE):
        transport.give_back(station_id, numbers[start : start + AT_ONCE])
    with store.write() as tx:
        tx.checkpoint.drop(GIVING_BACK)


def _going(tx: Transaction) -> tuple[str, ...]:
    kept = tx.checkpoint.get(GIVING_BACK)
    return msgspec.json.decode(kept, type=tuple[str, ...]) if kept else ()
