"""WooCommerce on loopback: plain HTTP, so every call is checked by OAuth 1.0a with one leg."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.remote.servers.loopback import Call, Loopback, Reply

KEY, SECRET = "ck_a_key", "cs_a_secret"
API = "/wp-json/wc/v3/"
DRIFT_S = 900
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "woo_orders_p1.json"
SITE = timedelta(hours=8)


class Refusal(Exception):  # noqa: N818 -- an answer, no fault of ours
    def __init__(self, status: int, code: str, words: str = "no") -> None:
        super().__init__(words)
        self.reply = Reply({"code": code, "message": words, "data": {"status": status}}, status)


@dataclass
class Sold:
    id: int
    modified: datetime
    number: str = ""
    status: str = "processing"
    meta: dict[str, str] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)
    refunds: list[dict[str, Any]] = field(default_factory=list)

    def body(self, shape: Mapping[str, Any]) -> dict[str, Any]:
        stamp = self.modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return {
            **shape,
            "id": self.id,
            "number": self.number or str(self.id),
            "status": self.status,
            "date_modified_gmt": stamp,
            "meta_data": [{"id": 1, "key": key, "value": self.meta[key]} for key in self.meta],
            "refunds": self.refunds,
        }


class WooPlatform(Loopback):
    """Its orders by id; ``stock`` of products and variations by id."""

    path = ""

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        super().__init__(now, seed)
        self.sold: dict[int, Sold] = {}
        self.stock = {93: 10, 941: 5, 942: 6}
        self.prices = dict.fromkeys(self.stock, "59.00")  # the regular ones
        self.on_sale: dict[int, str] = {}
        self.currency = "CNY"
        self.shape: dict[str, Any] = json.loads(SAMPLE.read_text("utf-8"))["_response"][0]
        self._nonces: set[str] = set()

    def add(self, number: int, minutes_ago: float) -> Sold:
        one = Sold(1000 + number, self.now() - timedelta(minutes=minutes_ago))
        self.sold[one.id] = one
        return one

    def reply(self, call: Call) -> Reply:
        parts = urlsplit(call.path)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            self._check(call.method, parts.path, asked)
            given = json.loads(call.body) if call.body else {}
            return self._answer(call.method, parts.path.removeprefix(API).split("/"), asked, given)
        except Refusal as refusal:
            return refusal.reply

    def _check(self, method: str, path: str, asked: dict[str, str]) -> None:
        """Written out here and not taken from the program: the platform is another side."""
        sent = {name: value for name, value in asked.items() if name != "oauth_signature"}
        pairs = sorted((quote(name, "-._~"), quote(value, "-._~")) for name, value in sent.items())
        query = "&".join(f"{name}={value}" for name, value in pairs)
        text = "&".join((method, quote(self.url + path, "-._~"), quote(query, "-._~")))
        made = hmac.new(f"{SECRET}&".encode(), text.encode(), hashlib.sha256).digest()
        if asked.get("oauth_signature") != base64.b64encode(made).decode():
            raise Refusal(401, "woocommerce_rest_authentication_error", "Invalid signature")
        if asked["oauth_consumer_key"] != KEY:
            raise Refusal(401, "woocommerce_rest_authentication_error", "Consumer key is invalid")
        if abs(int(asked["oauth_timestamp"]) - self.now().timestamp()) > DRIFT_S:
            raise Refusal(401, "woocommerce_rest_authentication_error", "Invalid timestamp")
        if asked["oauth_nonce"] in self._nonces:
            raise Refusal(401, "woocommerce_rest_authentication_error", "Nonce already used")
        self._nonces.add(asked["oauth_nonce"])

    def _answer(
        self, method: str, path: list[str], asked: dict[str, str], given: dict[str, Any]
    ) -> Reply:
        match method, path:
            case "GET", ["orders"]:
                return self._orders(asked)
            case "GET", ["orders", number]:
                return Reply(self._one(number).body(self.shape))
            case "PUT", ["orders", number]:
                return Reply(self._change(self._one(number), given))
            case "GET", ["orders", number, "notes"]:
                return Reply(self._one(number).notes)
            case "POST", ["orders", number, "notes"]:
                self._one(number).notes.append(given)
                return Reply(given, 201)
            case "GET", ["products"]:
                return _paged(_PRODUCTS, asked)
            case "GET", ["products", "94", "variations"]:
                return _paged(
                    [_variation(number, self.stock[number]) for number in (941, 942)], asked
                )
            case "POST", [*_, "batch"]:
                self._fits(path[:-1], [one["id"] for one in given["update"]])
                return Reply({"update": [self._set(one) for one in given["update"]]})
            case "GET", ["data", "currencies", "current"]:
                return Reply({"code": self.currency})
        raise Refusal(404, "rest_no_route", "No route was found")

    def _one(self, number: str) -> Sold:
        if int(number) not in self.sold:
            raise Refusal(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
        return self.sold[int(number)]

    def _orders(self, asked: dict[str, str]) -> Reply:
        """A window's ends are left out; rows that change leave the window while it is read."""
        if asked["status"] != "any":
            raise Refusal(400, "rest_invalid_param", "status")
        found = sorted(self.sold.values(), key=lambda one: one.id)
        if "search" in asked:
            return Reply([one.body(self.shape) for one in found if asked["search"] in one.number])
        off = timedelta(0) if asked.get("dates_are_gmt") == "true" else SITE
        since, until = (
            _moment(asked["modified_after"]) - off,
            _moment(asked["modified_before"]) - off,
        )
        found = [one for one in found if since < one.modified.replace(microsecond=0) < until]
        reply = _paged([one.body(self.shape) for one in found], asked)
        for moved in self.some({str(one.id): one for one in self.sold.values()}):
            moved.modified = self.now()
        return reply

    def _change(self, one: Sold, given: dict[str, Any]) -> dict[str, Any]:
        one.status = given.get("status", one.status)
        one.meta |= {meta["key"]: meta["value"] for meta in given.get("meta_data", [])}
        one.modified = self.now()
        return one.body(self.shape)

    def _fits(self, path: list[str], ids: list[int]) -> None:
        """Variations are changed beside their product, and nowhere else."""
        beside = path[1:] == ["94", "variations"]
        if any((number in {941, 942}) != beside for number in ids):
            raise Refusal(404, "rest_no_route", "No route was found")

    def _set(self, row: dict[str, Any]) -> dict[str, Any]:
        number = row["id"]
        if number not in self.stock or row.get("manage_stock") is False:
            code = "woocommerce_rest_product_invalid_id"
            return {"id": number, "error": {"code": code, "message": "Invalid ID."}}
        if "regular_price" in row:
            assert isinstance(row["regular_price"], str)
            self.prices[number] = row["regular_price"]
            return {**row, "price": self.on_sale.get(number, row["regular_price"])}
        self.stock[number] = row["stock_quantity"]
        return row


