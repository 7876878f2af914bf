"""Pinduoduo on loopback: checks signature, window, page size; rows move while they are read."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.remote.channels.json_values import CHINA
from tests.remote.servers.loopback import Loopback

CLIENT, SECRET, TOKEN = "1", "testSecret", "a-token"
BUSY = {"error_response": {"error_code": 70031, "error_msg": "调用过于频繁", "sub_msg": ""}}
MOST_SPAN, LAG = timedelta(minutes=30), timedelta(minutes=3)


class Refusal(Exception):  # noqa: N818 -- an answer, no fault of ours
    """An ``error_response``."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.body = {"error_code": code, "error_msg": words, "sub_msg": words, "sub_code": None}


@dataclass
class Sold:
    number: str
    updated: datetime
    waybill: str = ""
    beside: list[str] = field(default_factory=list)

    def body(self) -> dict[str, Any]:
        return {
            "order_sn": self.number,
            "order_status": 2 if self.waybill else 1,
            "refund_status": 1,
            "confirm_status": 1,
            "group_status": 1,
            "risk_control_status": 0,
            "updated_at": self.updated.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "pay_amount": 59.0,
            "receiver_name": "~AgAAAAKx~name~1~~",
            "province": "广东省",
            "tracking_number": self.waybill,
            "extra_delivery_list": [{"tracking_number": one} for one in self.beside],
            "item_list": [{"outer_id": "TS-BLK-L", "goods_name": "纯棉T恤", "goods_count": 1}],
        }


@dataclass
class Refund:
    id: int
    number: str
    updated: datetime
    status: int = 2
    kind: int = 2
    amount: str = "59.00"
    waybill: str = ""

    def body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "order_sn": self.number,
            "after_sales_status": self.status,
            "after_sales_type": self.kind,
            "order_amount": "118.00",
            "refund_amount": self.amount,
            "sku_id": "13182332985",
            "outer_id": "TS-BLK-L",
            "goods_number": "1",
            "tracking_number": self.waybill,
            "updated_time": self.updated.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        }


def goods(number: int) -> dict[str, Any]:
    """Two variants; of every third goods the second one is taken from sale."""
    skus = [
        {
            "sku_id": number * 10 + at,
            "spec": spec,
            "outer_id": f"TS-{number}-{at}",
            "sku_quantity": at * 7,
            "is_sku_onsale": 1 if number % 3 or at == 1 else 0,
        }
        for at, spec in ((1, "黑色 L"), (2, "白色 L"))
    ]
    return {
        "goods_id": 863369485 + number,
        "goods_name": f"纯棉T恤{number}",
        "is_onsale": 1,
        "image_url": f"http://img/{number}.jpg",
        "sku_list": skus,
    }


