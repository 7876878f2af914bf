"""What brings goods to the warehouse of the real Tryton: a purchase, and another warehouse."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.remote.erp.base import ErpLevel
from app.remote.erp.tryton import Tryton

DOZEN = 12


class Supply:
    """Calls as the ERP's own client makes them, for one item."""

    def __init__(self, adapter: Tryton, sku: str) -> None:
        self._adapter, self._rpc, self._sku = adapter, adapter._rpc, sku
        self._places = adapter._books.locations()
        self._product = adapter._books.products([sku])[sku]

    def level(self) -> ErpLevel:
        (found,) = (one for one in self._adapter.stock().levels if one.sku == self._sku)
        return replace(found, sku="")

    def weighs(self, weight: float, unit: str, barcode: str) -> None:
        """What its page in the ERP says of one piece."""
        (found,) = self._call("product.uom.search", [["name", "=", unit]])
        template = self._product["template."]["id"]
        weighed = {"weight": weight, "weight_uom": found}
        self._call("product.template.write", [template], weighed)
        codes = [["create", [{"type": "ean", "code": barcode}]]]
        self._call("product.product.write", [self._product["id"]], {"identifiers": codes})

    def bought(self, dozens: int) -> int:
        """A purchase that is a draft; its party is the supplier."""
        unit = self._product["default_uom"]
        (category,) = self._call("product.uom.read", [unit], ["category"])
        dozen = self._made(
            "product.uom", name="Dozen", symbol="dz", category=category["category"],
            factor=float(DOZEN), rate=round(1 / DOZEN, 12),
        )  # fmt: skip
        template = self._product["template."]["id"]
        sold_to_us = {"purchasable": True, "purchase_uom": unit}
        self._call("product.template.write", [template], sold_to_us)
        party = self._made("party.party", name="Maker", addresses=[["create", [{"street": "1"}]]])
        (known,) = self._call("party.party.read", [party], ["addresses"])
        line = {"type": "line", "product": self._product["id"], "quantity": float(dozens),
                "unit": dozen, "unit_price": Decimal(50)}  # fmt: skip
        return self._made(
            "purchase.purchase", party=party, invoice_address=known["addresses"][0],
            company=self._rpc.company, currency=self._adapter._books.currency(),
            warehouse=self._places.warehouse, invoice_method="manual",
            purchase_date=date(2026, 11, 24), lines=[["create", [line]]],
        )  # fmt: skip

    def shipped_to_us(self, purchase: int) -> int:
        """The shipment of all that was bought."""
        (known,) = self._call("purchase.purchase.read", [purchase], ["party", "moves"])
        return self._made(
            "stock.shipment.in", supplier=known["party"], company=self._rpc.company,
            warehouse=self._places.warehouse, warehouse_input=self._places.input,
            warehouse_storage=self._places.storage, incoming_moves=[["add", known["moves"]]],
        )  # fmt: skip

    def second_warehouse(self) -> int:
        """Its storage."""
        parts = [self._made("stock.location", name=one, type="storage") for one in "IOS"]
        self._made(
            "stock.location", name="Second", code="W2", type="warehouse", input_location=parts[0],
            output_location=parts[1], storage_location=parts[2],
        )  # fmt: skip
        return parts[2]

    def sent_from(self, other: int, pieces: int) -> int:
        return self._between(other, self._places.storage, pieces)

    def sent_to(self, other: int, pieces: int) -> int:
        return self._between(self._places.storage, other, pieces)

    def steps(self, model: str, row_id: int, names: Iterable[str]) -> None:
        for name in names:
            self._call(f"{model}.{name}", [row_id])

    def _between(self, start: int, end: int, pieces: int) -> int:
        ends = {"from_location": start, "to_location": end, "company": self._rpc.company}
        move = {"product": self._product["id"], "quantity": float(pieces),
                "unit": self._product["default_uom"], **ends}  # fmt: skip
        return self._made("stock.shipment.internal", moves=[["create", [move]]], **ends)

    def _made(self, model: str, **fields: Any) -> int:
        (made,) = self._call(f"{model}.create", [fields])
        return int(made)

    def _call(self, method: str, *params: Any) -> Any:
        return self._rpc.call(f"model.{method}", *params)
