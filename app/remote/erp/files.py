"""An ERP without an interface: it lays down its stock as a table, and fetches our documents.

``stock.csv`` (or XLSX) and ``items.csv`` are read from a folder; without a column of what is on
its way the ERP does not say. Every document becomes a file of its own, named by its key, written
beside its place and then put there: the ERP never sees half. What the ERP has fetched it moves to
``done``; until then the document counts as written.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.domain.stock_document import StockDocument
from app.remote.erp.base import (
    ErpAnswerError,
    ErpItem,
    ErpItemPage,
    ErpLevel,
    ErpLevelPage,
    Posted,
)

WRITTEN, FETCHED = "written", "fetched"
_SAFE = re.compile(r"[^A-Za-z0-9._-]")
_SKU = ("sku", "code", "item", "商品编码", "商品編碼", "存货编码", "存貨編碼")
_NAME = ("name", "名称", "名稱", "商品名称", "商品名稱", "存货名称", "存貨名稱")
_ON_HAND = (
    "on_hand",
    "quantity",
    "qty",
    "stock",
    "在库",
    "在庫",
    "现存量",
    "現存量",
    "数量",
    "數量",
)
_IN_TRANSIT = ("in_transit", "在途", "在途数量", "在途數量")
Names = tuple[str, ...]
"""What a column may be called."""
Rows = Callable[[Path], Iterable[Sequence[str]]]
"""The rows of a table, the titles first; raises ValueError for what is no table."""


@dataclass(frozen=True, slots=True)
class FileErp:
    """``inbox``: what the ERP lays down; ``outbox``: what we lay down for it."""

    inbox: Path
    outbox: Path
    rows: Rows

    def items(self, since: datetime | None, page: str | None = None) -> ErpItemPage:
        """All items of the table, none without one; it says nothing of when they changed."""
        del since, page
        if not any(path.exists() for path in self._tables("items")):
            return ErpItemPage(())
        rows = self._rows("items", _SKU, _NAME)
        return ErpItemPage(tuple(ErpItem(sku=sku, name=name) for sku, name, _more in rows))

    def stock(self, page: str | None = None) -> ErpLevelPage:
        del page
        rows = self._rows("stock", _SKU, _ON_HAND, _IN_TRANSIT)
        found = (
            ErpLevel(sku, _pieces(sku, here), None if coming is None else _pieces(sku, coming))
            for sku, here, coming in rows
        )
        return ErpLevelPage(tuple(found))

    def find(self, document: StockDocument) -> Posted | None:
        name = _name(document)
        if (self.outbox / "done" / name).exists():
            return Posted(document.key, FETCHED)
        return Posted(document.key, WRITTEN) if (self.outbox / name).exists() else None

    def post(self, document: StockDocument) -> Posted:
        found = self.find(document)
        if found is not None:
            return found
        self.outbox.mkdir(parents=True, exist_ok=True)
        place = self.outbox / _name(document)
        beside = place.with_suffix(".part")
        with beside.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(document), indent=2))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
        return Posted(document.key, WRITTEN)

    def close(self) -> None:
        """Nothing is open."""

    def _tables(self, stem: str) -> tuple[Path, ...]:
        return tuple(self.inbox / f"{stem}.{ending}" for ending in ("csv", "xlsx"))

    def _rows(
        self, stem: str, first: Names, second: Names, third: Names = ()
    ) -> list[tuple[str, str, str | None]]:
        for path in self._tables(stem):
            if path.exists():
                try:
                    return list(_cells(path, iter(self.rows(path)), first, second, third))
                except ValueError as error:
                    raise ErpAnswerError(str(error)) from error
        raise ErpAnswerError(f"{self.inbox}: there is no {stem}.csv and no {stem}.xlsx")


def _cells(
    path: Path, rows: Iterator[Sequence[str]], first: Names, second: Names, third: Names
) -> Iterator[tuple[str, str, str | None]]:
    """Two columns that must be there and one that may; None: that one is not."""
    head = [cell.strip().lower() for cell in next(rows, [])]
    *places, may = (
        next((head.index(name) for name in names if name in head), -1)
        for names in (first, second, third)
    )
    if min(places) < 0:
        raise ErpAnswerError(f"{path.name}: needs the columns {first[0]} and {second[0]}")
    for row in rows:
        sku, told, more = (row[at].strip() if 0 <= at < len(row) else "" for at in (*places, may))
        if sku:
            yield sku, told, None if may < 0 else more


def _pieces(sku: str, told: str) -> int:
    whole = told.replace(",", "").removesuffix(".0").removesuffix(".00")
    if not re.fullmatch(r"-?\d+", whole or "0"):
        raise ErpAnswerError(f"stock of {sku}: {told!r} is no whole number")
    return int(whole or "0")


def _name(document: StockDocument) -> str:
    return _SAFE.sub("_", document.key) + ".json"
