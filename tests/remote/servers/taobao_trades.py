"""Taobao's trades on loopback: newest change first, rows that move between pages while we read."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.remote.channels.json_values import CHINA
from tests.remote.servers.top_platform import Fault, Handler

MOST_SPAN = timedelta(days=1)


def stamp(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


@dataclass
class Trade:
    tid: str
    modified: datetime
    status: str = "WAIT_SELLER_SEND_GOODS"
    waybill: str = ""
    buyer: str = "1"
    type: str = "fixed"

    def body(self, *, whole: bool) -> dict[str, Any]:
        order = {
            "oid": self.tid,
            "title": "纯棉T恤",
            "outer_sku_id": "TS-BLK-L",
            "num": 1,
            "refund_status": "NO_REFUND",
            "status": self.status,
        }
        if self.waybill:
            order["invoice_no"] = self.waybill
        found = {
            "tid": self.tid,
            "tid_str": self.tid,
            "type": self.type,
            "status": self.status,
            "seller_nick": "演示旗舰店",
            "payment": "59.00",
            "modified": stamp(self.modified),
            "orders": {"order": [order]},
        }
        if whole:
            found |= {
                "receiver_name": "张**",
                "receiver_state": "浙江省",
                "oaid": f"OAID{self.buyer}",
            }
        return found


class Trades:
    """``churn``: before each page so many trades change, as buyers do; seeded."""

    def __init__(self, now: datetime, seed: int = 1, churn: int = 0) -> None:
        self.now = now
        self.trades: dict[str, Trade] = {}
        self.churn = churn
        self._chance = random.Random(seed)

    def handlers(self) -> dict[str, Handler]:
        return {
            "taobao.trades.sold.increment.get": self.increment,
            "taobao.trade.fullinfo.get": self.fullinfo,
            "taobao.logistics.offline.send": self.send,
            "taobao.logistics.online.send": self.send,
            "taobao.logistics.dummy.send": self.send,
            "taobao.logistics.consign.resend": self.resend,
            "taobao.top.oaid.merge": self.merge,
        }

    def add(self, number: int, minutes_ago: float) -> Trade:
        trade = Trade(f"30511603254{number:08d}", self.now - timedelta(minutes=minutes_ago))
        self.trades[trade.tid] = trade
        return trade

    def increment(self, sent: Mapping[str, str]) -> dict[str, Any]:
        since, until = (_moment(sent[name]) for name in ("start_modified", "end_modified"))
        size = int(sent.get("page_size", "40"))
        if until - since > MOST_SPAN:
            raise Fault(41, "isv.invalid-parameter:end_modified", "at most one day")
        if not 1 <= size <= 100:
            raise Fault(41, "isv.invalid-parameter:page_size", "1..100")
        found = sorted(
            (one for one in self.trades.values() if since <= one.modified <= until),
            key=lambda one: (one.modified, one.tid),
            reverse=True,
        )
        if sent.get("use_has_next") == "false":
            told: dict[str, Any] = {"total_results": len(found)}
            if found:  # the key is absent where nothing was found
                told["trades"] = {"trade": [{"tid": one.tid} for one in found[:size]]}
            return told
        self._move()
        at = (int(sent["page_no"]) - 1) * size
        page = [one.body(whole=False) for one in found[at : at + size]]
        return {"has_next": at + size < len(found)} | ({"trades": {"trade": page}} if page else {})

    def _move(self) -> None:
        """Some trades change now: they leave the window that is being read."""
        for tid in self._chance.sample(sorted(self.trades), min(self.churn, len(self.trades))):
            self.trades[tid].modified = self.now

    def fullinfo(self, sent: Mapping[str, str]) -> dict[str, Any]:
        trade = self.trades.get(sent["tid"])
        if trade is None:
            raise Fault(50, "isv.trade-not-exist", "交易不存在")
        return {"trade": trade.body(whole=sent.get("include_oaid") == "true")}

    def send(self, sent: Mapping[str, str]) -> dict[str, Any]:
        trade = self.trades[sent["tid"]]
        if (trade.type == "cod") != (sent["method"] == "taobao.logistics.online.send"):
            raise Fault(15, "isv.logistics-offline-service-error:B98", "不支持货到付款")
        if trade.waybill:
            raise Fault(15, "isv.logistics-offline-service-error:B04", "已经发货")
        others = (one for one in self.trades.values() if one.waybill and one.buyer != trade.buyer)
        if any(one.waybill == sent.get("out_sid") for one in others):
            raise Fault(15, "isv.logistics-offline-service-error:B60", "运单号已经被使用")
        trade.waybill = sent.get("out_sid", "none")
        trade.status, trade.modified = "WAIT_BUYER_CONFIRM_GOODS", self.now
        return {"shipping": {"is_success": True}}

    def resend(self, sent: Mapping[str, str]) -> dict[str, Any]:
        self.trades[sent["tid"]].waybill = sent["out_sid"]
        return {"shipping": {"is_success": True}}

    def merge(self, sent: Mapping[str, str]) -> dict[str, Any]:
        tids = [part.split('"')[0] for part in sent["merge_list"].split('"tid":"')[1:]]
        groups: dict[str, list[str]] = {}
        for tid in tids:
            groups.setdefault(self.trades[tid].buyer, []).append(tid)
        return {"tid_list": {"string": [",".join(group) for group in groups.values()]}}


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
