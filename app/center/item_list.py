"""The catalogue as the office sees it: every item, and all that is known of one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.center import staff
from app.center.imports import import_files
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.catalogue import Item, KitPart
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store.engine import Store
from app.store.items import ItemRow
from app.store.listings import ShopListing
from app.store.transaction import Transaction

__all__ = ["ItemRow"]


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item with its barcodes, the parts of a kit, and the listings that are bound to it."""

    item: Item
    parts: tuple[KitPart, ...]
    listings: tuple[ShopListing, ...]


def read(tx: Transaction, query: PageQuery) -> Page[ItemRow]:
    """Groups: active | kits | bare (nobody has weighed them) | retired | all."""
    return tx.items.page(query)


def card(tx: Transaction, sku: str) -> ItemCard | None:
    item = tx.catalogue.get(sku)
    if item is None:
        return None
    return ItemCard(item, tx.catalogue.kit(sku), tx.listings.bound_to(sku))


def retire(tx: Transaction, act: Act, *, sku: str) -> None:
    """Scans of it are unknown from now on. Not while a shop sells it."""
    staff.require(tx, act.who, Permission.IMPORT)
    if any(one.gone_at is None for one in tx.listings.bound_to(sku)):
        raise NotDoneError(_("A shop still offers it: take its binding away first"))
    tx.catalogue.retire([sku])
    tx.audit.add(act.who, "item.retire", sku, act.at)


def bring_back(tx: Transaction, act: Act, *, sku: str) -> None:
    staff.require(tx, act.who, Permission.IMPORT)
    item = tx.catalogue.get(sku)
    if item is None:
        raise NotDoneError(_("This item is not here any more"))
    tx.catalogue.put([item])
    tx.audit.add(act.who, "item.bring_back", sku, act.at)


def take_file(
    store: Store, act: Act, go_on: Callable[[int, int], bool], *, path: Path, pictures: Path | None
) -> int:
    """Items, barcodes and kits of a file; how many items are new or different.

    ``pictures``: the folder that files of pictures are kept in. Raises ImportRefusedError with
    every fault of the file.
    """
    with store.read() as tx:
        staff.require(tx, act.who, Permission.IMPORT)
    if not go_on(0, 1):
        return -1
    report = import_files(store, (path,), now=act.at, new_id=act.new_id, pictures=pictures)
    return sum(report.written.get(kind, 0) for kind in ("items", "kits", "details of items"))
