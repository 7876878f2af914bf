"""What shops offer, what it is bound to, and the orders that wait for a binding."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from app.domain.listing import Offer
from app.domain.paging import Page, PageQuery
from app.store.bulk import update_rows
from app.store.differences import Difference, differences
from app.store.listing import Listing
from app.store.session import Session, chunks, upsert
from app.store.shapes import Shape
from app.store.tables.listings import listing, order_unbound

_c, _u = listing.c, order_unbound.c
TOLD = (
    "channel", "shop", "listing_id", "variant_id", "code", "name", "spec", "barcode",
    "price_minor", "currency", "stock", "on_sale", "picture", "revision_at", "seen_at", "gone_at",
    "words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShopListing:
    """One listing as it stands here. ``suggestions`` is JSON: see app/center/suggesting.py."""

    id: str
    channel: str
    shop: str
    listing_id: str
    variant_id: str
    code: str
    name: str
    spec: str
    barcode: str
    price_minor: int | None
    currency: str
    stock: int | None
    on_sale: bool
    picture: str
    revision_at: datetime | None
    seen_at: datetime
    gone_at: datetime | None
    words: str
    state: str = "unbound"
    sku: str = ""
    pieces: int = 1
    bound_by: str = ""
    how: str = ""
    act: str = ""
    bound_at: datetime | None = None
    waiting: int = 0
    suggested: str = ""
    score: int = 0
    lead: int = 0
    suggestions: str = "[]"
    suggested_at: datetime | None = None
    push_stock: int | None = None
    push_words: str = ""
    pushed_at: datetime | None = None
    told_stock: int | None = None


@dataclass(frozen=True, slots=True)
class Selling:
    """What a shop sells of an item of ours, and what it was told of its stock."""

    id: str
    shop: str
    sku: str
    pieces: int
    told_stock: int | None
    push_stock: int | None
    push_words: str


@dataclass(frozen=True, slots=True)
class Bound:
    """What one listing is bound to, if ``state`` says so."""

    id: str
    state: str
    sku: str
    pieces: int


_BOUND = Shape.of(Bound, listing)
_SELLING = Shape.of(Selling, listing)
_ROW = Shape.of(ShopListing, listing)
LISTINGS = Listing(
    listing,
    _c.warehouse,
    _c.id,
    _ROW.columns,
    "waiting",
    text=(_c.words,),
    folded=True,
    groups={
        "unbound": (_c.state == "unbound", _c.gone_at.is_(None)),
        "waiting": (_c.state == "unbound", _c.waiting > 0),
        "bound": (_c.state == "bound",),
        "ignored": (_c.state == "ignored",),
        "gone": (_c.gone_at.is_not(None),),
    },
)


class Listings:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def told(self, rows: Iterable[ShopListing]) -> None:
        """What a shop says of its listings; what they are bound to stays."""
        statement = upsert(listing, self._session.dialect, TOLD)
        for part in chunks(rows):
            self._ask(statement, [self._values(one, ("id", *TOLD)) for one in part])

    def of(self, ids: Iterable[str]) -> dict[str, ShopListing]:
        """These listings, as far as they are there."""
        return _ROW.by(self._session, "id", ids)

    def bound(self, ids: Iterable[str]) -> dict[str, Bound]:
        """What these are bound to, as far as they are there."""
        return _BOUND.by(self._session, "id", ids)

    def by_variant(self, channel: str, shop: str, variants: Iterable[str]) -> dict[str, Bound]:
        """By variant, the one listing of a shop that has it; some orders name no more of it."""
        found: dict[str, Bound] = {}
        for part in chunks(variants):
            statement = select(_c.variant_id, *_BOUND.columns.values()).where(
                *self._here(), _c.channel == channel, _c.shop == shop, _c.variant_id.in_(part)
            )
            for row in self._ask(statement.order_by(_c.id)):
                found.setdefault(row.variant_id, _BOUND.made(row))
        return found

    def page(self, query: PageQuery) -> Page[ShopListing]:
        """Groups: all | unbound | waiting | bound | ignored | gone."""
        return _ROW.page(self._session, LISTINGS, query)

    def differences(self, query: PageQuery) -> Page[Difference]:
        """Bound listings that are offered. Groups: all | any | stock | price | name | pushing."""
        return differences(self._session, query)

    def shops(self) -> tuple[str, ...]:
        """Shops that offer something, however their listings came in."""
        return tuple(self._ask(select(_c.shop).where(*self._here()).distinct()).scalars())

    def bound_to(self, sku: str) -> tuple[ShopListing, ...]:
        statement = (
            select(*_ROW.columns.values())
            .where(*self._here(), _c.sku == sku, _c.state == "bound")
            .order_by(_c.channel, _c.shop, _c.name, _c.id)
        )
        return tuple(map(_ROW.made, self._ask(statement)))

    def counts(self) -> dict[str, int]:
        """How many are in each state; the orders that wait as ``orders``."""
        rows = self._ask(
            select(_c.state, func.count(), func.sum(_c.waiting))
            .where(*self._here(), _c.gone_at.is_(None) | (_c.waiting > 0))
            .group_by(_c.state)
        ).all()
        found = {row[0]: row[1] for row in rows}
        return found | {"orders": int(sum(row[2] or 0 for row in rows))}

    def unbound(self, after: str, limit: int, *, new: bool = False) -> Sequence[tuple[str, Offer]]:
        """Those that nobody bound and that are still offered, by id: what each says of itself.

        ``new``: only those that were never compared with our items.
        """
        fresh = (_c.suggested_at.is_(None),) if new else ()
        statement = (
            select(_c.id, _c.code, _c.name, _c.spec, _c.barcode)
            .where(
                *self._here(), _c.state == "unbound", _c.gone_at.is_(None), _c.id > after, *fresh
            )
            .order_by(_c.id)
            .limit(limit)
        )
        return [(row.id, Offer(*row[1:])) for row in self._ask(statement)]

    def waiting(self) -> Sequence[ShopListing]:
        """Those that nobody bound and that orders wait for."""
        statement = select(*_ROW.columns.values()).where(
            *self._here(), _c.state == "unbound", _c.waiting > 0
        )
        return [_ROW.made(row) for row in self._ask(statement.order_by(_c.id))]

    def above(self, score: int, lead: int, after: str, limit: int) -> Sequence[ShopListing]:
        """Unbound ones whose best item is that sure, and that far before the next."""
        statement = (
            select(*_ROW.columns.values())
            .where(*self._sure(score, lead), _c.id > after)
            .order_by(_c.id)
            .limit(limit)
        )
        return [_ROW.made(row) for row in self._ask(statement)]

    def count_above(self, score: int, lead: int) -> int:
        statement = select(func.count()).where(*self._sure(score, lead))
        return int(self._ask(statement).scalar_one())

    def suggest(self, rows: Iterable[dict[str, Any]]) -> None:
        """Keeps what was found: id, suggested, score, lead, suggestions, suggested_at."""
        self._change(rows)

    def bind(self, rows: Iterable[dict[str, Any]]) -> None:
        """Writes bindings: id, state, sku, pieces, bound_by, how, act, bound_at.

        A price that its shop was to be told was of the item before: it is not told any more.
        """
        none = {"push_price_minor": None, "push_price_words": ""}
        self._change({**row, **none} for row in rows)

    def of_act(self, act: str, limit: int = 500) -> tuple[ShopListing, ...]:
        """What one act bound, some at a time."""
        where = (*self._here(), _c.act == act, _c.state == "bound")
        statement = select(*_ROW.columns.values()).where(*where).order_by(_c.id).limit(limit)
        return tuple(map(_ROW.made, self._ask(statement)))

    def mark_gone(self, channel: str, shop: str, since: datetime, now: datetime) -> int:
        """Those of a shop that were not seen since; how many. What no shop listed stays."""
        gone = self._ask(
            update(listing)
            .where(
                *self._here(), _c.channel == channel, _c.shop == shop, _c.seen_at < since,
                _c.gone_at.is_(None),
            )
            .values(gone_at=now)
        )  # fmt: skip
        return gone.rowcount

    def recount(self, ids: Iterable[str]) -> None:
        """How many orders wait for each of these."""
        waiting = (
            select(func.count(func.distinct(_u.order_id)))
            .where(_u.warehouse == _c.warehouse, _u.listing == _c.id, _u.act == "")
            .scalar_subquery()
        )
        for part in chunks(ids):
            self._ask(update(listing).where(*self._here(), _c.id.in_(part)).values(waiting=waiting))

    def wish_stock(self, rows: Iterable[dict[str, Any]]) -> None:
        """The shop is to be told: id and push_stock; None: it was, or shall not be."""
        self._change(rows)

    def selling(self, channel: str, shop: str) -> Sequence[Selling]:
        """All that is bound and on sale in a shop."""
        statement = select(*_SELLING.columns.values()).where(
            *self._here(), _c.channel == channel, _c.shop == shop, _c.state == "bound",
            _c.gone_at.is_(None), _c.on_sale,
        )  # fmt: skip
        return [_SELLING.made(row) for row in self._ask(statement.order_by(_c.id))]

    def to_push(self, channel: str, shop: str, limit: int = 500) -> Sequence[ShopListing]:
        statement = (
            select(*_ROW.columns.values())
            .where(*self._here(), _c.channel == channel, _c.shop == shop)
            .where(_c.push_stock.is_not(None), _c.push_words == "")
            .order_by(_c.push_stock, _c.id)
            .limit(limit)
        )
        return [_ROW.made(row) for row in self._ask(statement)]

    def pushed(self, rows: Iterable[dict[str, Any]]) -> None:
        """What came of it: id, push_stock, push_words, pushed_at, stock, told_stock."""
        self._change(rows)

    def _change(self, rows: Iterable[dict[str, Any]]) -> None:
        for part in chunks(rows):
            update_rows(self._session, listing, "id", part)

    def _values(self, one: ShopListing, names: tuple[str, ...]) -> dict[str, Any]:
        row = {name: getattr(one, name) for name in names}
        return {"warehouse": self._session.warehouse, **row}

    def _sure(self, score: int, lead: int) -> Iterator[Any]:
        yield from self._here()
        yield from (_c.state == "unbound", _c.gone_at.is_(None), _c.score >= score)
        yield _c.lead >= lead

    def _here(self) -> tuple[Any, ...]:
        return (_c.warehouse == self._session.warehouse,)
