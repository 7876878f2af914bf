"""JD on loopback: checks the signature over what it got; pages in no stable order."""

import hashlib
import json
import random
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl

from app.remote.channels.json_values import CHINA

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
            "itemInfoList": [{"outerSkuId": "TS-BLK-L", "skuName": "纯棉T恤", "itemTotal": "1"}],
            "consigneeInfo": {"fullname": "李*", "province": "北京", "city": "朝阳区"},
        }


class JdPlatform:
    """``plans``: "cut after" does the work and cuts the line; ``churn``: rows moved a page."""

    def __init__(self, now: Callable[[], datetime], seed: int = 1) -> None:
        self.now, self.churn = now, 0
        self.sold: dict[str, Sold] = {}
        self.plans: deque[str] = deque()
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        made = type("_Of", (_Handler,), {"platform": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), made)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/routerjson"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def add(self, number: int, minutes_ago: float) -> Sold:
        one = Sold(f"{311000000000 + number}", self.now() - timedelta(minutes=minutes_ago))
        self.sold[one.number] = one
        return one

    def answer(self, sent: dict[str, str]) -> dict[str, Any]:
        text = "".join(f"{name}{sent[name]}" for name in sorted(sent) if name != "sign")
        made = hashlib.md5(f"{SECRET}{text}{SECRET}".encode(), usedforsecurity=False)
        if made.hexdigest().upper() != sent.get("sign") or sent["app_key"] != APP:
            raise Refusal("12", "签名错误")
        if sent["access_token"] != TOKEN:
            raise Refusal("19", "token已过期或者不存在，请重新授权")
        given = json.loads(sent["360buy_param_json"])
        content = self._content(sent["method"], given)
        return {f"{sent['method'].replace('.', '_')}_responce": {"code": "0", **content}}

    def _content(self, method: str, given: dict[str, str]) -> dict[str, Any]:
        match method:
            case "jingdong.pop.order.enSearch":
                return {"searchorderinfo_result": self._search(given)}
            case "jingdong.pop.order.enGet":
                one = self.sold.get(given["order_id"])
                return {"orderDetailInfo": {"orderInfo": one.body()} if one else {}}
            case "jingdong.pop.order.shipment":
                return {"sopjosshipment_result": self._ship(given)}
        raise Refusal("10", "无效的method")

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
        for number in self.chance.sample(sorted(self.sold), min(self.churn, len(self.sold))):
            self.sold[number].modified = self.now()
        return {"apiResult": {"success": True}, "orderTotal": len(found), "orderInfoList": page}

    def _ship(self, given: dict[str, str]) -> dict[str, Any]:
        one = self.sold[given["orderId"]]
        if one.waybill:
            return {"success": False, "chineseErrCode": "订单已出库", "numberCode": 10400001}
        if not given["logiCoprId"].isdigit():
            return {"success": False, "chineseErrCode": "物流公司不正确", "numberCode": 10400002}
        one.waybill, one.modified = given["logiNo"], self.now()
        return {"success": True}


def _failed(words: str) -> dict[str, Any]:
    return {"apiResult": {"success": False, "chineseErrCode": words, "numberCode": 1}}


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)


class _Handler(BaseHTTPRequestHandler):
    platform: JdPlatform

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = dict(parse_qsl(body, keep_blank_values=True))
        with self.platform.lock:
            plan = self.platform.plans.popleft() if self.platform.plans else ""
            try:
                answer = self.platform.answer(sent)
            except Refusal as refusal:
                answer = {"error_response": refusal.body}
        if plan:
            self.close_connection = True
            return
        made = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        self.wfile.write(made)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base's name
        """Quiet."""
