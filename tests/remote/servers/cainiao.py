"""Cainiao's e-waybill service on loopback, the hard kind: asked twice, it sells twice."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tests.remote.servers.top_platform import Fault, Handler

MOST = 10


class Cainiao:
    """``sold``: numbers by trade order, in the order they were sold."""

    def __init__(self) -> None:
        self.sold: defaultdict[str, list[str]] = defaultdict(list)
        self.requests: list[dict[str, Any]] = []
        self.cancelled: list[str] = []
        self.left = 1000
        self.open_route = ""  # the routing code, where the print data is not sealed
        self.weights: dict[str, int] = {}

    def handlers(self) -> dict[str, Handler]:
        return {
            "cainiao.waybill.ii.get": self.get,
            "cainiao.waybill.ii.query.by.tradecode": self.by_order,
            "cainiao.waybill.ii.cancel": self.cancel,
            "cainiao.waybill.ii.update": self.update,
            "cainiao.waybill.ii.search": self.search,
        }

    def get(self, sent: Mapping[str, str]) -> dict[str, Any]:
        asked = json.loads(sent["param_waybill_cloud_print_apply_new_request"])
        orders = asked["trade_order_info_dtos"]
        if not 1 <= len(orders) <= MOST:
            raise Fault(50, "isv.waybill-too-many", "at most 10 a call")
        self.requests.append(asked)
        return {"modules": {"waybill_cloud_print_response": [self._sell(asked, o) for o in orders]}}

    def _sell(self, asked: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
        package = order["package_info"]
        if not re.fullmatch(r"[A-Za-z0-9_]+", package["id"]) or len(package["items"]) > 100:
            raise Fault(50, "isv.package-invalid", "package id: letters, digits, underscore")
        if asked["cp_code"] == "SF" and not package.get("goods_description"):
            raise Fault(50, "isv.goods-description-missing", "顺丰必须填写物品描述")
        recipient = order["recipient"]
        if "oaid" in recipient and "tid" not in recipient:
            raise Fault(50, "isv.tid-missing", "oaid needs its tid")
        self.left -= 1
        number = f"SF{1_000_000_000_000 + sum(map(len, self.sold.values())):013d}"
        for trade in order["order_info"]["trade_order_list"]:
            self.sold[trade].append(number)
        return {
            "object_id": order["object_id"],
            "cp_code": asked["cp_code"],
            "real_cp_code": asked["cp_code"],
            "waybill_code": number,
            "print_data": json.dumps(
                {"templateURL": order["template_url"]}
                | (
                    {"data": {"routingInfo": {"routeCode": self.open_route}}}
                    if self.open_route
                    else {"encryptedData": "AES:xxxx"}
                )
            ),
        }

    def by_order(self, sent: Mapping[str, str]) -> dict[str, Any]:
        told = []
        for asked in json.loads(sent["param_list"]):
            numbers = self.sold.get(asked["biz_sub_code"], [])
            told += [
                {
                    "object_id": asked["object_id"],
                    "success": True,
                    "waybill_cloud_print_response": {"waybill_code": number, "print_data": "{}"},
                }
                for number in numbers
            ] or [{"object_id": asked["object_id"], "success": False, "error_code": "NOT_FOUND"}]
        return {"modules": {"waybill_cloud_print_with_result_desc_response": told}}

    def cancel(self, sent: Mapping[str, str]) -> dict[str, Any]:
        self.cancelled.append(sent["waybill_code"])
        return {"cancel_result": True}

    def update(self, sent: Mapping[str, str]) -> dict[str, Any]:
        told = json.loads(sent["param_waybill_cloud_print_update_request"])
        self.weights[told["waybill_code"]] = told["package_info"]["weight"]
        return {"waybill_code": told["waybill_code"]}

    def search(self, _sent: Mapping[str, str]) -> dict[str, Any]:
        branch = {"branch_code": "028", "quantity": self.left, "allocated_quantity": 0}
        return {
            "waybill_apply_subscription_cols": {
                "waybill_apply_subscription_info": [
                    {"cp_code": "SF", "branch_account_cols": {"waybill_branch_account": [branch]}}
                ]
            }
        }
