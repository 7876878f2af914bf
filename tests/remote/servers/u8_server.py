"""U8's OpenAPI on loopback: checks token, ``tradeid``, ``biz_id`` and a document's fields."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.remote.erp.u8 import U8, U8Access, U8Place
from tests.remote.servers.loopback import Call, Loopback, Reply

ACCESS = ("caller", "account-set", "the-key", "the-secret")
PLACE = U8Place("01", "C1", "D1", "S1", person="P1")
HEAD = ("operation_type", "saletype", "custcode", "deptcode", "entry")
Row = dict[str, Any]


class Refusal(Exception):  # noqa: N818 -- an answer, no fault of ours
    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def u8_of(server: "U8Server") -> U8:
    return U8(U8Access(server.url, *ACCESS), PLACE, server.now)


class U8Server(Loopback):
    """Its documents by their kind; a document is one for one ``biz_id``, also when abandoned.

    ``abandon``: what becomes of a document then: "gone", "kept" unverified, or "refused".
    """

    path = ""

    def __init__(self, now: Callable[[], datetime], stock: dict[str, int]) -> None:
        super().__init__(now)
        self.stock = dict(stock)
        self.more_rows: list[Row] = []  # of the stock: other batches, other warehouses
        self.numbers = count(1)
        self.tokens: dict[str, datetime] = {}
        self.rows: dict[str, list[Row]] = {"consignment": [], "returnorder": []}
        self.known: dict[str, Row] = {}
        self.trades: set[str] = set()
        self.abandon = "gone"

    def reply(self, call: Call) -> Reply:
        address = urlsplit(call.path)
        asked = dict(parse_qsl(address.query))
        try:
            done = self._asked(address.path, asked, call.body)
        except Refusal as refusal:
            return Reply({"errcode": refusal.code, "errmsg": str(refusal)})
        return Reply({"errcode": "0", "errmsg": "", **done})

    def _asked(self, path: str, asked: dict[str, str], body: str) -> Row:
        assert (asked["from_account"], asked["app_key"]) == (ACCESS[0], ACCESS[2])
        if path == "/system/token":
            if asked["app_secret"] != ACCESS[3]:
                raise Refusal("20001", "wrong app_secret")
            token = f"token-{next(self.numbers)}"
            self.tokens[token] = self.now() + timedelta(hours=2)
            return {"token": {"appkey": ACCESS[2], "expiresIn": 7200, "id": token}}
        if self.tokens.get(asked["token"], self.now()) <= self.now():
            raise Refusal("20002", "token is not valid")
        if path == "/system/tradeid":
            trade = f"trade-{next(self.numbers)}"
            self.trades.add(trade)
            return {"trade": {"id": trade}}
        assert asked["to_account"] == ACCESS[1]
        name, step = path.removeprefix("/api/").split("/")
        if step == "batch_get":
            return self._list(name, asked)
        assert (asked["ds_sequence"], asked["sync"]) == ("1", "1")
        self._known_by(step, asked)
        fields = json.loads(body)[name]
        return {**self._write(name, step, fields, asked), "tradeid": asked.get("tradeid", "")}

    def _known_by(self, step: str, asked: dict[str, str]) -> None:
        """A ``biz_id`` for an add, or a ``tradeid`` that was given and is used once."""
        if ("tradeid" in asked) == ("biz_id" in asked):
            raise Refusal("2003", "one of tradeid and biz_id")
        if "biz_id" in asked:
            if step != "add":
                raise Refusal("2004", "biz_id is for add")
        elif asked["tradeid"] not in self.trades:
            raise Refusal("2005", "tradeid is not known")
        else:
            self.trades.remove(asked["tradeid"])

    def _list(self, name: str, asked: dict[str, str]) -> Row:
        if name == "currentstock":
            return self._stock(asked)
        if name == "inventorylist":
            rows: list[Row] = [{"code": sku, "name": sku.title()} for sku in self.stock]
        else:
            kind = name.removesuffix("list")
            low, high = asked.get("code_begin", ""), asked.get("code_end", "zz")
            found = [one for one in self.rows[kind] if low <= one["code"] <= high]
            return _page(kind, found, asked)
        return {name.removesuffix("list"): rows, "page_count": 1}

    def _stock(self, asked: dict[str, str]) -> Row:
        """A row for each warehouse, item and batch; filtered as the vendor's page says."""
        here = {"whcode": PLACE.warehouse, "inqty": 0.0, "transinqty": 0.0}
        rows: list[Row] = [
            {**here, "invcode": sku, "qty": float(n)} for sku, n in self.stock.items()
        ]
        low, high = asked.get("whcode_begin", ""), asked.get("whcode_end", "zz")
        found = [one for one in (*rows, *self.more_rows) if low <= one["whcode"] <= high]
        return _page("currentstock", found, asked)

    def _write(self, name: str, step: str, fields: Row, asked: dict[str, str]) -> Row:
        if step == "add":
            return self._added(name, asked.get("biz_id") or asked["tradeid"], fields)
        found = [one for one in self.rows[name] if one["code"] == fields["voucher_code"]]
        if not found:
            raise Refusal("10004", f"no document {fields['voucher_code']}")
        (row,) = found
        if step == "abandon":
            if self.abandon == "refused":
                raise Refusal("10011", "the approver is not signed in")
            if self.abandon == "gone":
                self.rows[name].remove(row)
            return {}
        assert step == "verify"
        assert fields["person_code"] == PLACE.person
        if row["verifier"]:
            raise Refusal("10005", "it is verified already")
        sign = -1 if name == "consignment" else 1
        wanted = [(one["inventory_code"], sign * one["quantity"]) for one in row["entry"]]
        if any(self.stock[sku] + moved < 0 for sku, moved in wanted):
            raise Refusal("10009", "not enough on hand")
        for sku, moved in wanted:
            self.stock[sku] += moved
        row["verifier"] = fields["person_code"]
        return {"id": row["code"]}

    def _added(self, name: str, biz_id: str, fields: Row) -> Row:
        if missing := [one for one in HEAD if not fields.get(one)]:
            raise Refusal("10001", f"missing: {', '.join(missing)}")
        if biz_id not in self.known:
            for line in fields["entry"]:
                if line["inventory_code"] not in self.stock:
                    raise Refusal("10002", f"no inventory {line['inventory_code']}")
                assert line["warehouse_code"] == PLACE.warehouse
            row = {**fields, "code": f"{next(self.numbers):010d}", "verifier": ""}
            self.known[biz_id] = row
            self.rows[name].append(row)
        return {"id": self.known[biz_id]["code"]}


def _page(name: str, rows: list[Row], asked: dict[str, str]) -> Row:
    """Two rows a page; nothing else is filtered."""
    start, pages = 2 * (int(asked["page_index"]) - 1), max(1, -(-len(rows) // 2))
    return {name: rows[start : start + 2], "page_count": pages}
