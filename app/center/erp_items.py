"""The ERP's items come into the catalogue: all are read, those that differ are written."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from app.center.erp_item_taking import (
    CHANGED,
    NEW,
    RETIRED,
    UNCHANGED,
    Taken,
    active_of,
    codes_of,
    take,
)
from app.center.erp_reading import BY
from app.center.rows import LONGEST_CODE, RESERVED
from app.domain.catalogue import normalise_code
from app.remote.erp.base import ErpAdapter, ErpItem
from app.store.engine import Store
from app.store.transaction import Transaction

log = logging.getLogger(__name__)

AT_ONCE = 500
NAMED = 3
_RANK = {UNCHANGED: 0, CHANGED: 1, NEW: 2, RETIRED: 2}
_MOST_G = 1_000_000_000
_MOST_MINOR = 1_000_000_000_000


@dataclass(slots=True)
class ItemsTaken(Taken):
    """A whole reading. ``whole``: it was not stopped before its end."""

    whole: bool = True

    def add(self, part: Taken) -> None:
        for sku, word in part.became.items():
            if _RANK[word] >= _RANK[self.became.get(sku, UNCHANGED)]:
                self.became[sku] = word
        self.refused |= part.refused
        self.released += part.released

    def became_counts(self) -> dict[str, int]:
        """How many items are new, changed, retired, unchanged and refused."""
        found = Counter(self.became.values())
        counts = {name: found[name] for name in (NEW, CHANGED, RETIRED, UNCHANGED)}
        return counts | {"refused": len(self.refused)}

    def news(self) -> dict[str, int]:
        """The counts of a run of the job, or nothing where nothing happened."""
        counts = self.became_counts() | {"released": self.released}
        happened = any(count for name, count in counts.items() if name != UNCHANGED)
        return {name: count for name, count in counts.items() if count} if happened else {}

    def reason(self) -> str:
        """The first that were refused, for the list of jobs."""
        told = [f"{sku}: {why}" for sku, why in self.refused.items()]
        more = [f"and {len(told) - NAMED} more"] if len(told) > NAMED else []
        return "; ".join([*told[:NAMED], *more])


def read_items(
    store: Store,
    erp: ErpAdapter,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    go_on: Callable[[], bool] = lambda: True,
) -> ItemsTaken:
    """Reads all items of the ERP and takes them over, some in a transaction.

    Raises what the adapter raises. ``go_on`` is asked after every page and transaction: stopped
    by it, what is written stays, and the next reading does the rest.
    """
    taken = ItemsTaken()
    pages: list[ErpItem] = []
    for page in _pages(erp):
        pages += page
        if not go_on():
            return replace(taken, whole=False)
    told = _by_code(pages, taken.refused)
    gone = [sku for sku, one in told.items() if not one.active]
    here = {sku: one for sku, one in told.items() if one.active}
    works: list[Callable[[Transaction], Taken]] = [
        *(partial(retire, skus=part, clock=clock) for part in _parts(gone)),
        *(
            partial(take, skus=part, told=here, clock=clock, new_id=new_id)
            for part in _parts(list(here))
        ),
    ]
    for done, work in enumerate(works, 1):
        taken.add(store.transact(work))
        if done < len(works) and not go_on():
            taken.whole = False
            break
    for sku, why in taken.refused.items():
        log.warning("item %s of the ERP is not taken over: %s", sku, why)
    return taken


def retire(tx: Transaction, skus: Sequence[str], clock: Callable[[], datetime]) -> Taken:
    """Items that are not used in the ERP any more; not while a shop sells one (as by hand)."""
    taken = Taken()
    active = active_of(tx, skus)
    for sku in skus:
        if sku not in active:
            taken.became[sku] = UNCHANGED
        elif any(one.gone_at is None for one in tx.listings.bound_to(sku)):
            taken.refused[sku] = "the ERP does not use it any more, and a shop still offers it"
        else:
            taken.became[sku] = RETIRED
    gone = [sku for sku, word in taken.became.items() if word == RETIRED]
    tx.catalogue.retire(gone)
    for sku in gone:
        tx.audit.add(BY, "item.retire", sku, clock())
    return taken


def _pages(erp: ErpAdapter) -> Iterator[tuple[ErpItem, ...]]:
    page: str | None = None
    while True:
        found = erp.items(None, page)
        yield found.items
        page = found.next_page
        if page is None:
            return


def _parts(skus: Sequence[str]) -> Iterator[Sequence[str]]:
    return (skus[start : start + AT_ONCE] for start in range(0, len(skus), AT_ONCE))


def _by_code(pages: Iterable[ErpItem], refused: dict[str, str]) -> dict[str, ErpItem]:
    """Items that can be taken over. Of two with one code the one in use, else the first."""
    told: dict[str, ErpItem] = {}
    for each in pages:
        one = replace(each, sku=each.sku.strip(), name=each.name.strip())
        known = told.get(one.sku)
        if fault := _fault(one):
            refused[one.sku or f"({one.ref or one.name or '?'})"] = fault
        elif known is None or not known.active or (one.ref and one.ref == known.ref):
            told[one.sku] = one
        elif one.active and one != known:
            named = " and ".join(each.ref or each.name for each in (known, one))
            refused[one.sku] = f"two items of the ERP have this code ({named}); the first counts"
    return told


def _fault(one: ErpItem) -> str:
    """Why it cannot be taken over; empty where it can."""
    for code in (one.sku, *codes_of(one)):
        if not code:
            return "it has no code"
        if len(code) > LONGEST_CODE or not code.isprintable():
            return f"{code[:20]!r} is no code: it is too long or holds signs that cannot be printed"
        if normalise_code(code).startswith(RESERVED):
            return f"{code} begins with {code[:2]}, which is kept for our own printed codes"
    if "\x00" in one.name + one.spec + one.category:
        return "its texts hold a zero byte"
    if one.weight_g is not None and not 0 <= one.weight_g <= _MOST_G:
        return f"{one.weight_g} g is no weight"
    if one.price is not None and not 0 <= one.price.minor <= _MOST_MINOR:
        return f"{one.price.amount} {one.price.currency} is no price"
    return ""
