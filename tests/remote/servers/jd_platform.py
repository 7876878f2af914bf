"""JD on loopback: checks the signature over what it got; pages in no stable order."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from app.remote.channels.json_values import CHINA
from tests.remote.servers.loopback import Loopback

BUSY = {"error_response": {"code": "21", "zh_desc": "用户调用次数超限", "en_desc": "Call limit"}}
APP, SECRET, TOKEN = "yourappkey", "yourappSecret", "a-token"


class Refusal(Exception):  # noqa: N818 -- an answer, no fault of ours
    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.body = {"code": code, "zh_desc": words, "en_desc": words}


@dataclass
class Sold:
    number: str
    modified: datetime
    waybill: str = ""
    courier: str = ""

    def body(self) -> dict[str, Any]:
        return {
            "orderId": self.number,
            "venderId": "123456",
            "orderState": "WAIT_GOODS_RECEIVE_CONFIRM" if self.waybill else "WAIT_SELLER_STOCK_OUT",
            "orderPayment": "59.00",
            "modified": f"{self.modified.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            "parentOrderId": "0",
            "directParentOrderId": "0",
            "waybill": self.waybill,
            "logisticsId": self.courier,
            "itemInfoList": [{"outerSkuId": "TS-BLK-L", "skuName": "纯棉T恤", "itemTotal": "1"}],
            "consigneeInfo": {"fullname": "李*", "province": "北京", "city": "朝阳区"},
        }


@dataclass
class Refund:
    id: int
    number: str
    applied: datetime
    modified: datetime
    status: int = 0
    fen: int = 5900

    def body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "orderId": self.number,
            "status": self.status,
            "applyRefundSum": self.fen,
            "applyTime": f"{self.applied.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            "modified": f"{self.modified.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        }


def sku(number: int) -> dict[str, Any]:
    """Every third one is not on sale."""
    return {
        "wareId": 11387765000 + number,
        "skuId": 25416150000 + number,
        "status": 1 if number % 3 else 2,
        "jdPrice": 59.5,
        "outerId": f"TS-{number}",
        "skuName": f"纯棉T恤 L {number}",
        "wareTitle": f"纯棉T恤{number}",
        "barCode": f"69{number:011d}",
        "stockNum": number,
    }


class JdPlatform(Loopback):
    """Its orders by number, its refunds by id, its goods, the stock by variant."""

    path = "/routerjson"

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        super().__init__(now, seed)
        self.sold: dict[str, Sold] = {}
        self.prices = {"11": "59.00"}
        self.refunds: dict[str, Refund] = {}
        self.skus: list[dict[str, Any]] = []
        self.stock = {"11": 3, "12": 4}

    def add(self, number: int, minutes_ago: float) -> Sold:
        one = Sold(f"{311000000000 + number}", self.now() - timedelta(minutes=minutes_ago))
        self.sold[one.number] = one
        return one

    def refund(self, number: int, hours_ago: float, **told: Any) -> Refund:
        at = self.now() - timedelta(hours=hours_ago)
        one = Refund(7100000 + number, f"{311000000000 + number}", at, at, **told)
        self.refunds[str(one.id)] = one
        return one

    def document(self, path: str, body: str) -> dict[str, Any]:
        try:
            return self.answer(dict(parse_qsl(body, keep_blank_values=True)))
        except Refusal as refusal:
            return {"error_response": refusal.body}

    def answer(self, sent: dict[str, str]) -> dict[str, Any]:
        text = "".join(f"{name}{sent[name]}" for name in sorted(sent) if name != "sign")
        made = hashlib.md5(f"{SECRET}{text}{SECRET}".encode(), usedforsecurity=False)
        if made.hexdigest().upper() != sent.get("sign") or sent["app_key"] != APP:
            raise Refusal("12", "签名错误")
        if sent["access_token"] != TOKEN:
            raise Refusal("19", "token已过期或者不存在，请重新授权")
        given = json.loads(sent["360buy_param_json"])
        if sent["method"] == "360buy.order.sop.waybill.update":
            return {"order_sop_waybill_update_response": {"code": "0", **self._renumber(given)}}
        content = self._content(sent["method"], given)
        return {f"{sent['method'].replace('.', '_')}_responce": {"code": "0", **content}}

    def _content(self, method: str, given: dict[str, str]) -> dict[str, Any]:
        handlers = {
            "jingdong.pop.order.enSearch": ("searchorderinfo_result", self._search),
            "jingdong.pop.order.enGet": ("orderDetailInfo", self._one),
            "jingdong.pop.order.shipment": ("sopjosshipment_result", self._ship),
            "jingdong.pop.afs.soa.refundapply.queryPageList": ("queryResult", self._refunds),
            "jingdong.sku.read.searchSkuList": ("page", self._skus),
            "jingdong.stock.write.updateSkuStock": ("", self._set_stock),
            "jingdong.price.write.updateSkuJdPrice": ("", self._set_price),
        }
        if method not in handlers:
            raise Refusal("10", "无效的method")
        part, handler = handlers[method]
        return {part: handler(given)} if part else handler(given)

    def _one(self, given: dict[str, str]) -> dict[str, Any]:
        one = self.sold.get(given["order_id"])
        return {"orderInfo": one.body()} if one else {}

    def _refunds(self, given: dict[str, str]) -> dict[str, Any]:
        """Found by when they were applied for, the last one to change first."""
        at, size = int(given["pageIndex"]), int(given["pageSize"])
        if not (1 <= at <= 100 and 1 <= size <= 50):
            return {"success": False, "chineseErrCode": "pageSize区间为1-50", "numberCode": 2}
        since, until = (_moment(given[name]) for name in ("applyTimeStart", "applyTimeEnd"))
        found = sorted(
            (one for one in self.refunds.values() if since <= one.applied <= until),
            key=lambda one: (one.modified, one.id),
            reverse=True,
        )
        page = [one.body() for one in found[(at - 1) * size : at * size]]
        for moved in self.some(self.refunds):
            moved.modified, moved.status = self.now(), 1
        return {"success": True, "totalCount": len(found), "result": page}

    def _skus(self, given: dict[str, str]) -> dict[str, Any]:
        """Only the fields that were asked for, and a few that always come."""
        at, size = int(given["pageNo"]), int(given["page_size"])
        if not 1 <= size <= 50:
            raise Refusal("3100002", "page_size不能超过50")
        asked = {"wareId", "skuId", "status", "jdPrice", "outerId", *given["field"].split(",")}
        states = given["skuStatuValue"].split(",")
        found = [one for one in self.skus if str(one["status"]) in states]
        page = [
            {name: value for name, value in one.items() if name in asked}
            for one in found[(at - 1) * size : at * size]
        ]
        return {"pageNo": at, "pageSize": size, "totalItem": len(found), "data": page}

    def _set_stock(self, given: dict[str, str]) -> dict[str, Any]:
        if given["skuId"] not in self.stock:
            raise Refusal("3100001", "sku不存在")
        if int(given["stockNum"]) < 0:
            return {"success": False, "chineseErrCode": "库存不能小于0", "numberCode": 3}
        self.stock[given["skuId"]] = int(given["stockNum"])
        return {"success": True}

    def _search(self, given: dict[str, str]) -> dict[str, Any]:
        if not given.get("optional_fields"):
            return _failed("optional_fields不能为空")
        if int(given["page_size"]) > 50:
            return _failed("page_size不能超过50")
        since, until = (_moment(given[name]) for name in ("start_date", "end_date"))
        if until - since > timedelta(days=31):
            return _failed("时间跨度不能超过一个月")
        found = sorted(
            (one for one in self.sold.values() if since <= one.modified <= until),
            key=lambda one: (one.modified, one.number),
            reverse=True,
        )
        at = (int(given["page"]) - 1) * int(given["page_size"])
        page = [one.body() for one in found[at : at + int(given["page_size"])]]
        for moved in self.some(self.sold):
            moved.modified = self.now()
        return {"apiResult": {"success": True}, "orderTotal": len(found), "orderInfoList": page}

    def _ship(self, given: dict[str, str]) -> dict[str, Any]:
        one = self.sold[given["orderId"]]
        if one.waybill:
            return {"success": False, "chineseErrCode": "订单已出库", "numberCode": 10400001}
        if not given["logiCoprId"].isdigit():
            return {"success": False, "chineseErrCode": "物流公司不正确", "numberCode": 10400002}
        one.waybill, one.courier, one.modified = given["logiNo"], given["logiCoprId"], self.now()
        return {"success": True}

    def _set_price(self, given: dict[str, str]) -> dict[str, Any]:
        if given["skuId"] not in self.prices:
            raise Refusal("3100001", "sku不存在")
        self.prices[given["skuId"]] = given["jdPrice"]
        return {"success": True}

    def _renumber(self, given: dict[str, str]) -> dict[str, Any]:
        one = self.sold[given["order_id"]]
        if not one.waybill:
            raise Refusal("10400014", "当前状态的订单不能修改运单号")
        one.waybill, one.courier, one.modified = given["waybill"], given["logistics_id"], self.now()
        return {"vender_id": "123456"}


def _failed(words: str) -> dict[str, Any]:
    return {"apiResult": {"success": False, "chineseErrCode": words, "numberCode": 1}}


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
