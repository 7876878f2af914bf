"""What U8's rows say: the pieces of an item over all of its rows, and an item.

Source of the stock: Yonyou's page of ``currentstock/batch_get`` (U8 12.0 and later). An item has
a row for each batch and free item. ``inqty`` is to be received (U8's ``fInQuantity``),
``transinqty`` comes from another warehouse; older ones have neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.remote.erp.answers import whole_pieces
from app.remote.erp.base import ErpItem, ErpLevel

_COMING = ("inqty", "transinqty")


@dataclass(slots=True)
class Sum:
    """The rows of one item. ``coming`` None: no row says what is on its way."""

    here: Decimal = Decimal(0)
    coming: Decimal | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        self.here += _quantity(row["qty"])
        for name in _COMING:
            if row.get(name) is not None:
                self.coming = (self.coming or Decimal(0)) + _quantity(row[name])

    def level(self, sku: str) -> ErpLevel:
        coming = None if self.coming is None else whole_pieces(self.coming)
        return ErpLevel(sku, whole_pieces(self.here), coming)


def item_of(row: Mapping[str, Any]) -> ErpItem:
    return ErpItem(
        sku=str(row["code"]),
        name=str(row.get("name") or ""),
        spec=str(row.get("specs") or ""),
        category=str(row.get("sort_name") or ""),
        unit=str(row.get("main_measure") or ""),
        barcodes=(str(row["barcode"]),) if row.get("barcode") else (),
    )


def _quantity(told: Any) -> Decimal:
    return Decimal(str(told or 0))
