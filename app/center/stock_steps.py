"""What is promised follows what became of the orders: shipped, given up, changed, new.

Each step may run again, and several workers may run it at once (app/center/reserving.py).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from app.center.order_life import OPENABLE, resumed
from app.center.reserving import NO_STOCK, NewId, release, reserve, ship, taken
from app.domain.order import OrderState
from app.store.engine import Store
from app.store.records import StoredOrder
from app.store.reservations import Held
from app.store.transaction import Transaction

AT_ONCE = 200
_FOLLOWED = {*OPENABLE, OrderState.PACKED}


def step(store: Store, now: datetime, new_id: NewId) -> dict[str, int]:
    """Brings reservations to what the orders say now. Counts.

    Orders that wait for stock are tried again, and go on where there is enough now.
    """
    counts: Counter[str] = Counter()
    _until_done(store, counts, partial(_follow, now=now, new_id=new_id))
    _to_the_end(store, counts, partial(_unpromised, now=now, new_id=new_id))
    _until_done(store, counts, partial(_promise, now=now, new_id=new_id))
    _to_the_end(store, counts, partial(_again, now=now, new_id=new_id))
    return dict(counts)


def _follow(tx: Transaction, now: datetime, new_id: NewId) -> Counter[str]:
    counts: Counter[str] = Counter()
    if not taken(tx):
        return counts
    astray = tx.reservations.astray(AT_ONCE)
    known = {one.order.id: one for one in tx.orders.some(astray)}
    states = {order_id: known[order_id].order.state for order_id in known}
    over = [one for one in astray if states.get(one) not in _FOLLOWED]
    counts["released"] = release(tx, over, now, new_id)
    changed = []
    for order_id, stored in known.items():
        if states[order_id] is OrderState.PACKED:
            ship(tx, stored, now, new_id)
            counts["shipped"] += 1
        elif states[order_id] in OPENABLE:
            changed.append(stored)
    return counts + _promised(tx, changed, "changed", now, new_id)


def _unpromised(
    tx: Transaction, after: str, now: datetime, new_id: NewId
) -> tuple[str | None, Counter[str]]:
    """Packed before anything was promised to them: the ERP is to hear of them all the same."""
    since = tx.erps.unlooked() if taken(tx) else None
    if since is None:
        return None, Counter()
    ids = tx.stock_documents.missing(since, after, AT_ONCE)
    shipped = sum(ship(tx, stored, now, new_id) for stored in tx.orders.some(ids))
    if len(ids) < AT_ONCE:
        tx.erps.looked(now)
    return _next(ids), Counter(shipped=shipped)


def _promise(tx: Transaction, now: datetime, new_id: NewId) -> Counter[str]:
    """Orders that were approved without a look at the stock."""
    wanted = tx.orders.some(tx.reservations.without(AT_ONCE)) if taken(tx) else ()
    return _promised(tx, wanted, "promised", now, new_id)


def _again(
    tx: Transaction, after: str, now: datetime, new_id: NewId
) -> tuple[str | None, Counter[str]]:
    """Some of those that wait for stock."""
    if not taken(tx):
        return None, Counter()
    ids = tx.reservations.waiting(NO_STOCK, after, AT_ONCE)
    waiting = tx.orders.some(ids)
    short = reserve(tx, [one.order for one in waiting], now, new_id)
    found = sum(_goes_on(tx, one, now) for one in waiting if one.order.id not in short)
    return _next(ids), Counter(found=found)


def _promised(
    tx: Transaction, wanted: Sequence[StoredOrder], done: str, now: datetime, new_id: NewId
) -> Counter[str]:
    """All that they want, or nobody packs them. Counts those that got it as ``done``."""
    short = reserve(tx, [one.order for one in wanted], now, new_id)
    for one in wanted:
        if one.order.id in short:
            _hold(tx, one, now)
    return Counter({done: len(wanted) - len(short), "short": len(short)})


def _hold(tx: Transaction, stored: StoredOrder, now: datetime) -> None:
    """It was approved, and more is wanted than is free: nobody may pack it.

    What a bench packed in this moment stays packed.
    """
    order = stored.order
    if not tx.orders.set_state(
        order.id, OrderState.HELD, now, before=OPENABLE, progress=stored.progress
    ):
        return
    note = tx.orders.note(order.id)
    tx.orders.keep_note(order.id, replace(note, reason=NO_STOCK))
    held = tx.reservations.of([order.id]).get(order.id, {})
    tx.reservations.put(
        [Held(order.id, sku, n, order.revision, "reserved", now) for sku, n in held.items()]
    )


def _goes_on(tx: Transaction, stored: StoredOrder, now: datetime) -> bool:
    """It waits no more, unless somebody wanted something else of it in this moment."""
    order_id, note = stored.order.id, tx.orders.note(stored.order.id)
    if note.reason != NO_STOCK or not tx.orders.set_state(
        order_id, resumed(stored), now, before=(OrderState.HELD,), progress=stored.progress
    ):
        return False
    tx.orders.keep_note(order_id, replace(note, reason=""))
    return True


def _next(ids: tuple[str, ...]) -> str | None:
    return ids[-1] if len(ids) == AT_ONCE else None


def _until_done(store: Store, counts: Counter[str], work: partial[Counter[str]]) -> None:
    """Again and again, until nothing but what cannot be done is left."""
    while done := store.transact(work):
        counts.update(done)
        if not any(n for name, n in done.items() if name != "short"):
            break


def _to_the_end(
    store: Store, counts: Counter[str], work: partial[tuple[str | None, Counter[str]]]
) -> None:
    after: str | None = ""
    while after is not None:
        after, done = store.transact(partial(work, after=after))
        counts.update(done)
