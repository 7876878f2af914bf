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


class PddPlatform(Loopback):
    """Its orders by number."""

    path = "/api/router"

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        super().__init__(now, seed)
        self.sold: dict[str, Sold] = {}
        self.prices = {11: 5900, 12: 5900}  # of buying together, in fen; alone it is 69.00

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
        match sent["type"]:
            case "pdd.order.number.list.increment.get":
                return {"order_sn_increment_get_response": self._increment(sent)}
            case "pdd.order.information.get":
                one = self.sold.get(sent["order_sn"])
                return {"order_info_get_response": {"order_info": one.body() if one else None}}
            case "pdd.logistics.online.send":
                return {"logistics_online_send_response": self._send(sent)}
            case "pdd.order.upload.extra.logistics":
                return {"order_upload_extra_logistics_response": self._beside(sent)}
            case "pdd.goods.sku.price.update":
                return {"goods_update_sku_price_response": self._set_prices(sent)}
        raise Refusal(10001, "type不正确")

    def _increment(self, sent: dict[str, str]) -> dict[str, Any]:
        since, until = int(sent["start_updated_at"]), int(sent["end_updated_at"])
        if until - since > MOST_SPAN.total_seconds():
            raise Refusal(50001, "时间跨度不能超过30分钟")
        if until > (self.now() - LAG).timestamp():
            raise Refusal(50001, "结束时间必须早于当前时间3分钟")
        size = int(sent["page_size"])
        if size > 100:
            raise Refusal(50001, "page_size最大100")
        found = sorted(
            (one for one in self.sold.values() if since <= one.updated.timestamp() <= until),
            key=lambda one: (one.updated, one.number),
            reverse=True,
        )
        at = (int(sent["page"]) - 1) * size
        page = [one.body() for one in found[at : at + size]]
        for moved in self.some(self.sold):
            moved.updated = self.now()
        return {"total_count": len(found), "order_sn_list": page}

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
