"""Some items of the ERP as the catalogue will have them: what it does not tell stays as it is.

Barcodes are added: goods with an older one stand on the shelf. A barcode goes from one item to
another only where the ERP says so of both.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.center.erp_reading import BY
from app.center.listings import Reading, waiting_again
from app.domain.catalogue import Item, ItemBarcode, normalise_code
from app.domain.listing import ItemDetail
from app.domain.values import Grams
from app.remote.erp.base import ErpItem
from app.store.transaction import Transaction

NEW, CHANGED, RETIRED, UNCHANGED = "new", "changed", "retired", "unchanged"


class BadItemError(ValueError):
    """What the ERP says of this item cannot be taken over; the others can."""


@dataclass(slots=True)
class Taken:
    """What became of each item; ``refused``: why not, by its code. ``released``: orders."""

    became: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    released: int = 0


def take(
    tx: Transaction,
    skus: Sequence[str],
    told: Mapping[str, ErpItem],
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
) -> Taken:
    """Some items that the ERP uses; ``told``: all of them, for barcodes that went to another.

    Orders that waited for one of them are released.
    """
    batch = _Batch(tx, skus, told)
    for sku in skus:
        try:
            batch.take(told[sku])
        except BadItemError as error:
            batch.taken.refused[sku] = str(error)
    if batch.write(clock()):
        batch.taken.released = waiting_again(tx, clock(), Reading(new_id))
    return batch.taken


class _Batch:
    """Some items as they are here, and as they will be: written at once, where they differ."""

    def __init__(self, tx: Transaction, skus: Sequence[str], told: Mapping[str, ErpItem]) -> None:
        self._tx = tx
        self._told = told
        self._before = tx.catalogue.many(skus)
        self._details = tx.items.details(skus)
        self._active = active_of(tx, skus)
        codes = {code for sku in skus for code in codes_of(told[sku])}
        codes |= {one.code for item in self._before.values() for one in item.barcodes}
        self._holders = {
            code: {match.item.sku: match.item for match in matches}
            for code, matches in tx.catalogue.by_barcodes(codes).items()
        }
        self._items: dict[str, Item] = {}
        self._new_details: list[ItemDetail] = []
        self._back: list[str] = []
        self.taken = Taken()

    def take(self, told: ErpItem) -> None:
        """Raises BadItemError; nothing of this item is written then."""
        sku = told.sku
        known = self._items.get(sku) or self._before.get(sku)
        back = known is not None and sku not in self._active
        if back and not _retired_by_erp(self._tx, sku):
            self.taken.became[sku] = UNCHANGED  # a person retired it
            return
        item = _item(known, told)
        detail = self._details.get(sku) or ItemDetail(sku)
        new_detail = _detail(detail, told)
        had = set() if back or known is None else {one.code for one in known.barcodes}
        self._free(item, [one.code for one in item.barcodes if one.code not in had])
        if new_detail != detail:
            self._new_details.append(new_detail)
        if back:
            self._back.append(sku)
        if item != known or back:
            self._items[sku] = item
        changed = back or sku in self._items or new_detail != detail
        self.taken.became[sku] = (
            NEW if sku not in self._before else CHANGED if changed else UNCHANGED
        )

    def write(self, now: datetime) -> bool:
        """Whether an item is written: orders may have waited for it."""
        if self._items:
            self._tx.catalogue.put(self._items.values())
        if self._new_details:
            self._tx.items.put(self._new_details)
        for sku in self._back:
            self._tx.audit.add(BY, "item.bring_back", sku, now)
        return bool(self._items)

    def _free(self, item: Item, codes: Iterable[str]) -> None:
        """These barcodes are this item's from now on. Raises BadItemError."""
        wanted = list(codes)
        for code in wanted:
            for other in self._holders.get(code, {}):
                if other != item.sku and not self._gives_up(other, code):
                    raise BadItemError(f"its barcode {code} is that of {other}")
        for code in wanted:
            for other, found in self._holders.get(code, {}).items():
                if other != item.sku:
                    mine = self._items.get(other, found)
                    rest = tuple(one for one in mine.barcodes if one.code != code)
                    self._items[other] = replace(mine, barcodes=rest)
                    if self.taken.became.get(other) != NEW:
                        self.taken.became[other] = CHANGED
            self._holders[code] = {item.sku: item}

    def _gives_up(self, sku: str, code: str) -> bool:
        """Whether the ERP tells other barcodes of this item, and not this one, of one piece."""
        told = self._told.get(sku)
        mine = codes_of(told) if told is not None else ()
        held = self._items.get(sku) or self._holders[code][sku]
        pieces = [one.quantity for one in held.barcodes if one.code == code]
        return bool(mine) and code not in mine and pieces == [1]


def codes_of(told: ErpItem) -> tuple[str, ...]:
    """Its barcodes as they are kept here."""
    found = (normalise_code(code) for code in told.barcodes)
    return tuple(dict.fromkeys(code for code in found if code))


def active_of(tx: Transaction, skus: Iterable[str]) -> set[str]:
    """Those of these items that are here and in use."""
    return {sku for sku, found in tx.items.by_codes(skus).items() if sku in found}


def _item(known: Item | None, told: ErpItem) -> Item:
    if known is None and not told.name:
        raise BadItemError("it has no name")
    item = known or Item(told.sku, told.name)
    here = {one.code for one in item.barcodes}
    more = tuple(ItemBarcode(code) for code in codes_of(told) if code not in here)
    return replace(
        item,
        name=told.name or item.name,
        spec=told.spec.strip() or item.spec,
        weight_g=Grams(told.weight_g) if told.weight_g else item.weight_g,
        barcodes=(*item.barcodes, *more),
    )


def _detail(known: ItemDetail, told: ErpItem) -> ItemDetail:
    price = told.price if told.price and told.price.minor else known.price
    if price and known.floor and price.currency != known.floor.currency:
        says = f"its price is in {price.currency}, its floor here in {known.floor.currency}"
        raise BadItemError(says)
    return replace(known, category=told.category.strip() or known.category, price=price)


def _retired_by_erp(tx: Transaction, sku: str) -> bool:
    """Whether the ERP itself retired it: then it comes back with the ERP's word alone."""
    about = [
        one for one in tx.audit.read(about=sku) if one.action in {"item.retire", "item.bring_back"}
    ]
    return bool(about) and (about[-1].who, about[-1].action) == (BY, "item.retire")
