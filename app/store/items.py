"""Of items what only the center knows: category, prices, size, picture; and the list of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.domain.catalogue import BarcodeLevel, Item, normalise_code
from app.domain.listing import ItemDetail, Target
from app.domain.listing_text import folded
from app.domain.paging import Page, PageQuery
from app.domain.values import Money
from app.store.bulk import update_rows
from app.store.listing import Listing
from app.store.session import Session, chunks, upsert
from app.store.shapes import Shape
from app.store.tables.catalogue import item_barcode
from app.store.tables.listings import item_detail

_d = item_detail.c
_TOLD = ("sku_key", "name", "spec", "weight_g", "active", "words")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item in the list. ``parts``: of how many a kit is made; 0: no kit."""

    sku: str
    name: str
    spec: str
    weight_g: int | None
    active: bool
    category: str
    price_minor: int | None
    floor_minor: int | None
    currency: str
    length_mm: int
    width_mm: int
    height_mm: int
    picture: str
    parts: int


_ROW = Shape.of(ItemRow, item_detail)
ITEMS = Listing(
    item_detail,
    _d.warehouse,
    _d.sku,
    _ROW.columns,
    "sku",
    text=(_d.words, _d.category),
    groups={
        "active": (_d.active,),
        "kits": (_d.active, _d.parts > 0),
        "retired": (~_d.active,),
        "bare": (_d.active, _d.weight_g.is_(None)),
    },
)


class Items:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def told(self, items: Iterable[Item]) -> None:
        """What the item itself says, for the list; called wherever items are put."""
        statement = upsert(item_detail, self._session.dialect, _TOLD)
        for part in chunks(items):
            self._ask(statement, [_told(self._session.warehouse, one) for one in part])

    def retired(self, skus: Iterable[str]) -> None:
        for part in chunks(skus):
            self._ask(
                update(item_detail).where(*self._here(), _d.sku.in_(part)).values(active=False)
            )

    def count_parts(self, sku: str, parts: int) -> None:
        self._ask(update(item_detail).where(*self._here(), _d.sku == sku).values(parts=parts))

    def put(self, details: Iterable[ItemDetail]) -> None:
        """Of items that are there already."""
        for part in chunks(details):
            update_rows(self._session, item_detail, "sku", [_own(one) for one in part])

    def details(self, skus: Iterable[str]) -> dict[str, ItemDetail]:
        """By item; what is not here is not in it."""
        rows = _ROW.by(self._session, "sku", skus)
        return {sku: _detail(row) for sku, row in rows.items()}

    def by_code(self, code: str) -> tuple[str, ...]:
        """Items whose code is this one, whatever the case."""
        return self.by_codes([code]).get(code, ())

    def by_codes(self, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The same for many; a code of none is not in it."""
        wanted = {code: normalise_code(code) for code in codes}
        found: dict[str, tuple[str, ...]] = {}
        for part in chunks(set(wanted.values())):
            statement = select(_d.sku_key, _d.sku).where(
                *self._here(), _d.sku_key.in_(part), _d.active
            )
            for row in self._ask(statement.order_by(_d.sku)):
                found[row.sku_key] = (*found.get(row.sku_key, ()), row.sku)
        return {code: found[key] for code, key in wanted.items() if key in found}

    def page(self, query: PageQuery) -> Page[ItemRow]:
        """Groups: all | active | kits | retired | bare (nobody has weighed them)."""
        return _ROW.page(self._session, ITEMS, query)

    def categories(self, skus: Iterable[str]) -> dict[str, str]:
        """By item; what is not known is not in it."""
        found: dict[str, str] = {}
        for part in chunks(skus):
            rows = self._ask(select(_d.sku, _d.category).where(*self._here(), _d.sku.in_(part)))
            found |= {row.sku: row.category for row in rows}
        return found

    def targets(self) -> Iterator[Target]:
        """Every active item as a listing is compared with it."""
        codes: dict[str, list[str]] = {}
        b = item_barcode.c
        rows = self._ask(
            select(b.sku, b.code).where(
                b.warehouse == self._session.warehouse,
                b.level == BarcodeLevel.EACH.value,
                b.quantity == 1,
            )
        )
        for row in rows:
            codes.setdefault(row.sku, []).append(row.code)
        items = self._ask(
            select(_d.sku, _d.name, _d.spec).where(*self._here(), _d.active).order_by(_d.sku)
        )
        for one in items:
            yield Target(one.sku, one.name, one.spec, tuple(codes.get(one.sku, ())))

    def _here(self) -> tuple[Any, ...]:
        return (_d.warehouse == self._session.warehouse,)


def _told(warehouse: str, one: Item) -> dict[str, Any]:
    codes = (code.code for code in one.barcodes)
    return {
        "warehouse": warehouse,
        "sku": one.sku,
        "sku_key": normalise_code(one.sku),
        "name": one.name,
        "spec": one.spec,
        "weight_g": one.weight_g,
        "active": True,
        "words": folded(" ".join((one.sku, one.name, one.spec, *codes))),
    }


def _detail(row: ItemRow) -> ItemDetail:
    price = None if row.price_minor is None else Money(row.price_minor, row.currency)
    floor = None if row.floor_minor is None else Money(row.floor_minor, row.currency)
    return ItemDetail(
        row.sku, row.category, price, row.length_mm, row.width_mm, row.height_mm, row.picture,
        floor,
    )  # fmt: skip


def _own(one: ItemDetail) -> dict[str, Any]:
    priced = one.price or one.floor
    return {
        "sku": one.sku,
        "category": one.category,
        "price_minor": one.price.minor if one.price else None,
        "floor_minor": one.floor.minor if one.floor else None,
        "currency": priced.currency if priced else "",
        "length_mm": one.length_mm,
        "width_mm": one.width_mm,
        "height_mm": one.height_mm,
        "picture": one.picture,
    }
