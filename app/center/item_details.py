"""What an import says of items beside what a bench needs: category, prices, size, picture."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.center import item_pictures
from app.center.item_pictures import NoPictureError
from app.center.read_catalogue import CatalogueRead, PictureAt
from app.domain.listing import ItemDetail
from app.domain.values import Money
from app.store.transaction import Transaction

log = logging.getLogger(__name__)


def keep_pictures(
    read: CatalogueRead, paths: Iterable[Path], folder: Path | None
) -> Mapping[str, str]:
    """The picture of each item that has one: a kept file's name, a drawn one's, or an address.

    Without a folder no file is kept. What is no picture is left out, and the log says which.
    """
    files = {path.name: path for path in paths}
    inside = {
        (name, *place): content
        for name, path in files.items()
        if folder is not None and any(one.source == name for one in read.pictures.values())
        for place, content in item_pictures.embedded(path).items()
    }
    shown = {}
    for sku, at in read.pictures.items():
        content = inside.get((at.source, at.sheet, at.row)) or _beside(files, at)
        name = at.text
        if content and folder is not None:
            try:
                name = item_pictures.keep(folder, content)
            except NoPictureError as error:
                log.warning("%s row %d: no picture: %s", at.source, at.row, error)
                continue
        if name:
            shown[sku] = name
    return shown


def check_floors(tx: Transaction, read: CatalogueRead) -> None:
    """Price and floor of an item are in one currency, whichever of them the file tells.

    A floor without a currency is in that of the price that is known already. What does not fit
    becomes a problem of its row.
    """
    told = {sku: one for sku, one in read.details.items() if "floor" in one or "price" in one}
    before = tx.items.details(told)
    for sku, more in told.items():
        row, known = read.detail_rows[sku], before.get(sku) or ItemDetail(sku)
        price, floor = more.get("price", known.price), more.get("floor", known.floor)
        if not isinstance(price, Money) or not isinstance(floor, Money):
            continue
        if "price" not in more and not row.text("currency"):
            more["floor"] = row.money("floor", price.currency)
        elif price.currency != floor.currency:
            says = f"the price of {sku} is in {price.currency}, its floor in {floor.currency}"
            row.problem("currency", f"{says}: tell both in one currency")


def put_details(tx: Transaction, read: CatalogueRead, shown: Mapping[str, str]) -> frozenset[str]:
    """Writes what is new or different, and says of which items.

    Of columns that no file has, what was known stays.
    """
    changed = []
    before = tx.items.details(read.details)
    for sku, told in read.details.items():
        known = before.get(sku) or ItemDetail(sku)
        more: dict[str, Any] = dict(told)
        if sku in shown:
            more["picture"] = shown[sku]
        new = replace(known, **more)
        if new != known:
            changed.append(new)
    tx.items.put(changed)
    return frozenset(one.sku for one in changed)


def _beside(files: Mapping[str, Path], at: PictureAt) -> bytes | None:
    path = files.get(at.source)
    found = item_pictures.beside(path, at.text) if path else None
    return found.read_bytes() if found else None
