"""Odoo: a sale that is delivered, a picking that comes back, over JSON-RPC.

Source: Odoo 18's ``/jsonrpc`` and recordings of a server. ``button_validate`` without
``skip_sms`` and ``skip_backorder`` answers with a window to be opened, and nothing is posted: so
its result must be true, and the picking is read again. Methods without a result answer without
``result``. Taxes are said by the price already: an empty ``tax_id`` keeps Odoo's own away. The
document's key is the sale's ``client_order_ref``, of a return the picking's ``origin``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.domain.stock_document import DocumentKind, StockDocument
from app.domain.values import Grams, Money
from app.remote.erp.answers import whole_pieces
from app.remote.erp.base import (
    ErpAnswerError,
    ErpItem,
    ErpItemPage,
    ErpLevel,
    ErpLevelPage,
    ErpRefusedError,
    Posted,
)
from app.remote.erp.odoo_rpc import OdooAccess, OdooRpc
from app.remote.http import Http

DONE = "done"
_OF_MOVE = ("product_uom_qty", "quantity", "picked", "state")
_SURE = {"skip_sms": True, "skip_backorder": True, "picking_ids_not_to_backorder": []}


@dataclass(frozen=True, slots=True)
class OdooPlace:
    """The code of the warehouse and the partner that buys; ``customers``: another for a shop."""

    warehouse: str
    customer: int
    customers: Mapping[str, int] = field(default_factory=dict)
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class _Warehouse:
    id: int
    stock: int
    incoming: int
    customers: int


class Odoo:
    """One company and warehouse of an Odoo server."""

    def __init__(self, access: OdooAccess, place: OdooPlace, http: Http | None = None) -> None:
        self._http = http or Http()
        self._rpc = OdooRpc(self._http, access)
        self._place = place
        self._known: _Warehouse | None = None

    def items(self, since: datetime | None, page: str | None = None) -> ErpItemPage:
        where: list[Any] = [["default_code", "!=", False]]
        if since is not None:
            where.append(["write_date", ">=", f"{since.astimezone(UTC):%Y-%m-%d %H:%M:%S}"])
        names = ["default_code", "name", "list_price", "weight", "barcode", "active", "categ_id"]
        rows, more = self._rpc.page("product.product", where, names, page, {"active_test": False})
        return ErpItemPage(tuple(map(self._item, rows)), more)

    def stock(self, page: str | None = None) -> ErpLevelPage:
        """Pieces in the warehouse's stock place, and planned to come into it from elsewhere.

        ``incoming_qty`` has every confirmed move into the place that is not done: purchases,
        other warehouses, and returns that are waited for.
        """
        where = [["default_code", "!=", False], ["is_storable", "=", True]]
        context = {"location": self._warehouse().stock}
        names = ["default_code", "qty_available", "incoming_qty"]
        rows, more = self._rpc.page("product.product", where, names, page, context)
        return ErpLevelPage(tuple(map(_level, rows)), more)

    def find(self, document: StockDocument) -> Posted | None:
        picking = self._picking(document)
        if picking is None or picking["state"] != DONE:
            return None
        return Posted(str(picking["name"]), DONE)

    def post(self, document: StockDocument) -> Posted:
        picking = self._picking(document)
        if picking is None:
            if document.kind is DocumentKind.DELIVERY:
                self._sell(document)
            else:
                self._take_back(document)
            picking = self._picking(document)
        if picking is None:
            raise ErpAnswerError(f"{document.key}: the sale has no picking")
        if picking["state"] != DONE:
            self._deliver(document, picking)
            picking = self._rpc.read("stock.picking", picking["id"], ["name", "state"])
        if picking["state"] != DONE:
            raise ErpAnswerError(f"{picking['name']}: stays {picking['state']}")
        return Posted(str(picking["name"]), DONE)

    def close(self) -> None:
        self._http.close()

    def _picking(self, document: StockDocument) -> dict[str, Any] | None:
        """The picking of the document; not one of the rest that was not delivered."""
        where: list[Any] = [["state", "!=", "cancel"], ["backorder_id", "=", False]]
        if document.kind is DocumentKind.DELIVERY:
            where.append(["sale_id.client_order_ref", "=", document.key])
        else:
            where.append(["origin", "=", document.key])
        rows = self._rpc.call(
            "stock.picking", "search_read", [where, ["name", "state", "move_ids"]],
            limit=1, order="id",
        )  # fmt: skip
        return rows[0] if rows else None

    def _sell(self, document: StockDocument) -> None:
        """The sale, confirmed: Odoo makes its picking. Goes on with a sale that is a draft."""
        where = [["client_order_ref", "=", document.key], ["state", "!=", "cancel"]]
        known = self._rpc.call("sale.order", "search", [where], limit=1)
        sale = known[0] if known else self._made_sale(document)
        self._rpc.call("sale.order", "action_confirm", [[sale]])

    def _made_sale(self, document: StockDocument) -> int:
        products = self._products(document)
        lines = []
        for line in document.lines:
            sold: dict[str, Any] = {
                "product_id": products[line.sku],
                "product_uom_qty": line.quantity,
            }
            sold["tax_id"] = [[6, 0, []]]
            if line.price is not None:
                sold["price_unit"] = line.price.amount
            lines.append([0, 0, sold])
        fields = {
            "partner_id": self._place.customers.get(document.shop, self._place.customer),
            "warehouse_id": self._warehouse().id,
            "client_order_ref": document.key,
            "origin": document.order_number,
            "order_line": lines,
        }
        return int(self._rpc.call("sale.order", "create", [fields]))

    def _take_back(self, document: StockDocument) -> None:
        places, products = self._warehouse(), self._products(document)
        ends = {"location_id": places.customers, "location_dest_id": places.stock}
        moves = [
            [0, 0, {"name": line.sku, "product_id": products[line.sku],
                    "product_uom_qty": line.quantity, **ends}]
            for line in document.lines
        ]  # fmt: skip
        fields = {"picking_type_id": places.incoming, "origin": document.key, "move_ids": moves}
        made = self._rpc.call("stock.picking", "create", [{**fields, **ends}])
        self._rpc.call("stock.picking", "action_confirm", [[made]])

    def _deliver(self, document: StockDocument, row: Mapping[str, Any]) -> None:
        """All of it, or nothing: what was only partly reserved is let go again."""
        picking = row["id"]
        self._rpc.call("stock.picking", "action_assign", [[picking]])
        told = self._rpc.call("stock.move", "read", [row["move_ids"], list(_OF_MOVE)])
        moves = [one for one in told if one["state"] != "cancel"]
        short = any(
            whole_pieces(one["quantity"]) < whole_pieces(one["product_uom_qty"]) for one in moves
        )
        if short and document.kind is DocumentKind.DELIVERY:
            self._rpc.call("stock.picking", "do_unreserve", [[picking]])
            raise ErpRefusedError("not_assigned", "the ERP has not enough of it in stock")
        for one in moves:
            done = {"quantity": one["product_uom_qty"], "picked": True}
            self._rpc.call("stock.move", "write", [[one["id"]], done])
        if document.waybills:
            waybill = {"carrier_tracking_ref": ", ".join(document.waybills)}
            self._rpc.call("stock.picking", "write", [[picking], waybill])
        answer = self._rpc.call("stock.picking", "button_validate", [[picking]], context=_SURE)
        if answer is not True:
            window = answer.get("res_model") if isinstance(answer, dict) else answer
            raise ErpAnswerError(f"the ERP asks {window} instead of posting")

    def _products(self, document: StockDocument) -> dict[str, int]:
        skus = sorted({line.sku for line in document.lines})
        rows = self._rpc.call(
            "product.product", "search_read", [[["default_code", "in", skus]], ["default_code"]]
        )
        found = {row["default_code"]: row["id"] for row in rows}
        if missing := [sku for sku in skus if sku not in found]:
            raise ErpRefusedError("item", f"the ERP has no item {', '.join(missing)}")
        return found

    def _warehouse(self) -> _Warehouse:
        if self._known is None:
            rows = self._rpc.call(
                "stock.warehouse", "search_read",
                [[["code", "=", self._place.warehouse]], ["lot_stock_id", "in_type_id"]], limit=1,
            )  # fmt: skip
            if not rows:
                words = f"the ERP has no warehouse {self._place.warehouse}"
                raise ErpRefusedError("warehouse", words)
            buyers = self._rpc.call(
                "stock.location", "search", [[["usage", "=", "customer"]]], limit=1, order="id"
            )
            (row,) = rows
            self._known = _Warehouse(
                row["id"], row["lot_stock_id"][0], row["in_type_id"][0], buyers[0]
            )
        return self._known

    def _item(self, row: Mapping[str, Any]) -> ErpItem:
        price = row.get("list_price")
        weight = row.get("weight")
        return ErpItem(
            sku=row["default_code"],
            name=row["name"],
            ref=str(row["id"]),
            category=row["categ_id"][1] if row.get("categ_id") else "",
            weight_g=Grams(int(Decimal(weight) * 1000)) if weight else None,
            price=Money.of(Decimal(price), self._place.currency) if price else None,
            barcodes=(row["barcode"],) if row.get("barcode") else (),
            active=bool(row.get("active", True)),
        )


def _level(row: Mapping[str, Any]) -> ErpLevel:
    here, coming = row["qty_available"], row["incoming_qty"]
    return ErpLevel(row["default_code"], whole_pieces(here), whole_pieces(coming))
