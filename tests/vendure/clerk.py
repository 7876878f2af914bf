"""What a person does in the shop's own back office: settles payments, gives money back."""

from typing import Any

from app.remote.channels.vendure_client import VendureClient, VendureKeys
from app.remote.http import Http
from tests.vendure.server import USER, VendureServer

_ORDER = """query Order($options:OrderListOptions){orders(options:$options){
 items{updatedAt payments{id amount}}}}"""
_SETTLE = """mutation Settle($id:ID!){settlePayment(id:$id){__typename
 ... on Payment{id} ... on ErrorResult{errorCode message}}}"""
_REFUND = """mutation Refund($input:RefundOrderInput!){refundOrder(input:$input){__typename
 ... on Refund{id} ... on ErrorResult{errorCode message}}}"""


class Clerk:
    def __init__(self, http: Http, server: VendureServer) -> None:
        self._client = VendureClient(http, VendureKeys(USER, server.password), server.url)

    def settle(self, number: str) -> None:
        payment = self._order(number)["payments"][0]["id"]
        self._client.change("settlePayment", _SETTLE, {"id": payment})

    def refund(self, number: str) -> None:
        """All of it."""
        payment = self._order(number)["payments"][0]
        given = {"paymentId": payment["id"], "amount": payment["amount"], "reason": "test"}
        sums = {"lines": [], "shipping": 0, "adjustment": 0}
        self._client.change("refundOrder", _REFUND, {"input": {**given, **sums}})

    def updated_at(self, number: str) -> str:
        return str(self._order(number)["updatedAt"])

    def _order(self, number: str) -> Any:
        asked = {"options": {"filter": {"code": {"eq": number}}}}
        return self._client.ask("orders", _ORDER, asked)["orders"]["items"][0]
