"""What a shop offers, page by page: kept, bound where its code is ours, marked when it goes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from app.center import releasing
from app.center.binding import exacts, words_of
from app.domain.binding import USUAL, Policy, Why
from app.domain.listing import listing_key
from app.remote.channels.base import ChannelAdapter, Listing, ListingPage
from app.store.engine import Store
from app.store.listings import ShopListing
from app.store.shops import Shop
from app.store.transaction import Transaction

BY_ITSELF = ""
"""Who bound what nobody confirmed."""


@dataclass(slots=True)
class ListingCount:
    """What a reading of a shop did; the counts of its job."""

    seen: int = 0
    new: int = 0
    bound: int = 0
    unbound: int = 0  # by itself before, and the shop changed the code
    gone: int = 0
    released: int = 0

    def counts(self) -> dict[str, int]:
        names = ("seen", "new", "bound", "unbound", "gone", "released")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of all that shops offer: how new ids are made, what may be bound by itself."""

    new_id: Callable[[], str]
    policy: Policy = USUAL
    count: ListingCount = field(default_factory=ListingCount)


def take(
    tx: Transaction, shop: Shop, page: ListingPage, now: datetime, reading: Reading
) -> ListingCount:
    """Keeps one page. A binding that a person made stays, whatever the shop calls it now."""
    told = {one.id: one for one in (_row(shop, each, now) for each in page.listings)}
    known = tx.listings.of(told)
    tx.listings.told(told.values())
    judged = [_kept(known.get(one.id), one) for one in told.values()]
    reading.count.seen += len(told)
    reading.count.new += len(told) - len(known)
    bind_exact(tx, judged, now, reading)
    return reading.count


def bind_exact(
    tx: Transaction, listings: Iterable[ShopListing], now: datetime, reading: Reading
) -> None:
    """Binds what its code or barcode names for certain, and releases the orders that waited."""
    act = reading.new_id()
    free = [one for one in listings if one.state == "unbound" or _by_itself(one)]
    certain = exacts(tx, {(one.code, one.barcode) for one in free}, reading.policy)
    bound, loose = [], []
    for one in free:
        found = certain.get((one.code, one.barcode))
        if found is None and _by_itself(one):
            loose.append(unbound(one.id))
        elif found is not None and (one.state, one.sku) != ("bound", found[0]):
            how = "code" if found[1] is Why.SAME_CODE else "barcode"
            bound.append(binding(one.id, found[0], 1, BY_ITSELF, how, act, now))
    tx.listings.bind([*bound, *loose])
    reading.count.bound += len(bound)
    reading.count.unbound += len(loose)
    reading.count.released += releasing.release(
        tx, (one["id"] for one in bound), act, now, reading.new_id
    )


def waiting_again(tx: Transaction, now: datetime, reading: Reading) -> int:
    """After items came: listings that orders wait for are looked at again. Orders released."""
    before = reading.count.released
    bind_exact(tx, tx.listings.waiting(), now, reading)
    return reading.count.released - before


def pull(
    store: Store,
    adapter: ChannelAdapter,
    shop: Shop,
    clock: Callable[[], datetime],
    reading: Reading,
    go_on: Callable[[int], bool] = lambda _seen: True,
) -> ListingCount:
    """Reads all that a shop offers, each page its own transaction; what it lacks is gone.

    Stopped by ``go_on``, or ended by an error of the platform, nothing is marked as gone.
    """
    begun = clock()
    place: str | None = None
    while True:
        page = adapter.listings(place)
        now = max(clock(), begun)
        store.transact(lambda tx, page=page, now=now: take(tx, shop, page, now, reading))  # type: ignore[misc]
        place = page.next_page
        if place is None:
            break
        if not go_on(reading.count.seen):
            return reading.count
    gone = store.transact(lambda tx: tx.listings.mark_gone(shop.platform, shop.id, begun, clock()))
    reading.count.gone += gone
    return reading.count


def binding(
    listing: str, sku: str, pieces: int, by: str, how: str, act: str, at: datetime
) -> dict[str, Any]:
    """The columns of a listing that is bound."""
    return {
        "id": listing, "state": "bound", "sku": sku, "pieces": pieces, "bound_by": by, "how": how,
        "act": act, "bound_at": at,
    }  # fmt: skip


def unbound(listing: str, state: str = "unbound", act: str = "") -> dict[str, Any]:
    """The columns of one that is not; ``state`` may be ignored."""
    return {
        "id": listing, "state": state, "sku": "", "pieces": 1, "bound_by": "", "how": "",
        "act": act, "bound_at": None,
    }  # fmt: skip


def _by_itself(one: ShopListing) -> bool:
    return one.state == "bound" and one.bound_by == BY_ITSELF


def _kept(known: ShopListing | None, told: ShopListing) -> ShopListing:
    return told if known is None else known_as(known, told)


def known_as(known: ShopListing, told: ShopListing) -> ShopListing:
    """The shop's newest word with the binding that is here."""
    return replace(known, code=told.code, barcode=told.barcode, name=told.name, spec=told.spec)


def _row(shop: Shop, told: Listing, now: datetime) -> ShopListing:
    key = listing_key(shop.platform, shop.id, told.listing_id, told.variant_id, told.code)
    return ShopListing(
        id=key,
        channel=shop.platform,
        shop=shop.id,
        listing_id=told.listing_id,
        variant_id=told.variant_id,
        code=told.code.strip(),
        name=told.name,
        spec=told.spec,
        barcode=told.barcode.strip(),
        price_minor=told.price.minor if told.price else None,
        currency=told.price.currency if told.price else "",
        stock=told.stock,
        on_sale=told.on_sale,
        picture=told.picture,
        revision_at=told.revision_at.astimezone(UTC) if told.revision_at else None,
        seen_at=now,
        gone_at=None,
        words=words_of(told.code, told.name, told.spec, told.barcode, told.listing_id,
                       told.variant_id, shop.id, shop.name),
    )  # fmt: skip