_PRODUCTS = [
    {"id": 93, "type": "simple", "name": "T-shirt", "sku": "TS", "status": "publish",
     "price": "59.00", "stock_quantity": 10, "date_modified_gmt": "2026-03-02T00:00:00"},
    {"id": 94, "type": "variable", "name": "Sock", "sku": "", "status": "private",
     "price": "9.00", "date_modified_gmt": "2026-03-02T00:00:00", "images": [{"src": "a.png"}]},
]  # fmt: skip


def _variation(number: int, stock: int) -> dict[str, Any]:
    size = {"name": "Size", "option": str(number)}
    return {"id": number, "sku": f"SOCK-{number}", "price": "9.00", "stock_quantity": stock,
            "attributes": [size], "date_modified_gmt": "2026-03-02T00:00:00"}  # fmt: skip


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _paged(rows: list[dict[str, Any]], asked: dict[str, str]) -> Reply:
    size, page = int(asked["per_page"]), int(asked["page"])
    if not 1 <= size <= 100:
        raise Refusal(400, "rest_invalid_param", "per_page must be between 1 and 100")
    pages = -(-len(rows) // size)
    if page > max(1, pages):
        raise Refusal(400, "rest_post_invalid_page_number", "no such page")
    head = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
    return Reply(rows[(page - 1) * size : page * size], 200, head)
