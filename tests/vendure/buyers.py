"""Buyers of a Vendure shop: carts, addresses and payments over its Shop API, as a shop front."""

from collections.abc import Mapping
from typing import Any

from app.remote.channels.graphql import Question, ask
from app.remote.http import Http

_TOKEN = "vendure-auth-token"
_RESULT = "{__typename ... on Order{id code state} ... on ErrorResult{errorCode message}}"
_ADD = f"""mutation Add($variant:ID!,$quantity:Int!){{
 addItemToOrder(productVariantId:$variant,quantity:$quantity){_RESULT}}}"""
_WHO = (
    f"""mutation Who($input:CreateCustomerInput!){{setCustomerForOrder(input:$input){_RESULT}}}"""
)
_WHERE = f"""mutation Where($input:CreateAddressInput!){{
 setOrderShippingAddress(input:$input){_RESULT}}}"""
_HOWS = "query Hows{eligibleShippingMethods{id}}"
_HOW = f"mutation How($ids:[ID!]!){{setOrderShippingMethod(shippingMethodId:$ids){_RESULT}}}"
_READY = f"""mutation Ready{{transitionOrderToState(state:"ArrangingPayment"){_RESULT}}}"""
_PAY = f"mutation Pay($input:PaymentInput!){{addPaymentToOrder(input:$input){_RESULT}}}"
_SEES = "query Sees($code:String!){orderByCode(code:$code){state fulfillments{trackingCode}}}"
AT_ONCE, LATER = "at-once", "later"


class Buyer:
    """One buyer's visit. ``url``: the server."""

    def __init__(self, http: Http, url: str, name: str = "buyer01") -> None:
        self._http, self._url, self._name, self._token = http, f"{url}/shop-api", name, ""

    def buys(self, goods: Mapping[str, int], method: str = AT_ONCE) -> str:
        """The code of a new order of so many of each variant."""
        for variant, quantity in goods.items():
            self._ask(_ADD, {"variant": variant, "quantity": quantity})
        who = {"firstName": "Buyer", "lastName": self._name, "emailAddress": f"{self._name}@test"}
        self._ask(_WHO, {"input": who})
        where = {
            "fullName": f"Buyer {self._name}",
            "streetLine1": "Test Road 1",
            "city": "杭州市",
            "province": "浙江省",
            "postalCode": "310000",
            "countryCode": "CN",
            "phoneNumber": "000-0001",
        }
        self._ask(_WHERE, {"input": where})
        (method_id,) = (one["id"] for one in self._ask(_HOWS, {})["eligibleShippingMethods"])
        self._ask(_HOW, {"ids": [method_id]})
        self._ask(_READY, {})
        paid = self._ask(_PAY, {"input": {"method": method, "metadata": {}}})
        return str(paid["addPaymentToOrder"]["code"])

    def _ask(self, query: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        head = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        told = ask(self._http, self._url, head, Question("buying", query, given))
        if told.fault:
            raise AssertionError(told.words)
        self._token = told.headers.get(_TOKEN, self._token)
        data: Mapping[str, Any] = told.document["data"]
        for result in data.values():
            if isinstance(result, Mapping) and result.get("errorCode"):
                raise AssertionError(result)
        return data

    def sees(self, code: str) -> tuple[str, tuple[str, ...]]:
        """The state of the order and its tracking codes, as the buyer's own page shows them."""
        found = self._ask(_SEES, {"code": code})["orderByCode"]
        return found["state"], tuple(one["trackingCode"] for one in found["fulfillments"])
