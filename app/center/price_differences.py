"""The prices that shops are to be told: one listing at a time, and only when a person wished it.

A number of pieces follows from what lies on the shelf; a price is decided. The shop may have
lowered it on purpose, for a day or for good, and a wrong one sells at once: so no job and no
option tells prices by itself, and there is no "tell all" as there is of stock.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.listing import ItemDetail
from app.domain.permissions import Permission
from app.domain.values import Money
from app.i18n import mark as _
from app.remote.channels.base import ChannelAdapter, PriceLevel, RefusedError
from app.store.engine import Store
from app.store.listings import ShopListing
from app.store.price_wishes import PriceWish
from app.store.shops import Shop
from app.store.transaction import Transaction

AT_ONCE: Final = 200
ANOTHER_CURRENCY: Final = _("The shop sells in another currency")
NO_PRICE: Final = _("Nobody has told us the price of this item")
OUR_WORDS: Final = frozenset({ANOTHER_CURRENCY, NO_PRICE})
"""Refusals that are message ids; all others are the shop's own words."""


def wish_price(tx: Transaction, act: Act, *, listing: str) -> Money:
    """The shop is to be told our price of what this listing holds; that price.

    A shop that never told its own price is asked in our currency: its adapter refuses another.
    Raises NotDoneError.
    """
    staff.require(tx, act.who, Permission.IMPORT)
    known = tx.listings.of((listing,)).get(listing)
    if known is None or known.state != "bound":
        raise NotDoneError(_("This listing is not bound to an item"))
    ours = _ours(tx, known)
    if known.currency and known.currency != ours.currency:
        raise NotDoneError(
            _("The shop sells in {shop}, our price is in {ours}: it is not told"),
            shop=known.currency, ours=ours.currency,
        )  # fmt: skip
    tx.price_wishes.put([_row(listing, ours.minor)])
    tx.audit.add(
        act.who, "listing.push_price", listing, act.at,
        before={"price_minor": known.price_minor, "currency": known.currency},
        after={"price_minor": ours.minor, "currency": ours.currency},
    )  # fmt: skip
    return ours


def drop_price(tx: Transaction, act: Act, *, listing: str) -> None:
    """The shop is not to be told, or what it refused is seen."""
    staff.require(tx, act.who, Permission.IMPORT)
    tx.price_wishes.put([_row(listing, None)])


def push_prices(
    store: Store,
    adapter: ChannelAdapter,
    shop: Shop,
    clock: Callable[[], datetime],
    keep: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """Tells a shop the prices that people wished: how many were told, how many it refused.

    What the platform refuses as a whole (it may have no such call) is refused of each. Other errors
    go on to the caller: what was not told is told the next time, whole, so that a lost answer
    does no harm. ``keep`` is called before each question and may raise, to stop.
    """
    told = refused = 0
    while True:
        with store.read() as tx:
            part = tx.price_wishes.waiting(shop.platform, shop.id, AT_ONCE)
            details = tx.items.details({one.sku for one in part})
        if not part:
            return {"told": told, "refused": refused}
        currencies = {one.id: _currency(one, details.get(one.sku)) for one in part}
        words = {one.id: why for one in part if (why := _against(one, details.get(one.sku)))}
        asked = [one for one in part if one.id not in words]
        keep()
        words |= _ask(adapter, asked, currencies)
        ended = [_end(one, currencies[one.id], words.get(one.id, ""), clock()) for one in part]
        store.transact(lambda tx, part=part, ended=ended: _keep(tx, part, ended))  # type: ignore[misc]
        told, refused = told + len(part) - len(words), refused + len(words)


def _ask(
    adapter: ChannelAdapter, asked: Sequence[PriceWish], currencies: dict[str, str]
) -> dict[str, str]:
    """The words of what the shop refused, by listing."""
    if not asked:
        return {}
    levels = {_level(one, currencies[one.id]): one.id for one in asked}
    try:
        answers = adapter.push_prices(list(levels))
    except RefusedError as error:
        return dict.fromkeys(levels.values(), str(error))
    return {levels[one.level]: one.words or one.code for one in answers if one.level in levels}


def _ours(tx: Transaction, known: ShopListing) -> Money:
    """Our price of all its pieces. Raises NotDoneError."""
    detail = tx.items.details((known.sku,)).get(known.sku)
    if detail is None or detail.price is None or not detail.price.currency:
        raise NotDoneError(NO_PRICE)
    if detail.floor is not None and detail.price.minor < detail.floor.minor:
        raise NotDoneError(_("Our price is below the floor price of this item: it is not told"))
    return Money(detail.price.minor * known.pieces, detail.price.currency)


def _against(one: PriceWish, detail: ItemDetail | None) -> str:
    """Why we do not ask the shop after all, a message id: since the wish a currency changed."""
    if detail is None or detail.price is None:
        return NO_PRICE
    if one.currency and one.currency != detail.price.currency:
        return ANOTHER_CURRENCY
    return ""


def _currency(one: PriceWish, detail: ItemDetail | None) -> str:
    ours = detail.price.currency if detail is not None and detail.price is not None else ""
    return one.currency or ours


def _level(one: PriceWish, currency: str) -> PriceLevel:
    price = Money(one.push_price_minor or 0, currency)
    return PriceLevel(one.listing_id, one.variant_id, one.code, price)


def _keep(tx: Transaction, part: Sequence[PriceWish], ended: Sequence[dict[str, object]]) -> None:
    """What a person wished anew while the shop was asked is still to be told."""
    wished = tx.price_wishes.wished(one.id for one in part)
    for one, row in zip(part, ended, strict=True):
        if wished.get(one.id) != one.push_price_minor:
            row = {name: row[name] for name in row if not name.startswith("push_price")}  # noqa: PLW2901
        if len(row) > 1:
            tx.price_wishes.put([row])


def _row(listing: str, minor: int | None) -> dict[str, object]:
    return {"id": listing, "push_price_minor": minor, "push_price_words": ""}


def _end(one: PriceWish, currency: str, words: str, now: datetime) -> dict[str, object]:
    """The columns that change: of a refusal its words, else the price as the shop has it now."""
    if words:
        return {"id": one.id, "push_price_words": words}
    price = {"price_minor": one.push_price_minor, "currency": currency}
    return {**_row(one.id, None), "price_pushed_at": now, **price}
