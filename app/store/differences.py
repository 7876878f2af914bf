"""Bound listings beside their items: where price, name or stock are not the same."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func

from app.domain.paging import Page, PageQuery
from app.store.listing import Listing
from app.store.session import Session
from app.store.stock_shares import offered, with_shares
from app.store.tables.listings import item_detail, listing
from app.store.tables.stock import stock_level

_c, _d, _s = listing.c, item_detail.c, stock_level.c


@dataclass(frozen=True, slots=True)
class Difference:
    """A bound listing beside its item.

    ``for_sale``: pieces that its shop may sell of those that are ``free``, where we know it.
    """

    id: str
    channel: str
    shop: str
    code: str
    name: str
    spec: str
    sku: str
    pieces: int
    on_sale: bool
    price_minor: int | None
    currency: str
    stock: int | None
    push_stock: int | None
    push_words: str
    pushed_at: datetime | None
    push_price_minor: int | None
    push_price_words: str
    price_pushed_at: datetime | None
    item_name: str
    item_price_minor: int | None
    item_currency: str
    for_sale: int | None
    free: int | None


_FREE = _s.on_hand - _s.gone - _s.reserved
_MAY_SELL = offered(_FREE)  # by the shop's rules: what it was told by them is no difference
_FOR_SALE = func.coalesce(_MAY_SELL, 0) // _c.pieces
_OFFERED = (_c.state == "bound", _c.gone_at.is_(None))
_PRICE_DIFFERS = (
    _c.price_minor.is_not(None)
    & _d.price_minor.is_not(None)
    & ((_c.price_minor != _d.price_minor * _c.pieces) | (_c.currency != _d.currency))
)
_STOCK_DIFFERS = _c.stock.is_not(None) & _s.on_hand.is_not(None) & (_c.stock != _FOR_SALE)
_NAME_DIFFERS = (_c.name != "") & (_d.name != "") & (_c.name != _d.name)
_DIFFERENCE = {
    **{
        name: _c[name]
        for name in (
            "id", "channel", "shop", "code", "name", "spec", "sku", "pieces", "on_sale",
            "price_minor", "currency", "stock", "push_stock", "push_words", "pushed_at",
            "push_price_minor", "push_price_words", "price_pushed_at",
        )
    },
    "item_name": _d.name.label("item_name"),
    "item_price_minor": _d.price_minor.label("item_price_minor"),
    "item_currency": _d.currency.label("item_currency"),
    "for_sale": _MAY_SELL.label("for_sale"),
    "free": _FREE.label("free"),
}  # fmt: skip
DIFFERENCES = Listing(
    with_shares(
        listing.join(item_detail, (_d.warehouse == _c.warehouse) & (_d.sku == _c.sku)).outerjoin(
            stock_level, (_s.warehouse == _c.warehouse) & (_s.sku == _c.sku)
        )
    ),
    _c.warehouse,
    _c.id,
    _DIFFERENCE,
    "name",
    text=(_c.words, _d.words),
    folded=True,
    groups={
        "any": (_PRICE_DIFFERS | _STOCK_DIFFERS,),
        "stock": (_STOCK_DIFFERS,),
        "price": (_PRICE_DIFFERS,),
        "name": (_NAME_DIFFERS,),
        "pushing": (_c.push_stock.is_not(None) | _c.push_price_minor.is_not(None),),
    },
    always=_OFFERED,
)


def differences(session: Session, query: PageQuery) -> Page[Difference]:
    """Bound listings that are offered. Groups: all | any | stock | price | name | pushing."""
    found = DIFFERENCES.page(session, query, *_DIFFERENCE.values())
    rows = tuple(
        Difference(**{name: getattr(row, name) for name in _DIFFERENCE}) for row in found.rows
    )
    return Page(rows, found.total, found.offset, found.capped)
