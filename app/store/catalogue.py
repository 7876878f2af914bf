"""Items, their codes, kits and boxes. What a scan asks for is one indexed read."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.domain.catalogue import (
    BarcodeLevel,
    Box,
    Item,
    ItemMatch,
    KitPart,
    normalise_code,
)
from app.store.items import Items
from app.store.records import FeedRow
from app.store.session import BOXES, ITEMS, Session, chunks, from_json, to_json, upsert
from app.store.tables.catalogue import box, item, item_barcode, kit_part

_MATCHES = (
    select(item_barcode.c.code, item.c.document, item_barcode.c.quantity, item_barcode.c.level)
    .join(
        item,
        (item.c.warehouse == item_barcode.c.warehouse) & (item.c.sku == item_barcode.c.sku),
    )
    .where(item.c.active)
    .order_by(item_barcode.c.sku)
)
_BY_CODE = _MATCHES.where(
    item_barcode.c.warehouse == bindparam("wh"), item_barcode.c.code == bindparam("wanted")
)
_BY_SKU = select(item.c.document).where(
    item.c.warehouse == bindparam("wh"), item.c.sku == bindparam("wanted")
)
_KITS = (
    select(kit_part.c.kit_sku, item.c.document, kit_part.c.quantity)
    .join(item, (item.c.warehouse == kit_part.c.warehouse) & (item.c.sku == kit_part.c.part_sku))
    .order_by(kit_part.c.part_sku)
)
_BOX = select(box.c.document).where(
    box.c.warehouse == bindparam("wh"), box.c.code == bindparam("wanted"), box.c.active
)


class Catalogue:
    def __init__(self, session: Session) -> None:
        self._session = session

    def by_barcode(self, code: str) -> tuple[ItemMatch, ...]:
        """All that a scanned code can mean: none, one, or several items (ambiguous)."""
        values = {"wh": self._session.warehouse, "wanted": normalise_code(code)}
        return tuple(_match(row) for row in self._session.connection.execute(_BY_CODE, values))

    def get(self, sku: str) -> Item | None:
        values = {"wh": self._session.warehouse, "wanted": sku}
        text = self._session.connection.execute(_BY_SKU, values).scalar()
        return None if text is None else from_json(text, Item)

    def many(self, skus: Iterable[str]) -> dict[str, Item]:
        """Those of these items that are there, as ``get`` finds each."""
        found: dict[str, Item] = {}
        for part in chunks(dict.fromkeys(skus)):
            statement = select(item.c.sku, item.c.document).where(
                item.c.warehouse == self._session.warehouse, item.c.sku.in_(part)
            )
            rows = self._session.connection.execute(statement)
            found |= {row.sku: from_json(row.document, Item) for row in rows}
        return found

    def by_barcodes(self, codes: Iterable[str]) -> dict[str, list[ItemMatch]]:
        """What each of these can mean, by the code as it was given; see ``by_barcode``."""
        wanted = {code: normalise_code(code) for code in codes}
        found: dict[str, list[ItemMatch]] = {}
        for part in chunks(set(wanted.values())):
            statement = _MATCHES.where(
                item_barcode.c.warehouse == self._session.warehouse, item_barcode.c.code.in_(part)
            )
            for row in self._session.connection.execute(statement):
                found.setdefault(row.code, []).append(_match(row))
        return {code: found[key] for code, key in wanted.items() if key in found}

    def put(self, items: Iterable[Item]) -> None:
        """Adds or replaces items with their codes (center: benches hear of it)."""
        for part in chunks(items):
            rows = [FeedRow(0, one.sku, to_json(one)) for one in part]
            apply_items(self._session, rows)
            Items(self._session).told(part)
            self._session.touch(ITEMS, (one.sku for one in part))

    def retire(self, skus: Iterable[str]) -> None:
        """Scans of these items are unknown from now on; reports keep them."""
        for part in chunks(skus):
            statement = update(item).where(
                item.c.warehouse == self._session.warehouse, item.c.sku.in_(part)
            )
            self._session.connection.execute(statement, {"active": False})
            Items(self._session).retired(part)
            self._session.touch(ITEMS, part)

    def put_kit(self, sku: str, parts: Iterable[KitPart]) -> None:
        """What a kit is made of; its parts must be items already."""
        warehouse = self._session.warehouse
        where = (kit_part.c.warehouse == warehouse, kit_part.c.kit_sku == sku)
        self._session.connection.execute(delete(kit_part).where(*where))
        of = {"warehouse": warehouse, "kit_sku": sku}
        rows = [{**of, "part_sku": one.item.sku, "quantity": one.quantity} for one in parts]
        if rows:
            self._session.connection.execute(insert(kit_part), rows)
        Items(self._session).count_parts(sku, len(rows))

    def kit(self, sku: str) -> tuple[KitPart, ...]:
        """The parts of a kit; empty for an item that is none."""
        return self.kits([sku]).get(sku, ())

    def kits(self, skus: Iterable[str]) -> dict[str, tuple[KitPart, ...]]:
        """Those of these items that are kits, with their parts."""
        found: dict[str, tuple[KitPart, ...]] = {}
        for part in chunks(dict.fromkeys(skus)):
            statement = _KITS.where(
                kit_part.c.warehouse == self._session.warehouse, kit_part.c.kit_sku.in_(part)
            )
            for row in self._session.connection.execute(statement):
                one = KitPart(from_json(row.document, Item), row.quantity)
                found[row.kit_sku] = (*found.get(row.kit_sku, ()), one)
        return found


class Boxes:
    def __init__(self, session: Session) -> None:
        self._session = session

    def by_code(self, code: str) -> Box | None:
        values = {"wh": self._session.warehouse, "wanted": normalise_code(code)}
        text = self._session.connection.execute(_BOX, values).scalar()
        return None if text is None else from_json(text, Box)

    def every(self, *, also_unused: bool = False) -> tuple[Box, ...]:
        """By code; those in use, or all there ever were."""
        where = () if also_unused else (box.c.active,)
        statement = (
            select(box.c.document)
            .where(box.c.warehouse == self._session.warehouse, *where)
            .order_by(box.c.code)
        )
        texts = self._session.connection.execute(statement).scalars()
        return tuple(from_json(text, Box) for text in texts)

    def put(self, boxes: Iterable[Box], *, active: bool = True) -> None:
        rows = [FeedRow(0, normalise_code(one.code), to_json(one), active) for one in boxes]
        apply_boxes(self._session, rows)
        self._session.touch(BOXES, (row.id for row in rows))


def _match(row: Any) -> ItemMatch:
    return ItemMatch(from_json(row.document, Item), row.quantity, BarcodeLevel(row.level))


def apply_items(session: Session, rows: Sequence[FeedRow]) -> None:
    """Writes states of items and rebuilds the codes that lead to them."""
    if not rows:
        return
    session.connection.execute(
        upsert(item, session.dialect, ("active", "document", "seq")),
        [
            {
                "warehouse": session.warehouse,
                "sku": row.id,
                "active": row.active,
                "document": row.document,
                "seq": row.seq,
            }
            for row in rows
        ],
    )
    for part in chunks(rows):
        session.connection.execute(
            delete(item_barcode).where(
                item_barcode.c.warehouse == session.warehouse,
                item_barcode.c.sku.in_([row.id for row in part]),
            )
        )
    codes = [code for row in rows for code in _codes(session.warehouse, row)]
    if codes:
        session.connection.execute(insert(item_barcode), codes)


def _codes(warehouse: str, row: FeedRow) -> list[dict[str, object]]:
    codes = {normalise_code(one.code): one for one in from_json(row.document, Item).barcodes}
    return [
        {
            "warehouse": warehouse,
            "code": code,
            "sku": row.id,
            "quantity": one.quantity,
            "level": one.level.value,
        }
        for code, one in codes.items()
    ]


def apply_boxes(session: Session, rows: Sequence[FeedRow]) -> None:
    if not rows:
        return
    session.connection.execute(
        upsert(box, session.dialect, ("active", "document", "seq")),
        [
            {
                "warehouse": session.warehouse,
                "code": row.id,
                "active": row.active,
                "document": row.document,
                "seq": row.seq,
            }
            for row in rows
        ],
    )
