"""Whom and what a document names in Tryton: places, the party that buys, items and prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.remote.erp.base import ErpRefusedError
from app.remote.erp.tryton_rpc import TrytonRpc

PRICE = ("list_price", "template.list_price")


@dataclass(frozen=True, slots=True)
class TrytonPlace:
    """Codes of the warehouse and of the party that buys; ``customers``: another one for a shop."""

    warehouse: str
    customer: str
    customers: Mapping[str, str] = field(default_factory=dict)
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Locations:
    warehouse: int
    storage: int
    output: int
    input: int
    customer: int


class TrytonBooks:
    """Looked up by code; the places once."""

    def __init__(self, rpc: TrytonRpc, place: TrytonPlace) -> None:
        self._rpc = rpc
        self._place = place
        self._known: Locations | None = None

    def locations(self) -> Locations:
        if self._known is None:
            self._known = self._find_locations()
        return self._known

    def _find_locations(self) -> Locations:
        where = [["code", "=", self._place.warehouse], ["type", "=", "warehouse"]]
        names = ["storage_location", "output_location", "input_location"]
        rows = self._rpc.call("model.stock.location.search_read", where, 0, 1, None, names)
        if not rows:
            raise ErpRefusedError("warehouse", f"the ERP has no warehouse {self._place.warehouse}")
        (row,) = rows
        customers = self._rpc.call(
            "model.stock.location.search", [["type", "=", "customer"]], 0, 1, None
        )
        if not customers:
            raise ErpRefusedError("customer", "the ERP has no place of customers")
        return Locations(
            row["id"], row["storage_location"], row["output_location"], row["input_location"],
            customers[0],
        )  # fmt: skip

    def customer(self, shop: str) -> tuple[int, int | None]:
        code = self._place.customers.get(shop, self._place.customer)
        rows = self._rpc.call(
            "model.party.party.search_read", [["code", "=", code]], 0, 1, None, ["addresses"]
        )
        if not rows:
            raise ErpRefusedError("customer", f"the ERP has no party {code}")
        addresses = rows[0]["addresses"]
        return rows[0]["id"], addresses[0] if addresses else None

    def products(self, skus: Sequence[str]) -> dict[str, dict[str, Any]]:
        rows = self._rpc.call(
            "model.product.product.search_read", [["code", "in", sorted(set(skus))]], 0, None,
            None, ["code", "default_uom", *PRICE],
        )  # fmt: skip
        return {row["code"]: row for row in rows}

    def currency(self) -> int:
        rows = self._rpc.call("model.company.company.read", [self._rpc.company], ["currency"])
        return int(rows[0]["currency"])


def price_of(row: Mapping[str, Any]) -> Decimal | None:
    """A product's own price, else that of its template."""
    found = row.get("list_price") or (row.get("template.") or {}).get("list_price")
    return found if isinstance(found, Decimal) else None