class PddPlatform(Loopback):
    """Its orders by number, its refunds by id, its goods, the stock by variant."""

    path = "/api/router"

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        super().__init__(now, seed)
        self.sold: dict[str, Sold] = {}
        self.prices = {11: 5900, 12: 5900}  # of buying together, in fen; alone it is 69.00
        self.refunds: dict[str, Refund] = {}
        self.goods: list[dict[str, Any]] = []
        self.stock: dict[tuple[str, str], int] = {("1", "11"): 3, ("1", "12"): 4}

    def refund(self, number: int, minutes_ago: float, **told: Any) -> Refund:
        at = self.now() - timedelta(minutes=minutes_ago)
        one = Refund(301851000 + number, f"261122-{number:015d}", at, **told)
        self.refunds[str(one.id)] = one
        return one

    def add(self, number: int, minutes_ago: float) -> Sold:
        one = Sold(f"261122-{number:015d}", self.now() - timedelta(minutes=minutes_ago))
        self.sold[one.number] = one
        return one

    def document(self, path: str, body: str) -> dict[str, Any]:
        try:
            return self.answer(json.loads(body))
        except Refusal as refusal:
            return {"error_response": refusal.body}

    def answer(self, sent: dict[str, str]) -> dict[str, Any]:
        text = "".join(f"{name}{sent[name]}" for name in sorted(sent) if name != "sign")
        made = hashlib.md5(f"{SECRET}{text}{SECRET}".encode(), usedforsecurity=False)
        if made.hexdigest().upper() != sent.get("sign"):
            raise Refusal(20004, "签名验证失败")
        if sent.get("access_token") != TOKEN:
            raise Refusal(10019, "access_token已过期")
        handlers = {
            "pdd.order.number.list.increment.get": ("order_sn_increment_get", self._increment),
            "pdd.order.information.get": ("order_info_get", self._one),
            "pdd.refund.list.increment.get": ("refund_increment_get", self._refunds),
            "pdd.logistics.online.send": ("logistics_online_send", self._send),
            "pdd.order.upload.extra.logistics": ("order_upload_extra_logistics", self._beside),
            "pdd.goods.list.get": ("goods_list_get", self._goods),
            "pdd.goods.quantity.update": ("goods_quantity_update", self._set_stock),
            "pdd.goods.sku.price.update": ("goods_update_sku_price", self._set_prices),
        }
        if sent["type"] not in handlers:
            raise Refusal(10001, "type不正确")
        part, handler = handlers[sent["type"]]
        return {f"{part}_response": handler(sent)}

    def _one(self, sent: dict[str, str]) -> dict[str, Any]:
        one = self.sold.get(sent["order_sn"])
        return {"order_info": one.body() if one else None}

    def _increment(self, sent: dict[str, str]) -> dict[str, Any]:
        found, page = self._changed(sent, self.sold)
        return {"total_count": found, "order_sn_list": page}

    def _refunds(self, sent: dict[str, str]) -> dict[str, Any]:
        """State and kind 1 are all; another one is only that one."""
        asked = (int(sent["after_sales_status"]), int(sent["after_sales_type"]))
        rows = {
            key: one
            for key, one in self.refunds.items()
            if asked[0] in (1, one.status) and asked[1] in (1, one.kind)
        }
        found, page = self._changed(sent, rows)
        return {"total_count": found, "refund_list": page}

    def _changed(self, sent: dict[str, str], rows: dict[str, Any]) -> tuple[int, list[Any]]:
        """How many changed in the window, and a page of them; then some change again."""
        since, until = int(sent["start_updated_at"]), int(sent["end_updated_at"])
        if until - since > MOST_SPAN.total_seconds():
            raise Refusal(50001, "时间跨度不能超过30分钟")
        if until > (self.now() - LAG).timestamp():
            raise Refusal(50001, "结束时间必须早于当前时间3分钟")
        found = sorted(
            (key for key, one in rows.items() if since <= one.updated.timestamp() <= until),
            key=lambda key: (rows[key].updated, key),
            reverse=True,
        )
        page = [rows[key].body() for key in found[_page(sent)]]
        for moved in self.some(rows):
            moved.updated = self.now()
        return len(found), page

    def _goods(self, sent: dict[str, str]) -> dict[str, Any]:
        return {"total_count": len(self.goods), "goods_list": self.goods[_page(sent)]}

    def _set_stock(self, sent: dict[str, str]) -> dict[str, Any]:
        key = (sent["goods_id"], sent["sku_id"])
        if sent["update_type"] != "1" or key not in self.stock:
            raise Refusal(50001, "商品sku不存在")
        if int(sent["quantity"]) < 0:
            raise Refusal(50001, "库存必须大于等于0")
        self.stock[key] = int(sent["quantity"])
        return {"is_success": True}

    def _send(self, sent: dict[str, str]) -> dict[str, Any]:
        one = self.sold[sent["order_sn"]]
        if one.waybill and sent["redelivery_type"] == "1":
            raise Refusal(50001, "订单已发货")
        one.waybill, one.updated = sent["tracking_number"], self.now()
        return {"is_success": True}

    def _set_prices(self, sent: dict[str, str]) -> dict[str, Any]:
        if (sent["goods_id"], sent["sync_goods_operate"]) != ("1", "1"):
            raise Refusal(21001, "请求参数错误")
        new = {row["sku_id"]: row["group_price"] for row in json.loads(sent["sku_price_list"])}
        if new.keys() - self.prices.keys():
            raise Refusal(21001, "sku不存在")
        if any(price >= 6900 for price in new.values()):
            raise Refusal(50001, "单买价必须大于拼团价")
        self.prices |= new
        return {"goods_commit_id": 7, "is_success": True}

    def _beside(self, sent: dict[str, str]) -> dict[str, Any]:
        one = self.sold[sent["order_sn"]]
        if not one.waybill or sent["extra_track_type"] != "1":
            raise Refusal(50001, "订单未发货")
        one.beside += [track["tracking_number"] for track in json.loads(sent["extra_track_list"])]
        return {"is_success": True}


def _page(sent: dict[str, str]) -> slice:
    size, page = int(sent["page_size"]), int(sent["page"])
    if not 1 <= size <= 100 or page < 1:
        raise Refusal(50001, "page_size最大100")
    return slice((page - 1) * size, page * size)
