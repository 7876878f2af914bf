"""Tryton: shipments out and back, posted to their end through the server's own steps.

Source: trytond_stock 8.2 and recordings of a server. A shipment goes draft - waiting - assigned -
picked - packed - shipped - done; ``assign_try`` may reserve a part and stay ``waiting``, which
would starve others, so ``wait`` gives it back. A step that was done already refuses: the state is
read before each. The document's key is the shipment's ``reference``.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.domain.rate_card import GRAMS_PER_UNIT
from app.domain.stock_document import DocumentKind, StockDocument
from app.domain.values import Money
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
from app.remote.erp.tryton_books import PRICE, TrytonBooks, TrytonPlace, price_of
from app.remote.erp.tryton_coming import coming_to
from app.remote.erp.tryton_rpc import TrytonAccess, TrytonRpc
from app.remote.http import Http

AT_ONCE = 500
OUT, BACK = "model.stock.shipment.out", "model.stock.shipment.out.return"
DONE = "done"
STEPS = {"draft": "wait", "waiting": "assign_try", "assigned": "pick", "picked": "pack",
         "packed": "ship", "shipped": "do"}  # fmt: skip
RETURN_STEPS = {"draft": "receive", "received": "do"}


class Tryton:
    """One company and warehouse of a Tryton server."""

    def __init__(self, access: TrytonAccess, place: TrytonPlace, http: Http | None = None) -> None:
        self._http = http or Http()
        self._rpc = TrytonRpc(self._http, access)
        self._place = place
        self._books = TrytonBooks(self._rpc, place)

    def items(self, since: datetime | None, page: str | None = None) -> ErpItemPage:
        start = int(page or 0)
        where: list[Any] = [["code", "!=", None]]
        if since is not None:
            at = _instant(since)
            where.append(["OR", ["create_date", ">=", at], ["write_date", ">=", at]])
        names = ["code", "name", *PRICE, "default_uom.symbol", "weight",
                 "weight_uom.symbol", "active", "identifiers.code"]  # fmt: skip
        context = {"active_test": False}
        rows = self._rpc.call(
            "model.product.product.search_read", where, start, AT_ONCE, [["id", "ASC"]], names,
            context=context,
        )  # fmt: skip
        found = tuple(self._item(row) for row in rows)
        return ErpItemPage(found, str(start + AT_ONCE) if len(rows) == AT_ONCE else None)

    def stock(self, page: str | None = None) -> ErpLevelPage:
        """Pieces in the storage place, as of today, and on their way to the warehouse."""
        start = int(page or 0)
        places = self._books.locations()
        context = {
            "locations": [places.storage],
            "with_childs": True,
            "stock_date_end": date.max,
            "stock_assign": False,
            "forecast": False,
        }
        where = [["code", "!=", None], ["type", "=", "goods"]]
        rows = self._rpc.call(
            "model.product.product.search_read", where, start, AT_ONCE, [["id", "ASC"]],
            ["code", "quantity"], context=context,
        )  # fmt: skip
        coming = coming_to(self._rpc, places, [row["id"] for row in rows])
        found = tuple(
            ErpLevel(row["code"], whole_pieces(row["quantity"]), whole_pieces(coming[row["id"]]))
            for row in rows
        )
        return ErpLevelPage(found, str(start + AT_ONCE) if len(rows) == AT_ONCE else None)

    def find(self, document: StockDocument) -> Posted | None:
        row = self._row(document)
        if row is None or row["state"] != DONE:
            return None
        return Posted(str(row["number"] or row["id"]), DONE)

    def post(self, document: StockDocument) -> Posted:
        row = self._row(document) or self._made(document)
        steps = STEPS if document.kind is DocumentKind.DELIVERY else RETURN_STEPS
        model = _model(document)
        for _step in range(2 * len(steps)):
            if row["state"] == DONE:
                return Posted(str(row["number"] or row["id"]), DONE)
            step = steps.get(row["state"])
            if step is None:
                words = f"the shipment {row['number']} is {row['state']}"
                raise ErpRefusedError(row["state"], words)
            if step == "pack":
                self._packages(document, row["id"])
            self._rpc.call(f"{model}.{step}", [row["id"]])
            row = self._read(model, row["id"])
            if step == "assign_try" and row["state"] == "waiting":
                # What could be had is given back: half a shipment holds what others wait for.
                self._rpc.call(f"{model}.wait", [row["id"]])
                raise ErpRefusedError("not_assigned", "the ERP has not enough of it in stock")
        raise ErpAnswerError(f"the shipment {row['number']} stays {row['state']}")

    def close(self) -> None:
        self._http.close()

    def _item(self, row: Mapping[str, Any]) -> ErpItem:
        price = price_of(row)
        return ErpItem(
            sku=row["code"],
            name=row["name"],
            ref=str(row["id"]),
            unit=str(row.get("default_uom.", {}).get("symbol") or ""),
            weight_g=_grams(row),
            price=Money.of(price, self._place.currency) if price is not None else None,
            barcodes=tuple(
                str(one["code"]) for one in row.get("identifiers.", ()) if one.get("code")
            ),
            active=bool(row.get("active", True)),
        )

    def _row(self, document: StockDocument) -> dict[str, Any] | None:
        """The shipment with this key, in any state but cancelled."""
        rows = self._rpc.call(
            f"{_model(document)}.search_read",
            [["reference", "=", document.key], ["state", "!=", "cancelled"]],
            0, 1, [["id", "ASC"]], ["number", "state"],
        )  # fmt: skip
        return rows[0] if rows else None

    def _read(self, model: str, row_id: int) -> dict[str, Any]:
        found: list[dict[str, Any]] = self._rpc.call(f"{model}.read", [row_id], ["number", "state"])
        return found[0]

    def _made(self, document: StockDocument) -> dict[str, Any]:
        party, address = self._books.customer(document.shop)
        places = self._books.locations()
        fields: dict[str, Any] = {
            "company": self._rpc.company,
            "customer": party,
            "warehouse": places.warehouse,
            "reference": document.key,
            "planned_date": document.day,
        }
        if document.kind is DocumentKind.DELIVERY:
            fields["delivery_address"] = address
            fields["warehouse_storage"] = places.storage
            fields["warehouse_output"] = places.output
            moves = self._moves(document, places.output, places.customer)
            fields["outgoing_moves"] = [["create", moves]]
        else:
            fields["contact_address"] = address
            fields["warehouse_storage"] = places.storage
            fields["warehouse_input"] = places.input
            moves = self._moves(document, places.customer, places.input)
            fields["incoming_moves"] = [["create", moves]]
        model = _model(document)
        (made,) = self._rpc.call(f"{model}.create", [fields])
        return self._read(model, made)

    def _moves(self, document: StockDocument, start: int, end: int) -> list[dict[str, Any]]:
        known = self._books.products([line.sku for line in document.lines])
        currency = self._books.currency()
        moves = []
        for line in document.lines:
            product = known.get(line.sku)
            if product is None:
                raise ErpRefusedError("item", f"the ERP has no item {line.sku}")
            price = line.price.amount if line.price else price_of(product)
            moves.append(
                {
                    "product": product["id"],
                    "quantity": line.quantity,
                    "unit": product["default_uom"],
                    "from_location": start,
                    "to_location": end,
                    "company": self._rpc.company,
                    "currency": currency,
                    "unit_price": price if price is not None else Decimal(0),
                }
            )
        return moves

    def _packages(self, document: StockDocument, row_id: int) -> None:
        """The first waybill on a package of all that goes, where the server has packages.

        Whoever looks a parcel up in the ERP finds it by its waybill. A try that stopped behind
        this finds every move in a package already.
        """
        if not document.waybills or document.kind is not DocumentKind.DELIVERY:
            return
        named = [["name", "=", "stock.package"]]
        if not self._rpc.call("model.ir.model.search", named, 0, 1, None):
            return
        shipment = f"stock.shipment.out,{row_id}"
        rows = self._rpc.call(
            "model.stock.move.search_read",
            [["shipment", "=", shipment], ["package", "=", None], ["state", "!=", "cancelled"]],
            0, None, None, ["to_location.type"],
        )  # fmt: skip
        loose = [row["id"] for row in rows if row["to_location."]["type"] == "customer"]
        types = self._rpc.call("model.stock.package.type.search", [], 0, 1, None)
        if not loose or not types:
            return
        package: dict[str, Any] = {"type": types[0], "shipment": shipment}
        package |= {"company": self._rpc.company, "shipping_reference": document.waybills[0]}
        (made,) = self._rpc.call("model.stock.package.create", [package])
        self._rpc.call("model.stock.move.write", loose, {"package": made})


def _model(document: StockDocument) -> str:
    return OUT if document.kind is DocumentKind.DELIVERY else BACK


def _grams(row: Mapping[str, Any]) -> int | None:
    """The weight of one piece; None where the ERP tells none, or in a unit we do not know."""
    unit = GRAMS_PER_UNIT.get((row.get("weight_uom.") or {}).get("symbol", ""))
    if unit is None or not row.get("weight"):
        return None
    grams = Decimal(str(row["weight"])) * unit
    return int(grams.to_integral_value(rounding=ROUND_HALF_UP))


def _instant(at: datetime) -> dict[str, Any]:
    """A moment as the protocol writes it: UTC without a zone."""
    utc = at.astimezone(UTC)
    return {
        "__class__": "datetime", "year": utc.year, "month": utc.month, "day": utc.day,
        "hour": utc.hour, "minute": utc.minute, "second": utc.second, "microsecond": 0,
    }  # fmt: skip
