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


class DouyinPlatform(Loopback):
    """Its orders by number."""

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        super().__init__(now, seed)
        self.sold: dict[str, Sold] = {}
        self.prices = {"11": 5900}  # in fen

    def add(self, number: int, minutes_ago: float) -> Sold:
        at = self.now() - timedelta(minutes=minutes_ago)
        one = Sold(f"4784618213154{number:06d}", int(at.timestamp()))
        self.sold[one.number] = one
        return one

    def document(self, path: str, body: str) -> dict[str, Any]:
        parts = urlsplit(path)
        try:
            data = self.answer(parts.path, dict(parse_qsl(parts.query)), body)
        except Refusal as refusal:
            return refusal.body
        return {"code": 10000, "msg": "success", "sub_code": "", "data": data}

    def answer(self, path: str, query: dict[str, str], body: str) -> dict[str, Any]:
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
        given = json.loads(body)
        match method:
            case "order.searchList":
                return self._search(given)
            case "order.orderDetail":
                one = self.sold.get(given["shop_order_id"])
                return {"shop_order_detail": one.body() if one else {}}
            case "order.logisticsAdd":
                return self._ship(given["order_id"], given["logistics_code"])
            case "order.logisticsAddMultiPack":
                return self._packs(given)
            case "order.logisticsEdit":
                self.sold[given["order_id"]].waybills = [given["logistics_code"]]
                return {}
            case "sku.editPrice":
                return self._set_price(given)
        raise Refusal(30002, "isv.method-invalid:2", "方法不存在")

    def _search(self, given: dict[str, Any]) -> dict[str, Any]:
        if not 1 <= given["size"] <= 100:
            raise Refusal(50002, "isv.parameter-invalid:1", "size最大100")
        since, until = given["update_time_start"], given["update_time_end"]
        found = sorted(
            (one for one in self.sold.values() if since <= one.updated <= until),
            key=lambda one: (one.updated, one.number),
        )
        at = given["page"] * given["size"]
        page = [one.body() for one in found[at : at + given["size"]]]
        for moved in self.some(self.sold):
            moved.updated = int(self.now().timestamp())
        return {"page": given["page"], "total": len(found), "shop_order_list": page}

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
