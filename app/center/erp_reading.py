"""The ERP's figures come in: what moved them is explained by documents, or stands out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

from app.domain.stock import Change, read_anew
from app.remote.erp.base import ErpAdapter, ErpLevel
from app.store.engine import Store
from app.store.transaction import Transaction

BY = "erp"
AT_ONCE = 500
NewId = Callable[[], str]


def read_stock(
    store: Store, erp: ErpAdapter, clock: Callable[[], datetime], new_id: NewId
) -> dict[str, int]:
    """Reads all of the ERP's stock and takes it over. Counts. Raises what the adapter raises.

    An item that we know and the ERP does not tell any more has nothing left there, and nothing is
    on its way where the ERP says that of other items.
    """
    asked_at = clock()
    told = {one.sku: one for one in _pages(erp)}
    coming = 0 if any(one.in_transit is not None for one in told.values()) else None
    with store.read() as tx:
        told = {**{sku: ErpLevel(sku, 0, coming) for sku in _known(tx)}, **told}
    reading = f"read-{new_id()}"
    counts = {"items": len(told), "unexplained": 0}
    todo = sorted(told)
    for start in range(0, len(todo), AT_ONCE):
        part = {sku: told[sku] for sku in todo[start : start + AT_ONCE]}
        work = partial(take, told=part, asked_at=asked_at, reading=reading, new_id=new_id)
        counts["unexplained"] += store.transact(work)
    store.transact(lambda tx: tx.stock_documents.absorb_whole())
    return counts


def take(
    tx: Transaction, told: Mapping[str, ErpLevel], asked_at: datetime, reading: str, new_id: NewId
) -> int:
    """The figures of some items as the ERP had them at ``asked_at``; how many are unexplained.

    Documents that it had posted by then are in them, and in no figure of ours any more.
    """
    levels = tx.stock.locked(told)
    known = tx.stock_documents.posted_until(asked_at, told)
    changes: list[Change] = []
    after = []
    for sku, one in sorted(told.items()):
        mine, level = read_anew(
            levels[sku], one.on_hand, known.get(sku, ()), reading, one.in_transit
        )
        changes += mine
        after.append(level)
    tx.stock.put(after, asked_at)
    tx.stock.note(changes, asked_at, BY, iter(new_id, None))
    tx.stock_documents.absorb(known)
    return sum(level.unexplained != 0 for level in after)


def _pages(erp: ErpAdapter) -> Iterator[ErpLevel]:
    page: str | None = None
    while True:
        found = erp.stock(page)
        yield from found.levels
        page = found.next_page
        if page is None:
            return


def _known(tx: Transaction) -> Iterable[str]:
    """Items that the ERP has told before."""
    return (sku for sku, one in tx.stock.levels(tx.stock.skus()).items() if one.on_hand is not None)
