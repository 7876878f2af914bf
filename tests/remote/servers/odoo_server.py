"""Odoo on loopback, as far as our adapter goes; its answers have the shapes of the recordings."""

import json
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from tests.remote.servers.loopback import Loopback

DATABASE, USER, PASSWORD = "odoo18", "admin", "a-password"
Row = dict[str, Any]


class Refusal(Exception):  # noqa: N818 -- an answer, no fault of ours
    """As Odoo says it: HTTP 200 with an error."""


class OdooServer(Loopback):
    """Products with stock, sales, pickings and their moves."""

    path = ""

    def __init__(self, now: Callable[[], datetime], stock: dict[str, int]) -> None:
        super().__init__(now)
        self.numbers = count(1)
        self.products: dict[int, Row] = {}
        for code, pieces in stock.items():
            number = next(self.numbers)
            self.products[number] = {
                "id": number, "default_code": code, "name": code.title(), "list_price": 59.0,
                "weight": 0.25, "barcode": False, "active": True, "categ_id": [1, "All"],
                "qty_available": float(pieces),
            }  # fmt: skip
        self.receipts: dict[str, float] = {}  # open receipts into WH/Stock, by item
        self.sales: dict[int, Row] = {}
        self.pickings: dict[int, Row] = {}
        self.moves: dict[int, Row] = {}

    def document(self, path: str, body: str) -> dict[str, Any]:
        assert path == "/jsonrpc", path
        asked = json.loads(body)
        assert (asked["jsonrpc"], asked["method"]) == ("2.0", "call")
        params = asked["params"]
        answer = {"jsonrpc": "2.0", "id": asked["id"]}
        try:
            result = self._asked(params["service"], params["method"], params["args"])
        except Refusal as refusal:
            told = {"name": "odoo.exceptions.UserError", "message": str(refusal), "debug": ""}
            error = {"code": 200, "message": "Odoo Server Error", "data": told}
            return {**answer, "error": error}
        return answer if result is None else {**answer, "result": result}

    def _asked(self, service: str, method: str, args: list[Any]) -> Any:
        if (service, method) == ("common", "authenticate"):
            return 2 if args[:3] == [DATABASE, USER, PASSWORD] else False
        assert (service, method) == ("object", "execute_kw")
        assert args[:3] == [DATABASE, 2, PASSWORD], "another session"
        model, call, values, named = args[3], args[4], args[5], args[6]
        work = getattr(self, f"{model.replace('.', '_')}_{call}")
        return work(*values, **named)

    def stock_warehouse_search_read(self, where: Any, names: Any, limit: int = 0) -> list[Row]:
        del names, limit
        here = where == [["code", "=", "WH"]]
        return [{"id": 1, "lot_stock_id": [8, "WH/Stock"], "in_type_id": [1, "In"]}] if here else []

    def stock_location_search(self, where: Any, **named: Any) -> list[int]:
        del where, named
        return [5]

    def product_product_search_read(
        self, where: list[Any], names: list[str], **named: Any
    ) -> list[Row]:
        rows = sorted(self.products.values(), key=lambda one: one["id"])
        for name, sign, value in where:
            if name == "id":
                rows = [one for one in rows if one["id"] > value]
            elif (name, sign) == ("default_code", "in"):
                rows = [one for one in rows if one["default_code"] in value]
        rows = rows[: named.get("limit") or None]
        if "incoming_qty" in names:
            assert named["context"]["location"] == 8, "without it: of all warehouses"
        told = [{**one, "incoming_qty": self._incoming(one)} for one in rows]
        return [{name: one[name] for name in ("id", *names)} for one in told]

    def _incoming(self, product: Row) -> float:
        """Open moves into the stock place, as ``_compute_quantities_dict`` adds them up."""
        back = sum(
            move["product_uom_qty"]
            for move in self.moves.values()
            if move["product_id"] == product["id"]
            and self.pickings[move["picking"]]["way"] == "in"
            and self.pickings[move["picking"]]["state"] != "done"
        )
        return float(self.receipts.get(product["default_code"], 0.0) + back)

    def sale_order_search(self, where: list[Any], **named: Any) -> list[int]:
        del named
        key = where[0][2]
        return [one["id"] for one in self.sales.values() if one["client_order_ref"] == key][:1]

    def sale_order_create(self, fields: Row) -> int:
        assert all(line[2]["tax_id"] == [[6, 0, []]] for line in fields["order_line"])
        number = next(self.numbers)
        self.sales[number] = {**fields, "id": number, "state": "draft"}
        return number

    def sale_order_action_confirm(self, ids: list[int]) -> bool:
        sale = self.sales[ids[0]]
        if sale["state"] == "draft":
            sale["state"] = "sale"
            key = sale["client_order_ref"]
            self._picked("out", key, [line[2] for line in sale["order_line"]])
        return True

    def stock_picking_create(self, fields: Row) -> int:
        return self._picked("in", fields["origin"], [line[2] for line in fields["move_ids"]])

    def stock_picking_action_confirm(self, ids: list[int]) -> bool:
        return bool(ids)

    def stock_picking_search_read(self, where: list[Any], names: Any, **named: Any) -> list[Row]:
        del names, named
        key = where[-1][2]
        return [self._told(one) for one in self.pickings.values() if one["key"] == key][:1]

    def stock_picking_read(self, ids: list[int], names: Any) -> list[Row]:
        del names
        return [self._told(self.pickings[ids[0]])]

    def stock_picking_write(self, ids: list[int], fields: Row) -> bool:
        self.pickings[ids[0]].update(fields)
        return True

    def stock_picking_action_assign(self, ids: list[int]) -> bool:
        picking = self.pickings[ids[0]]
        if picking["state"] == "done":
            raise Refusal("Nothing to check the availability for.")
        for move in self._moves(ids[0]):
            product = self.products[move["product_id"]]
            wanted = move["product_uom_qty"]
            free = product["qty_available"] if picking["way"] == "out" else wanted
            move["quantity"] = min(wanted, free)
        return True

    def stock_picking_do_unreserve(self, ids: list[int]) -> None:
        """Answers without ``result``, as Odoo does for what gives nothing back."""
        for move in self._moves(ids[0]):
            move["quantity"] = 0.0

    def stock_picking_button_validate(self, ids: list[int], context: Row | None = None) -> Any:
        picking, said = self.pickings[ids[0]], context or {}
        if not said.get("skip_sms"):
            return {
                "name": "SMS",
                "type": "ir.actions.act_window",
                "res_model": "confirm.stock.sms",
            }
        if picking["state"] == "done":
            raise Refusal("You cannot validate a transfer if no quantities are reserved.")
        sign = -1 if picking["way"] == "out" else 1
        for move in self._moves(ids[0]):
            assert move["picked"]
            self.products[move["product_id"]]["qty_available"] += sign * move["quantity"]
        picking["state"] = "done"
        return True

    def stock_move_read(self, ids: list[int], names: list[str]) -> list[Row]:
        rows = [{**self.moves[one], "state": "assigned"} for one in ids]
        return [{name: one[name] for name in ("id", *names)} for one in rows]

    def stock_move_write(self, ids: list[int], fields: Row) -> bool:
        self.moves[ids[0]].update(fields)
        return True

    def _picked(self, way: str, key: str, lines: list[Row]) -> int:
        number = next(self.numbers)
        self.pickings[number] = {"id": number, "way": way, "key": key, "state": "assigned"}
        for line in lines:
            move = next(self.numbers)
            self.moves[move] = {
                "id": move, "picking": number, "product_id": line["product_id"],
                "product_uom_qty": line["product_uom_qty"], "quantity": 0.0, "picked": False,
            }  # fmt: skip
        return number

    def _told(self, picking: Row) -> Row:
        way = picking["way"].upper()
        name, moves = f"WH/{way}/{picking['id']}", [one["id"] for one in self._moves(picking["id"])]
        return {"id": picking["id"], "name": name, "state": picking["state"], "move_ids": moves}

    def _moves(self, picking: int) -> list[Row]:
        return [one for one in self.moves.values() if one["picking"] == picking]
