"""SF's service on loopback: checks digest, clock and request id; one order an id, for ever.

``plans``: what happens to the next calls, one each: "" is a plain answer, ``CUT`` cuts the line
before the work, ``CUT_AFTER`` after it, ``BROKEN`` answers 502 after it.
"""

import base64
import hashlib
import json
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from app.domain.waybill_number import sf_check_digit
from tests.remote.servers.loopback import CUT, CUT_AFTER, Answering, Served

PARTNER, CHECK_WORD, CARD = "PARTNER01", "a check word", "7550001234"
DRIFT = timedelta(minutes=5)
BROKEN = "broken"


class Refusal(Exception):  # noqa: N818 -- the service's answer
    """A code of the gateway (A....) or of the service."""


class Sf(Served):
    """``orders``: what was told of each, its number, its ``state``: new, confirmed, cancelled."""

    def __init__(self, now: Callable[[], datetime], *, encoded: bool = True) -> None:
        self.now, self.encoded = now, encoded
        self.plans: deque[str] = deque()
        self.orders: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        self._seen: set[str] = set()
        super().__init__(_Calls, "/std/service")

    def document(self, sent: dict[str, str]) -> dict[str, Any]:
        """The two envelopes around an answer."""
        self.calls.append(sent.get("serviceCode", ""))
        try:
            self._check(sent)
        except Refusal as error:
            return {"apiResultCode": error.args[0], "apiErrorMsg": "refused", "apiResultData": ""}
        try:
            content = self._work(sent["serviceCode"], json.loads(sent["msgData"]))
            told = {"success": True, "errorCode": "S0000", "errorMsg": None, "msgData": content}
        except Refusal as error:
            code, words = error.args
            told = {"success": False, "errorCode": code, "errorMsg": words, "msgData": None}
        return {
            "apiResultCode": "A1000",
            "apiErrorMsg": "",
            "apiResponseID": sent["requestID"],
            "apiResultData": json.dumps(told, ensure_ascii=False),
        }

    def _check(self, sent: dict[str, str]) -> None:
        if sent.get("partnerID") != PARTNER:
            raise Refusal("A1004")
        at = datetime.fromtimestamp(int(sent["timestamp"]) / 1000, self.now().tzinfo)
        if abs(at - self.now()) > DRIFT:
            raise Refusal("A1002")
        # Written out here and not taken from the program: the service is another side.
        text = sent["msgData"] + sent["timestamp"] + CHECK_WORD
        signed = quote_plus(text) if self.encoded else text
        made = base64.b64encode(hashlib.md5(signed.encode(), usedforsecurity=False).digest())
        if made.decode() != sent.get("msgDigest"):
            raise Refusal("A1006")
        if sent["requestID"] in self._seen:
            raise Refusal("A1007")
        self._seen.add(sent["requestID"])

    def _work(self, service: str, told: dict[str, Any]) -> dict[str, Any]:
        order_id = told["orderId"]
        if service == "EXP_RECE_CREATE_ORDER":
            return self._create(order_id, told)
        if order_id not in self.orders:
            raise Refusal("8024", "未下单")
        order = self.orders[order_id]
        if service == "EXP_RECE_UPDATE_ORDER":
            return self._update(order, told)
        return self._said(order_id)

    def _create(self, order_id: str, told: dict[str, Any]) -> dict[str, Any]:
        if order_id in self.orders:
            raise Refusal("8016", "重复下单")
        if told["monthlyCard"] != CARD or told["payMethod"] != 1:
            raise Refusal("8057", "月结卡号不合法")
        if not told["cargoDetails"] or not all(one.get("name") for one in told["cargoDetails"]):
            raise Refusal("8027", "必须有托寄物")
        kinds = [one["contactType"] for one in told["contactInfoList"]]
        if kinds != [1, 2] or not told["contactInfoList"][1]["address"]:
            raise Refusal("8014", "到件方地址不能为空")
        digits = f"{144_000_000_000 + len(self.orders):012d}"
        number = f"SF{digits}{sf_check_digit(digits)}"
        self.orders[order_id] = {"told": told, "number": number, "state": "new"}
        return self._said(order_id)

    def _update(self, order: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
        if order["state"] == "cancelled":
            raise Refusal("8037", "已消单")
        if order["number"] not in [one["waybillNo"] for one in told["waybillNoInfoList"]]:
            raise Refusal("8017", "订单号与运单号不匹配")
        if told["dealType"] == 2 and order["state"] == "collected":
            raise Refusal("8062", "已收件, 不能消单")
        order["state"] = {1: "confirmed", 2: "cancelled"}[told["dealType"]]
        order["weight"] = told.get("totalWeight")
        return {"orderId": told["orderId"], "resStatus": 2}

    def _said(self, order_id: str) -> dict[str, Any]:
        number = self.orders[order_id]["number"]
        return {
            "orderId": order_id,
            "filterResult": 2,
            "waybillNoInfoList": [{"waybillType": 1, "waybillNo": number}],
            "routeLabelInfo": [
                {
                    "code": "1000",
                    "routeLabelData": {"waybillNo": number, "destRouteLabel": "028GK-021"},
                }
            ],
        }


class _Calls(Answering):
    platform: Sf

    def posted(self, body: str) -> None:
        sent = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        with self.platform.lock:
            plan = self.platform.plans.popleft() if self.platform.plans else ""
            answer = {} if plan == CUT else self.platform.document(sent)
        if plan in {CUT, CUT_AFTER}:
            self.close_connection = True
            return
        self.answer(json.dumps(answer).encode(), 502 if plan == BROKEN else 200)
