"""Suggestions for every unbound listing: found in one sweep, kept beside it, shown with reasons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from app.domain.binding import Reason, Suggestion, Why, lead
from app.domain.binding_index import Suggester
from app.domain.listing import Offer
from app.domain.paging import PageQuery
from app.store.engine import Store
from app.store.listings import ShopListing

AT_ONCE: Final = 1_000
Progress = Callable[[int, int], bool]
__all__ = ["Reason", "Suggested", "Why", "suggest_all", "suggestions"]


@dataclass(frozen=True, slots=True)
class Suggested:
    """One item that a listing may be, as it is kept and shown."""

    sku: str
    name: str
    spec: str
    score: int
    reasons: tuple[Reason, ...]


def suggest_all(store: Store, now: datetime, go_on: Progress = lambda _done, _all: True) -> int:
    """Compares every unbound listing with every item; how many have a suggestion, -1: stopped.

    Nothing is locked while it compares; each thousand is written by itself.
    """
    return _suggest(store, now, go_on, new=False)


def suggest_new(store: Store, now: datetime, go_on: Progress = lambda _done, _all: True) -> int:
    """The same for those that were never compared."""
    with store.read() as tx:
        if not tx.listings.unbound("", 1, new=True):
            return 0
    return _suggest(store, now, go_on, new=True)


def _suggest(store: Store, now: datetime, go_on: Progress, *, new: bool) -> int:
    with store.read() as tx:
        targets = tuple(tx.items.targets())
        total = tx.listings.page(PageQuery(group="unbound", limit=1)).total
    suggester = Suggester(targets)
    names = {one.sku: (one.name, one.spec) for one in targets}
    after, done, found = "", 0, 0
    while True:
        with store.read() as tx:
            part = tx.listings.unbound(after, AT_ONCE, new=new)
        if not part:
            return found
        rows = rows_of(part, suggester, names, now)
        store.transact(lambda tx, rows=rows: tx.listings.suggest(rows))  # type: ignore[misc]
        after, done = part[-1][0], done + len(part)
        found += sum(1 for row in rows if row["suggested"])
        if not go_on(done, max(total, done)):
            return -1


def suggestions(listing: ShopListing) -> tuple[Suggested, ...]:
    """What was found for a listing, the likeliest first."""
    return msgspec.json.decode(listing.suggestions, type=tuple[Suggested, ...])


def rows_of(
    listings: Iterable[tuple[str, Offer]],
    suggester: Suggester,
    names: dict[str, tuple[str, str]],
    now: datetime,
) -> list[dict[str, Any]]:
    """What is kept of each listing: by its id and what it says of itself."""
    return [_row(one, suggester.suggest(offer), names, now) for one, offer in listings]


def _row(
    listing: str,
    found: tuple[Suggestion, ...],
    names: dict[str, tuple[str, str]],
    now: datetime,
) -> dict[str, Any]:
    kept = tuple(Suggested(one.sku, *names[one.sku], one.score, one.reasons) for one in found)
    return {
        "id": listing,
        "suggested": found[0].sku if found else "",
        "score": found[0].score if found else 0,
        "lead": lead(found),
        "suggestions": msgspec.json.encode(kept).decode(),
        "suggested_at": now,
    }
