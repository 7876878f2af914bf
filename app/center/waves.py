"""Waves lent to a station: offline, a bench packs these without a conflict with another."""

from datetime import datetime

from app.domain.order import OrderState
from app.store.engine import Store
from app.store.transaction import Transaction

OPEN = (OrderState.APPROVED, OrderState.PARKED, OrderState.RETURNED)
_MOST = 100_000


class WaveRefusedError(ValueError):
    """The wave has no open order, or another station has it."""


def lend_wave(store: Store, wave: str, station_id: str, until: datetime, now: datetime) -> int:
    """Lends a wave; how many open orders it has. To another than before: end it first.

    Orders that join the wave later are the station's too: claims ask the wave, not the order.

    Raises WaveRefusedError.
    """

    def lend(tx: Transaction) -> int:
        holder = tx.waves.holder(wave, now)
        if holder not in {"", station_id}:
            raise WaveRefusedError(f"wave {wave} is lent to {holder}: take it back first")
        if not tx.orders.listed(OPEN, wave=wave, limit=1):
            raise WaveRefusedError(f"wave {wave} has no open order")
        tx.waves.lend(wave, station_id, until)
        return tx.orders.lease_wave(wave, station_id, until)

    return store.transact(lend)


def end_wave(store: Store, wave: str) -> int:
    """Takes a wave back; how many orders are free again."""

    def end(tx: Transaction) -> int:
        lent = tx.waves.get(wave)
        if lent is None or not lent.station_id:
            raise WaveRefusedError(f"wave {wave} is not lent to anyone")
        tx.waves.end(wave)
        held = [
            stored
            for stored in tx.orders.listed(OPEN, wave=wave, limit=_MOST)
            if stored.holder == lent.station_id
        ]
        return sum(tx.orders.release(stored.order.id, stored.fence) for stored in held)

    return store.transact(end)
