"""Douyin's shop platform on loopback: checks the signature over the very body it got."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.remote.servers.loopback import Loopback

BUSY = {"code": 50001, "sub_code": "isp.call-limit:1", "sub_msg": "接口调用频率超限", "data": None}
APP, SECRET, TOKEN = "3409409348479354011", "fdb2e9f6-1111", "a-token"


class Refusal(Exception):  # noqa: N818 -- an answer, no fault of ours
    def __init__(self, code: int, sub_code: str, words: str) -> None:
        super().__init__(words)
        self.body = {"code": code, "msg": words, "sub_code": sub_code, "sub_msg": words}


@dataclass
class Sold:
    number: str
    updated: int
    pieces: int = 1
    left: int = 1
    waybills: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def body(self) -> dict[str, Any]:
        item = {
            "order_id": self.number,
            "code": "TS-BLK-L",
            "product_name": "纯棉T恤",
            "item_num": self.pieces,
            "after_sale_info": {"after_sale_status": 0},
        }
        logistics = [{"tracking_no": one} for one in self.waybills]
        return {
            "order_id": self.number,
            "shop_name": "演示抖店",
            "order_status": (2 if not self.waybills else 101) if self.left else 3,
            "pay_type": 2,
            "update_time": self.updated,
            "pay_amount": 5900,
            "encrypt_post_receiver": "#xxx#1#",
            "mask_post_receiver": "王*",
            "post_addr": {"province": {"name": "上海市"}, "city": {"name": "上海市"}},
            "logistics_info": logistics,
            "sku_order_list": [item],
        }


@dataclass
class AfterSale:
    id: str
    number: str
    updated: int
    status: int = 6
    kind: int = 0
    amount: int = 5900
    lines: tuple[str, ...] = ()
    waybill: str = ""

    def body(self) -> dict[str, Any]:
        info = {
            "aftersale_id": self.id,
            "aftersale_type": self.kind,
            "aftersale_status": self.status,
            "refund_amount": self.amount,  # in fen
            "update_time": self.updated,
            "return_logistics_code": self.waybill,
        }
        lines = [{"sku_order_id": line, "item_num": 1} for line in self.lines]
        order = {"shop_order_id": self.number, "related_order_info": lines}
        return {"aftersale_info": info, "order_info": order}


def product(number: int) -> dict[str, Any]:
    return {
        "product_id": 3539925204033339000 + number,
        "name": f"纯棉T恤{number}",
        "status": number % 2,  # 1 is not on sale
        "img": f"http://img/{number}.jpg",
        "update_time": 1_772_000_000,
    }


def skus(product_id: int) -> list[dict[str, Any]]:
    """One in the older words; one with stock by region and properties."""
    plain = {"id": product_id * 10 + 1, "code": "TS-L", "price": 5900, "sku_type": 0}
    by_region = {"id": product_id * 10 + 2, "code": "TS-M", "price": 6900, "sku_type": 1}
    names = {"spec_detail_name1": "黑色", "spec_detail_name2": "L", "spec_detail_name3": ""}
    properties = [{"value_name": name} for name in ("白色", "M")]
    return [
        {**plain, **names, "stock_num": 7},
        {**by_region, "sell_properties": properties, "stock_num": 0, "stock_map": {"A": 2, "B": 3}},
    ]


class DouyinPlatform(Loopback):
    """Its orders by number, its after-sales by id, its products, the stock by variant."""

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        super().__init__(now, seed)
        self.sold: dict[str, Sold] = {}
        self.prices = {"11": 5900}  # in fen
        self.after_sales: dict[str, AfterSale] = {}
        self.products: list[dict[str, Any]] = []
        self.stock = {(1, 11): 3, (1, 12): 4}

    def add(self, number: int, minutes_ago: float) -> Sold:
        at = self.now() - timedelta(minutes=minutes_ago)
        one = Sold(f"4784618213154{number:06d}", int(at.timestamp()))
        self.sold[one.number] = one
        return one

    def after_sale(self, number: int, minutes_ago: float, **told: Any) -> AfterSale:
        at = int((self.now() - timedelta(minutes=minutes_ago)).timestamp())
        one = AfterSale(f"{7100000000000000000 + number}", f"4784618213154{number:06d}", at, **told)
        self.after_sales[one.id] = one
        return one

    def document(self, path: str, body: str) -> dict[str, Any]:
        parts = urlsplit(path)
        try:
            data = self.answer(parts.path, dict(parse_qsl(parts.query)), body)
        except Refusal as refusal:
            return refusal.body
        return {"code": 10000, "msg": "success", "sub_code": "", "data": data}

    def answer(self, path: str, query: dict[str, str], body: str) -> Any:
        method = query["method"]
        text = (
            f"{SECRET}app_key{query['app_key']}method{method}param_json{body}"
            f"timestamp{query['timestamp']}v{query['v']}{SECRET}"
        )
        made = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        if made != query["sign"] or query["app_key"] != APP:
            raise Refusal(30001, "isv.signature-invalid:1", "签名校验失败")
        if query["access_token"] != TOKEN:
            raise Refusal(40003, "isv.access-token-expired:1", "access_token已过期")
        if path != f"/{method.replace('.', '/', 1)}":
            raise Refusal(30002, "isv.method-invalid:1", "路径与method不一致")
        handlers = {
            "order.searchList": self._search,
            "order.orderDetail": self._one,
            "order.logisticsAdd": lambda one: self._ship(one["order_id"], one["logistics_code"]),
            "order.logisticsAddMultiPack": self._packs,
            "order.logisticsEdit": self._renumber,
            "afterSale.List": self._after_sales,
            "product.listV2": self._products,
            "sku.list": lambda one: skus(int(one["product_id"])),
            "sku.syncStock": self._set_stock,
            "sku.editPrice": self._set_price,
        }
        if method not in handlers:
            raise Refusal(30002, "isv.method-invalid:2", "方法不存在")
        return handlers[method](json.loads(body))

    def _one(self, given: dict[str, Any]) -> dict[str, Any]:
        one = self.sold.get(given["shop_order_id"])
        return {"shop_order_detail": one.body() if one else {}}

    def _renumber(self, given: dict[str, Any]) -> dict[str, Any]:
        self.sold[given["order_id"]].waybills = [given["logistics_code"]]
        return {}

    def _search(self, given: dict[str, Any]) -> dict[str, Any]:
        since, until = given["update_time_start"], given["update_time_end"]
        found, page = self._changed(given, self.sold, since, until)
        return {"page": given["page"], "total": found, "shop_order_list": page}

    def _after_sales(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["order_by"] != ["update_time asc"]:
            raise Refusal(50002, "isv.parameter-invalid:3", "order_by不正确")
        since, until = given["update_start_time"], given["update_end_time"]
        found, page = self._changed(given, self.after_sales, since, until)
        return {"page": given["page"], "total": found, "items": page}

    def _changed(
        self, given: dict[str, Any], rows: dict[str, Any], since: int, until: int
    ) -> tuple[int, list[Any]]:
        """How many changed in the window, and a page of them; then some change again."""
        size, number = _paged(given, 0)
        found = sorted(
            (key for key, one in rows.items() if since <= one.updated <= until),
            key=lambda key: (rows[key].updated, key),
        )
        page = [rows[key].body() for key in found[number * size : (number + 1) * size]]
        for moved in self.some(rows):
            moved.updated = int(self.now().timestamp())
        return len(found), page

    def _products(self, given: dict[str, Any]) -> dict[str, Any]:
        size, number = _paged(given, 1)
        if size * number > 10_000:
            raise Refusal(50002, "isv.parameter-invalid:4", "page*size不能超过10000")
        page = self.products[(number - 1) * size : number * size]
        return {"page": number, "size": size, "total": len(self.products), "data": page}

    def _set_stock(self, given: dict[str, Any]) -> dict[str, Any]:
        key = (given["product_id"], given["sku_id"])
        if given["incremental"] or key not in self.stock:
            raise Refusal(50002, "isv.parameter-invalid:5", "sku不存在")
        if given["stock_num"] < 0:
            raise Refusal(50002, "isv.parameter-invalid:6", "库存不能小于0")
        self.stock[key] = given["stock_num"]
        return {}

    def _ship(self, number: str, waybill: str, pieces: int | None = None) -> dict[str, Any]:
        one = self.sold[number]
        taken = one.left if pieces is None else pieces
        if not one.left or taken > one.left:
            raise Refusal(50002, "isv.business-failed:4", "订单已发货")
        one.left -= taken
        one.waybills.append(waybill)
        one.updated = int(self.now().timestamp())
        return {}

    def _set_price(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["product_id"] != "1" or given["sku_id"] not in self.prices:
            raise Refusal(50002, "isv.parameter-invalid:2", "sku不存在")
        assert isinstance(given["price"], int)
        self.prices[given["sku_id"]] = given["price"]
        return {}

    def _packs(self, given: dict[str, Any]) -> dict[str, Any]:
        """What was done under this key before is not done again."""
        one = self.sold[given["order_id"]]
        if given["request_id"] not in one.keys:
            for pack in given["pack_list"]:
                (inside,) = pack["shipped_order_info"]
                self._ship(one.number, pack["logistics_code"], inside["shipped_num"])
            one.keys.add(given["request_id"])
        return {}


def _paged(given: dict[str, Any], first: int) -> tuple[int, int]:
    if not 1 <= given["size"] <= 100 or given["page"] < first:
        raise Refusal(50002, "isv.parameter-invalid:1", "size最大100")
    return given["size"], given["page"]
