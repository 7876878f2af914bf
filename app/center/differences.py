"""Where a shop and our catalogue do not agree; the stock that shops are to be told.

Stock is told to a shop when it changes, or when a person wished it; a price only when a person
wished it (app/center/price_differences.py).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from app.center import reserving, staff, stock_desk
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.shop_access import ON, PUSH_STOCK
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.remote.channels.base import ChannelAdapter, StockLevel
from app.store.differences import Difference
from app.store.engine import Store
from app.store.listings import Selling, ShopListing
from app.store.session import chunks
from app.store.shops import Shop
from app.store.transaction import Transaction

__all__ = ["Difference"]

AT_ONCE: Final = 200
WISHED_AT_ONCE: Final = 1_000
Progress = Callable[[int, int], bool]


def read(tx: Transaction, query: PageQuery) -> Page[Difference]:
    """Groups: all | any | stock | price | name | pushing."""
    return tx.listings.differences(query)


def wish(tx: Transaction, act: Act, *, listing: str) -> int:
    """The shop is to be told our stock of this listing; the number. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.IMPORT)
    known = tx.listings.of((listing,)).get(listing)
    numbers = {} if known is None else _offered(tx, (known,))
    if listing not in numbers:
        raise NotDoneError(_("Nobody has told us the stock of this item"))
    _wish(tx, act, numbers)
    return numbers[listing]


def drop(tx: Transaction, act: Act, *, listing: str) -> None:
    """The shop is not to be told, or what it refused is seen."""
    staff.require(tx, act.who, Permission.IMPORT)
    tx.listings.wish_stock([{"id": listing, "push_stock": None, "push_words": ""}])


def wish_all(store: Store, act: Act, go_on: Progress, *, text: str = "") -> int:
    """The same for every listing whose stock differs, as far as we know it; -1: stopped."""
    done, offset, total = 0, 0, 0
    while True:
        query = PageQuery("id", False, offset, AT_ONCE, text, "stock", counted=not offset)
        step = store.transact(lambda tx, query=query: _wish_page(tx, act, query))  # type: ignore[misc]
        done, total = done + step[0], max(total, step[1])
        if not step[2]:
            return done
        offset += AT_ONCE
        if not go_on(offset, max(total, offset)):
            return -1


def wish_changed(store: Store, shop: Shop, hold: Callable[[Transaction], None]) -> int:
    """Every listing whose stock is another than the shop was told last is to be told; how many.

    Only of shops whose options say so, where stock is kept. What the shop refused waits for a
    person. ``hold`` is called in each transaction that writes, and may raise, to stop.
    """

    def wish(tx: Transaction, part: Sequence[tuple[str, int]]) -> None:
        hold(tx)
        tx.listings.wish_stock({"id": one, "push_stock": number} for one, number in part)

    with store.read() as tx:
        changed = _changed(tx, shop)
    for part in chunks(changed.items(), WISHED_AT_ONCE):
        store.transact(lambda tx, part=part: wish(tx, part))  # type: ignore[misc]
    return len(changed)


def _changed(tx: Transaction, shop: Shop) -> dict[str, int]:
    if shop.options.get(PUSH_STOCK) != ON or not reserving.is_kept(tx):
        return {}
    some = tx.listings.selling(shop.platform, shop.id)
    numbers = _offered(tx, some)
    return {
        one.id: numbers[one.id]
        for one in some
        if one.id in numbers and not one.push_words and numbers[one.id] != _last(one)
    }


def _last(one: Selling) -> int | None:
    """An answer may have been lost: then the shop has the number that it was to be told."""
    return one.told_stock if one.push_stock is None else one.push_stock


def push(
    store: Store,
    adapter: ChannelAdapter,
    shop: Shop,
    clock: Callable[[], datetime],
    keep: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """Tells a shop what it is to be told: how many were told, and how many it refused.

    Errors of the platform go on to the caller; what was not told is told the next time.
    ``keep`` is called before each question and may raise, to stop.
    """
    told = refused = 0
    while True:
        with store.read() as tx:
            part = tx.listings.to_push(shop.platform, shop.id, AT_ONCE)
        if not part:
            return {"told": told, "refused": refused}
        levels = {(one.listing_id, one.variant_id, one.code): one for one in part}
        keep()
        answers = adapter.push_stock(
            [
                StockLevel(one.listing_id, one.variant_id, one.code, one.push_stock or 0)
                for one in part
            ]
        )
        words = {
            levels[where].id: one.words or one.code
            for one in answers
            if (where := (one.level.listing_id, one.level.variant_id, one.level.code)) in levels
        }
        now = clock()
        rows = [_result(one, words.get(one.id, ""), now) for one in part]
        store.transact(lambda tx, rows=rows: tx.listings.pushed(rows))  # type: ignore[misc]
        told, refused = told + len(part) - len(words), refused + len(words)


def _result(one: ShopListing, words: str, now: datetime) -> dict[str, object]:
    return {
        "id": one.id,
        "push_stock": one.push_stock if words else None,
        "push_words": words,
        "pushed_at": now,
        "stock": one.stock if words else one.push_stock,
        "told_stock": one.told_stock if words else one.push_stock,
    }


def _wish_page(tx: Transaction, act: Act, query: PageQuery) -> tuple[int, int, int]:
    staff.require(tx, act.who, Permission.IMPORT)
    page = tx.listings.differences(query)
    numbers = _offered(tx, tuple(tx.listings.of(one.id for one in page.rows).values()))
    if numbers:
        _wish(tx, act, numbers)
    return len(numbers), page.total, len(page.rows)


def _wish(tx: Transaction, act: Act, numbers: dict[str, int]) -> None:
    tx.listings.wish_stock(
        {"id": one, "push_stock": number, "push_words": ""} for one, number in numbers.items()
    )
    about = next(iter(numbers)) if len(numbers) == 1 else act.id()
    tx.audit.add(act.who, "listing.push_stock", about, act.at, after={"listings": len(numbers)})


def _offered(tx: Transaction, some: Sequence[ShopListing | Selling]) -> dict[str, int]:
    """What each shop may sell of what is available, in its own units."""
    skus: dict[str, set[str]] = {}
    for one in some:
        skus.setdefault(one.shop, set()).add(one.sku)
    offered = {shop: stock_desk.offered(tx, shop, sorted(mine)) for shop, mine in skus.items()}
    return {
        one.id: offered[one.shop][one.sku] // one.pieces
        for one in some
        if one.sku in offered[one.shop]
    }
